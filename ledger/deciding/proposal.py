"""A proposal as its case tells it: what it says, who may decide, and what was said so far.

A fold of the lines of one case, whose id is the proposal's. It never refuses: what was counted is
stored in the line that closed it, and is not counted again here.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from ledger.case import Case
from ledger.chart import Category
from ledger.deciding.lapsing import last_day
from ledger.deciding.met import Contested, Meeting
from ledger.events.base import Event
from ledger.events.deciding import (
    DecisionOutcome,
    OutcomeReason,
    ProposalAdvanced,
    ProposalChanged,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    ProposalMade,
    ProposalWithdrawn,
    RecusalDeclared,
    StanceTaken,
    Tally,
)
from ledger.events.meetings import MeetingConfirmed, MeetingContested, MeetingRecorded
from ledger.events.protocols import Method, Protocol, Stage, Stance
from ledger.events.requests import Urgency
from ledger.orders.content import Orderable, command_of
from ledger.rejections import CaseOfAnotherKind, CaseUnknown

WITHDRAWN: Final = "withdrawn"
CLOSED: Final = "closed"


class Ended(Struct, frozen=True, kw_only=True):
    """A stage that carried the proposal on to the next one, and how it was counted."""

    stage: int
    tally: Tally
    rules: int
    voters: tuple[UUID, ...] = ()
    ballots: tuple[str, ...] = ()
    seen: tuple[UUID, ...] = ()


class Proposal(Struct, frozen=True, kw_only=True):
    """One proposal. *closed* is empty while it is open, else the word for how it ended.

    *stage* counts from 1. *electorate* may decide in this stage, *recused* keep out of every one.
    *opened* is when the stage began, or when what the proposal says now was written. *stances* are
    the last ones of this stage, on what the proposal says now. Once a *meeting* is confirmed, it is
    counted at *until*; those that were *contested* stay as history. *decided_hash* is the digest of
    what was adopted and binds; *decided_content* its JSON.
    """

    proposal: UUID
    by: UUID
    kind: ProposalKind
    protocol: Protocol
    electorate: tuple[UUID, ...]
    made: datetime
    made_on: date
    opened: datetime
    until: datetime
    text_hash: str
    content: str = ""
    content_hash: str | None = None
    review_on: date | None = None
    limit: int = 0
    category: Category | None = None
    band: int = 0
    urgency: Urgency | None = None
    amount: int | None = None
    recused: tuple[UUID, ...] = ()
    stage: int = 1
    extensions: int = 0
    stances: dict[UUID, Stance] = field(default_factory=dict)
    meeting: Meeting | None = None
    contested: tuple[Contested, ...] = ()
    ended: tuple[Ended, ...] = ()
    closed: str = ""
    outcome: DecisionOutcome | None = None
    reason: OutcomeReason | None = None
    rules: int = 0
    tally: Tally | None = None
    voters: tuple[UUID, ...] = ()
    ballots: tuple[str, ...] = ()
    seen: tuple[UUID, ...] = ()
    chosen: tuple[UUID, ...] = ()
    in_meeting: bool = False
    decided_content: str = ""
    decided_hash: str | None = None
    closed_on: date | None = None

    @property
    def table(self) -> Stage:
        """Return the rules of the stage that is open, or that was the last one."""
        stages = self.protocol.stages
        return stages[min(self.stage, len(stages)) - 1]

    @property
    def is_last(self) -> bool:
        """Say whether no stage comes after this one."""
        return self.stage >= len(self.protocol.stages)

    @property
    def sealed(self) -> bool:
        """Say whether people decide by sealed ballots in this stage."""
        return self.table.method is not Method.STANCES

    @property
    def waiting(self) -> Meeting | None:
        """Return the meeting that is confirmed and counted at *until*, if nobody contests it."""
        met = self.meeting
        return None if self.closed or met is None or met.confirmed_by is None else met

    @property
    def online_until(self) -> datetime:
        """Return until when people speak if no meeting counts."""
        met = self.waiting
        return self.until if met is None or met.before is None else met.before

    @property
    def last_day(self) -> date | None:
        """Return the last day on which an order with it may be let go; None where none can be."""
        if self.decided_hash is None or self.closed_on is None:
            return None
        return last_day(self.protocol, self.closed_on)

    @property
    def order(self) -> Orderable | None:
        """Return the command that it becomes; None where it binds nothing."""
        return command_of(self.content) if self.content else None


def proposal_of(case: Case) -> Proposal:
    """Return the proposal whose case this is. Raises CaseUnknown and CaseOfAnotherKind."""
    if not case.lines:
        raise CaseUnknown(case.case_id)
    proposal: Proposal | None = None
    for line in case.lines:
        proposal = evolve_proposal(proposal, line.event)
    if proposal is None:
        first = case.lines[0].event
        raise CaseOfAnotherKind(case.case_id, first.topic, ProposalMade.topic)
    return proposal


def evolve_proposal(proposal: Proposal | None, event: Event) -> Proposal | None:
    """Return *proposal* after *event* of its case; None before it was made."""
    if isinstance(event, ProposalMade):
        return _made(event)
    if proposal is None:
        return None
    match event:
        case ProposalChanged():
            return _changed(proposal, event)
        case StanceTaken():
            return replace(proposal, stances={**proposal.stances, event.by: event.stance})
        case RecusalDeclared():
            return _recused(proposal, event.by)
        case MeetingRecorded() | MeetingConfirmed() | MeetingContested():
            return _met(proposal, event)
        case ProposalExtended():
            return _extended(proposal, event)
        case ProposalAdvanced():
            return _advanced(proposal, event)
        case ProposalWithdrawn():
            return replace(proposal, closed=WITHDRAWN)
        case ProposalClosed():
            return _closed(proposal, event)
        case _:
            return proposal


def _made(event: ProposalMade) -> Proposal:
    said = {
        name: getattr(event, name)
        for name in Proposal.__struct_fields__
        if name in ProposalMade.__struct_fields__
    }
    return Proposal(**said, made_on=event.occurred_on, opened=event.made)


def _changed(proposal: Proposal, event: ProposalChanged) -> Proposal:
    return replace(
        proposal,
        text_hash=event.text_hash,
        opened=event.changed,
        until=event.until,
        content=event.content,
        content_hash=event.content_hash,
        review_on=event.review_on,
        limit=event.limit,
        category=event.category,
        band=event.band,
        urgency=event.urgency,
        amount=event.amount,
        recused=tuple(dict.fromkeys((*proposal.recused, *event.recused))),
        stances={},
        meeting=None,
    )


def _recused(proposal: Proposal, who: UUID) -> Proposal:
    """Return *proposal* without whoever keeps out; what they said does not count any more."""
    left = {each: stance for each, stance in proposal.stances.items() if each != who}
    recused = tuple(dict.fromkeys((*proposal.recused, who)))
    return replace(proposal, recused=recused, stances=left)


def _met(
    proposal: Proposal, event: MeetingRecorded | MeetingConfirmed | MeetingContested
) -> Proposal:
    match event:
        case MeetingRecorded():
            meeting = Meeting(
                by=event.by,
                held_on=event.held_on,
                present=event.present,
                counts=event.counts,
                recused=event.recused,
            )
            return replace(proposal, meeting=meeting)
        case MeetingConfirmed():
            if proposal.meeting is None:
                return proposal
            confirmed = replace(
                proposal.meeting, confirmed_by=event.by, before=proposal.online_until
            )
            return replace(proposal, meeting=confirmed, until=event.until)
        case MeetingContested():
            if proposal.meeting is None:
                return replace(proposal, until=event.until)
            void = Contested(meeting=proposal.meeting, by=event.by, on=event.occurred_on)
            return replace(
                proposal,
                meeting=None,
                contested=(*proposal.contested, void),
                until=event.until,
            )


def _extended(proposal: Proposal, event: ProposalExtended) -> Proposal:
    """Return *proposal* that goes on; a meeting that was counted is not counted again."""
    was_counted = event.reason is not OutcomeReason.SOMEBODY_STOPPED
    meeting = None if was_counted and proposal.waiting is not None else proposal.meeting
    return replace(proposal, until=event.until, extensions=event.extension, meeting=meeting)


def _advanced(proposal: Proposal, event: ProposalAdvanced) -> Proposal:
    ended = Ended(
        stage=proposal.stage,
        tally=event.tally,
        rules=event.rules,
        voters=event.voters,
        ballots=event.ballots,
        seen=event.seen,
    )
    return replace(
        proposal,
        stage=event.stage,
        electorate=event.electorate,
        opened=event.opened,
        until=event.until,
        extensions=0,
        stances={},
        meeting=None,
        ended=(*proposal.ended, ended),
    )


def _closed(proposal: Proposal, event: ProposalClosed) -> Proposal:
    binds = event.outcome is DecisionOutcome.ADOPTED and event.content_hash is not None
    return replace(
        proposal,
        closed=CLOSED,
        outcome=event.outcome,
        reason=event.reason,
        rules=event.rules,
        tally=event.tally,
        voters=event.voters,
        ballots=event.ballots,
        seen=event.seen,
        chosen=event.chosen,
        in_meeting=event.in_meeting,
        decided_content=(event.content or proposal.content) if binds else "",
        decided_hash=event.content_hash if binds else None,
        closed_on=event.occurred_on,
    )
