"""Bail that comes back: from the authority, or by way of the depositor whom it paid."""

from typing import Final
from uuid import UUID

from ledger import guards
from ledger.bail.figures import held, with_depositor
from ledger.bail.going_on import posted_in
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import (
    BailPosted,
    BailRepaidByDepositor,
    BailReturned,
    BailReturnedToDepositor,
    Deduction,
)
from ledger.fund import Fund
from ledger.money import Money
from ledger.rejections import AmountNotPositive, MoreThanHeld, MoreThanOwed, TooManyDeductions

MAX_DEDUCTIONS: Final = 20
"""More than a court has reasons for; a fact has to stay short."""


class RecordBailReturn(Command, frozen=True, kw_only=True):
    """Record what an authority paid back and what it kept of a deposit: a fact.

    *amount* arrived in the account; it may be zero when everything was kept. The rest of the
    deposit stays held.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-negative, amount-too-large (amount),
    amount-not-positive, amount-too-large (a deduction), too-many-deductions, amount-not-positive
    (all of it), account-unknown, wrong-currency, wrong-exponent (the account), wrong-currency (the
    deposit), more-than-held, witness-needed (of what was kept; given directly, once two are
    needed).
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int
    deductions: tuple[Deduction, ...] = ()


class RecordReturnToDepositor(Command, frozen=True, kw_only=True):
    """Record that an authority paid the depositor, who owes it to the fund now: a fact.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large (amount),
    amount-not-positive, amount-too-large (a deduction), too-many-deductions, wrong-currency,
    wrong-exponent, more-than-held, witness-needed (of what was kept; given directly, once two are
    needed).
    """

    case_id: UUID
    amount: int
    currency: str
    exponent: int
    deductions: tuple[Deduction, ...] = ()


class RecordDepositorRepayment(Command, frozen=True, kw_only=True):
    """Record that a depositor handed on what the authority had paid to them: a fact.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large, account-unknown,
    wrong-currency, wrong-exponent (the account), wrong-currency (the deposit), more-than-owed.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int


def _check_deductions(deductions: tuple[Deduction, ...]) -> None:
    for deduction in deductions:
        guards.positive("deductions", deduction.amount)
    if len(deductions) > MAX_DEDUCTIONS:
        raise TooManyDeductions(len(deductions), MAX_DEDUCTIONS)


def take_back(command: RecordBailReturn, context: Context, fund: Fund, case: Case) -> BailReturned:
    """Return what came back, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.not_negative("amount", command.amount)
    _check_deductions(command.deductions)
    total = command.amount + sum(deduction.amount for deduction in command.deductions)
    if total == 0:
        raise AmountNotPositive("amount", total)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    no_more_than_held(total, posted, case)
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


def to_depositor(
    command: RecordReturnToDepositor, context: Context, fund: Fund, case: Case
) -> BailReturnedToDepositor:
    """Return what the depositor got, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    _check_deductions(command.deductions)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    total = command.amount + sum(deduction.amount for deduction in command.deductions)
    no_more_than_held(total, posted, case)
    return BailReturnedToDepositor(
        occurred_on=command.occurred_on,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        deductions=command.deductions,
    )


def repay(
    command: RecordDepositorRepayment, context: Context, fund: Fund, case: Case
) -> BailRepaidByDepositor:
    """Return what the depositor handed on, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    no_more_than_owed(command.amount, posted, case)
    return BailRepaidByDepositor(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )


def no_more_than_held(amount: int, posted: BailPosted, case: Case) -> None:
    """Refuse more than the authority holds."""
    if amount > held(case):
        needed = Money(amount, posted.currency, posted.exponent)
        raise MoreThanHeld(needed, Money(held(case), posted.currency, posted.exponent))


def no_more_than_owed(amount: int, posted: BailPosted, case: Case) -> None:
    """Refuse more than the depositor owes to the fund."""
    owed = with_depositor(case)
    if amount > owed:
        needed = Money(amount, posted.currency, posted.exponent)
        raise MoreThanOwed(needed, Money(owed, posted.currency, posted.exponent))
