"""Nobody explains more than lies open between a statement and the book."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from api.reconciling import must_fit
from ledger.assertions import ExplainGap
from ledger.events import GapExplained, GapReason
from ledger.money import Money
from ledger.orders.commands import Act, SignOrder
from ledger.orders.state import Order, orders_of
from ledger.rejections import MoreThanTheGap
from projections.gaps import Gap
from tests.api.pages.cash.test_cash import desk_of
from tests.api.pages.recording.stage import day, text_of
from tests.api.two_people import Two
from tests.funds import DAY


async def stated(two: Two, balance: int) -> ExplainGap:
    """Have a statement written down, and return the explanation of all of its gap."""
    order = await two.ask_for(two.opened.statement(balance))
    await two.sign(order, "noor", Act.APPROVE)
    return explaining(order.case_id, balance - 1_000_00)


def explaining(case_id: Any, amount: int) -> ExplainGap:
    return ExplainGap(
        occurred_on=DAY,
        case_id=case_id,
        amount=amount,
        currency="USD",
        exponent=2,
        why=GapReason.BANK_ERROR,
    )


def asking(explanation: ExplainGap) -> dict[str, Any]:
    """Return the body of an order for *explanation*."""
    said = {"command": "explain_gap", **msgspec.to_builtins(explanation)}
    return {"occurred_on": DAY.isoformat(), "order": said}


def refused(answer: httpx.Response) -> list[int]:
    """Return what a refusal says of what was asked and what is open."""
    body, facts = answer.json(), answer.json()["facts"]
    assert answer.status_code == 409
    assert body["code"] == "more-than-the-gap"
    return [facts["needed"]["amount"], facts["available"]["amount"]]


@pytest.mark.parametrize(
    "amount, is_open, fits",
    [
        (10, 10, True),
        (4, 10, True),
        (11, 10, False),
        (-1, 10, False),
        (-10, -10, True),
        (-11, -10, False),
        (1, 0, False),
        (0, 0, True),
    ],
)
def test_an_explanation_lies_between_nothing_and_the_gap(
    amount: int, is_open: int, *, fits: bool
) -> None:
    gap = Gap(
        case_id=UUID(int=1),
        position=1,
        account_id=UUID(int=2),
        on=DAY,
        balance=is_open,
        booked=0,
        explained=0,
        currency="USD",
        exponent=2,
    )
    if fits:
        must_fit(explaining(gap.case_id, amount), gap)
        return
    with pytest.raises(MoreThanTheGap) as refusal:
        must_fit(explaining(gap.case_id, amount), gap)
    assert refusal.value == MoreThanTheGap(Money(amount, "USD", 2), Money(is_open, "USD", 2))


async def test_nobody_asks_for_more_than_is_open_nor_in_advance(two: Two) -> None:
    whole = await stated(two, 990_00)
    ida = two["ida"]
    more = explaining(whole.case_id, -10_01)
    other = explaining(whole.case_id, 1)
    assert refused(await ida.send("POST", "/orders", asking(more))) == [-10_01, -10_00]
    assert refused(await ida.send("POST", "/orders", asking(other))) == [1, -10_00]
    fitting = await stated(two, 1_000_00)
    early = explaining(fitting.case_id, 5)
    assert refused(await ida.send("POST", "/orders", asking(early))) == [5, 0]


async def test_two_explanations_that_fit_alone_do_not_both_get_through(two: Two) -> None:
    whole = await stated(two, 990_00)
    first = await two.ask_for(whole)
    await two.ask_for(explaining(whole.case_id, -6_00))
    second = list(orders_of(await two.case(whole.case_id)).values())[-1]
    assert first.order != second.order
    signed = SignOrder(
        occurred_on=DAY,
        case_id=whole.case_id,
        order_id=first.order,
        content_hash=first.content_hash,
        acts=(Act.APPROVE,),
    )
    await two.give(signed, "noor")
    noor = two["noor"]
    signature = {
        "occurred_on": DAY.isoformat(),
        "content_hash": second.content_hash,
        "acts": ["approve"],
    }
    answer = await noor.send("POST", f"/orders/{second.order}/signatures", signature)
    assert refused(answer) == [-6_00, 0]
    case = await two.case(whole.case_id)
    assert [each.amount for each in case.events(GapExplained)] == [-10_00]


async def test_two_signatures_at_one_instant_do_not_both_get_through(two: Two) -> None:
    whole = await stated(two, 990_00)
    for part in (-6_00, -7_00, -8_00):
        await two.ask_for(explaining(whole.case_id, part))
    orders = list(orders_of(await two.case(whole.case_id)).values())[-3:]

    async def signed(order: Order) -> int:
        body = {"content_hash": order.content_hash, "acts": ["approve"]}
        path = f"/orders/{order.order}/signatures"
        answer = await two["noor"].send("POST", path, body | {"occurred_on": DAY.isoformat()})
        return answer.status_code

    answers = await asyncio.gather(*(signed(order) for order in orders))
    assert sorted(answers) == [201, 409, 409]
    assert len((await two.case(whole.case_id)).events(GapExplained)) == 1


async def test_what_was_answered_before_is_answered_again(two: Two) -> None:
    whole = await stated(two, 990_00)
    ida, body = two["ida"], asking(whole)
    asked = await ida.send("POST", "/orders", body, key="one-key")
    assert asked.status_code == 201, asked.text
    await two.sign(await two.order(whole.case_id), "noor", Act.APPROVE)
    again = await ida.send("POST", "/orders", body, key="one-key")
    assert again.status_code == 200
    assert again.json()["order_id"] == asked.json()["order_id"]


async def test_the_page_says_so_before_anything_is_asked(two: Two) -> None:
    whole = await stated(two, 990_00)
    typed = {"amount": "12.00", "why": "bank_error", **day("occurred_on")}
    answer = await desk_of(two, "ida").check(f"cases/{whole.case_id}/explain", **typed)
    assert answer.status_code == 409
    assert "the gap that is still open is" in text_of(answer.text)
