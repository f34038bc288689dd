"""The check of when things were decided: nothing is counted before the protocol says so.

The times of lines only go forward, so a line is never older than what its rules saw as now.
"""

from datetime import timedelta
from typing import Final

from ledger.deciding.meeting import MEETING_HOURS
from ledger.deciding.proposal import Proposal
from ledger.deciding.standing import may_close
from ledger.events import MeetingConfirmed, ProposalAdvanced, ProposalClosed, ProposalExtended
from ledger.fund import Fund
from ledger.line import Line
from projections.check.report import Findings

Result = ProposalExtended | ProposalAdvanced | ProposalClosed
_CLOCKS: Final = timedelta(hours=1)
"""How far the clock of a machine may lie behind the time of the line before: it is set right."""


def look_at_meeting(
    findings: Findings, line: Line, event: MeetingConfirmed, proposal: Proposal
) -> None:
    """Look whether a meeting was confirmed too early, or is counted earlier than a day later.

    *proposal* is as it stood before, with the protocol that its first line carries.
    """
    least = proposal.opened + timedelta(hours=proposal.table.least_hours)
    if line.recorded_at < least:
        findings.add(
            "its stage was not open for as long as it has to be",
            line.position,
            stored=line.recorded_at,
            derived=least,
        )
    due = line.recorded_at + timedelta(hours=MEETING_HOURS)
    if event.until < due - _CLOCKS:
        findings.add(
            "the meeting counts earlier than a day later",
            line.position,
            stored=event.until,
            derived=due,
        )


def look_at_count(
    findings: Findings, line: Line, event: Result, proposal: Proposal, fund: Fund
) -> None:
    """Look whether it was time to count. Who voted in a sealed stage that goes on is unknown."""
    if proposal.sealed and isinstance(event, ProposalExtended):
        return
    voters = getattr(event, "voters", ())
    if not may_close(proposal, fund, line.recorded_at, voters):
        findings.add(
            "it was counted before its time was over",
            line.position,
            stored=line.recorded_at,
            derived=proposal.until,
        )
