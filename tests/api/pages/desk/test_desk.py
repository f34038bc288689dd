"""The desk: one exact sentence, what waits for whoever reads, and what waits for others."""

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ledger.break_glass import BreakGlass, SealSheets, code_hash
from ledger.chart import Category, CostCategory
from ledger.events import Instalment, Role, Way
from ledger.floats import CloseFloat, HandFloat, SpendFloat
from ledger.grants import CommitGrant, PayGrant
from ledger.members import GrantMandate
from ledger.orders.commands import Act, DeclareConflict
from ledger.orders.state import Order
from ledger.suspension import SuspendColleague
from tests.api.client import site_of_client
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import Two
from tests.funds import DAY


async def desk_of(two: Two, handle: str) -> str:
    """Return what somebody's desk says."""
    page = await two[handle].get("desk")
    assert page.status_code == 200, text_of(page.text)
    return page.text


def headline(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    assert found
    return text_of(found.group(1))


def section(page: str, name: str) -> list[str]:
    """Return what the list under a heading says, entry by entry; nothing when it is not there."""
    found = re.search(rf'aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    entries = re.findall(r"<li>(.*?)</li>", found.group(0), re.DOTALL) if found else []
    return [text_of(entry) for entry in entries]


async def test_the_sentence_counts_what_waits_for_whoever_reads(two: Two) -> None:
    assert headline(await desk_of(two, "ida")) == (
        "You can promise $1,000.00 tonight. Nothing waits for you."
    )
    await two.ask_for(two.opened.bail(50_00))
    await two.ask_for(two.opened.bail(60_00))
    page = await desk_of(two, "noor")
    assert headline(page) == "You can promise $1,000.00 tonight. Two things wait for you."
    first, second = section(page, "mine")
    assert first.startswith("to approve Pay $50.00 of bail from Bank to County court.")
    assert "Asked for by ida" in first
    assert second.startswith("to approve Pay $60.00")
    page = await desk_of(two, "sol")
    assert headline(page).endswith("Nothing waits for you.")
    assert [each.split(" Pay")[0] for each in section(page, "others")] == [
        "approvals missing: 1",
        "approvals missing: 1",
    ]


async def test_who_asked_prepares_and_does_not_approve(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    assert section(await desk_of(two, "ida"), "mine")[0].startswith("to prepare")
    await two.sign(order, "ida", Act.PREPARE)
    page = await desk_of(two, "ida")
    assert section(page, "mine") == []
    assert section(page, "others")[0].startswith("approvals missing: 1")


async def test_an_approved_payment_can_not_be_promised_again(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00, fee=1_00))
    await two.sign(order, "noor", Act.APPROVE)
    assert headline(await desk_of(two, "ida")).startswith("You can promise $949.00 tonight.")
    overview = await two["ida"].get("")
    assert headline(overview.text).startswith("You can promise $949.00 tonight.")
    assert "there, less promised, approved, frozen and in floats" in text_of(overview.text)
    await two.sign(order, "ida", Act.PREPARE)
    await two.sign(order, "noor", Act.AUTHORISE, Act.CARRY_OUT)
    page = await desk_of(two, "ida")
    assert headline(page).startswith("You can promise $949.00 tonight.")
    (entry,) = section(page, "mine")
    assert entry.startswith("has it arrived? Pay $50.00")
    orders = text_of((await two["ida"].get("orders")).text)
    assert "sent: has it arrived?" in orders.split("These wait for somebody")[1]
    await two.sign(order, "ida", Act.CONFIRM)
    closed = text_of((await two["ida"].get("orders")).text)
    assert "has it arrived?" not in closed
    assert "carried out" in closed.split("Closed orders")[1]


async def test_an_instalment_is_promised_once_and_waits_once(two: Two) -> None:
    plan = (Instalment(due_on=DAY, amount=40_00),)
    grant = CommitGrant(
        occurred_on=DAY,
        category=Category.RENT,
        purpose_id=two.opened.anything,
        amount=40_00,
        currency="USD",
        exponent=2,
        instalments=plan,
    )
    order = await two.ask_for(grant)
    await two.sign(order, "noor", Act.APPROVE)
    page = await desk_of(two, "ida")
    assert headline(page) == "You can promise $960.00 tonight. One thing waits for you."
    assert section(page, "waits")[0].startswith("overdue $40.00 for rent was due on")
    payment = PayGrant(
        occurred_on=DAY,
        case_id=order.case_id,
        account_id=two.opened.bank,
        instalment=1,
        amount=40_00,
        currency="USD",
        exponent=2,
    )
    await two.ask_for(payment)
    page = await desk_of(two, "ida")
    assert headline(page) == "You can promise $960.00 tonight. One thing waits for you."
    assert section(page, "waits") == []
    assert section(page, "mine")[0].startswith("to prepare Pay $40.00 of the grant")


async def test_tonight_goes_first_and_its_ratification_has_a_clock(two: Two) -> None:
    await two.ask_for(two.opened.bail(10_00))
    tonight = await two.ask_for(two.opened.bail(20_00), way=Way.URGENT)
    page = await desk_of(two, "sol")
    assert section(page, "mine")[0].startswith("to approve Pay $20.00")
    assert "for tonight" in section(page, "mine")[0]
    first, second = section(await desk_of(two, "noor"), "others")[0], ""
    assert "Pay $20.00" in first
    await two.sign(tonight, "sol", Act.APPROVE, Act.PREPARE)
    await two.sign(tonight, "wren", Act.AUTHORISE, Act.CARRY_OUT)
    first, second = section(await desk_of(two, "noor"), "mine")[:2]
    assert first.startswith("to ratify Pay $20.00")
    assert re.search(r"0 of 1 have ratified it; the time ends on .+\.", first)
    assert "Pay $10.00" in second
    # Who asked for it does not ratify it, and sees that the clock runs.
    (running,) = section(await desk_of(two, "ida"), "ratifying")
    assert running.startswith("to be ratified Pay $20.00")


_MATERIALS = CostCategory.MATERIALS


async def float_out(two: Two) -> Order:
    """Ask for a float of 120.00 for lou, prepared."""
    handed = HandFloat(
        occurred_on=DAY,
        carrier=two["lou"].who,
        account_id=two.opened.bank,
        purpose_id=two.opened.anything,
        amount=120_00,
        currency="USD",
        exponent=2,
        until=await today(two) + timedelta(days=7),
        cost_categories=(_MATERIALS,),
    )
    return await two.ask_for(handed, prepared=True)


async def test_a_float_that_is_out_is_named_and_can_not_be_promised(two: Two) -> None:
    order = await float_out(two)
    assert "Hand lou" in section(await desk_of(two, "noor"), "mine")[0]
    await two.sign(order, "noor", Act.APPROVE)
    assert headline(await desk_of(two, "ida")).startswith("You can promise $880.00 tonight.")
    await two.sign(order, "noor", Act.AUTHORISE, Act.CARRY_OUT)
    page = await desk_of(two, "ida")
    assert headline(page).startswith("You can promise $880.00 tonight.")
    (carried,) = section(page, "floats")
    assert re.match(r"lou-\w+ carries \$120\.00, to spend through", carried)
    overview = text_of((await two["ida"].get("")).text)
    assert re.search(r"Float of lou-\w+ cash held \$120\.00", overview), overview


async def test_what_was_spent_from_a_float_and_what_is_missing_is_gone(two: Two) -> None:
    order = await float_out(two)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    case_id, day = order.case_id, await today(two)
    money: dict[str, Any] = {"occurred_on": day, "case_id": case_id, "currency": "USD"}
    await two.give(SpendFloat(amount=20_00, exponent=2, cost_category=_MATERIALS, **money), "lou")
    plan = text_of((await two["lou"].get("plan")).text)
    assert "What you carry $100.00, to spend through" in plan
    counted = CloseFloat(account_id=two.opened.bank, amount=97_00, exponent=2, **money)
    await two.sign(await two.ask_for(counted), "noor", Act.APPROVE)
    page = await desk_of(two, "ida")
    assert section(page, "floats") == []
    assert headline(page).startswith("You can promise $977.00 tonight.")
    case = text_of((await two["ida"].get(f"cases/{case_id}")).text)
    assert "Missing $3.00" in case
    line = text_of((await two["ida"].get(f"lines/{await last(two)}")).text)
    assert "Lost: missing" in line


async def today(two: Two) -> date:
    site, fund = site_of_client(two["ida"].browser), await two.fund()
    return site.now().astimezone(ZoneInfo(fund.time_zone)).date()


async def last(two: Two) -> int:
    """Return the position of the last line."""
    site = site_of_client(two["ida"].browser)
    return (await site.books.get_fund(two.opened.fund_id))[1]


async def test_a_suspension_stands_on_the_desk_of_the_others(two: Two) -> None:
    await two.give(SuspendColleague(occurred_on=DAY, holder=two["wren"].who), "noor")
    (entry,) = section(await desk_of(two, "ida"), "suspended")
    assert re.match(
        r"wren-\w+, by noor-\w+\. It lapses on .+ unless two people confirm it\.", entry
    )


async def test_orders_about_people_are_shown_to_stewards(two: Two) -> None:
    seat = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.SEAT)
    await two.ask_for(seat)
    assert "the mandate seat" in section(await desk_of(two, "noor"), "mine")[0]
    assert "the mandate seat" in section(await desk_of(two, "ida"), "others")[0]
    assert section(await desk_of(two, "sol"), "others") == []


async def test_a_broken_glass_is_announced_on_every_page_of_the_fund(two: Two) -> None:
    codes = ("AAAA", "BBBB")
    sheets = SealSheets(occurred_on=DAY, hashes=tuple(map(code_hash, codes)), needed=2, hours=24)
    await two.sign(await two.ask_for(sheets), "noor", Act.APPROVE)
    assert "The glass is broken" not in await desk_of(two, "ida")
    successors = (two["lou"].who, two["sol"].who)
    await two.give(BreakGlass(occurred_on=DAY, sheets=codes, successors=successors), "lou")
    for handle, path in (("ida", "desk"), ("ida", "journal"), ("ida", "orders"), ("lou", "plan")):
        page = text_of((await two[handle].get(path)).text)
        assert "The glass is broken: 2 successors become stewards on" in page, (handle, path)
    elsewhere = await two["ida"].browser.get("/en/?all")
    assert "The glass is broken" not in elsewhere.text


async def test_signing_in_leads_to_the_desk_and_members_to_the_plan(two: Two) -> None:
    start = {handle: await two[handle].browser.get("/en/") for handle in ("ida", "lou")}
    assert start["ida"].headers["location"] == f"/en/{two.opened.fund_id}/desk"
    assert start["lou"].headers["location"] == f"/en/{two.opened.fund_id}/plan"
    assert (await two["lou"].get("desk")).status_code == 403


async def test_somebody_in_conflict_is_told_and_offered_nothing(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(10_00))
    noor = two["noor"].who
    await two.give(
        DeclareConflict(occurred_on=DAY, case_id=order.case_id, order_id=order.order, sign_in=noor),
        "noor",
    )
    page = await desk_of(two, "noor")
    assert section(page, "mine") == []
    assert "You keep out of it." in section(page, "others")[0]
