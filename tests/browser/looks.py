"""Looking at one page the way people do: narrow and wide, light and dark, with scripts and without.

Every look checks what must hold for every page: it fits, nothing comes from another site, the
console is silent, nothing is set for a stranger, and axe finds nothing.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import axe_playwright_python
from msgspec import Struct, field
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.history import Keeper

WIDTHS: Final = (320, 390, 1280)
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
_HAS_AXE: Final = "() => 'axe' in window"
# Only what is wrong is put into words: what is right takes as long to describe as to find.
_RUN: Final = """() => axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',
    'wcag22aa', 'best-practice'], resultTypes: ['violations'], selectors: false})
    .then(found => found.violations.map(
    each => each.id + ': ' + each.nodes.map(node => node.html).join(' | ')))"""
_COUNTS: Final = """() => ['h1', 'script, [style], svg'].map(
    each => document.querySelectorAll(each).length)"""
_TOO_WIDE: Final = """() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= window.innerWidth) return [];
    const within = e => e.closest('.scroll, .sr, details:not([open])');
    return [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !within(e))
        .map(e => e.outerHTML.slice(0, 120));
}"""

Scheme = Literal["light", "dark"]
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
HEIGHT: Final = 900


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
        signed_in: bool = True,
    ) -> AsyncIterator[BrowserContext]:
        """Lend a browser of its own, of one width, signed in or not."""
        context = await self.chromium.new_context(
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=script,
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
        self,
        path: str,
        *,
        script: bool,
        schemes: Sequence[Scheme] = ("light",),
        signed_in: bool = True,
    ) -> None:
        """Open a page once and check what must hold for every page, at every width."""
        async with self.context(script=script, signed_in=signed_in) as context:
            seen = await look(context, path)
            for scheme in schemes:
                await seen.page.emulate_media(color_scheme=scheme)
                await check_widths(seen, self.origin, has_script=script)
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


async def check_widths(seen: Seen, origin: str, *, has_script: bool) -> None:
    """Check a page that is open at every width."""
    for width in WIDTHS:
        await seen.page.set_viewport_size({"width": width, "height": HEIGHT})
        await check_page(seen, origin, width, has_script=has_script)


async def check_page(seen: Seen, origin: str, width: int, *, has_script: bool) -> None:
    """Check what must hold for a page that is open, whatever it is about."""
    page, host = seen.page, urlsplit(origin).netloc
    assert {urlsplit(url).netloc for url in seen.requests} == {host}
    assert seen.console == []
    headings, forbidden = await page.evaluate(_COUNTS)
    assert (headings, forbidden) == (1, 0)
    wide = await page.evaluate(_TOO_WIDE)
    assert wide == [], f"wider than {width} px: {wide[:3]}"
    if has_script:
        if not await page.evaluate(_HAS_AXE):
            await page.evaluate(AXE)
        dark = "() => matchMedia('(prefers-color-scheme: dark)').matches"
        assert await page.evaluate(_RUN) == [], (width, "dark:", await page.evaluate(dark))
