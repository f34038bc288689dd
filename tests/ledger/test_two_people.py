"""Where two people are needed, one is never enough, and neither are two of whom one keeps out."""

from random import Random
from typing import Final
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events import GlassBroken, LineReversed, OrderChanged, OrderRequested
from ledger.fund import Fund, replay
from ledger.orders import ladder
from ledger.orders.commands import DeclareConflict
from ledger.orders.content import command_of
from ledger.orders.state import evolve_orders, orders_of, requested
from ledger.store.mapper import decode, encode
from tests.ledger.book import FUND
from tests.ledger.of_two import BY_ONE, came_back_whole, takes_two
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY
from tests.ledger.play import Play, run
from tests.ledger.turns import TURNS, keep_out, stop
from tests.ledger.witnesses import Reading

PLANS: Final = st.lists(st.integers(0, 2**32), min_size=30, max_size=80)
lawful = settings(max_examples=60, deadline=None)
WITHOUT_OTHERS: Final = {turn: odds for turn, odds in TURNS.items() if turn not in {keep_out, stop}}
"""Declaring conflicts and stopping colleagues would only make it harder."""


def plans_of(seed: int, size: int = 80) -> list[int]:
    draw = Random(seed)
    return [draw.getrandbits(32) for _ in range(size)]


def done_without_two(play: Play) -> list[str]:
    """Return what moved money by an order or changed who may do what."""
    return [
        entry.event.topic
        for entry in play.entries
        if entry.command is not None
        and (takes_two(entry.event) or isinstance(entry.event, GlassBroken))
        and entry.command.__struct_config__.tag not in BY_ONE
        and not came_back_whole(entry.event)
    ]


@lawful
@given(PLANS)
def test_behind_everything_that_was_carried_out_stand_two_people_in_office(
    plans: list[int],
) -> None:
    assert Reading(run(plans, TURNS).entries).wrong == []


@pytest.mark.parametrize("who", [ANA, BO, CY, DEE, EVE, FAY])
@settings(max_examples=25, deadline=None)
@given(PLANS)
def test_nothing_that_one_person_asks_moves_money_or_changes_a_rule(
    who: UUID, plans: list[int]
) -> None:
    assert done_without_two(run(plans, TURNS, people=(who,))) == []


@pytest.mark.parametrize(
    "one, in_conflict", [(ANA, BO), (BO, ANA), (BO, CY), (CY, DEE), (DEE, ANA)]
)
@settings(max_examples=25, deadline=None)
@given(PLANS)
def test_neither_does_anything_of_two_of_whom_one_keeps_out(
    one: UUID, in_conflict: UUID, plans: list[int]
) -> None:
    def somebody_knows(play: Play) -> None:
        for order in play.orders():
            if in_conflict not in order.conflicts:
                declared = DeclareConflict(
                    occurred_on=play.today,
                    case_id=order.case_id,
                    order_id=order.order,
                    sign_in=in_conflict,
                )
                play.do(one, declared)

    play = run(plans, WITHOUT_OTHERS, people=(one, in_conflict), after=somebody_knows)
    assert done_without_two(play) == []


def outlived(play: Play) -> list[UUID]:
    """Return open orders that have signatures although what they say was changed just now."""
    last = play.entries[-1]
    if not isinstance(last.event, OrderChanged | LineReversed):
        return []
    of_order = getattr(last.event, "order", None)
    return [
        order.order
        for order in orders_of(play.case(last.case_id)).values()
        if order.is_open and of_order in {None, order.order}
        if order.approved_by
        or order.prepared_by
        or order.authorised_by
        or ladder.counting(order, play.fund, play.context(ANA))
    ]


@lawful
@given(PLANS)
def test_no_approval_outlives_a_change_or_a_correction_in_its_case(plans: list[int]) -> None:
    def watch(play: Play) -> None:
        assert outlived(play) == []

    run(plans, TURNS, after=watch)


@lawful
@given(PLANS)
def test_every_change_of_what_an_order_says_is_another_content(plans: list[int]) -> None:
    for entry in run(plans, TURNS).entries:
        if isinstance(entry.event, OrderRequested | OrderChanged):
            command = command_of(entry.event.content)
            assert msgspec.json.encode(command, order="sorted").decode() == entry.event.content


@lawful
@given(PLANS)
def test_replaying_a_play_gives_what_was_there_step_by_step(plans: list[int]) -> None:
    play = run(plans, TURNS)
    events = [entry.event for entry in play.entries]
    assert replay(Fund(fund_id=FUND), events) == play.fund
    assert msgspec.json.decode(msgspec.json.encode(play.fund), type=Fund) == play.fund
    for event in events:
        topic, payload = encode(event)
        assert decode(topic, payload) == event
    for case in play.cases.values():
        step_by_step = {}
        for line in case.lines:
            if isinstance(line.event, OrderRequested):
                known = orders_of(case)[line.event.order]
                opened = requested(
                    line.event, case.case_id, conflicts=known.conflicts, carrier=known.carrier
                )
                step_by_step[line.event.order] = opened
            step_by_step = evolve_orders(step_by_step, line.event)
        assert {key: each.closed for key, each in step_by_step.items()} == {
            key: each.closed for key, each in orders_of(case).items()
        }


def test_the_plays_reach_what_they_are_about() -> None:
    topics: set[str] = set()
    ways: set[tuple[str, str]] = set()
    refused: set[str] = set()
    for seed in range(300):
        play = run(plans_of(seed), TURNS)
        topics |= {entry.event.topic for entry in play.entries if entry.command is not None}
        refused |= {refusal.code for _, refusal in play.refused}
        for order in play.orders():
            if order.carried_out_by is not None:
                said = command_of(order.content).__struct_config__.tag
                ways.add((order.way.value, str(said)))
    assert len(ways) >= 20, sorted(ways)
    assert {
        ("urgent", "post_bail"), ("usual", "pay_grant"), ("usual", "correct_line"),
        ("usual", "record_fee"), ("usual", "record_loss"), ("usual", "count_cash"),
        ("usual", "hand_cash_over"), ("usual", "assert_statement"), ("usual", "give_surety"),
        ("usual", "change_grant_plan"), ("usual", "close_account"),
        ("usual", "set_disclosure"), ("usual", "adopt_budget"), ("usual", "amend_budget"),
        ("usual", "approve_wording"), ("usual", "set_log"),
        ("usual", "publish_report"), ("usual", "set_giver_standing"),
        ("usual", "record_agreement"),
    } <= ways  # fmt: skip
    assert topics >= {
        "order.changed.v1", "order.confirmed.v1", "ratification.closed.v1",
        "ratification.expired.v1", "conflict.declared.v1", "colleague.suspended.v1",
        "mandate.granted.v1", "mandate.ended.v1", "policy.set.v1", "float.spent.v1",
        "bail.reported.v1", "grant.payment_returned.v1", "account.frozen.v1",
        "docket.counted.v1", "report.countersigned.v1", "assurance.signed.v1",
    }  # fmt: skip
    assert refused >= {
        "own-request", "in-conflict", "approvals-missing", "same-person", "not-prepared",
        "not-authorised", "already-signed", "content-changed", "second-person-needed",
        "mandate-missing", "fund-unknown", "urgent-path-closed", "witness-needed",
        "reconciled-by-sender", "handover-of-others", "count-outdated", "keeper-changed",
    }  # fmt: skip
