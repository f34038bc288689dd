"""What programs send that no proposal may become, and payments under other names."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from ledger.budgets import covering
from ledger.case import Case
from ledger.command import Instruction
from ledger.costs import PayCost
from ledger.events import Unbudgeted
from ledger.events.deciding import ProposalKind
from ledger.orders.commands import Act, ChangeOrder
from ledger.orders.state import orders_of
from ledger.rejections import (
    BudgetMissing,
    Rejection,
)
from tests.attack.decisions.governing import NEWCOMER
from tests.attack.decisions.hall import MONEY, Hall, hall_of
from tests.budgets import adopting
from tests.funds import DAY


def nested(depth: int) -> dict[str, Any]:
    """Return a correction of a correction of a correction …"""
    order: dict[str, Any] = {"command": "pay_cost"}
    for _ in range(depth):
        order = {
            "command": "correct_line",
            "case_id": str(NEWCOMER),
            "position": 1,
            "reason": "wrong_amount",
            "replacement": order,
        }
    return order


def strange() -> dict[str, Any]:
    """Return what no proposal may become."""
    budget = {"command": "adopt_budget", "from_month": "2026-01", "until_month": "2026-02"}
    item = {"item_id": str(NEWCOMER), "kind": "rent", "amount": 1, **MONEY}
    inner = {"command": "grant_mandate", "holder": str(NEWCOMER), "role": "steward"}
    return {
        "nothing": {},
        "unknown": {"command": "give_me_all"},
        "a list": [inner],
        "an order": {"command": "request_order", "order": inner},
        "a proposal": {"command": "propose", "kind": "rules", "order": inner},
        "a decision": {"command": "carry_out_decision", "decision": str(NEWCOMER), "order": inner},
        "a way out": {"command": "end_single_signer"},
        "a correction": nested(1),
        "many corrections": nested(300),
        "too many items": budget | {"items": [item | {"item_id": str(uuid4())}] * 3_000},
        "no whole number": budget | {"items": [item | {"amount": 1e3}]},
        "a huge number": budget | {"items": [item | {"amount": 10**40}]},
        "below zero": budget | {"items": [item | {"amount": -1}]},
        "more fields": inner | {"decision": str(NEWCOMER), "by": "me"},
    }


@pytest.mark.parametrize("name", strange())
@pytest.mark.parametrize("kind", ["budget", "rules", "anything", "money"])
async def test_strange_content_is_refused_politely(hall: Hall, kind: str, name: str) -> None:
    order = strange()[name]
    if isinstance(order, dict):
        order = {"occurred_on": DAY.isoformat()} | order
    body = {
        "occurred_on": DAY.isoformat(),
        "kind": kind,
        "title": "One",
        "text": "Two",
        "order": order,
    }
    answer = await hall.two["ida"].send("POST", "/proposals", body)
    assert 400 <= answer.status_code < 500, answer.text
    assert (await hall.two.fund()).deciding.open == {}


async def test_what_no_budget_covers_is_not_paid_by_calling_it_another_name(
    client: httpx.AsyncClient,
) -> None:
    hall = await hall_of(client, unbudgeted=Unbudgeted.REFUSED)
    rooms = hall.rooms(5_00)
    with pytest.raises(BudgetMissing):
        await hall.two.ask_for(rooms)
    budget = adopting(DAY, ("2026-01", "2027-12"), ("rooms", 5_00))
    await hall.decide("budget", ProposalKind.BUDGET, budget)
    asked = await hall.two.ask_for(rooms, prepared=True)
    change = ChangeOrder(
        occurred_on=DAY, case_id=asked.case_id, order_id=asked.order, order=hall.rooms(5_01)
    )
    with pytest.raises(Rejection):
        await hall.two.give(change)
    other = await hall.two.ask_for(rooms, prepared=True)
    await hall.two.sign(asked, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    with pytest.raises(Rejection):  # both were asked for while there was enough for one
        await hall.two.sign(other, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    paid = [each for each in orders_of(await hall.two.case(other.case_id)).values() if each.closed]
    assert paid == []


async def test_a_kind_of_payment_that_is_forgotten_is_found(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = await hall_of(client, unbudgeted=Unbudgeted.REFUSED)
    asks = covering.needed_cover

    def forgetful(command: Instruction, case: Case) -> covering.Needed | None:
        return None if isinstance(command, PayCost) else asks(command, case)

    monkeypatch.setattr(covering, "needed_cover", forgetful)
    assert (await hall.two.ask_for(hall.rooms(5_00))).is_open
