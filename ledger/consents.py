"""What somebody who is helped agreed to, case by case, and took back again."""

from typing import Final
from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import (
    ConsentRecorded,
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    GrantCommitted,
    GrantPayeeChanged,
    PayeeKind,
)
from ledger.fund import Fund
from ledger.rejections import CaseOfAnotherKind, CaseUnknown, ConsentMissing
from ledger.state_table import REFUSED, StateTable, row

UNSAID: Final = "unsaid"
GIVEN: Final = "given"
WITHDRAWN: Final = "withdrawn"
STATES: Final = (UNSAID, GIVEN, WITHDRAWN)

SCOPE_OF: Final = {
    PayeeKind.LANDLORD: ConsentScope.PAY_LANDLORD,
    PayeeKind.HOTEL: ConsentScope.PAY_HOTEL,
}
"""What is agreed to when such a payee is paid."""
NEEDED: Final = frozenset({PayeeKind.LANDLORD})
"""Payees who are never paid without: in places a landlord is prosecuted for it."""


class RecordConsent(Command, frozen=True, kw_only=True):
    """Write down that whoever the case is about agrees to *scope*.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early.
    """

    case_id: UUID
    scope: ConsentScope


class WithdrawConsent(Command, frozen=True, kw_only=True):
    """Write down that whoever the case is about does not agree to *scope* any more.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early.
    """

    case_id: UUID
    scope: ConsentScope


ConsentCommand = RecordConsent | WithdrawConsent

TABLE: Final = StateTable(
    name="Consent to one thing",
    states=STATES,
    commands=("record_consent", "withdraw_consent"),
    cells={
        **row("record_consent", STATES, {REFUSED: (GIVEN,)}, ConsentRecorded.topic),
        **row("withdraw_consent", STATES, {ConsentWithdrawn.topic: (GIVEN,)}, REFUSED),
    },
)
"""What each command makes of the consent to one thing."""


def consent_to(case: Case, scope: ConsentScope) -> str:
    """Return the state of the consent to *scope* in *case*."""
    state = UNSAID
    for line in case.lines:
        match line.event:
            case ConsentRecorded() as event if event.scope is scope:
                state = GIVEN
            case ConsentWithdrawn() as event if event.scope is scope:
                state = WITHDRAWN
            case _:
                pass
    return state


def consents_of(case: Case) -> tuple[ConsentScope, ...]:
    """List what is agreed to now in *case*."""
    return tuple(scope for scope in ConsentScope if consent_to(case, scope) == GIVEN)


def pays(payee: PayeeKind, case: Case, *, now: bool) -> None:
    """Refuse a payee who takes a consent that is neither recorded nor given *now*."""
    if payee in NEEDED and not now and consent_to(case, SCOPE_OF[payee]) != GIVEN:
        raise ConsentMissing(SCOPE_OF[payee])


def still_agreed(paid: GrantCommitted | GrantPayeeChanged | None, case: Case) -> None:
    """Refuse to send money when the consent to whom *paid* names was withdrawn since."""
    scope = None if paid is None else SCOPE_OF.get(paid.payee_kind)
    if scope is not None and consent_to(case, scope) == WITHDRAWN:
        raise ConsentMissing(scope)


def recorded_now(
    command: Command, payee: PayeeKind, case: Case, *, now: bool
) -> tuple[ConsentRecorded, ...]:
    """Return the consent that *command* brings with it, unless it stands already."""
    scope = SCOPE_OF.get(payee)
    if not now or scope is None or consent_to(case, scope) == GIVEN:
        return ()
    return (ConsentRecorded(occurred_on=command.occurred_on, scope=scope),)


def _about_somebody(case: Case) -> None:
    """Refuse a case that is unknown, or in which nobody is helped: a gift, or the fund's own."""
    if not case.lines:
        raise CaseUnknown(case.case_id)
    opening = case.opening
    if opening is not None and not opening.topic.startswith(("bail.", "grant.")):
        raise CaseOfAnotherKind(case.case_id, opening.topic, GrantCommitted.topic)


def decide(
    command: ConsentCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    _about_somebody(case)
    TABLE.check(consent_to(case, command.scope), str(command.__struct_config__.tag))
    guards.day(command.occurred_on, context, fund.time_zone)
    match command:
        case RecordConsent():
            return (ConsentRecorded(occurred_on=command.occurred_on, scope=command.scope),)
        case WithdrawConsent():
            return (ConsentWithdrawn(occurred_on=command.occurred_on, scope=command.scope),)
