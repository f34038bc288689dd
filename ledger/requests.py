"""Requests for help: screened, on the waiting list, closed. What people said is in the vault.

A request moves no money and promises none, so one person who may write down facts may screen it.
Nobody does for their own household, vouches for it, or approves money for it.
"""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.events import (
    ClosingReason,
    ConflictDeclared,
    FundEvent,
    Outcome,
    RequestClosed,
    RequestScreened,
    RequestWaitlisted,
    Urgency,
)
from ledger.fund import Fund
from ledger.orders.state import conflicts_of
from ledger.rejections import CaseUnknown, MemberUnknown, NotInThisState, OwnHousehold
from ledger.signers import signers
from ledger.state_table import REFUSED, StateTable, row

NEW: Final = "new"
ASKED: Final = "asked"
WAITLISTED: Final = "waitlisted"
CLOSED: Final = "closed"
MET: Final = "met"
STATES: Final = (NEW, ASKED, WAITLISTED, CLOSED, MET)
"""*new*: nobody screened anything. *met*: money was promised or paid in the case."""


class ScreenRequest(Command, frozen=True, kw_only=True):
    """Write down that somebody may be helped. Opens a case, or screens its request anew.

    Without *household* a fresh random reference is made, or the one of before is kept. *voucher* is
    the member who stands in for papers. *kept_out* are members known to be of the household, or
    related: they neither screen nor vouch, and keep out of every order of the case.

    Refusals in order: not-in-this-state, date-in-future, date-too-early, member-unknown (voucher,
    kept_out), own-household.
    """

    category: Category
    urgency: Urgency
    voucher: UUID | None = None
    kept_out: tuple[UUID, ...] = ()
    household: UUID | None = None
    incident: UUID | None = None
    case_id: UUID | None = None


class WaitlistRequest(Command, frozen=True, kw_only=True):
    """Put a request on the waiting list: it fits, and there is no money for it now.

    Refusals in order: case-unknown, not-in-this-state, date-in-future, date-too-early.
    """

    case_id: UUID


class CloseRequest(Command, frozen=True, kw_only=True):
    """End a request without money: declined, referred to others, or withdrawn.

    Refusals in order: case-unknown, not-in-this-state, date-in-future, date-too-early.
    """

    case_id: UUID
    outcome: Outcome
    reason: ClosingReason


RequestCommand = ScreenRequest | WaitlistRequest | CloseRequest

TABLE: Final = StateTable(
    name="Request",
    states=STATES,
    commands=("screen_request", "waitlist_request", "close_request"),
    cells={
        **row(
            "screen_request",
            STATES,
            {RequestScreened.topic: (NEW, ASKED, WAITLISTED, CLOSED), REFUSED: (MET,)},
        ),
        **row(
            "waitlist_request",
            STATES,
            {RequestWaitlisted.topic: (ASKED,), CaseUnknown.code: (NEW,)},
            REFUSED,
        ),
        **row(
            "close_request",
            STATES,
            {RequestClosed.topic: (ASKED, WAITLISTED), CaseUnknown.code: (NEW,)},
            REFUSED,
        ),
    },
)
"""What each command makes of a request."""


def request_of(case: Case) -> RequestScreened | None:
    """Return what was found when the request of *case* was screened last, if it ever was."""
    found = [line.event for line in case.lines if isinstance(line.event, RequestScreened)]
    return found[-1] if found else None


def state_of(case: Case) -> str:
    """Return the state of the request in *case*; `MET` as soon as any money stands in it."""
    if case.opening is not None:
        return MET
    state = NEW
    for line in case.lines:
        match line.event:
            case RequestScreened():
                state = ASKED
            case RequestWaitlisted():
                state = WAITLISTED
            case RequestClosed():
                state = CLOSED
            case _:
                pass
    return state


def still_open(case: Case, command: str) -> None:
    """Refuse to promise or pay in a case whose request was closed; *command* wants to."""
    if state_of(case) == CLOSED:
        raise NotInThisState(CLOSED, command)


def decide(
    command: RequestCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    state = state_of(case)
    tag = str(command.__struct_config__.tag)
    if not isinstance(command, ScreenRequest):
        if not case.lines:
            raise CaseUnknown(case.case_id)
        if state == NEW:  # only orders stand in it
            raise NotInThisState(NEW, tag)
    TABLE.check(state, tag)
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case ScreenRequest():
            _not_of_the_household(command, context, fund, case)
            return (_screened(command, context, case), *_keeping_out(command, context, case))
        case WaitlistRequest():
            return (RequestWaitlisted(occurred_on=command.occurred_on),)
        case CloseRequest():
            return (
                RequestClosed(
                    occurred_on=command.occurred_on, outcome=command.outcome, reason=command.reason
                ),
            )


def _not_of_the_household(command: ScreenRequest, context: Context, fund: Fund, case: Case) -> None:
    """Refuse who screens or vouches for their own household: now, and once it was found out."""
    for field, named in (("voucher", (command.voucher,)), ("kept_out", command.kept_out)):
        if any(who is not None and not fund.governance.is_member(who) for who in named):
            raise MemberUnknown(field)
    keeps_out = {*command.kept_out, *conflicts_of(case)}
    if keeps_out & {*signers(None, context, case), command.voucher}:
        raise OwnHousehold


def _keeping_out(
    command: ScreenRequest, context: Context, case: Case
) -> Iterator[ConflictDeclared]:
    """Yield that members of the household keep out of every order that this case will have."""
    known = conflicts_of(case)
    for who in dict.fromkeys(command.kept_out):
        if who not in known:
            yield ConflictDeclared(
                occurred_on=command.occurred_on,
                order=case.case_id,  # no order is there yet
                sign_in=who,
                by=next(iter(signers(None, context, case)), who),
            )


def _screened(command: ScreenRequest, context: Context, case: Case) -> RequestScreened:
    before = request_of(case)
    household = command.household or (before.household if before else context.new_id())
    return RequestScreened(
        occurred_on=command.occurred_on,
        category=command.category,
        urgency=command.urgency,
        household=household,
        vouched=command.voucher is not None,
        incident=command.incident or (before.incident if before else None),
    )
