"""Emergency grants: promised whole, paid in instalments, the rest released."""

from typing import Final
from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.events import (
    FundEvent,
    GrantCommitted,
    GrantPaid,
    GrantRestReleased,
    Instalment,
    PayeeKind,
)
from ledger.fund import Fund
from ledger.money import Money
from ledger.rejections import (
    CategoryIsBail,
    InstalmentsDoNotAddUp,
    InstalmentUnknown,
    MoreThanPromised,
    NothingPromised,
    TooManyInstalments,
)

MAX_INSTALMENTS: Final = 60
"""Five years of months: a longer plan is a typing slip."""


class CommitGrant(Command, frozen=True, kw_only=True):
    """Promise a grant with its plan of instalments: an order. Opens a case.

    Without *household* a fresh random reference is made. Instalments may be due in the future.

    Refusals in order: case-exists, category-is-bail, date-in-future, date-too-early,
    amount-not-positive, amount-too-large (amount), amount-not-positive, amount-too-large (an
    instalment), too-many-instalments, instalments-do-not-add-up, reference-unusable
    (content_hash), purpose-unknown, currency-unknown, wrong-exponent, outside-purpose,
    purpose-short, insufficient-purpose.
    """

    category: Category
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    instalments: tuple[Instalment, ...]
    payee_kind: PayeeKind = PayeeKind.PERSON
    household: UUID | None = None
    incident: UUID | None = None
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None
    case_id: UUID | None = None


class PayGrant(Command, frozen=True, kw_only=True):
    """Pay an instalment of a promised grant, or a part of it: an order.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large (amount), amount-negative,
    amount-too-large (fee), reference-unusable (content_hash), instalment-unknown, account-unknown,
    wrong-currency, wrong-exponent (the account), wrong-currency (the grant), more-than-promised,
    account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

    case_id: UUID
    account_id: UUID
    instalment: int
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    decision: UUID | None = None
    content_hash: str | None = None


class ReleaseGrantRest(Command, frozen=True, kw_only=True):
    """Release what was promised and not paid; the grant is closed: an order.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, nothing-promised.
    """

    case_id: UUID


GrantCommand = CommitGrant | PayGrant | ReleaseGrantRest


def promised(case: Case) -> int:
    """Return what is promised and neither paid nor released, in minor units."""
    return (
        sum(event.amount for event in case.events(GrantCommitted))
        - sum(event.amount for event in case.events(GrantPaid))
        - sum(event.amount for event in case.events(GrantRestReleased))
    )


def paid(case: Case, instalment: int) -> int:
    """Return what was paid of one instalment, in minor units."""
    payments = case.events(GrantPaid)
    return sum(event.amount for event in payments if event.instalment == instalment)


def decide(
    command: GrantCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case CommitGrant():
            return (_commit(command, context, fund, case),)
        case PayGrant():
            return (_pay(command, context, fund, case),)
        case ReleaseGrantRest():
            return (_release(command, context, fund, case),)


def _check_plan(command: CommitGrant) -> None:
    guards.positive("amount", command.amount)
    for instalment in command.instalments:
        guards.positive("instalments", instalment.amount)
    if not 1 <= len(command.instalments) <= MAX_INSTALMENTS:
        raise TooManyInstalments(len(command.instalments), MAX_INSTALMENTS)
    total = sum(instalment.amount for instalment in command.instalments)
    if total != command.amount:
        raise InstalmentsDoNotAddUp(total, command.amount)


def _commit(command: CommitGrant, context: Context, fund: Fund, case: Case) -> GrantCommitted:
    guards.new_case(case)
    if command.category is Category.BAIL:
        raise CategoryIsBail
    guards.day(command.occurred_on, context, fund.time_zone)
    _check_plan(command)
    guards.digest("content_hash", command.content_hash)
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.fund_currency(fund, command.currency, command.exponent)
    guards.may_pay_for(purpose, command.category)
    guards.purpose_covers(purpose, command.amount, command.currency, command.exponent)
    return GrantCommitted(
        occurred_on=command.occurred_on,
        category=command.category,
        purpose_id=command.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        instalments=command.instalments,
        household=command.household or context.new_id(),
        payee_kind=command.payee_kind,
        incident=command.incident,
        payee=command.payee,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _pay(command: PayGrant, context: Context, fund: Fund, case: Case) -> GrantPaid:
    grant = guards.opened_by(case, GrantCommitted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    guards.digest("content_hash", command.content_hash)
    if not 1 <= command.instalment <= len(grant.instalments):
        raise InstalmentUnknown(command.instalment, len(grant.instalments))
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(grant, command.currency, command.exponent, "the grant")
    _no_more_than_promised(command, grant, case)
    total = command.amount + command.fee
    guards.account_covers(account, total)
    purpose = fund.purposes[grant.purpose_id]
    guards.purpose_keeps_promise(purpose, total, command.currency, command.exponent)
    return GrantPaid(
        occurred_on=command.occurred_on,
        category=grant.category,
        account_id=command.account_id,
        purpose_id=grant.purpose_id,
        instalment=command.instalment,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        household=grant.household,
        payee_kind=grant.payee_kind,
        fee=command.fee,
        incident=grant.incident,
        payee=grant.payee,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _no_more_than_promised(command: PayGrant, grant: GrantCommitted, case: Case) -> None:
    """An instalment is paid at most once, and never more than is left of the whole promise."""
    planned = grant.instalments[command.instalment - 1].amount
    available = min(promised(case), planned - paid(case, command.instalment))
    if command.amount > available:
        needed = Money(command.amount, grant.currency, grant.exponent)
        raise MoreThanPromised(needed, Money(available, grant.currency, grant.exponent))


def _release(
    command: ReleaseGrantRest, context: Context, fund: Fund, case: Case
) -> GrantRestReleased:
    grant = guards.opened_by(case, GrantCommitted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    rest = promised(case)
    if rest == 0:
        raise NothingPromised(case.case_id)
    return GrantRestReleased(
        occurred_on=command.occurred_on,
        category=grant.category,
        purpose_id=grant.purpose_id,
        amount=rest,
        currency=grant.currency,
        exponent=grant.exponent,
    )
