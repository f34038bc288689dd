"""Cases as they go from the first word to the last, by two people on phones without a script."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
import pytest_asyncio
from msgspec import Struct
from playwright.async_api import Browser, Page, expect

from ledger import bail, grants
from ledger.bail import State
from ledger.case import Case
from ledger.case_label import case_label
from ledger.grants import plan_of
from ledger.store.reading import list_lines_after
from tests.api.client import plain_settings, serving, site_of_client
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.looks import HEIGHT, check_widths
from tests.browser.of_cases import pages_of_cases
from tests.browser.phones import Phone, look_at, phone_of, watched
from tests.funds import today
from tests.instance import Instance

WORDS: Final = "They took my brother at noon and want four hundred."
PREPARED: Final = "I have prepared the payment"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service, kept by two; codes were typed just now."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        two = await set_up(client)
        for person in two.people.values():
            await person.step_up()
        yield two


class Pair(Struct, frozen=True):
    """Two people with their phones: ida asks, noor signs."""

    two: Two
    ida: Phone
    noor: Phone

    async def both(self, path: str, fields: dict[str, str], *ticks: str) -> None:
        """Let ida ask for something on a page, and noor sign it."""
        await self.ida.open(path)
        await self.noor.sign(await self.ida.write(fields, *ticks))
        await expect(self.noor.page.get_by_text("carried out, as usual")).to_be_visible()

    async def newest_case(self) -> Case:
        """Return the case in which something was written last."""
        fund_id = self.two.opened.fund_id
        async with site_of_client(self.two["ida"].browser).database.acquire() as connection:
            lines = await list_lines_after(connection, fund_id, 0, limit=1_000)
        return await self.two.case(lines[-1].case_id)

    async def news(self, case_id: UUID, what: str, fields: dict[str, str] | None = None) -> None:
        """Let ida write down what became known of a bail."""
        await self.ida.open(f"cases/{case_id}")
        await self.ida.follow("Record news of the court")
        await self.ida.write(fields or {}, what)

    async def says(self, case_id: UUID, *texts: str) -> None:
        """See that the page of a case says all of it."""
        await self.ida.open(f"cases/{case_id}")
        for text in texts:
            await expect(self.ida.page.get_by_role("main")).to_contain_text(text)


@pytest_asyncio.fixture(loop_scope="session")
async def pair(two: Two, chromium: Browser, service: Instance) -> AsyncIterator[Pair]:
    async with AsyncExitStack() as phones:
        yield Pair(
            two,
            await phones.enter_async_context(phone_of(two["ida"], chromium, service)),
            await phones.enter_async_context(phone_of(two["noor"], chromium, service)),
        )


async def test_a_cash_box_is_counted_with_a_difference(pair: Pair) -> None:
    box = pair.two.opened.cash_box
    await pair.two.give(pair.two.opened.donation(60_00, account_id=box))
    await pair.ida.open("accounts")
    await pair.ida.page.locator(f"main a[href$='/accounts/{box}']").click()
    await pair.ida.follow("Count cash")
    address = await pair.ida.write({"Amount that was counted": "58.50"}, "Anything")
    await pair.noor.sign(address)
    await pair.noor.open(f"accounts/{box}")
    await expect(pair.noor.page.get_by_role("main")).to_contain_text("The book has $58.50.")
    assert (await pair.two.fund()).accounts[box].balance == 58_50


async def test_a_statement_gap_is_found_and_explained(pair: Pair) -> None:
    desk, bank = pair.noor.page.get_by_role("main"), pair.two.opened.bank
    shows = {"Balance that the statement shows": "1,025.00"}
    await pair.both(f"accounts/{bank}/statement", shows)
    await pair.noor.open("desk")
    gap = desk.get_by_role("listitem").filter(has_text="shows $25.00 more than the book")
    seen = watched(pair.noor.page)
    await pair.noor.open(f"accounts/{bank}")
    await check_widths(seen, pair.noor.origin, has_script=False)
    await pair.noor.page.set_viewport_size({"width": 390, "height": HEIGHT})
    await pair.noor.open("desk")
    await gap.get_by_role("link").click()
    await desk.get_by_role("link", name="Explain it").click()
    address = await pair.noor.write({}, "The bank books it on another day")
    await pair.ida.sign(address)
    await pair.noor.open("desk")
    await expect(desk).not_to_contain_text("more than the book")
    await pair.noor.open(f"accounts/{bank}")
    await expect(desk.get_by_role("row").last).to_contain_text("none")


async def test_a_housing_plan_is_extended_and_then_stopped_half_way(pair: Pair) -> None:
    plan = {"What is it for?": "Rent", "Amount of each instalment": "100"}
    consent = "The person helped agrees that this payee is paid"
    await pair.both(
        "record/grant",
        plan | {"How many instalments?": "2"},
        "Anything",
        "Landlord",
        consent,
    )
    case_id = (await pair.newest_case()).case_id
    await pair.both(f"cases/{case_id}/pay", {}, "Bank", PREPARED)
    await pair.ida.open(f"cases/{case_id}")
    await pair.ida.follow("Change the plan")
    await pair.ida.fill_day("Day on which instalment 3 is due", today() + timedelta(days=60))
    await pair.noor.sign(await pair.ida.write({"Amount of instalment 3": "150"}))
    planned = [each.amount for each in plan_of(await pair.two.case(case_id))]
    assert planned == [100_00, 100_00, 150_00]
    await pair.both(f"cases/{case_id}/pay", {}, "Bank", PREPARED)
    await pair.both(f"cases/{case_id}/release", {})
    await pair.says(case_id, "stopped; the rest was released")
    case, fund = await pair.two.case(case_id), await pair.two.fund()
    assert grants.states.state_of(case) == "stopped"
    assert fund.accounts[pair.two.opened.bank].balance == 800_00


async def test_bail_is_forfeited_set_aside_and_refunded(pair: Pair) -> None:
    posted = ("Bank", "Anything", "County court", PREPARED)
    await pair.both("record/bail", {"Amount of bail": "300"}, *posted)
    case_id = (await pair.newest_case()).case_id
    await pair.news(case_id, "Freed")
    await pair.news(case_id, "Appearance missed")
    await pair.news(case_id, "Forfeiture ordered")
    await pair.noor.open("desk")
    said = f"wants to keep a deposit and holds $300.00: {case_label(case_id)}"
    await expect(pair.noor.page.get_by_role("main")).to_contain_text(said)
    await pair.news(case_id, "Forfeiture set aside")
    await pair.news(case_id, "The court case is over")
    await pair.ida.open(f"cases/{case_id}")
    await pair.ida.follow("Record the return")
    await pair.ida.write({"Amount that came back": "300"}, "Bank")
    assert bail.state_of(await pair.two.case(case_id), today()) is State.SETTLED
    await pair.says(case_id, "settled")
    assert (await pair.two.fund()).accounts[pair.two.opened.bank].balance == 1_000_00


async def ask_for_help(page: Page, address: str) -> str:
    """Ask for bail on the public form, and return the code that is shown once."""
    await page.goto(address)
    await page.get_by_label("For me", exact=True).check()
    await page.get_by_label("What kind of help is it?").select_option(label="Bail")
    await page.get_by_label("Tonight", exact=True).check()
    await page.get_by_label("What happened, and what would help?").fill(WORDS)
    await page.get_by_label("How can we reach you?").fill("555 0142")
    await page.get_by_role("button", name="Send it").click()
    return await page.locator(".code strong").inner_text()


async def look_up(page: Page, address: str, code: str, said: str) -> None:
    """Type a code on the status page, and see what it says."""
    await page.goto(f"{address}/status")
    await page.get_by_label("Code").fill(code)
    await page.get_by_role("button", name="See how it stands").click()
    await expect(page.get_by_role("status")).to_contain_text(said)


async def screen(pair: Pair) -> UUID:
    """Let noor read the request that her desk speaks of, and help with it; return the case."""
    page = pair.noor.page
    await pair.noor.open("desk")
    await expect(page.get_by_role("main")).not_to_contain_text(WORDS)
    waits = page.get_by_role("listitem").filter(has_text="One request for help tonight waits")
    await waits.get_by_role("link").click()
    await page.get_by_role("main").locator("a[href*='/requests/']").first.click()
    await pair.noor.press("Open it")
    await expect(page.get_by_role("main")).to_contain_text(WORDS)
    await pair.noor.follow("Help with this")
    await page.get_by_label("What kind of help is it?").select_option(label="Bail")
    await page.get_by_label("Tonight", exact=True).check()
    await page.get_by_label("We look for money now", exact=True).check()
    await page.get_by_label(re.compile("^I do not live with")).check()
    await pair.noor.press("Write it down")
    await expect(page).to_have_url(re.compile("/cases/"))
    return UUID(page.url.rpartition("/")[2])


async def open_door(pair: Pair) -> None:
    """Let ida put the sign on the door."""
    await pair.ida.open("door")
    await pair.ida.page.get_by_label("Yes, the door is open", exact=True).check()
    kinds = pair.ida.page.get_by_role("group", name="For which kinds of help?")
    await kinds.get_by_label("Bail", exact=True).check()
    for label in ("From when does somebody read?", "Until when?"):
        await pair.ida.page.get_by_label(label, exact=True).fill("18:00")
    await pair.ida.press("Put up this sign")


async def test_bail_goes_from_a_request_to_a_part_refund_with_deductions(
    pair: Pair, chromium: Browser, service: Instance
) -> None:
    await open_door(pair)
    address = f"{service.origin}/en/{pair.two.opened.fund_id}/help"
    context = await chromium.new_context(
        viewport={"width": 390, "height": 900}, java_script_enabled=False
    )
    stranger = await context.new_page()
    code = await ask_for_help(stranger, address)
    await look_up(stranger, address, code, "nobody has read it yet")
    case_id = await screen(pair)
    await look_up(stranger, address, code, "Somebody has read it and will contact you")
    assert await context.cookies() == []
    await context.close()
    await until_it_is_back(pair, case_id)
    case = await pair.two.case(case_id)
    assert bail.state_of(case, today()) is State.CLAIMED
    assert bail.held(case) == 150_00
    assert (await pair.two.fund()).accounts[pair.two.opened.bank].balance == 825_00
    await pair.says(case_id, "refund claimed", "$150.00", "$25.00")


async def until_it_is_back(pair: Pair, case_id: UUID) -> None:
    """Take a bail from the day it was asked for to the day a part of it came back."""
    await pair.ida.open(f"cases/{case_id}")
    await pair.ida.follow("Record what the court asks for")
    asked = {"Bail as the court set it": "400", "Our share of it": "400"}
    await pair.ida.write(asked, "County court")
    await pair.both(f"cases/{case_id}/post", {}, "Bank", "Anything", PREPARED)
    for what in ("Freed", "The court case is over"):
        await pair.news(case_id, what)
    await pair.news(case_id, "Refund due")
    await pair.news(case_id, "Refund claimed")
    await pair.ida.open(f"cases/{case_id}/return")
    came = {"Amount that came back": "225", "Kept as a fee": "25"}
    await pair.noor.sign(await pair.ida.write(came, "Bank"))


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_pages_of_requests_people_and_cases_fit_and_axe_finds_nothing(
    two: Two, chromium: Browser, service: Instance, *, script: bool
) -> None:
    await look_at(await pages_of_cases(two), two, chromium, service, script=script)
