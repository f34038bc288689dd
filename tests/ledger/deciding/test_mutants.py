"""The tables would notice: each rule of counting is broken here, one at a time."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.command import Context
from ledger.deciding import closing, counting, meeting, outcome, proposal, standing, turn
from ledger.deciding.commands import CloseProposal, ContestMeeting
from ledger.deciding.outcome import Verdict
from ledger.deciding.templates import TEMPLATES
from ledger.events import MeetingContested, OutcomeReason, Tally
from ledger.rejections import DecidingOver
from tests.ledger.deciding.room import Room, played
from tests.ledger.deciding.test_protocols import TABLES


def _with_tally(change: Callable[[Any, Tally], Tally]) -> Any:
    """Return a broken rule of counting that changes the tally before it counts."""
    rule = outcome._reason

    def broken(stage: Any, tally: Tally, *rest: Any, **named: Any) -> OutcomeReason:
        return rule(stage, change(stage, tally), *rest, **named)

    return broken


def _with_stage(**fields: Any) -> Any:
    """Return a broken rule of counting that reads another table."""
    rule = outcome._reason

    def broken(stage: Any, *rest: Any, **named: Any) -> OutcomeReason:
        return rule(replace(stage, **fields), *rest, **named)

    return broken


def _refused_after(told: proposal.Proposal, context: Context) -> None:
    if context.now > told.until:
        raise DecidingOver(told.until)


def _uncontested(told: proposal.Proposal, event: Any) -> proposal.Proposal:
    """Return what a fold makes of meetings that nobody can contest."""
    return told if isinstance(event, MeetingContested) else _FOLDED(told, event)


def _contested(
    command: ContestMeeting, context: Context, told: proposal.Proposal
) -> MeetingContested:
    return MeetingContested(
        occurred_on=command.occurred_on,
        proposal=told.proposal,
        by=UUID(context.actor),
        until=told.online_until,
    )


def _without_who_left(told: proposal.Proposal, there: counting.Base, met: Any) -> Tally:
    tally = counting.tally_of_meeting(told, there, met)
    return replace(tally, may_decide=len(there.there) - met.recused)


_FOLDED: Final = proposal._met
MUTANTS: Final[dict[str, tuple[Any, str, Any]]] = {
    "no quorum": (outcome, "quorum_of", lambda *_: 0),
    "a quorum rounded down": (
        outcome,
        "quorum_of",
        lambda stage, people: max(stage.quorum_percent * people // 100, stage.quorum_least),
    ),
    "a quorum without the least number": (
        outcome,
        "quorum_of",
        lambda stage, people: -(-stage.quorum_percent * people // 100),
    ),
    "nobody is somebody": (
        outcome,
        "_reason",
        _with_tally(lambda _, tally: replace(tally, may_decide=max(1, tally.may_decide))),
    ),
    "blocks do not count": (outcome, "_blocked", lambda *_, **__: False),
    "any block stops it": (outcome, "_reason", _with_stage(most_blocks=0)),
    "a block needs no presence": (outcome, "_reason", _with_stage(block_needs_presence=False)),
    "every block needs presence": (outcome, "_reason", _with_stage(block_needs_presence=True)),
    "any number stands aside": (outcome, "_reason", _with_stage(stand_asides_limited=False)),
    "one more stands aside": (outcome, "_reason", _with_stage(most_stand_asides=4)),
    "nobody has to support it": (outcome, "supporters_needed", lambda *_: 0),
    "the ladder has no steps": (outcome, "_reason", _with_stage(supporters_from=())),
    "silence supports it": (
        outcome,
        "_reason",
        _with_tally(lambda _, tally: replace(tally, agree=tally.agree + tally.silent)),
    ),
    "a majority of all": (
        outcome,
        "_reason",
        _with_tally(lambda _, tally: replace(tally, disagree=tally.disagree + tally.abstain)),
    ),
    "a reservation is against it": (
        outcome,
        "_reason",
        _with_tally(
            lambda _, tally: replace(
                tally, reservation=0, disagree=tally.disagree + tally.reservation
            )
        ),
    ),
    "who abstains is not there": (
        outcome,
        "_reason",
        _with_tally(lambda _, tally: replace(tally, took_part=tally.took_part - tally.abstain)),
    ),
    "half is more than half": (outcome, "_share", lambda *_: OutcomeReason.CARRIED),
    "two thirds are more than two thirds": (outcome, "_reason", _with_stage(more_than=True)),
    "a tie is no majority": (
        outcome,
        "_reason",
        lambda *_, **__: OutcomeReason.NO_MAJORITY,
    ),
    "nothing is extended": (
        outcome,
        "_WAITS",
        frozenset(),
    ),
    "everything that fails is extended": (
        outcome,
        "_WAITS",
        frozenset(OutcomeReason) - {OutcomeReason.CARRIED},
    ),
    "it is extended for ever": (
        closing,
        "count",
        lambda *given, **named: outcome.count(*given, **{**named, "extensions": 0}),
    ),
    "who left counts": (standing, "left_of", lambda *_: frozenset()),
    "who keeps out counts": (
        standing,
        "base_of",
        lambda proposal, *_: proposal.electorate,
    ),
    "who keeps out still speaks": (proposal, "_recused", lambda told, _: told),
    "changed words keep what was said": (
        proposal,
        "_changed",
        lambda told, event: replace(told, text_hash=event.text_hash, until=event.until),
    ),
    "the next stage keeps what was said": (
        proposal,
        "_advanced",
        lambda told, event: replace(told, stage=event.stage, until=event.until),
    ),
    "the first stage is the last": (proposal.Proposal, "is_last", property(lambda _: True)),
    "it is counted at any time": (closing, "may_close", lambda *_: True),
    "what is said at the very end counts": (
        turn,
        "in_time",
        _refused_after,
    ),
    "only the clock closes": (
        closing,
        "may_close",
        lambda told, _fund, now, *_: now >= told.until,
    ),
    "it closes in the first hour": (
        closing,
        "may_close",
        lambda told, fund, now, voters=(): (
            not standing.awaited(told, fund, now, voters) or now >= told.until
        ),
    ),
    "silence that nobody saw agrees": (
        closing,
        "tally_of_stances",
        lambda told, counted, _: counting.tally_of_stances(told, counted, counted.there),
    ),
    "whoever opened it counts, in the fund or not": (
        counting,
        "base_of",
        lambda told, *_: told.electorate,
    ),
    "a meeting counts as soon as it is confirmed": (
        meeting,
        "MEETING_HOURS",
        0,
    ),
    "a meeting waits two days": (meeting, "MEETING_HOURS", 48),
    "who speaks while a meeting waits ends it": (
        proposal.Proposal,
        "waiting",
        property(lambda _: None),
    ),
    "a contested meeting counts": (
        proposal,
        "_met",
        _uncontested,
    ),
    "a meeting is counted with what was said": (
        closing,
        "counted_there",
        lambda told, _met, fund, now: closing.counted_online(
            CloseProposal(occurred_on=told.made_on, case_id=told.proposal), told, fund, now
        ),
    ),
    "a meeting is counted again when it goes on": (
        proposal,
        "_extended",
        lambda told, event: replace(told, until=event.until, extensions=event.extension),
    ),
    "a meeting shortens what is left": (
        proposal.Proposal,
        "online_until",
        property(lambda told: told.until),
    ),
    "whoever wrote it down contests it": (
        meeting,
        "contest",
        lambda command, context, fund, case: (
            _contested(command, context, proposal.proposal_of(case)),
        ),
    ),
    "who was there and left was not there": (
        closing,
        "tally_of_meeting",
        _without_who_left,
    ),
    "a lost key counts as no ballots": (
        closing,
        "_VOID",
        frozenset[OutcomeReason](),
    ),
    "everything is carried": (
        closing,
        "count",
        lambda *_, **__: Verdict(OutcomeReason.CARRIED),
    ),
}


def noticed() -> bool:
    """Say whether some row of some table shows what is wrong."""
    for name, rows in TABLES.items():
        for moves, came_to in rows.values():
            try:
                if played(Room(TEMPLATES[name]), *moves).came_to != came_to:
                    return True
            except (AttributeError, IndexError):
                return True
    return False


def test_unbroken_rules_are_as_the_tables_say() -> None:
    assert not noticed()


@pytest.mark.parametrize("rule", MUTANTS)
def test_a_broken_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = MUTANTS[rule]
    assert hasattr(where, name)
    monkeypatch.setattr(where, name, broken)
    assert noticed()
