"""What a newcomer does, in a browser with JavaScript off, on a phone.

``python -m tests.newcomer URL CODE CHROMIUM`` signs in, opens a fund, records a donation, posts
bail, promises a housing grant and pays its first instalment, and sees the overview change.
`scripts/newcomer` does it from a clean clone; a browser test does it on the tree at hand.
"""

import sys
from typing import Final

from playwright.async_api import Page, ViewportSize, async_playwright, expect

PHONE: Final = ViewportSize(width=390, height=844)


async def press(page: Page, name: str) -> None:
    """Press a button by what it says."""
    await page.get_by_role("button", name=name, exact=True).click()


async def check_and_write(page: Page) -> None:
    """Look at the check page, then write."""
    await press(page, "Check before writing")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Check before writing")
    await page.locator("form button[value=write]").click()


async def sign_in(page: Page, url: str, code: str) -> None:
    """Type the first code; choose a handle, and the six words that are offered as passphrase."""
    await page.goto(url)
    await page.get_by_label("One-time code").fill(code)
    await press(page, "Sign in with the code")
    await page.get_by_label("Handle").fill("heron")
    words = await page.locator("main strong").inner_text()
    await page.get_by_label("Passphrase", exact=True).fill(words)
    await page.get_by_label("The passphrase once more").fill(words)
    await press(page, "Take both")
    await page.get_by_role("link", name="Later").click()


async def open_fund(page: Page) -> str:
    """Open a fund with money in a bank and a court; return the address of its overview."""
    await page.get_by_role("link", name="Open your fund").click()
    await page.get_by_label("Name of the fund").fill("Tidewater Mutual Aid")
    await page.get_by_label("Currency").select_option("USD")
    await page.get_by_label("Time zone").select_option("America/New_York")
    await page.get_by_label("First account").fill("Credit union")
    await page.get_by_text("A court or another office").click()
    await page.locator("input[name=authority_name]").fill("County court")
    await check_and_write(page)
    await page.get_by_role("link", name="Overview").first.click()
    return page.url


async def record_donation(page: Page, fund: str) -> None:
    """Record a gift of 2,000.00."""
    await page.goto(f"{fund.rstrip('/')}/record/donation")
    await page.locator("input[inputmode=decimal]").first.fill("2000")
    await check_and_write(page)


async def post_bail(page: Page, fund: str) -> None:
    """Post bail of 500.00."""
    await page.goto(f"{fund.rstrip('/')}/record/bail")
    await page.get_by_label("Amount of bail").fill("500")
    await check_and_write(page)


async def pay_housing(page: Page, fund: str) -> None:
    """Promise rent in three instalments of 300.00 and pay the first."""
    await page.goto(f"{fund.rstrip('/')}/record/grant")
    await page.get_by_label("What is it for?").select_option("rent")
    await page.get_by_label("Amount of each instalment").fill("300")
    await page.get_by_label("How many instalments?").select_option("3")
    await check_and_write(page)
    await page.get_by_role("link", name="Pay the first instalment").click()
    await check_and_write(page)


async def expect_tiles(page: Page, fund: str, there: str, promised: str, courts: str) -> None:
    """Look at the overview: what is there, promised, and at courts."""
    await page.goto(fund)
    tiles = page.locator(".tiles").first
    for text in (there, promised, courts):
        await expect(tiles).to_contain_text(text)


async def walk(page: Page, url: str, code: str) -> None:
    """Do all of it; raise when the overview does not say what it should."""
    await sign_in(page, url, code)
    fund = await open_fund(page)
    await record_donation(page, fund)
    await expect_tiles(page, fund, "$2,000.00", "$0.00", "$0.00")
    await post_bail(page, fund)
    await expect_tiles(page, fund, "$1,500.00", "$0.00", "$500.00")
    await pay_housing(page, fund)
    await expect_tiles(page, fund, "$1,200.00", "$600.00", "$500.00")


async def main(url: str, code: str, chromium: str) -> None:
    """Walk once, with a browser of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = await browser.new_context(java_script_enabled=False, viewport=PHONE)
        context.set_default_timeout(20_000)
        await walk(await context.new_page(), url, code)
        await browser.close()


if __name__ == "__main__":
    import asyncio

    asyncio.run(main(*sys.argv[1:4]))
