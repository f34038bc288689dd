"""T1 and T11: what becomes of a decision in money moves no byte of a plain member or a stranger."""

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from api.pages.deciding import listing, opened
from api.v1.deciding import shapes
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.events import CostPaid, Reason, Urgency
from ledger.grants import PayGrant
from ledger.orders.commands import Act, WithdrawOrder
from ledger.orders.content import Orderable, command_of
from ledger.requests import ScreenRequest
from tests.attack.decisions.hall import MONEY, Hall, Told, much_is_decided
from tests.funds import DAY

PAYING: Final = (Act.AUTHORISE, Act.CARRY_OUT)


async def decided(hall: Hall, name: str) -> Orderable:
    """Return what members decided."""
    order = command_of((await hall.proposal(hall.proposals[name])).decided_content)
    assert order is not None
    return order


async def steps(hall: Hall) -> AsyncIterator[str]:
    """Let one thing after the other happen to money and to cases; say what it was."""
    two, opened = hall.two, hall.two.opened
    await two.give(opened.donation(2_000_00))
    yield "a gift"
    of_members: dict[str, Any] = {"decision": hall.proposals["money"]}
    asked = await two.ask_for(await decided(hall, "money"), **of_members)
    yield "an order with a decision is asked for"
    await two.give(WithdrawOrder(occurred_on=DAY, case_id=asked.case_id, order_id=asked.order))
    yield "it is taken back"
    asked = await two.ask_for(await decided(hall, "money"), prepared=True, **of_members)
    await two.sign(asked, "noor", *PAYING)
    yield "it is paid"
    case = await two.case(asked.case_id)
    (line,) = [each for each in case.lines if isinstance(each.event, CostPaid)]
    taking_back = ReverseLine(
        case_id=case.case_id, position=line.position, reason=Reason.WRONG_AMOUNT
    )
    await two.sign(await two.ask_for(taking_back), "noor", Act.APPROVE)
    yield "and reversed"
    async for step in others(hall):
        yield step


async def others(hall: Hall) -> AsyncIterator[str]:
    """Let happen what is about a case, and what rests on no decision."""
    two, opened = hall.two, hall.two.opened
    granted = await two.ask_for(await decided(hall, "case"), decision=hall.proposals["case"])
    await two.sign(granted, "noor", Act.APPROVE)
    yield "help that was decided is promised"
    pay = PayGrant(
        occurred_on=DAY,
        case_id=granted.case_id,
        instalment=1,
        account_id=opened.bank,
        amount=613_37,
        **MONEY,
    )
    await two.sign(await two.ask_for(pay, prepared=True), "noor", Act.APPROVE, *PAYING)
    yield "and paid"
    rooms = await two.ask_for(hall.rooms(7_00), prepared=True)
    await two.sign(rooms, "noor", Act.APPROVE, *PAYING)
    yield "something is paid under a budget item"
    bail = await two.ask_for(opened.bail(200_00), prepared=True)
    await two.sign(bail, "noor", Act.APPROVE, *PAYING)
    yield "bail is posted"
    await two.give(ScreenRequest(occurred_on=DAY, category=Category.FOOD, urgency=Urgency.TONIGHT))
    yield "somebody asks for help"


async def moved(hall: Hall, until: str = "") -> dict[str, set[str]]:
    """Return which addresses changed at which step, for a plain member and for a stranger.

    No step comes after that which is called *until*.
    """
    more = await hall.items()
    lou = hall.two["lou"]
    await hall.read_by(lou, more)  # opening a proposal for the first time is something as well

    async def all_of_it() -> dict[str, dict[str, Told]]:
        return {"lou": await hall.read_by(lou, more), "": await hall.read_by_a_stranger(more)}

    before, found = await all_of_it(), dict[str, set[str]]()
    for whose in before:
        assert len(before[whose]) > 60
    answered = [status for status, _, _ in before["lou"].values()]
    assert answered.count(200) > 50
    assert [status for status, _, _ in before[""].values()].count(200) > 5
    async for step in steps(hall):
        after = await all_of_it()
        changed = {
            f"{whose} {path}"
            for whose, told in before.items()
            for path, was in told.items()
            if after[whose][path] != was
        }
        if changed:
            found[step] = changed
        before = after
        if step == until:
            break
    return found


async def test_no_step_of_money_or_a_case_moves_a_byte(hall: Hall) -> None:
    await much_is_decided(hall)
    assert await moved(hall) == {}


# --- planted faults ------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["page", "programs"])
async def test_a_word_about_what_became_of_it_is_found(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "page":
        for module in (listing, opened):
            monkeypatch.setattr(module, "MOVING", frozenset())
    else:
        monkeypatch.setattr(shapes, "ABOUT_MONEY", frozenset())
    await much_is_decided(hall)
    found = await moved(hall, until="it is paid")
    money = str(hall.proposals["money"])
    paths = found["it is paid"]
    assert all(("/api/" in path) is (fault == "programs") for path in paths)
    assert any(money in path for path in paths)
