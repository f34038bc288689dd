"""Every page that reads, and those that open a fund, looked at the way people do."""

import pytest
from playwright.async_api import expect

from tests.browser.looks import Site, look

pytestmark = pytest.mark.browser

PATHS = (
    "journal?kind=donation&from_day-day=1&from_day-month=1&from_day-year=2020",
    "journal?kind=exchange",
    "lines/1",
    "lines/79",
    "cases?kind=bail",
    "statement?line=40",
    "statement?as_of-day=1&as_of-month=1&as_of-year=2020",
)
"""Addresses with something in them; the bare ones are in test_every_page."""


async def test_every_state_of_a_page_fits_and_is_accessible(site: Site) -> None:
    paths = [*(site.of_fund(path) for path in PATHS), site.of_fund("", "es"), "/es/open"]
    for path in paths:
        await site.check(path, script=True)


async def test_on_a_phone_it_stands_below_a_balance_that_it_is_short(site: Site) -> None:
    async with site.context(320) as context:
        page = (await look(context, site.of_fund("", "es"))).page
        state = page.locator("#accounts td .state.short").first
        inside, around = await state.bounding_box(), await state.locator("..").bounding_box()
        assert inside is not None
        assert around is not None
        assert inside["y"] > around["y"] + inside["height"], "beside it, a large one is too wide"


async def test_a_case_of_every_sort_fits(site: Site) -> None:
    async with site.context() as context:
        page = (await look(context, site.of_fund("cases"))).page
        links = page.locator("th a")
        addresses = [await each.get_attribute("href") for each in await links.all()]
    assert len(addresses) == 4
    for address in addresses:
        assert address is not None
        await site.check(address, script=True)


async def test_a_stranger_is_sent_to_sign_in_and_gets_nothing_set(site: Site) -> None:
    async with site.context(signed_in=False) as context:
        for path in (site.of_fund(""), site.of_fund("journal"), "/en/open"):
            page = (await look(context, path)).page
            assert "/en/sign-in" in page.url
            assert "Tidewater" not in await page.content()
        assert await context.cookies() == []


async def test_the_journal_is_filtered_and_paged_without_scripts(site: Site) -> None:
    async with site.context(390) as context:
        page = (await look(context, site.of_fund("journal"))).page
        first = await page.locator("tbody th a").first.get_attribute("href") or ""
        await page.get_by_role("link", name="Older").click()
        await expect(page.get_by_role("link", name="Newer")).to_be_visible()
        await page.get_by_role("link", name="Newer").click()
        await expect(page.locator("tbody th a").first).to_have_attribute("href", first)
        await page.get_by_label("Kind").select_option("bail")
        await page.get_by_role("button", name="Show").click()
        await expect(page.locator("caption")).to_contain_text("Only: Bail.")
        assert await page.locator("tbody tr").count() == 6


async def test_a_picture_has_its_figures_beside_it(site: Site) -> None:
    async with site.context(390) as context:
        page = (await look(context, site.of_fund(""))).page
        table = page.locator("figure details table")
        await expect(table).to_be_hidden()
        await page.get_by_text("The same figures as a table").click()
        await expect(table).to_be_visible()
        assert await table.locator("tbody tr").count() == 12


async def test_the_keyboard_reaches_the_content_first(site: Site) -> None:
    async with site.context(1280) as context:
        page = (await look(context, site.of_fund(""))).page
        await page.keyboard.press("Tab")
        await expect(page.get_by_text("Skip to the content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_be_focused()


async def test_a_fund_is_opened_in_two_pages_on_a_phone(own_site: Site) -> None:
    async with own_site.context(320) as context:
        page = (await look(context, "/en/open")).page
        await page.get_by_label("Name of the fund").fill("Second fund")
        await page.get_by_label("Currency").select_option("KES")
        await page.get_by_label("Time zone").select_option("Africa/Nairobi")
        await page.get_by_label("First account").fill("Mobile money")
        await page.get_by_label("Money in it now").fill("12500")
        await page.get_by_role("button", name="Check before writing").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Check before writing")
        await page.get_by_role("button", name="Open the fund").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("12,500.00 tonight")
