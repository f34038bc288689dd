"""What a decision binds at the desk: an order is handed over, and asked for as it was decided."""

from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from api.orders import find_order
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.orders.commands import RequestOrder
from ledger.orders.state import Order, orders_of
from ledger.rejections import DecisionDiffers, DecisionUnknown, DecisionUsed, Rejection
from tests.api.pages.deciding.stage import REVIEW, WORDS, proposal_at, rules, say, settle
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.two_people import form_at
from tests.funds import DAY

FIELDS: Final = WORDS | REVIEW


def rent(town: Town, amount: int = 300_00) -> PayCost:
    """Return the order to pay the rent of the room."""
    return PayCost(
        occurred_on=DAY,
        account_id=town.fund.bank,
        purpose_id=town.fund.anything,
        amount=amount,
        currency="USD",
        exponent=2,
        category=CostCategory.PAID_WORK,
    )


async def an_order(town: Town, order: PayCost, decision: UUID | None = None) -> tuple[UUID, Order]:
    """Ask for an order, and return its case and itself."""
    command = RequestOrder(occurred_on=DAY, order=order, decision=decision)
    answer = await town.ask(command, "heron")
    return answer.case_id, await the_order(town, answer.case_id)


async def the_order(town: Town, case_id: UUID) -> Order:
    case = await town.site.books.get_case(town.fund.fund_id, case_id)
    return next(iter(orders_of(case).values()))


async def settled(town: Town) -> Town:
    """Let members decide about money, too."""
    return await settle(town, rules(money="consent"))


async def handed_over(town: Town, order: Order) -> str:
    """Let the members decide about an order, and return the path of the proposal."""
    heron = town.people["heron"]
    assert "Let the members decide" in text_of(await heron.page(f"orders/{order.order}"))
    answer = await heron.write(f"orders/{order.order}/members", **FIELDS)
    assert answer.status_code == 303, text_of(answer.text)
    return answer.headers["location"].removeprefix(f"{heron.prefix}/")


async def adopted(town: Town, path: str) -> UUID:
    """Have everybody agree, and return the decision."""
    proposal = await proposal_at(town, path)
    for handle, person in tuple(town.people.items()):
        if person.sign_in in proposal.electorate:
            await say(town, handle, path, "agree")
    assert proposal.proposal in (await town.state()).deciding.decided
    return proposal.proposal


