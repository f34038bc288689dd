"""The check of what members decided: every count is counted again, by the rules that counted it.

Nothing of it is read from a read model. Of a sealed stage that goes on, how many took part is in
the line and nowhere else; all other figures follow from the lines before.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from ledger.deciding import closing, outcome
from ledger.deciding.closing import Counted
from ledger.deciding.commands import CloseProposal
from ledger.deciding.proposal import Proposal, evolve_proposal
from ledger.deciding.standing import electorate_of, kept_from_speaking
from ledger.deciding.state import evolve_deciding
from ledger.events import (
    DecisionCarriedOut,
    FundEvent,
    FundOpened,
    MeetingConfirmed,
    MeetingContested,
    OrderDecided,
    OutcomeReason,
    ProposalAdvanced,
    ProposalChanged,
    ProposalClosed,
    ProposalExtended,
    ProposalMade,
    StanceTaken,
    Step,
    Tally,
)
from ledger.fund import Fund
from ledger.governance import evolve_governance
from ledger.line import Line
from ledger.orders.content import hash_of
from ledger.rejections import Rejection
from projections.check.in_time import Result, look_at_count, look_at_meeting
from projections.check.report import Findings
from projections.projection import Batch

_ABOUT_ONE: Final = (
    ProposalChanged,
    StanceTaken,
    ProposalExtended,
    MeetingConfirmed,
    MeetingContested,
)

_SAID: Final = {
    "outcome": "its outcome is not what was said",
    "reason": "its reason is not what was said",
    "extension": "its extension does not follow the one before",
    "stage": "its stage is not the one that was open",
    "tally": "its tally is not what was said",
    "electorate": "its electorate is not who could decide",
    "chosen": "what it bought is not what its ballots buy",
    "content": "what it decided is not what its ballots buy",
    "content_hash": "its digest is not of what was decided",
    "in_meeting": "no meeting decided it, or one did",
}
"""Fields of the lines that end a stage, and what is wrong when they are not what is counted."""


class DecisionsCheck:
    """Follows the proposals of a book and counts what was counted."""

    def __init__(self, fund_id: UUID, findings: Findings) -> None:
        self._findings = findings
        self._fund = Fund(fund_id=fund_id)
        self._proposals: dict[UUID, Proposal] = {}

    async def take_in(self, batch: Batch) -> None:
        """Look at the lines about proposals, with who could decide then."""
        for line in batch.lines:
            event = line.event
            if not isinstance(event, Step | FundOpened):
                continue
            self._look_at(line, event)
            self._follow(line.case_id, event)

    async def finish(self) -> None:
        """Nothing is left to look at: every count was held against the lines before it."""

    def _follow(self, case_id: UUID, event: FundEvent) -> None:
        if isinstance(event, FundOpened):
            self._fund = replace(self._fund, time_zone=event.time_zone)
        self._fund = replace(
            self._fund,
            governance=evolve_governance(self._fund.governance, event),
            deciding=evolve_deciding(self._fund.deciding, event),
        )
        after = evolve_proposal(self._proposals.get(case_id), event)
        if after is not None:
            self._proposals[case_id] = after
        if isinstance(event, ProposalClosed):
            self._proposals.pop(case_id, None)  # a book has many, and no line comes after this one

    def _look_at(self, line: Line, event: FundEvent) -> None:
        if isinstance(event, ProposalMade):
            self._made(line, event)
        proposal = self._proposals.get(line.case_id)
        if isinstance(event, ProposalMade | ProposalChanged):
            self._digest(line, event.content, event.content_hash)
        if isinstance(event, _ABOUT_ONE) and proposal is None:
            self._findings.add("it is about no open proposal of its case", line.position)
        elif isinstance(event, StanceTaken) and proposal is not None:
            self._spoken(line, event, proposal)
        elif isinstance(event, MeetingConfirmed | MeetingContested) and proposal is not None:
            self._met(line, event, proposal)
        elif isinstance(event, OrderDecided | DecisionCarriedOut):
            self._rests(line, event)
        elif isinstance(event, ProposalExtended | ProposalAdvanced | ProposalClosed):
            self._result(line, event, proposal)

    def _made(self, line: Line, event: ProposalMade) -> None:
        if event.proposal != line.case_id:
            self._findings.add("it is outside the case of its proposal", line.position)
        if not event.protocol.stages:
            self._findings.add("its protocol has no stage", line.position)
            return
        there = electorate_of(self._fund, event.made, event.protocol.stages[0], event.kind)
        if event.electorate != there:
            self._findings.add(_SAID["electorate"], line.position)

    def _spoken(self, line: Line, event: StanceTaken, proposal: Proposal) -> None:
        if event.by not in proposal.electorate:
            self._findings.add("somebody spoke who could not decide", line.position)
        read = event.text_hash, event.content_hash
        if read != (proposal.text_hash, proposal.content_hash):
            self._findings.add("somebody spoke about something else", line.position)

    def _met(
        self, line: Line, event: MeetingConfirmed | MeetingContested, proposal: Proposal
    ) -> None:
        """Look at who said that a meeting was so, or was not: nobody else's word counts."""
        confirms = isinstance(event, MeetingConfirmed)
        meeting = proposal.meeting if confirms else proposal.waiting
        if meeting is None or (confirms and proposal.waiting is not None):
            self._findings.add("it is about no meeting that waits for it", line.position)
            return
        if event.by not in proposal.electorate or event.by in {meeting.by, meeting.confirmed_by}:
            self._findings.add("it is not of somebody else who could decide", line.position)
        if isinstance(event, MeetingConfirmed):
            look_at_meeting(self._findings, line, event, proposal)

    def _rests(self, line: Line, event: OrderDecided | DecisionCarriedOut) -> None:
        decided = self._fund.deciding.decided.get(event.decision)
        if decided is None or decided.content_hash != event.content_hash:
            self._findings.add("it rests on no decision, or on another one", line.position)
        elif decided.order is not None:
            self._findings.add("two orders rest on one decision", line.position)

    def _digest(self, line: Line, content: str, content_hash: str | None) -> None:
        if content_hash != (hash_of(content) if content else None):
            self._findings.add("its digest is not of its content", line.position)

    def _result(self, line: Line, event: Result, proposal: Proposal | None) -> None:
        if proposal is None or proposal.closed or not proposal.protocol.stages:
            self._findings.add("it is about no open proposal of its case", line.position)
            return
        if event.rules not in outcome.VERSIONS:
            self._findings.skip("A stage was counted by rules that this program does not know.")
            return
        look_at_count(self._findings, line, event, proposal, self._fund)
        try:
            if not self._box(line, event, proposal):
                return
            derived = self._counted(event, proposal, line.recorded_at)
        except (Rejection, ValueError, msgspec.MsgspecError):
            self._findings.add("its ballots cannot be counted", line.position)
            return
        if type(derived) is not type(event):
            self._findings.add(
                "it is not what became of it",
                line.position,
                stored=event.topic,
                derived=derived.topic,
            )
            return
        for name, wrong in _SAID.items():
            if getattr(event, name, None) != getattr(derived, name, None):
                self._findings.add(wrong, line.position)

    def _box(self, line: Line, event: Result, proposal: Proposal) -> bool:
        """Say whether what came from the ballot box could have been in it."""
        may, sound = frozenset(proposal.electorate), True
        voters: tuple[UUID, ...] = getattr(event, "voters", ())
        ballots: tuple[str, ...] = getattr(event, "ballots", ())
        for people, wrong in ((voters, "its voters"), (event.seen, "those who opened it")):
            if list(people) != sorted(frozenset(people)):
                self._findings.add(f"{wrong} are not in order, or not each once", line.position)
                sound = False
            elif not may.issuperset(people):
                self._findings.add(f"{wrong} are not among who may decide", line.position)
                sound = False
        if list(ballots) != sorted(ballots):
            self._findings.add("its ballots are not sorted", line.position)
            sound = False
        if ballots and len(ballots) != len(voters):
            self._findings.add(
                "it has not as many ballots as voters",
                line.position,
                stored=len(ballots),
                derived=len(voters),
            )
            sound = False
        if not all(closing.readable(proposal, each) for each in ballots):
            self._findings.add("a ballot says what was not offered", line.position)
            sound = False
        return sound

    def _counted(self, event: Result, proposal: Proposal, now: datetime) -> Result:
        """Return the line that the rules would write, from what the lines before it say."""
        waits = kept_from_speaking(proposal, self._fund, now)
        is_held = getattr(event, "reason", None) is OutcomeReason.SOMEBODY_STOPPED
        if is_held or (waits is not None and not proposal.sealed):
            return self._held(event, proposal, now, waits)
        met = proposal.waiting
        if met is not None:
            counted = closing.counted_there(proposal, met, self._fund, now, event.rules)
        elif proposal.sealed and isinstance(event, ProposalExtended):
            counted = self._waited(event, proposal)
        else:
            counted = closing.counted_online(
                _asked(event, proposal), proposal, self._fund, now, event.rules
            )
        return closing.settled(proposal, counted, self._fund, now, event.occurred_on, event.rules)

    def _held(
        self, event: Result, proposal: Proposal, now: datetime, until: datetime | None
    ) -> Result:
        """Return the line that waits for whoever was stopped, if anybody was.

        Who has put a ballot in is not in the book yet, so of sealed stages the time is taken as it
        stands there.
        """
        if proposal.sealed and until is not None and isinstance(event, ProposalExtended):
            until = min(until, event.until)
        return closing.held(
            proposal, until or now, self._fund, now, event.occurred_on, version=event.rules
        )

    def _waited(self, event: ProposalExtended, proposal: Proposal) -> Counted:
        """Return what is known of a sealed stage that goes on: how many took part, and no more."""
        said = event.tally
        known = Tally(
            may_decide=len(proposal.electorate) - said.recused - said.left,
            recused=said.recused,
            left=said.left,
            took_part=said.took_part,
            seen=said.seen,
        )
        verdict = outcome.count(
            event.rules, proposal.table, known, proposal.amount, extensions=proposal.extensions
        )
        return Counted(tally=known, verdict=verdict, seen=event.seen)


def _asked(event: Result, proposal: Proposal) -> CloseProposal:
    """Return the command that brought what the line holds."""
    return CloseProposal(
        occurred_on=event.occurred_on,
        case_id=proposal.proposal,
        seen=event.seen,
        voters=getattr(event, "voters", ()),
        ballots=getattr(event, "ballots", ()),
        unreadable=getattr(event, "reason", None) is OutcomeReason.BALLOTS_UNREADABLE,
    )
