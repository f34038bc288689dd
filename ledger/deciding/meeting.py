"""Deciding in a meeting: one who was there writes it down, another one confirms it.

It is counted a day later, by the clock, unless somebody who decides says that it was not so.
"""

from datetime import timedelta
from typing import Final

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.deciding.commands import ConfirmMeeting, ContestMeeting, RecordMeeting
from ledger.deciding.counting import base
from ledger.deciding.met import Meeting
from ledger.deciding.proposal import Proposal
from ledger.deciding.turn import one_who_decides, open_one, openly
from ledger.events import MeetingConfirmed, MeetingContested, MeetingRecorded
from ledger.fund import Fund
from ledger.rejections import MeetingMissing, MeetingUnusable, MeetingWaits, NotDue, OwnRequest

MEETING_HOURS: Final = 24
"""How long a confirmed meeting waits before it is counted, and at least goes on if contested."""


def record(
    command: RecordMeeting, context: Context, fund: Fund, case: Case
) -> tuple[MeetingRecorded]:
    """Return what a meeting decided, as one person wrote it down."""
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = open_one(case, context)
    openly(proposal)
    who = one_who_decides(proposal, context, fund)
    if proposal.waiting is not None:
        raise MeetingWaits(proposal.until)
    if not proposal.made_on <= command.held_on <= context.today(fund.time_zone):
        raise MeetingUnusable("held_on", f"a day from {proposal.made_on} to today")
    recorded = MeetingRecorded(
        occurred_on=command.occurred_on,
        proposal=proposal.proposal,
        by=who,
        held_on=command.held_on,
        present=command.present,
        counts=command.counts,
        recused=command.recused,
    )
    _counts(proposal, recorded)
    _fits(proposal, recorded, context, fund)
    return (recorded,)


def confirm(
    command: ConfirmMeeting, context: Context, fund: Fund, case: Case
) -> tuple[MeetingConfirmed]:
    """Return that a second person was there, and when it is counted if nobody contests it.

    As long as a stage is open at least, no meeting ends it.
    """
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = open_one(case, context)
    openly(proposal)
    who = one_who_decides(proposal, context, fund)
    meeting = proposal.meeting
    if meeting is None or meeting.confirmed_by is not None:
        raise MeetingMissing
    if who == meeting.by:
        raise OwnRequest
    if context.now < proposal.opened + timedelta(hours=proposal.table.least_hours):
        raise NotDue
    _fits(proposal, meeting, context, fund)
    confirmed = MeetingConfirmed(
        occurred_on=command.occurred_on,
        proposal=proposal.proposal,
        by=who,
        until=context.now + timedelta(hours=MEETING_HOURS),
    )
    return (confirmed,)


def contest(
    command: ContestMeeting, context: Context, fund: Fund, case: Case
) -> tuple[MeetingContested]:
    """Return that a meeting was not as two wrote it down. People speak on, for a day at least."""
    guards.day(command.occurred_on, context, fund.time_zone)
    proposal = open_one(case, context)
    who = one_who_decides(proposal, context, fund)
    meeting = proposal.waiting
    if meeting is None:
        raise MeetingMissing
    if who in {meeting.by, meeting.confirmed_by}:
        raise OwnRequest
    contested = MeetingContested(
        occurred_on=command.occurred_on,
        proposal=proposal.proposal,
        by=who,
        until=max(proposal.online_until, context.now + timedelta(hours=MEETING_HOURS)),
    )
    return (contested,)


def _counts(proposal: Proposal, meeting: MeetingRecorded) -> None:
    """Refuse numbers that are none, and stances that the protocol does not have."""
    if meeting.present < 1:
        raise MeetingUnusable("present", "1 or more")
    if meeting.recused < 0:
        raise MeetingUnusable("recused", "0 or more")
    stances = [each.stance for each in meeting.counts]
    if len(set(stances)) < len(stances) or not set(stances) <= set(proposal.table.stances):
        allowed = ", ".join(each.value for each in proposal.table.stances)
        raise MeetingUnusable("counts", f"some of {allowed}, each once")
    people = [each.people for each in meeting.counts]
    if min(people, default=0) < 0 or sum(people) > meeting.present:
        raise MeetingUnusable("counts", "0 or more people each, and no more than were there")


def _fits(
    proposal: Proposal, meeting: Meeting | MeetingRecorded, context: Context, fund: Fund
) -> None:
    """Refuse more people than may decide now."""
    there = len(base(proposal, fund, context.now).there)
    if meeting.present + meeting.recused > there:
        raise MeetingUnusable("present", f"no more than the {there} who may decide")
