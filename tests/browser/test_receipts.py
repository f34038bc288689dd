"""Somebody fetches a promise and a receipt with a telephone, without scripts, and prints them."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from ledger.transparency.log import Log
from ledger.verifier import check_promise, check_receipt
from tests.api.pages.giving.proving import PROMISE, RECEIPT, policy
from tests.browser.looks import Seen, check_widths, look
from tests.browser.test_giving import ask_for, write_down
from tests.browser.test_public import Public, public, service

__all__ = ["public", "service"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def turned(public: Public, later: timedelta = timedelta()) -> None:
    """Have the log kept by somebody whose clock is ahead of the service's."""
    site = public.square.site
    now = datetime.now(UTC) + later
    log = Log(site.database, site.books, site.settings.keys_dir, "127.0.0.1", lambda: now)
    await log.keep(public.square.fund_id, wait_seconds=30)


async def printed(page: Page) -> str:
    """Return what the paper says; on it stands nothing to press."""
    await page.emulate_media(media="print")
    try:
        for button in await page.get_by_role("button").all():
            assert not await button.is_visible()
        return await page.locator("main").inner_text()
    finally:
        await page.emulate_media(media="screen")


async def save(page: Page) -> tuple[str, bytes]:
    """Press the button and return what the file is called and what is in it."""
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save it as a file").click()
    download = await waiting.value
    assert "/give/receipt" in download.url
    return download.suggested_filename, (await download.path()).read_bytes()


async def code_made(context: BrowserContext, public: Public) -> tuple[Seen, str, str]:
    seen = await look(context, public.address("/public/give"))
    await seen.page.get_by_role("button", name="Make a reference and a code").click()
    reference, code = await seen.page.locator(".code strong").all_inner_texts()
    return seen, reference, code


async def is_drawn(page: Page) -> bool:
    """Say whether the picture of the code came through the policy of the page."""
    width: int = await page.locator("img.qr").evaluate("img => img.naturalWidth")
    return width > 0


async def test_who_gives_takes_a_promise_and_a_receipt_along(
    public: Public, chromium: Browser
) -> None:
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, accept_downloads=True
    )
    try:
        await turned(public)
        seen, reference, code = await code_made(context, public)
        page = seen.page
        await check_widths(seen, public.origin, has_script=False)
        await write_down(public, reference)
        for title, name, later in (
            ("promise", PROMISE, timedelta()),
            ("receipt", RECEIPT, timedelta(days=2)),
        ):
            await turned(public, later)
            await page.goto(public.address("/public/give/code"))
            assert await ask_for(page, code) == "It is in the books."
            assert await page.get_by_role("heading", name=f"Your {title}").is_visible()
            await check_widths(seen, public.origin, has_script=False)
            file_name, content = await save(page)
            assert file_name == name
            check = check_promise if title == "promise" else check_receipt
            assert check(content, await policy(public.square), code).gift == 1
            await page.get_by_role("button", name="See it, to print").click()
            assert code not in page.url
            await check_widths(seen, public.origin, has_script=False)
            paper = await printed(page)
            for each in ("$25.00", code, content.decode().splitlines()[0]):
                assert each in paper
            assert (await save(page))[1] == content
        assert await context.cookies() == []
    finally:
        await context.close()


async def test_the_code_is_a_picture_where_pictures_come_with_the_page(
    public: Public, chromium: Browser
) -> None:
    context = await chromium.new_context(viewport={"width": 390, "height": 844})
    try:
        seen, _, code = await code_made(context, public)
        assert await is_drawn(seen.page)
        assert [url for url in seen.requests if code in url] == []
        await check_widths(seen, public.origin, has_script=True)
    finally:
        await context.close()
