"""Bail: posted as a deposit at an authority, returned with deductions, forfeited."""

from typing import Final
from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.events import (
    BailForfeited,
    BailKind,
    BailPosted,
    BailReturned,
    Deduction,
    FundEvent,
)
from ledger.fund import Fund
from ledger.money import Money
from ledger.rejections import AmountNotPositive, MoreThanHeld, TooManyDeductions

MAX_DEDUCTIONS: Final = 20
"""More than a court has reasons for; a fact has to stay short."""


class PostBail(Command, frozen=True, kw_only=True):
    """Pay bail from an account to an authority: an order. Opens a case.

    Without *household* a fresh random reference is made: this person was not helped before.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large (amount), amount-negative, amount-too-large (fee), reference-unusable
    (content_hash), account-unknown, purpose-unknown, authority-unknown, wrong-currency,
    wrong-exponent, outside-purpose, account-short, insufficient-funds, purpose-short,
    insufficient-purpose.
    """

    kind: BailKind = BailKind.CASH_DEPOSIT
    account_id: UUID
    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    household: UUID | None = None
    incident: UUID | None = None
    depositor: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None
    case_id: UUID | None = None


class RecordBailReturn(Command, frozen=True, kw_only=True):
    """Record what an authority paid back and what it kept of a deposit: a fact.

    *amount* arrived in the account; it may be zero when everything was kept. The rest of the
    deposit stays held.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-negative, amount-too-large (amount), amount-not-positive,
    amount-too-large (a deduction), too-many-deductions, amount-not-positive (all of it),
    account-unknown, wrong-currency, wrong-exponent (the account), wrong-currency (the deposit),
    more-than-held.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int
    deductions: tuple[Deduction, ...] = ()


class RecordBailForfeiture(Command, frozen=True, kw_only=True):
    """Record that an authority keeps a deposit, in part or whole: a fact.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large, wrong-currency, wrong-exponent,
    more-than-held.
    """

    case_id: UUID
    amount: int
    currency: str
    exponent: int


BailCommand = PostBail | RecordBailReturn | RecordBailForfeiture


def held(case: Case) -> int:
    """Return what the authority still holds of this bail, in minor units."""
    returned = case.events(BailReturned)
    return (
        sum(event.amount for event in case.events(BailPosted))
        - sum(event.amount for event in returned)
        - sum(deduction.amount for event in returned for deduction in event.deductions)
        - sum(event.amount for event in case.events(BailForfeited))
    )


def decide(command: BailCommand, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case PostBail():
            return (_post(command, context, fund, case),)
        case RecordBailReturn():
            return (_return(command, context, fund, case),)
        case RecordBailForfeiture():
            return (_forfeit(command, context, fund, case),)


def _post(command: PostBail, context: Context, fund: Fund, case: Case) -> BailPosted:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    guards.digest("content_hash", command.content_hash)
    account = guards.known_account(fund, command.account_id)
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.known_authority(fund, command.authority_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.may_pay_for(purpose, Category.BAIL)
    total = command.amount + command.fee
    guards.account_covers(account, total)
    guards.purpose_covers(purpose, total, command.currency, command.exponent)
    return BailPosted(
        occurred_on=command.occurred_on,
        kind=command.kind,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        authority_id=command.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        fee=command.fee,
        household=command.household or context.new_id(),
        incident=command.incident,
        depositor=command.depositor,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _return(command: RecordBailReturn, context: Context, fund: Fund, case: Case) -> BailReturned:
    posted = guards.opened_by(case, BailPosted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.not_negative("amount", command.amount)
    for deduction in command.deductions:
        guards.positive("deductions", deduction.amount)
    if len(command.deductions) > MAX_DEDUCTIONS:
        raise TooManyDeductions(len(command.deductions), MAX_DEDUCTIONS)
    total = command.amount + sum(deduction.amount for deduction in command.deductions)
    if total == 0:
        raise AmountNotPositive("amount", total)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    _no_more_than_held(total, posted, case)
    return BailReturned(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        deductions=command.deductions,
    )


def _forfeit(
    command: RecordBailForfeiture, context: Context, fund: Fund, case: Case
) -> BailForfeited:
    posted = guards.opened_by(case, BailPosted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    _no_more_than_held(command.amount, posted, case)
    return BailForfeited(
        occurred_on=command.occurred_on,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )


def _no_more_than_held(amount: int, posted: BailPosted, case: Case) -> None:
    if amount > held(case):
        needed = Money(amount, posted.currency, posted.exponent)
        raise MoreThanHeld(needed, Money(held(case), posted.currency, posted.exponent))
