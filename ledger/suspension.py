"""Stopping a colleague: one person may, at once, for 72 hours; two make it last."""

from uuid import UUID

from ledger import guards
from ledger.command import Command, Context
from ledger.events import ColleagueSuspended, FundEvent, SuspensionConfirmed
from ledger.fund import Fund
from ledger.governance import REST, SUSPENSION
from ledger.members import known
from ledger.rejections import NotSuspended, SuspensionOwn, SuspensionSpent


class SuspendColleague(Command, frozen=True, kw_only=True):
    """Stop a colleague's mandates and sessions: alone, at once. It lapses by itself.

    The same person may not stop the same colleague again within thirty days, or one person could
    keep another out for ever.

    Refusals in order: date-in-future, date-too-early, suspension-own, member-unknown,
    suspension-spent.
    """

    holder: UUID


class ConfirmSuspension(Command, frozen=True, kw_only=True):
    """Make a suspension last: membership and mandates of the one suspended end.

    Refusals in order: date-in-future, date-too-early, member-unknown, not-suspended.
    """

    holder: UUID


SuspensionCommand = SuspendColleague | ConfirmSuspension


def decide(command: SuspensionCommand, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case SuspendColleague():
            return (_suspend(command, context, fund),)
        case ConfirmSuspension():
            known(fund, command.holder, "holder")
            if not fund.governance.is_suspended(command.holder, context.now):
                raise NotSuspended
            return (SuspensionConfirmed(occurred_on=command.occurred_on, holder=command.holder),)


def _suspend(command: SuspendColleague, context: Context, fund: Fund) -> ColleagueSuspended:
    by = UUID(context.actor)  # `ledger.powers` lets nobody else through
    if command.holder == by:
        raise SuspensionOwn
    known(fund, command.holder, "holder")
    last = fund.governance.suspensions.get(command.holder)
    for stop in () if last is None else last.stops:
        again = stop.since + REST
        if stop.by == by and context.now < again:
            raise SuspensionSpent(again)
    return ColleagueSuspended(
        occurred_on=command.occurred_on,
        holder=command.holder,
        by=by,
        until=context.now + SUSPENSION,
    )
