"""Seven people on phones, without a script: a budget from a proposal to what was paid of it."""

from collections.abc import AsyncIterator
from typing import Final
from uuid import UUID

import pytest
import pytest_asyncio
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from ledger.events.deciding import DecisionOutcome, Subject
from tests.api.pages.deciding.stage import carry_out, proposal_at, rules
from tests.api.pages.people.conftest import town
from tests.api.pages.people.stage import Town
from tests.browser.looks import check_widths
from tests.browser.phones import Phone, watched
from tests.browser.seven import HANDLES, Seven, listening, section, settle, seven_phones

__all__ = ["town"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUDGET: Final = "Money for spring"
CHANGE: Final = "More food in spring"
EVERYTHING: Final = "Approve, let it go and write it down as sent"
RULES: Final = replace(
    rules(anything="sealed_majority"), by_decision=(Subject.BUDGETS, Subject.MANDATES)
)


@pytest_asyncio.fixture(loop_scope="session")
async def seven(town: Town, chromium: Browser) -> AsyncIterator[Seven]:
    """A fund of seven that leaves budgets and mandates to its members."""
    await settle(town, RULES)
    async with (
        listening(town.client.app) as origin,  # type: ignore[attr-defined]
        seven_phones(town, origin, chromium) as phones,
    ):
        yield phones


async def _fill_item(phone: Phone, number: int, kind: str, amount: str) -> None:
    await phone.page.locator(f"[name=kind_{number}]").select_option(kind)
    await phone.page.locator(f"[name=amount_{number}]").fill(amount)


async def _words(phone: Phone, title: str, text: str) -> None:
    await phone.page.get_by_label("What is it called?", exact=True).fill(title)
    await phone.page.get_by_label("What do you propose, and why?").fill(text)


async def _put_forward(phone: Phone, verb: str = "Put it forward") -> str:
    """Press the last button of the check page; return the path of the proposal's page."""
    await phone.press(verb)
    await expect(section(phone.page, "What it says")).to_be_visible()
    return "decisions/" + phone.page.url.partition("#")[0].rpartition("/")[2]


async def _carried_out(seven: Seven, path: str) -> UUID:
    """Wait until what was adopted is carried out; return the decision."""
    proposal = await proposal_at(seven.town, path)
    assert proposal.outcome is DecisionOutcome.ADOPTED
    await carry_out(seven.town, proposal)
    return proposal.proposal


async def _propose(seven: Seven) -> str:
    """Propose a budget on the form; return the path of its page."""
    kite = seven["kite"]
    await kite.open("decisions")
    await kite.follow("Propose something")
    await kite.follow("A budget")
    await _words(kite, BUDGET, "Food first, and the room where we meet.")
    await kite.page.get_by_label("From which month on?").select_option("2026-04")
    await kite.page.get_by_label("Through which month?").select_option("2026-06")
    for number, (kind, amount) in enumerate(
        (("food", "400"), ("rooms", "300"), ("reserve", "100"))
    ):
        await _fill_item(kite, number, kind, amount)
    await kite.press("Look at it before it is put forward")
    main = kite.page.get_by_role("main")
    await expect(main).to_contain_text("Nothing was planned for these months before.")
    await expect(main.locator("figure.chart")).to_be_visible()
    path = await _put_forward(kite)
    await expect(section(kite.page, "Who said what")).to_contain_text(
        "7 people have not spoken yet."
    )
    return path


async def _adopt(seven: Seven) -> str:
    """Have seven consent to a budget; return the path of its decision."""
    path = await _propose(seven)
    await seven.say("wren", BUDGET, "I agree, with a concern", "Rooms are dear.")
    await seven.all_agree(BUDGET, "wren", "rook")
    await expect(section(seven["plover"].page, "How it ended")).to_have_count(0)
    await seven.say("rook", BUDGET, "I agree")
    ended = section(seven["rook"].page, "How it ended")
    await expect(ended).to_contain_text("It had what the rule asks for.")
    await _carried_out(seven, path)
    return path


async def _amend(seven: Seven) -> str:
    """Change the budget: one blocks, the proposal is changed, and nobody blocks any more."""
    gull, wren = seven["gull"], seven["wren"]
    await gull.open("decisions")
    await gull.follow("Propose something")
    await gull.follow("April to June 2026")
    await _words(gull, CHANGE, "Prices went up.")
    await gull.page.locator("[name=amount_0]").fill("900")
    await _fill_item(gull, 3, "printing", "40")
    await gull.press("Look at it before it is put forward")
    main = gull.page.get_by_role("main")
    await expect(main).to_contain_text("$1,340.00 in all, where $800.00 was planned")
    path = await _put_forward(gull)
    await seven.say("wren", CHANGE, "I block it", "There is not so much money.")
    await seven.say("kite", CHANGE, "I agree")
    await gull.open(path)
    await expect(section(gull.page, "Concerns and questions")).to_contain_text(
        "There is not so much money."
    )
    await gull.follow("Change the proposal")
    await gull.page.locator("[name=amount_0]").fill("500")
    await gull.press("Look at it before it is changed")
    await _put_forward(gull, "Change it")
    await expect(section(gull.page, "Who said what")).to_contain_text(
        "7 people have not spoken yet."
    )
    await seven.all_agree(CHANGE)
    await expect(section(seven["rook"].page, "How it ended")).to_contain_text("Adopted")
    await wren.open(path)
    await expect(section(wren.page, "What was decided")).to_contain_text("$940.00 in all")
    await _carried_out(seven, path)
    return path


async def _give_a_seat(seven: Seven) -> None:
    """Have the members decide that rook has a seat."""
    heron, rook = seven["heron"], seven.town.people["rook"]
    await heron.open(f"people/{rook.sign_in}/grant")
    await heron.page.locator("[name=role][value=seat]").check()
    await heron.page.get_by_label("Why?").fill("By rota: it is rook's turn.")
    await heron.page.locator("button[name=step][value=check]").click()
    await heron.page.locator("button[name=step][value=write]").click()
    await expect(section(heron.page, "What it says")).to_be_visible()
    title = await heron.page.get_by_role("heading", level=1).inner_text()
    path = "decisions/" + heron.page.url.rpartition("/")[2]
    await seven.all_agree(title)
    await _carried_out(seven, path)


async def _pay(seven: Seven) -> None:
    """Pay for a room: one asks and prepares, the other lets it go."""
    heron, plover = seven["heron"], seven["plover"]
    await heron.open("record/cost")
    fields = {"What is it for?": "Rooms", "Amount": "120"}
    await heron.write(fields, "Bank", "Anything", "I have prepared the payment")
    await plover.open_order()
    await plover.press(EVERYTHING, seven.code("plover"))
    await expect(plover.page.get_by_text("carried out, as usual")).to_be_visible()


async def _trace(seven: Seven, decision: str) -> None:
    """Go from the decision to the item and its line, and back: one click each."""
    heron = seven["heron"]
    main = heron.page.get_by_role("main")
    await heron.open(decision)
    await section(heron.page, "What was decided").get_by_role("link", name="Rooms").click()
    await expect(main.get_by_role("heading", name="Lines under it")).to_be_visible()
    await main.locator("a[href*='/lines/']").first.click()
    await expect(main).to_contain_text("Budget item")
    await heron.follow("Rooms")
    await main.get_by_role("link", name=BUDGET, exact=True).first.click()
    await expect(heron.page.get_by_role("heading", level=1)).to_have_text(BUDGET)


async def test_seven_decide_a_budget_change_it_and_see_what_was_paid(seven: Seven) -> None:
    adopted = await _adopt(seven)
    await _amend(seven)
    await _give_a_seat(seven)
    await seven.later(days=13)  # Thursday, 2 April
    plain = [await seven.text_at("kite", path) for path in ("budget", adopted, "plan")]
    before = await seven.text_at("rook", "seat")
    assert "March 29, 2026" in before
    await _pay(seven)
    assert await seven.text_at("rook", "seat") == before
    assert plain == [await seven.text_at("kite", path) for path in ("budget", adopted, "plan")]
    await _trace(seven, adopted)
    await seven.later(days=5)  # Tuesday; the Sunday before was the 5th
    sunday = await seven.text_at("rook", "seat")
    assert "April 5, 2026" in sunday
    assert "$120.00" in sunday
    assert "$180.00" in sunday
    assert plain[:2] == [await seven.text_at("kite", path) for path in ("budget", adopted)]
    plan = await seven.text_at("kite", "plan")  # its word of the week may be another one
    assert "$120.00" not in "".join((*plain, plan))
    seen = watched(seven["kite"].page)
    for path in ("decisions", adopted, "budget"):
        await seven["kite"].open(path)
        await check_widths(seen, seven.origin, has_script=False)


async def test_seven_vote_by_sealed_ballot_and_read_the_outcome_alone(seven: Seven) -> None:
    kite, title = seven["kite"], "A stall at the fair"
    await kite.open("decisions/new/anything")
    await _words(kite, title, "One Saturday in May.")
    await kite.press("Look at it before it is put forward")
    path = await _put_forward(kite)
    slip = await _vote(seven, "wren", path, "Against it")
    for handle in ("kite", "gull", "crane", "heron", "plover"):
        await _vote(seven, handle, path, "For it")
    await seven.later(days=2)
    wren = seven["wren"]
    await wren.open(f"{path}/ballot")
    await wren.page.get_by_label("The code of your slip").fill(slip)
    await wren.page.get_by_label("For it").check()
    await wren.press("Put it into the box")
    await expect(wren.page.get_by_text("Your ballot is in the box.")).to_be_visible()
    await _vote(seven, "rook", path, "Against it")
    ended = section(seven["rook"].page, "How it ended")
    await expect(ended).to_contain_text("Adopted")
    for handle in HANDLES:
        text = await seven.text_at(handle, path)
        assert "With fewer than 10 ballots only the outcome is shown." in text
        assert "Took part" not in text
    await seven["heron"].open("journal")
    await expect(seven["heron"].page.get_by_text("disagree")).to_have_count(0)


async def _vote(seven: Seven, handle: str, path: str, choice: str) -> str:
    """Put a ballot in, and return its slip."""
    phone = seven[handle]
    await phone.open(path)
    await phone.page.get_by_role("link", name="Vote", exact=True).first.click()
    slip = await phone.page.locator(".slip code").inner_text()
    await phone.page.get_by_label(choice).check()
    await phone.press("Put it into the box")
    await expect(phone.page.get_by_role("alert")).to_have_count(0)
    return slip


async def _record(seven: Seven, handle: str, path: str) -> None:
    """Have somebody write down what five decided in a meeting, and read it again."""
    phone = seven[handle]
    await phone.open(path)
    await phone.follow("It was decided in a meeting")
    await phone.page.get_by_label("How many people were there who may decide this?").fill("5")
    await phone.page.get_by_label("How many: agree?").fill("4")
    await phone.page.get_by_label("How many: agree with a concern?").fill("1")
    await phone.press("Check before writing")
    await phone.press("Write it down")
    await expect(section(phone.page, "The meeting")).to_contain_text(handle)


async def test_a_meeting_is_contested_and_another_one_counts_a_day_later(seven: Seven) -> None:
    path = await _propose(seven)
    await seven.say("heron", BUDGET, "I block it", "Not before I have read it.")
    await _record(seven, "wren", path)
    await seven["gull"].open(path)
    await seven["gull"].press("I was there, and it was so")
    assert "In a meeting" not in await seven.text_at("rook", path)
    await seven["rook"].press("It was not so")
    await expect(section(seven["rook"].page, "The meeting")).to_have_count(0)
    await _record(seven, "wren", path)
    await seven["crane"].open(path)
    await seven["crane"].press("I was there, and it was so")
    await seven.later(hours=23)
    await seven["kite"].open(path)
    await expect(section(seven["kite"].page, "How it ended")).to_have_count(0)
    await seven.later(hours=1)
    proposal_id = UUID(path.rpartition("/")[2])
    assert await seven.town.site.deciding.close_if_due(seven.town.fund.fund_id, proposal_id)
    await _carried_out(seven, path)
    await seven["kite"].open(path)
    ended = section(seven["kite"].page, "How it ended")
    await expect(ended).to_contain_text("In a meeting on")
    await expect(ended).to_contain_text("Adopted")
    assert "April to June 2026" in await seven.text_at("kite", "budget")
