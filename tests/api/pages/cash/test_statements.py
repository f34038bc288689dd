"""Statements on pages: asserted by two, the gap seen wherever somebody looks, then explained."""

from api.well.gathering import gather
from ledger.events import GapExplained, Role, StatementAsserted
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from tests.api.client import hidden_fields, site_of_client
from tests.api.pages.cash.test_cash import asked, desk_of
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.api.two_people import Two
from tests.funds import DAY


def of_bank(desk: Desk, page: str = "") -> str:
    return f"accounts/{desk.opened.bank}" + (f"/{page}" if page else "")


async def test_a_gap_is_seen_until_two_explained_it(two: Two) -> None:
    desk = desk_of(two, "ida")
    typed = {"balance": "990.00", **day("occurred_on")}
    order = await asked(two, desk, of_bank(desk, "statement"), **typed)
    await two.sign(order, "noor", Act.APPROVE)
    case = await two.case(order.case_id)
    assert [each.balance for each in case.events(StatementAsserted)] == [990_00]
    said = "A statement of Bank of March 2, 2026 shows $10.00 less than the book."
    assert said in text_of((await desk.get("desk")).text)
    site = site_of_client(desk.client)
    assert (await gather(site.database, site.settings, site.now())).gaps == 1
    page = (await desk.get(of_bank(desk))).text
    assert "-$10.00" in text_of(page).replace("−", "-")
    explain = f"cases/{order.case_id}/explain"
    assert f'href="{desk.prefix}/{explain}"' in page
    assert "What can be written now" in page
    auditor = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    await two.sign(await two.ask_for(auditor), "noor", Act.APPROVE)
    read = (await desk_of(two, "lou").get(of_bank(desk))).text
    assert "-$10.00" in text_of(read).replace("−", "-")
    assert "What can be written now" not in read
    shown = text_of((await desk.get(explain)).text)
    assert "The statement shows $10.00 less than the book." in shown
    order = await asked(two, desk, explain, why="in_transit", **day("occurred_on"))
    await two.sign(order, "noor", Act.APPROVE)
    case = await two.case(order.case_id)
    assert [each.amount for each in case.events(GapExplained)] == [-10_00]
    await desk.catch_up()
    assert "shows $10.00" not in text_of((await desk.get("desk")).text)
    assert (await gather(site.database, site.settings, site.now())).gaps == 0
    assert 'class="state short"' not in (await desk.get(of_bank(desk))).text


async def test_a_line_written_later_for_an_earlier_day_closes_the_gap(two: Two) -> None:
    desk = desk_of(two, "ida")
    await two.give(two.opened.donation(25_00))
    order = await two.ask_for(two.opened.statement(1_050_00))
    await two.sign(order, "noor", Act.APPROVE)
    gaps = (await two["ida"].send("GET", "/statement-balances")).json()["statements"]
    assert [(each["booked"], each["open"]) for each in gaps] == [(1_025_00, 25_00)]
    await two.give(two.opened.donation(25_00))
    gaps = (await two["ida"].send("GET", "/statement-balances")).json()["statements"]
    assert [(each["booked"], each["open"]) for each in gaps] == [(1_050_00, 0)]
    assert "more than the book" not in text_of((await desk.get("desk")).text)


async def test_a_statement_of_the_same_day_takes_the_place_of_the_one_before(two: Two) -> None:
    for balance in (1_00, 1_000_00):
        order = await two.ask_for(two.opened.statement(balance))
        await two.sign(order, "noor", Act.APPROVE)
    gaps = (await two["ida"].send("GET", "/statement-balances")).json()["statements"]
    assert [(each["balance"], each["open"]) for each in gaps] == [(1_000_00, 0)]


async def test_an_overdrawn_statement_is_typed_without_a_sign(desk: Desk) -> None:
    path = of_bank(desk, "statement")
    typed = {"balance": "3.00", "is_below": "y", **day("occurred_on")}
    checked = await desk.check(path, **typed)
    assert "It is below zero" in text_of(checked.text)
    answer = await desk.send(path, hidden_fields(checked.text), "write")
    assert answer.headers["location"].endswith(of_bank(desk))
    assert "$3.00" in text_of((await desk.get(of_bank(desk))).text)


async def test_whoever_paid_from_the_account_is_told_to_leave_it_to_others(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(10_00), prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    desk = desk_of(two, "ida")
    answer = await desk.check(of_bank(desk, "statement"), balance="1.00", **day("occurred_on"))
    assert answer.status_code == 403
    assert "does not reconcile it" in text_of(answer.text)
    sol = desk_of(two, "sol")
    order = await asked(two, sol, of_bank(sol, "statement"), balance="1.00", **day("occurred_on"))
    assert "to approve" not in text_of((await desk_of(two, "noor").get("desk")).text)
    await two.sign(order, "wren", Act.APPROVE)


async def test_nothing_is_explained_in_a_case_of_another_kind(two: Two) -> None:
    gift = await two.give(two.opened.donation(25_00))
    answer = await desk_of(two, "ida").get(f"cases/{gift.case_id}/explain")
    assert answer.status_code == 404
