"""Two people on two phones, without a script: bail is posted together, and tonight as well."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from ledger.events import BailPosted, Way
from ledger.orders.state import Order
from tests.api.client import plain_settings, serving
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.looks import WIDTHS, check_page
from tests.browser.of_two import pages_of
from tests.browser.phones import look_at, phone_of, watched
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_LOADS = 6
"""How many pages two people may have to load until bail is posted that waits."""
EVERYTHING = "Approve, let it go and write it down as sent"


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service, kept by two, with a pair on call."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        yield await set_up(client)


async def now(two: Two, order: Order) -> Order:
    return await two.order(order.case_id)


async def test_two_people_post_bail_that_waits_in_six_page_loads(
    two: Two, chromium: Browser, service: Instance
) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    ida, noor = two["ida"], two["noor"]
    async with (
        phone_of(ida, chromium, service) as first,
        phone_of(noor, chromium, service) as second,
    ):
        await first.open_order()
        await first.press("I have prepared it")
        await expect(first.page.get_by_text("One more person approves it.")).to_be_visible()
        await second.open_order()
        await second.press(EVERYTHING, noor.code())
        await expect(second.page.get_by_text("carried out, as usual")).to_be_visible()
        assert len(first.loads) + len(second.loads) <= MOST_LOADS
    assert (await now(two, order)).closed == "carried out"
    assert (await two.case(order.case_id)).events(BailPosted)[0].amount == 50_00


async def test_the_pair_on_call_pays_tonight_and_somebody_else_ratifies(
    two: Two, chromium: Browser, service: Instance
) -> None:
    order = await two.ask_for(two.opened.bail(50_00), way=Way.URGENT)
    sol, wren, noor = two["sol"], two["wren"], two["noor"]
    async with (
        phone_of(sol, chromium, service) as first,
        phone_of(wren, chromium, service) as second,
        phone_of(noor, chromium, service) as third,
    ):
        await first.open_order()
        await first.press("Approve; I have prepared it")
        await second.open_order()
        await second.press("Let it go and write it down as sent", wren.code())
        await expect(second.page.get_by_text("Somebody who did not take part")).to_be_visible()
        assert len(first.loads) + len(second.loads) <= MOST_LOADS
        assert order.order in (await two.fund()).governance.ratifications
        await third.open_order()
        await third.press("Ratify")
        await expect(third.page.get_by_text("What is missing")).to_have_count(0)
    assert (await two.fund()).governance.ratifications == {}


async def test_bail_is_asked_for_changed_and_read_again_on_a_phone(
    two: Two, chromium: Browser, service: Instance
) -> None:
    async with phone_of(two["ida"], chromium, service) as ida:
        page = ida.page
        await page.goto(f"{service.origin}/en/{two.opened.fund_id}/record/bail")
        await page.get_by_label("Amount of bail").fill("40")
        await page.get_by_label("Bank").check()
        await page.get_by_label("Anything").check()
        await page.get_by_label("County court").check()
        await page.get_by_label("I have prepared the payment").check()
        await ida.press("Check before asking")
        await expect(page.get_by_text("This takes two: you ask, somebody else")).to_be_visible()
        await ida.press("Ask for it")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Pay $40.00 of bail")
        await page.locator("summary", has_text="Change it, say no, keep out").click()
        await page.get_by_role("link", name="Change what it says").click()
        await page.get_by_label("Amount of bail").fill("45")
        await ida.press("Check before asking")
        await ida.press("Change it")
        await expect(page.get_by_text("changed this order.")).to_be_visible()


async def test_a_fee_is_confirmed_by_a_second_person_on_a_phone(
    two: Two, chromium: Browser, service: Instance
) -> None:
    before = (await two.fund()).accounts[two.opened.bank].balance
    noor = two["noor"]
    async with (
        phone_of(two["ida"], chromium, service) as first,
        phone_of(noor, chromium, service) as second,
    ):
        page = first.page
        await page.goto(f"{service.origin}/en/{two.opened.fund_id}/record/fee")
        await expect(page.get_by_text("A second person confirms it")).to_be_visible()
        await page.get_by_label("Amount").fill("9")
        await page.get_by_label("Bank", exact=True).check()
        await page.get_by_label("Anything").check()
        await first.press("Check before writing")
        await expect(page.get_by_text("A second person confirms it")).to_be_visible()
        await first.press("Ask for it")
        await expect(page.get_by_text("Somebody else who knows of it signs.")).to_be_visible()
        await second.open_order()
        await second.press("I know of it: write it down", noor.code())
        await expect(second.page.get_by_text("carried out, as usual")).to_be_visible()
    assert (await two.fund()).accounts[two.opened.bank].balance == before - 9_00


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_pages_of_a_fund_of_two_fit_and_axe_finds_nothing(
    two: Two, chromium: Browser, service: Instance, *, script: bool
) -> None:
    await look_at(await pages_of(two), two, chromium, service, script=script)


async def test_what_else_may_be_said_of_an_order_fits(
    two: Two, chromium: Browser, service: Instance
) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    async with phone_of(two["noor"], chromium, service, width=WIDTHS[0], script=True) as noor:
        seen = watched(noor.page)
        await noor.page.goto(f"{service.origin}/en/{two.opened.fund_id}/orders/{order.order}")
        await noor.page.locator("summary", has_text="Change it, say no, keep out").click()
        await check_page(seen, service.origin, WIDTHS[0], has_script=True)