async def test_an_order_is_handed_over_and_asked_for_as_decided(town: Town) -> None:
    await settled(town)
    heron = town.people["heron"]
    case_id, order = await an_order(town, rent(town))
    path = await handed_over(town, order)
    assert (await the_order(town, case_id)).closed == "withdrawn"
    page = text_of(await heron.page(f"orders/{order.order}"))
    assert "The members decide about it, until" in page
    assert (await heron.get(f"orders/{order.order}/members")).status_code == 303
    decision = await adopted(town, path)
    page = await heron.page(f"orders/{order.order}")
    assert "Decided by the members: carry it out" in text_of(page)
    button = f"decisions/{decision}/carry-out"
    # Nothing that is sent along changes what they decided.
    fields = form_at(page, f"/{button}") | {"amount": "999", "decision": str(uuid4())}
    answers = [await heron.client.post(f"{heron.prefix}/{button}", data=fields) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    asked = text_of(await heron.page(f"orders/{answers[0].headers['location'].rpartition('/')[2]}"))
    assert "Approved" not in asked.partition("How far it is")[2].partition("What is missing")[0]
    assert "to be prepared" in text_of(await heron.page("orders"))
    decided = (await town.state()).deciding.decided[decision]
    assert str(decided.order) == answers[0].headers["location"].rpartition("/")[2]
    found = await find_order(town.site, town.fund.fund_id, UUID(str(decided.order)))
    assert (found.order.content, found.order.decision) == (order.content, decision)
    assert found.row.decision == decision


async def test_what_was_decided_and_nobody_asked_for_stands_at_the_desk(town: Town) -> None:
    await settled(town)
    heron = town.people["heron"]
    _, order = await an_order(town, rent(town))
    decision = await adopted(town, await handed_over(town, order))
    page = text_of(await heron.page("orders"))
    assert "Nobody has asked for it yet." in page
    assert "Ask for it as decided" in page
    button = f"decisions/{decision}/carry-out"
    fields = form_at(await heron.page("orders"), f"/{button}")
    answer = await heron.client.post(f"{heron.prefix}/{button}", data=fields)
    assert "/orders/" in answer.headers["location"]
    assert "Ask for it as decided" not in text_of(await heron.page("orders"))


@pytest.mark.parametrize(
    "field", ["amount", "purpose_id", "account_id", "category", "occurred_on", "fee"]
)
async def test_a_payment_that_differs_in_one_field_is_refused(town: Town, field: str) -> None:
    await settled(town)
    fund = town.fund
    others = {
        "amount": 300_01,
        "purpose_id": fund.bail_only,
        "account_id": fund.cash_box,
        "category": CostCategory.HOSTING,
        "occurred_on": DAY.replace(day=1),
        "fee": 1,
    }
    _, order = await an_order(town, rent(town))
    decision = await adopted(town, await handed_over(town, order))
    other = replace(rent(town), **{field: others[field]})
    with pytest.raises(DecisionDiffers):
        await an_order(town, other, decision)


async def sent(town: Town, order: dict[str, Any], decision: UUID) -> httpx.Response:
    """Ask for an order as a program does."""
    token = await town.site.sessions.start(town.people["heron"].sign_in, "api", stepped_up=True)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    body = {"occurred_on": str(DAY), "order": order, "decision": str(decision)}
    path = f"/api/v1/funds/{town.fund.fund_id}/orders"
    return await town.client.post(path, headers=headers, json=body)


async def test_programs_ask_for_exactly_what_was_decided_once(town: Town) -> None:
    await settled(town)
    _, order = await an_order(town, rent(town))
    decision = await adopted(town, await handed_over(town, order))
    plain = msgspec.to_builtins(rent(town), str_keys=True)
    for field, value in {"amount": 1, "occurred_on": "2026-03-01", "fee": 2}.items():
        answer = await sent(town, plain | {field: value}, decision)
        assert (answer.status_code, answer.json()["code"]) == (409, "decision-differs"), field
        assert answer.json()["facts"]["content_hash"] == order.content_hash
    answer = await sent(town, plain, decision)
    assert answer.status_code == 201, answer.text
    again = await sent(town, plain, decision)
    assert (again.status_code, again.json()["code"]) == (409, "decision-used")
    unknown = await sent(town, plain, uuid4())
    assert (unknown.status_code, unknown.json()["code"]) == (404, "decision-unknown")


async def test_a_decision_is_used_once(town: Town) -> None:
    await settled(town)
    _, order = await an_order(town, rent(town))
    decision = await adopted(town, await handed_over(town, order))
    await an_order(town, rent(town), decision)
    refusals: list[type[Rejection]] = []
    for each in (decision, uuid4()):
        with pytest.raises(Rejection) as no:
            await an_order(town, rent(town), each)
        refusals.append(type(no.value))
    assert refusals == [DecisionUsed, DecisionUnknown]


async def test_a_double_tap_makes_one_proposal(town: Town) -> None:
    await settled(town)
    heron = town.people["heron"]
    _, order = await an_order(town, rent(town))
    path = f"orders/{order.order}/members"
    checked = filled_in((await heron.check(path, **FIELDS)).text)
    first, second = [await heron.send(path, checked, "write") for _ in range(2)]
    assert first.headers["location"].rpartition("/")[0].endswith("decisions")
    assert second.status_code == 303
    assert len((await town.state()).deciding.open) == 1


async def test_the_form_says_who_reads_the_title_of_a_payment(town: Town) -> None:
    await settled(town)
    _, order = await an_order(town, rent(town))
    form = text_of(await town.people["heron"].page(f"orders/{order.order}/members"))
    assert "Every member reads this, and not who is paid or how much. Write no name in it" in form
    assert "Those who decide it can read it, and whoever may read the book." in form


async def test_whoever_has_no_part_in_an_order_hands_none_over(town: Town) -> None:
    await settled(town)
    _, order = await an_order(town, rent(town))
    for handle in ("wren", "crane"):
        answer = await town.people[handle].get(f"orders/{order.order}/members")
        assert answer.status_code in {403, 404}


async def test_where_members_do_not_decide_about_money_nothing_is_offered(town: Town) -> None:
    await settle(town)
    _, order = await an_order(town, rent(town))
    heron = town.people["heron"]
    assert "Let the members decide" not in text_of(await heron.page(f"orders/{order.order}"))
    assert (await heron.get(f"orders/{order.order}/members")).status_code == 404


async def test_a_decision_that_is_unknown_is_not_carried_out(town: Town) -> None:
    await settled(town)
    heron = town.people["heron"]
    token = form_at(await heron.page("orders"), "/sign-out")
    path = f"{heron.prefix}/decisions/{uuid4()}/carry-out"
    answer = await heron.client.post(path, data=token)
    assert answer.status_code == 404
    assert "nothing that can be used for this" in text_of(answer.text)
