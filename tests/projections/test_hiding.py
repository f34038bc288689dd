"""Of a sealed ballot with few people in it the line keeps all, and is shown without it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.deciding.templates import TEMPLATES
from ledger.events import (
    DecisionOutcome,
    FundEvent,
    Method,
    OutcomeReason,
    ProposalAdvanced,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    ProposalMade,
    Protocol,
    Tally,
)
from projections.proposals.hiding import FEWEST_SHOWN, shown_event, shows_counts
from tests.projections.told import LAST_DAY, NOW

PROPOSAL: Final = UUID(int=7, version=4)
PEOPLE: Final = tuple(UUID(int=number, version=4) for number in range(100, 120))
OPENLY: Final = TEMPLATES["majority"].stages[0]
SEALED: Final = TEMPLATES["sealed_majority"].stages[0]


def made(*stages: Any) -> ProposalMade:
    return ProposalMade(
        occurred_on=LAST_DAY,
        proposal=PROPOSAL,
        by=PEOPLE[0],
        kind=ProposalKind.ANYTHING,
        protocol=Protocol(name="ours", version=1, stages=stages),
        electorate=PEOPLE,
        made=NOW,
        until=NOW + timedelta(days=7),
        text_hash="a" * 64,
    )


def tally(voted: int) -> Tally:
    return Tally(may_decide=20, recused=1, left=1, took_part=voted, agree=voted, seen=voted)


def closed(voted: int, stage: int = 1) -> ProposalClosed:
    return ProposalClosed(
        occurred_on=LAST_DAY,
        proposal=PROPOSAL,
        outcome=DecisionOutcome.ADOPTED,
        reason=OutcomeReason.CARRIED,
        rules=1,
        stage=stage,
        tally=tally(voted),
        voters=PEOPLE[:voted],
        ballots=("agree",) * voted,
        seen=PEOPLE[:voted],
    )


def advanced(voted: int) -> ProposalAdvanced:
    return ProposalAdvanced(
        occurred_on=LAST_DAY,
        proposal=PROPOSAL,
        stage=2,
        electorate=PEOPLE,
        opened=NOW,
        until=NOW,
        tally=tally(voted),
        rules=1,
        voters=PEOPLE[:voted],
        ballots=("agree",) * voted,
        seen=PEOPLE[:voted],
    )


def extended(voted: int) -> ProposalExtended:
    return ProposalExtended(
        occurred_on=LAST_DAY,
        proposal=PROPOSAL,
        until=NOW,
        extension=1,
        tally=tally(voted),
        reason=OutcomeReason.NO_QUORUM,
        rules=1,
    )


HIDDEN: Final = Tally(may_decide=20, recused=1, left=1)


@pytest.mark.parametrize("voted", [0, 1, 9])
@pytest.mark.parametrize("counted", [closed, advanced, extended])
def test_of_few_sealed_ballots_only_the_outcome_is_shown(counted: Any, voted: int) -> None:
    event = counted(voted)
    shown = shown_event(event, [made(SEALED, SEALED), event])
    assert shown == replace(
        event,
        **{
            name: value
            for name, value in {"tally": HIDDEN, "voters": (), "ballots": (), "seen": ()}.items()
            if name in event.__struct_fields__
        },
    )
    kept = {"outcome", "reason", "rules", "until", "extension", "stage", "electorate"}
    assert all(getattr(shown, name, None) == getattr(event, name, None) for name in kept)


@pytest.mark.parametrize("counted", [closed, advanced, extended])
def test_of_ten_and_more_everything_is_shown(counted: Any) -> None:
    event = counted(FEWEST_SHOWN)
    assert shown_event(event, [made(SEALED, SEALED), event]) is event


@pytest.mark.parametrize("counted", [closed, advanced, extended])
def test_what_was_said_openly_is_shown_of_the_smallest_group(counted: Any) -> None:
    event = counted(2)
    assert shown_event(event, [made(OPENLY, SEALED), event]) is event


def test_each_stage_is_looked_at_by_itself() -> None:
    first, last = advanced(3), closed(3, stage=2)
    case: list[FundEvent] = [made(OPENLY, SEALED), first, last]
    assert shown_event(first, case) is first
    assert shown_event(last, case) != last
    case = [made(SEALED, OPENLY), first, last]
    assert shown_event(first, case) != first
    assert shown_event(last, case) is last


def test_what_is_not_known_to_be_open_counts_as_sealed() -> None:
    event = closed(3)
    assert shown_event(event, []) == replace(event, tally=HIDDEN, voters=(), ballots=(), seen=())


def test_other_facts_stay_as_they_are() -> None:
    event: FundEvent = made(SEALED)
    assert shown_event(event, [event]) is event
    assert shows_counts(Method.STANCES, 0)
    assert not shows_counts(Method.BALLOT, 9)
    assert not shows_counts(Method.BUDGET_BALLOT, 9)
    assert shows_counts(Method.BUDGET_BALLOT, 10)
