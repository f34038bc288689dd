"""Looking at one page the way people do: narrow and wide, light and dark, with scripts and without.

Every look checks what must hold for every page: it fits, nothing comes from another site, the
console is silent, nothing is set for a stranger, and axe finds nothing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import axe_playwright_python
from msgspec import Struct, field
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.history import Keeper

WIDTHS: Final = (320, 390, 1280)
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_RUN: Final = """() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
    'wcag22aa', 'best-practice']}).then(found => found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html).join(' | ')))"""
_TOO_WIDE: Final = """() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= window.innerWidth) return [];
    const within = e => e.closest('.scroll, .sr, details:not([open])');
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !within(e))
        .map(e => e.outerHTML.slice(0, 120));
}"""

Scheme = Literal["light", "dark"]


class Seen(Struct):
    """What went on while a page was looked at."""

    page: Page
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)


class Site(Struct, frozen=True):
    """A service with a full fund, seen through a browser."""

    origin: str
    keeper: Keeper
    chromium: Browser
    cookies: dict[str, str]

    def of_fund(self, path: str, language: str = "en") -> str:
        """Return the address of a page of the fund."""
        return f"/{language}/{self.keeper.fund}/{path}"

    @asynccontextmanager
    async def context(
        self,
        width: int = 390,
        *,
        script: bool = False,
        scheme: Scheme = "light",
        signed_in: bool = True,
    ) -> AsyncIterator[BrowserContext]:
        """Lend a browser of its own, of one width, signed in or not."""
        context = await self.chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme=scheme,
            base_url=self.origin,
        )
        if signed_in:
            await context.add_cookies(
                [{"name": n, "value": v, "url": self.origin} for n, v in self.cookies.items()]
            )
        try:
            yield context
        finally:
            await context.close()

    async def check(
        self, path: str, width: int, *, script: bool, scheme: Scheme, signed_in: bool = True
    ) -> None:
        """Open a page and check everything that must hold for every page."""
        looks: dict[str, Any] = {"script": script, "scheme": scheme, "signed_in": signed_in}
        async with self.context(width, **looks) as context:
            seen = await look(context, path)
            await check_page(seen, self.origin, width, has_script=script)
            if not signed_in:
                assert await context.cookies() == []


async def look(context: BrowserContext, path: str) -> Seen:
    """Open a page and take down what it asks for."""
    page = await context.new_page()
    seen = Seen(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.console.append(message.text))
    answer = await page.goto(path)
    assert answer is not None
    assert answer.ok, f"{path}: {answer.status}"
    return seen


async def check_page(seen: Seen, origin: str, width: int, *, has_script: bool) -> None:
    """Check what must hold for a page that is open, whatever it is about."""
    page, host = seen.page, urlsplit(origin).netloc
    assert {urlsplit(url).netloc for url in seen.requests} == {host}
    assert seen.console == []
    assert await page.locator("h1").count() == 1
    assert await page.locator("script, [style], svg").count() == 0
    wide = await page.evaluate(_TOO_WIDE)
    assert wide == [], f"wider than {width} px: {wide[:3]}"
    if has_script:
        await page.evaluate(AXE)
        assert await page.evaluate(_RUN) == []
