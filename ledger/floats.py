"""Floats: money that one person may spend alone, for some things, until a day."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.chart import Category, CostCategory
from ledger.command import Command, Context
from ledger.events import FloatClosed, FloatHanded, FloatSpent, FundEvent
from ledger.fund import Fund
from ledger.members import known
from ledger.money import Money
from ledger.rejections import (
    CategoryIsBail,
    FloatCounted,
    FloatOfAnother,
    FloatOver,
    FloatUnusable,
    InsufficientFunds,
    OutsideFloat,
    SameAccount,
)

MAX_DAYS: Final = 90
"""The longest a float is out before two people count it."""


class HandFloat(Command, frozen=True, kw_only=True):
    """Hand a carrier money that they may spend alone: an order. Opens a case.

    Bail is never paid from a float.

    Refusals in order: case-exists, date-in-future, date-too-early, member-unknown (carrier),
    amount-not-positive, amount-too-large, float-unusable (until, then categories),
    category-is-bail, account-unknown, purpose-unknown, wrong-currency, wrong-exponent,
    outside-purpose, account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

    carrier: UUID
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    until: date
    categories: tuple[Category, ...] = ()
    cost_categories: tuple[CostCategory, ...] = ()
    case_id: UUID | None = None


class SpendFloat(Command, frozen=True, kw_only=True):
    """Write down what was spent of a float: by its carrier, alone.

    Never more than was handed over, whatever else came to be where the float is kept.

    Refusals in order: case-unknown, case-of-another-kind, float-of-another, date-in-future,
    date-too-early, before-its-case, float-counted, float-over, amount-not-positive,
    amount-too-large, float-unusable (category), outside-float, wrong-currency, wrong-exponent,
    account-short, insufficient-funds.
    """

    case_id: UUID
    amount: int
    currency: str
    exponent: int
    category: Category | None = None
    cost_category: CostCategory | None = None
    household: UUID | None = None


class CloseFloat(Command, frozen=True, kw_only=True):
    """Count what is left of a float, by two, and put it back into an account: an order.

    What should have been there and was not is written down as missing.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, float-counted, amount-negative, amount-too-large, account-unknown,
    same-account, wrong-currency, wrong-exponent (the account), wrong-currency (the float),
    account-short, insufficient-funds.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int


FloatCommand = HandFloat | SpendFloat | CloseFloat


def decide(
    command: FloatCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case HandFloat():
            return (_hand(command, context, fund, case),)
        case SpendFloat():
            return (_spend(command, context, fund, case),)
        case CloseFloat():
            return (_close(command, context, fund, case),)


def carrier_of(case: Case) -> UUID | None:
    """Return who carries the float of this case, or did; None for any other case."""
    handed = case.events(FloatHanded)
    return handed[0].carrier if handed else None


def spendable(case: Case) -> int:
    """Return what the carrier may still spend of what was handed over, in minor units."""
    if case.events(FloatClosed):
        return 0
    return sum(event.amount for event in case.events(FloatHanded)) - sum(
        event.amount for event in case.events(FloatSpent)
    )


def _hand(command: HandFloat, context: Context, fund: Fund, case: Case) -> FloatHanded:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    known(fund, command.carrier, "carrier")
    guards.positive("amount", command.amount)
    _until(command.until, context.today(fund.time_zone))
    _something(command)
    if Category.BAIL in command.categories:
        raise CategoryIsBail
    account = guards.known_account(fund, command.account_id)
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    for category in command.categories:
        guards.may_pay_for(purpose, category)
    for cost in command.cost_categories:
        guards.may_pay_for(purpose, cost)
    guards.account_covers(account, command.amount)
    guards.purpose_covers(purpose, command.amount, command.currency, command.exponent)
    return FloatHanded(
        occurred_on=command.occurred_on,
        float_id=context.new_id(),
        carrier=command.carrier,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        until=command.until,
        categories=command.categories,
        cost_categories=command.cost_categories,
    )


def _something(command: HandFloat) -> None:
    categories, costs = command.categories, command.cost_categories
    twice = len(set(categories)) < len(categories) or len(set(costs)) < len(costs)
    if twice or not (categories or costs):
        raise FloatUnusable("categories", "something that it may be spent on, each once")


def _until(until: date, today: date) -> None:
    last = today + timedelta(days=MAX_DAYS)
    if not today <= until <= last:
        raise FloatUnusable("until", f"a day from {today} to {last}")


def _spend(command: SpendFloat, context: Context, fund: Fund, case: Case) -> FloatSpent:
    handed = guards.opened_by(case, FloatHanded)
    if context.actor != str(handed.carrier):
        raise FloatOfAnother
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    _still_out(case)
    if command.occurred_on > handed.until:
        raise FloatOver(handed.until)
    guards.positive("amount", command.amount)
    _for_this(command, handed)
    account = fund.accounts[handed.float_id]
    guards.same_currency(account, command.currency, command.exponent)
    guards.account_covers(account, command.amount)
    left = spendable(case)
    if command.amount > left:
        needed = Money(command.amount, handed.currency, handed.exponent)
        available = Money(left, handed.currency, handed.exponent)
        raise InsufficientFunds(handed.float_id, needed, available)
    return FloatSpent(
        occurred_on=command.occurred_on,
        float_id=handed.float_id,
        purpose_id=handed.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        category=command.category,
        cost_category=command.cost_category,
        household=command.household,
    )


def _for_this(command: SpendFloat, handed: FloatHanded) -> None:
    """Refuse to spend on nothing, on two things, or on what the float was not handed over for."""
    if (command.category is None) is (command.cost_category is None):
        raise FloatUnusable("category", "one of category and cost_category")
    if command.category is not None and command.category not in handed.categories:
        raise OutsideFloat(command.category)
    if command.cost_category is not None and command.cost_category not in handed.cost_categories:
        raise OutsideFloat(command.cost_category)


def _still_out(case: Case) -> None:
    if case.events(FloatClosed):
        raise FloatCounted


def _close(command: CloseFloat, context: Context, fund: Fund, case: Case) -> FloatClosed:
    handed = guards.opened_by(case, FloatHanded)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    _still_out(case)
    guards.not_negative("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    carried = fund.accounts[handed.float_id]
    if account is carried:
        raise SameAccount(account.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(carried, command.currency, command.exponent, "the float")
    guards.account_covers(carried, command.amount)
    return FloatClosed(
        occurred_on=command.occurred_on,
        float_id=handed.float_id,
        account_id=command.account_id,
        purpose_id=handed.purpose_id,
        amount=command.amount,
        missing=carried.balance - command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )
