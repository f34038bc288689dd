"""The page that checks receipts, opened from disk with the network off, and asked from inside."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest_asyncio
from playwright.async_api import Browser, Page

from api.verifier import VERIFIER_FILE
from tests.browser.of_receipts import POLICY, b64

ADDRESS: Final = VERIFIER_FILE.as_uri()
_START: Final = """
    const bytes = text => Uint8Array.from(atob(text), sign => sign.charCodeAt(0));
    const name = (...args) => {
        try { check(...args); return ''; } catch (failure) {
            return failure instanceof Failure ? failure.name : 'a mistake: ' + failure.stack; } };
"""
_CHECK: Final = f"""cases => {{ {_START}
    return cases.map(([file, pinned, code, manifest]) =>
        name(bytes(file), bytes(pinned), code, manifest === null ? null : bytes(manifest))); }}"""
_BENT: Final = f"""([file, pinned, how]) => {{ {_START}
    const whole = bytes(file), key = bytes(pinned), names = [];
    if (how === 'bits') for (let bit = 0; bit < whole.length * 8; bit++) {{
        const bent = whole.slice();
        bent[bit >> 3] ^= 1 << (bit & 7);
        names.push(name(bent, key));
    }}
    if (how === 'ends') for (let end = 0; end < whole.length; end++) {{
        names.push(name(whole.slice(0, end), key));
    }}
    return names; }}"""


Row = tuple[str | bytes, str | bytes, str, bytes | None]
"""What is checked: a file, what is pinned, a code, and the manifest of a report."""


class Asked:
    """The page, and what to ask of the functions in it."""

    def __init__(self, page: Page, requests: list[str], console: list[str]) -> None:
        self.page = page
        self.requests = requests
        self.console = console

    async def names(self, *cases: Row) -> list[str]:
        """Return the name of the failure of each case; nothing for what is shown."""
        coded = [
            (
                b64(_bytes(file)),
                b64(_bytes(pinned)),
                code,
                None if manifest is None else b64(manifest),
            )
            for file, pinned, code, manifest in cases
        ]
        found: list[str] = await self.page.evaluate(_CHECK, coded)
        return found

    async def name(
        self, file: str | bytes, pinned: str = POLICY, code: str = "", manifest: bytes | None = None
    ) -> str:
        """Return the name of the failure; nothing when the file shows what it says."""
        [found] = await self.names((file, pinned, code, manifest))
        return found

    async def bent(self, file: str, pinned: str, how: str) -> list[str]:
        """Return the name for each bit turned (from the lowest of the first byte), or each end."""
        found: list[str] = await self.page.evaluate(
            _BENT, [b64(file.encode()), b64(pinned.encode()), how]
        )
        return found

    async def evaluate(self, script: str, argument: Any = None) -> Any:
        """Ask anything."""
        return await self.page.evaluate(script, argument)

    async def fill(
        self,
        proof: str,
        pinned: str = POLICY,
        code: str = "",
        manifest: bytes | None = None,
    ) -> None:
        """Give the page files and a code, and have it check them."""
        await self.page.set_input_files("#proof-file", _file("receipt.tlog-proof", proof.encode()))
        await self.page.fill("#key", pinned)
        await self.page.fill("#code", code)
        if manifest is not None:
            await self.page.set_input_files("#manifest-file", _file("report.json", manifest))
        await self.page.locator("button[type=submit]").click()
        await self.page.locator("#outcome").wait_for()

    async def text(self) -> str:
        """Return the result as it reads."""
        return re.sub(r"\s+", " ", await self.page.locator("#result").inner_text())


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@asynccontextmanager
async def opened(
    chromium: Browser,
    *,
    width: int = 390,
    address: str = ADDRESS,
    locale: str = "en-GB",
    script: bool = True,
    allowed: Sequence[str] = (),
) -> AsyncIterator[Asked]:
    """Open the page without a network; afterwards, nothing was asked for but the page itself."""
    context = await chromium.new_context(
        viewport={"width": width, "height": 844}, locale=locale, java_script_enabled=script
    )
    try:
        await context.set_offline(address.startswith("file:"))
        page = await context.new_page()
        asked = Asked(page, [], [])
        page.on("request", lambda request: asked.requests.append(request.url))
        page.on("console", lambda message: asked.console.append(message.text))
        page.on("pageerror", lambda error: asked.console.append(str(error)))
        await page.goto(address)
        yield asked
        assert set(asked.requests) - set(allowed) == {address.partition("#")[0]}
        assert asked.console == []
        assert await context.cookies() == []
    finally:
        await context.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asked(chromium: Browser) -> AsyncIterator[Asked]:
    """The page on a telephone, for whoever only asks its functions."""
    async with opened(chromium) as page:
        yield page
