"""Ways around what members decide: every one is refused, by the rules and on the wire."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final, get_args
from uuid import uuid4

import httpx
import msgspec
import pytest
import pytest_asyncio

from ledger.books import Books
from ledger.deciding.commands import CarryOutDecision
from ledger.events import DecisionOutcome, Stance, Subject
from ledger.events.deciding import ProposalKind
from ledger.members import GrantMandate
from ledger.orders import by_decision
from ledger.orders.commands import Act, ChangeOrder, RequestOrder
from ledger.orders.content import Governing, Orderable, command_of
from ledger.rejections import (
    DecisionDiffers,
    DecisionNeeded,
    DecisionUnknown,
    DecisionUsed,
    MandateMissing,
    OperatorMayNot,
    Rejection,
    SecondPersonNeeded,
)
from tests.attack.decisions.governing import governing
from tests.attack.decisions.hall import Hall, hall_of, rules
from tests.funds import DAY

EVERYTHING: Final = tuple(Subject)


KINDS: Final = ("rules", "policy", "grant", "end", "admit", "leave", "publish", "budget")


@pytest_asyncio.fixture(loop_scope="session")
async def bound(client: httpx.AsyncClient) -> AsyncIterator[Hall]:
    """A fund in which everything that can be left to the members is left to them."""
    yield await hall_of(client, *EVERYTHING)


async def left_to_them(hall: Hall) -> None:
    """Leave everything to the members, by two stewards."""
    order = await hall.two.ask_for(rules(*EVERYTHING))
    await hall.two.sign(order, "noor", Act.APPROVE)


@pytest.mark.parametrize("name", KINDS)
async def test_two_stewards_do_not_get_it_through(bound: Hall, name: str) -> None:
    order = governing(bound)[name]
    for way in (RequestOrder(occurred_on=DAY, order=order), order):
        for actor in (str(bound.two["ida"].who), "operator", "import", "clock"):
            with pytest.raises((DecisionNeeded, SecondPersonNeeded, OperatorMayNot)):
                await bound.site.books.execute(bound.fund_id, way, actor=actor, key=uuid4().hex)


@pytest.mark.parametrize("name", KINDS)
async def test_what_was_asked_for_before_is_not_signed_any_more(hall: Hall, name: str) -> None:
    asked = await hall.two.ask_for(governing(hall)[name])
    await left_to_them(hall)
    with pytest.raises(DecisionNeeded):
        await hall.two.sign(asked, "noor", Act.APPROVE)
    change = ChangeOrder(
        occurred_on=DAY, case_id=asked.case_id, order_id=asked.order, order=governing(hall)[name]
    )
    with pytest.raises(DecisionNeeded):
        await hall.two.give(change, "noor")


async def test_an_order_does_not_become_another_one(hall: Hall) -> None:
    """What stays with two is no cover for what does not."""
    held = await hall.two.ask_for(governing(hall)["publish"])
    await left_to_them(hall)
    for order in governing(hall).values():
        change = ChangeOrder(
            occurred_on=DAY, case_id=held.case_id, order_id=held.order, order=order
        )
        with pytest.raises(Rejection):
            await hall.two.give(change, "noor")
    assert (await hall.two.order(held.case_id)).content_hash == held.content_hash


def test_whatever_governs_can_be_left_to_the_members_or_stays_with_two() -> None:
    """A new command of two stewards has to be looked at here before it is a way around."""
    stays = {"seal_sheets", "approve_wording", "tell_decision"}
    tags = {str(each.__struct_config__.tag) for each in get_args(Governing)}
    left = {str(each.__struct_config__.tag) for each in by_decision.SUBJECTS}
    assert tags - left == stays
    assert not tags & left & stays


# --- what is carried out ---------------------------------------------------------------------


def changed_in_one_field(order: Orderable) -> list[Orderable]:
    """Return every command that says something else than *order* in one field of its JSON."""
    said: dict[str, Any] = msgspec.to_builtins(order)
    found = []
    for name, value in said.items():
        for other in _others(value):
            try:
                found.append(command_of(msgspec.json.encode(said | {name: other}).decode()))
            except msgspec.MsgspecError:
                continue
    return [each for each in found if each != order]


def _others(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, 0]
        case str():
            return [str(uuid4()), "2026-03-03", "2027-01", "post", "EUR", "treasurer", "steward"]
        case list() if value and isinstance(value[0], dict):
            inner = [value[0] | {name: x} for name in value[0] for x in _others(value[0][name])]
            return [[], value * 2, *([each, *value[1:]] for each in inner)]
        case _:
            return [None]


async def test_what_is_decided_is_carried_out_as_it_is_and_by_nobody_else(hall: Hall) -> None:
    budget = governing(hall)["budget"]
    decision = await hall.propose(ProposalKind.BUDGET, budget)
    proposal = await hall.proposal(decision)
    ida, lou = (str(hall.two[handle].who) for handle in ("ida", "lou"))
    execute = hall.site.books.execute

    async def carried_out(order: Any, actor: str) -> None:
        command = CarryOutDecision(occurred_on=DAY, decision=decision, order=order)
        await execute(hall.fund_id, command, actor=actor, key=uuid4().hex)

    with pytest.raises(DecisionUnknown):  # it is not decided yet
        await carried_out(budget, ida)
    hall.site.deciding.counted = lambda: None  # nobody but this test carries it out
    for who in proposal.electorate:
        await hall.speak(who, proposal, Stance.AGREE)
    await hall.site.deciding.close_if_due(hall.fund_id, decision)
    assert (await hall.proposal(decision)).outcome is DecisionOutcome.ADOPTED
    others = changed_in_one_field(budget)
    assert len(others) > 12
    for other in others:
        with pytest.raises(DecisionDiffers):
            await carried_out(other, ida)
    for actor, no in ((lou, MandateMissing), ("operator", OperatorMayNot), ("import", Rejection)):
        with pytest.raises(no):
            await carried_out(budget, actor)
    await carried_out(budget, ida)
    with pytest.raises(DecisionUnknown):
        await carried_out(budget, ida)


async def test_an_order_with_a_decision_says_exactly_what_was_decided(hall: Hall) -> None:
    decision = await hall.decide("money", ProposalKind.MONEY, hall.rooms())
    others = changed_in_one_field(hall.rooms())
    assert len(others) > 8
    for other in others:
        with pytest.raises(DecisionDiffers):
            await hall.two.ask_for(other, decision=decision)
    asked = await hall.two.ask_for(hall.rooms(), decision=decision, prepared=True)
    for other in others:
        change = ChangeOrder(
            occurred_on=DAY, case_id=asked.case_id, order_id=asked.order, order=other
        )
        with pytest.raises(Rejection):
            await hall.two.give(change)
    with pytest.raises(DecisionUsed):
        await hall.two.ask_for(hall.rooms(), decision=decision)
    await hall.two.sign(asked, "noor", Act.AUTHORISE, Act.CARRY_OUT)
    with pytest.raises(DecisionUnknown):
        await hall.two.ask_for(hall.rooms(), decision=decision)


async def test_two_processes_use_a_decision_once(hall: Hall) -> None:
    decision = await hall.decide("money", ProposalKind.MONEY, hall.rooms())
    others = [Books(hall.site.database, clock=hall.site.now) for _ in range(3)]
    command = RequestOrder(occurred_on=DAY, order=hall.rooms(), decision=decision)
    people = [hall.two["ida"].who, hall.two["noor"].who, hall.two["sol"].who]
    tries = await asyncio.gather(
        *(
            books.execute(hall.fund_id, command, actor=str(who), key=uuid4().hex)
            for books, who in zip(others, people, strict=True)
        ),
        return_exceptions=True,
    )
    refused = [each for each in tries if isinstance(each, BaseException)]
    assert [type(each) for each in refused] == [DecisionUsed] * 2
    for books in others:
        await books.close()


async def test_money_takes_two_pairs_of_hands_all_the_same(hall: Hall) -> None:
    decision = await hall.decide("money", ProposalKind.MONEY, hall.rooms())
    asked = await hall.two.ask_for(hall.rooms(), decision=decision, prepared=True)
    for acts in ((Act.AUTHORISE,), (Act.CARRY_OUT,), (Act.AUTHORISE, Act.CARRY_OUT)):
        with pytest.raises(Rejection):
            await hall.two.sign(asked, "ida", *acts)


# --- planted faults ----------------------------------------------------------------------------


async def test_a_subject_that_is_forgotten_is_found(
    bound: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = {
        each: subject for each, subject in by_decision.SUBJECTS.items() if each is not GrantMandate
    }
    monkeypatch.setattr(by_decision, "SUBJECTS", fewer)
    asked = await bound.two.ask_for(governing(bound)["grant"])
    assert asked.is_open
    with pytest.raises(AssertionError):
        test_whatever_governs_can_be_left_to_the_members_or_stays_with_two()


async def test_content_that_is_not_compared_is_found(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = await hall.decide("money", ProposalKind.MONEY, hall.rooms())
    digest = (await hall.proposal(decision)).content_hash
    monkeypatch.setattr(by_decision, "hash_of", lambda _content: digest)
    assert (await hall.two.ask_for(hall.rooms(1), decision=decision)).is_open
