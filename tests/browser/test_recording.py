"""Recording money in a browser: on a phone, without a script, light and dark, for everybody."""

import re
from collections.abc import Awaitable, Callable
from typing import Final

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import Seen, Site, check_widths
from tests.browser.test_every_page import PAGES_TO_SEE, address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OF_THE_FUND: Final = (
    "record",
    *(f"record/{name}" for name in ("donation", "bail", "grant", "cost", "fee")),
    *(f"record/{name}" for name in ("transfer", "exchange", "brought-forward")),
    *("lines/12/correct", "lines/12/reverse", "lines/12/recorded"),
)
OF_CASES: Final = {"bail": ("return", "forfeit"), "grant": ("pay", "release")}


def case_of(site: Site, kind: str) -> str:
    """Return the case that was opened first of those still open."""
    answer = site.keeper.client.get(f"/funds/{site.keeper.fund}/cases", params={"kind": kind})
    case_id: str = answer.json()["cases"][0]["case_id"]
    return case_id


def paths(site: Site) -> list[str]:
    """Return every page that writes, once each."""
    return [
        *OF_THE_FUND,
        *(
            f"cases/{case_of(site, kind)}/{name}"
            for kind, names in OF_CASES.items()
            for name in names
        ),
    ]


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def fill_in_bail(page: Page, site: Site, amount: str) -> None:
    await page.goto(site.of_fund("record/bail"))
    await page.get_by_label("Amount of bail").fill(amount)
    await page.get_by_label("Credit union").check()
    await page.get_by_label("Where it is needed").check()
    await page.get_by_label("County court").check()


async def fill_in_grant(page: Page, site: Site) -> None:
    await page.goto(site.of_fund("record/grant"))
    await page.get_by_label("What is it for?").select_option("rent")
    await page.get_by_label("Housing").check()
    await page.get_by_label("Amount of each instalment").fill("40")
    await page.get_by_label("How many instalments?").select_option("3")


async def wrong(page: Page, site: Site) -> None:
    await fill_in_bail(page, site, "1.234")
    await press(page, "Check before writing")
    await expect(page.get_by_role("alert")).to_contain_text("Is it 1234.00 or 1.23?")


async def refused(page: Page, site: Site) -> None:
    await fill_in_bail(page, site, "9999999")
    await press(page, "Check before writing")
    await expect(page.get_by_role("alert")).to_contain_text("is needed; account Credit union has")


async def checked(page: Page, site: Site) -> None:
    await fill_in_bail(page, site, "500")
    await press(page, "Check before writing")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Check before writing")


async def folded_out(page: Page, site: Site) -> None:
    await fill_in_bail(page, site, "500")
    await page.locator("summary").click()


async def rows_of_a_plan(page: Page, site: Site) -> None:
    await fill_in_grant(page, site)
    await press(page, "Write each instalment out to change it")
    await expect(page.get_by_label("Amount of instalment 3")).to_have_value("40.00")


async def plan_checked(page: Page, site: Site) -> None:
    await fill_in_grant(page, site)
    await press(page, "Check before writing")
    await expect(page.get_by_role("term").filter(has_text="Promised in all")).to_be_visible()


STATES: Final[dict[str, Callable[[Page, Site], Awaitable[None]]]] = {
    "wrong": wrong,
    "refused": refused,
    "checked": checked,
    "folded out": folded_out,
    "rows": rows_of_a_plan,
    "plan checked": plan_checked,
}


def test_every_page_that_writes_is_looked_at_with_all_others(site: Site) -> None:
    looked_at = {address(route, site) for route in PAGES_TO_SEE}
    assert {site.of_fund(path) for path in paths(site)} <= looked_at


@pytest.mark.parametrize("reach", STATES.values(), ids=STATES)
async def test_every_state_of_a_form_fits_and_axe_finds_nothing(
    site: Site, reach: Callable[[Page, Site], Awaitable[None]]
) -> None:
    async with site.context(script=True) as context:
        page = await context.new_page()
        seen = Seen(page)
        page.on("request", lambda request: seen.requests.append(request.url))
        await reach(page, site)
        await check_widths(seen, site.origin, has_script=True)


async def test_a_stranger_sees_none_of_it_and_gets_no_cookie(site: Site) -> None:
    async with site.context(signed_in=False) as context:
        page = await context.new_page()
        for path in paths(site):
            await page.goto(site.of_fund(path))
            await expect(page).to_have_url(re.compile("/en/sign-in"))
            assert site.keeper.fund not in await page.inner_text("body")
        assert await context.cookies() == []


@pytest.mark.parametrize("script", [False, True])
async def test_bail_is_posted_and_comes_back_on_a_phone(own_site: Site, script: bool) -> None:
    async with own_site.context(390, script=script) as context:
        page = await context.new_page()
        await fill_in_bail(page, own_site, "12.50")
        await press(page, "Check before writing")
        await expect(page.get_by_text("twelve US dollars and 50/100")).to_be_visible()
        await press(page, "Write it down")
        await expect(page.get_by_text("Bail was posted.")).to_be_visible()
        await page.get_by_role("link", name="Record the return").click()
        await expect(page.get_by_label("Amount that came back")).to_have_value("12.50")
        await page.get_by_label("Amount that came back").fill("12.00")
        await page.locator("summary").click()
        await page.get_by_label("Kept as a fee").fill("0.50")
        await press(page, "Check before writing")
        await press(page, "Write it down")
        await expect(page.get_by_text("Bail came back.")).to_be_visible()
        await expect(page.get_by_role("link", name="Record the return")).to_have_count(0)


async def test_a_double_press_writes_one_line(own_site: Site) -> None:
    before = own_site.keeper.gift(1, 1_00)["last"]
    async with own_site.context(390) as context:
        page = await context.new_page()
        await fill_in_bail(page, own_site, "3.00")
        await press(page, "Check before writing")
        await page.get_by_role("button", name="Write it down").dblclick()
        await expect(page.get_by_text("Bail was posted.")).to_be_visible()
    assert own_site.keeper.gift(1, 1_00)["last"] == before + 2


async def test_a_line_is_corrected_on_one_page(own_site: Site) -> None:
    gift = own_site.keeper.gift(1, 25_00)
    async with own_site.context(390) as context:
        page = await context.new_page()
        await page.goto(own_site.of_fund(f"lines/{gift['last']}/correct"))
        await page.get_by_label("What is wrong with the line?").select_option("wrong_amount")
        await expect(page.get_by_label("Amount given")).to_have_value("25.00")
        await page.get_by_label("Amount given").fill("20")
        await press(page, "Check before writing")
        await press(page, "Write both lines")
        said = f"It takes the place of line {gift['last']}, which was taken back."
        await expect(page.get_by_text(said)).to_be_visible()


async def test_a_form_can_be_filled_with_the_keyboard_alone(site: Site) -> None:
    async with site.context(390) as context:
        page = await context.new_page()
        await page.goto(site.of_fund("record/fee"))
        await page.get_by_label("Amount").focus()
        await page.keyboard.type("1.00")
        for key in ("Tab", "Space", "Tab", "Space", "Tab", "Space"):
            await page.keyboard.press(key)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Check before writing")
