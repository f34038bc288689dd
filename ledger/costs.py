"""Running costs, and fees that a bank, processor or host takes or gives back by itself."""

from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.chart import CostCategory, Fee
from ledger.command import Command, Context
from ledger.events import CostPaid, CostRefunded, FeeReturned, FeeTaken, FundEvent
from ledger.fund import Account, Fund
from ledger.money import Money
from ledger.rejections import MoreThanPaid


class PayCost(Command, frozen=True, kw_only=True):
    """Pay a running cost: an order. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large (amount), amount-negative, amount-too-large (fee), reference-unusable
    (content_hash), account-unknown, purpose-unknown, wrong-currency, wrong-exponent,
    outside-purpose, account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

    category: CostCategory
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None
    case_id: UUID | None = None


class RecordCostRefund(Command, frozen=True, kw_only=True):
    """Record that a running cost came back, in part or whole: a fact.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large, account-unknown, wrong-currency,
    wrong-exponent (the account), wrong-currency (the cost), more-than-paid.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int


class RecordFee(Command, frozen=True, kw_only=True):
    """Record a fee that was taken from an account: a fact, always booked. Opens a case.

    *of_case* is a reference only: the case of the gift or payment that caused the fee.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large, account-unknown, purpose-unknown, wrong-currency, wrong-exponent,
    witness-needed (given directly, once two are needed).
    """

    kind: Fee
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    of_case: UUID | None = None
    case_id: UUID | None = None


class RecordFeeReturn(Command, frozen=True, kw_only=True):
    """Record a fee that was given back: a fact. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large, account-unknown, purpose-unknown, wrong-currency, wrong-exponent.
    """

    kind: Fee
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    of_case: UUID | None = None
    case_id: UUID | None = None


CostCommand = PayCost | RecordCostRefund | RecordFee | RecordFeeReturn


def decide(command: CostCommand, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case PayCost():
            return (_pay(command, context, fund, case),)
        case RecordCostRefund():
            return (_refund(command, context, fund, case),)
        case RecordFee():
            _check_fee(command, context, fund, case)
            return (
                FeeTaken(
                    occurred_on=command.occurred_on,
                    kind=command.kind,
                    account_id=command.account_id,
                    purpose_id=command.purpose_id,
                    amount=command.amount,
                    currency=command.currency,
                    exponent=command.exponent,
                    of_case=command.of_case,
                ),
            )
        case RecordFeeReturn():
            _check_fee(command, context, fund, case)
            return (
                FeeReturned(
                    occurred_on=command.occurred_on,
                    kind=command.kind,
                    account_id=command.account_id,
                    purpose_id=command.purpose_id,
                    amount=command.amount,
                    currency=command.currency,
                    exponent=command.exponent,
                    of_case=command.of_case,
                ),
            )


def _check_fee(
    command: RecordFee | RecordFeeReturn, context: Context, fund: Fund, case: Case
) -> Account:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    return account


def _pay(command: PayCost, context: Context, fund: Fund, case: Case) -> CostPaid:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    guards.digest("content_hash", command.content_hash)
    account = guards.known_account(fund, command.account_id)
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.may_pay_for(purpose, command.category)
    total = command.amount + command.fee
    guards.account_covers(account, total)
    guards.purpose_covers(purpose, total, command.currency, command.exponent)
    return CostPaid(
        occurred_on=command.occurred_on,
        category=command.category,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        fee=command.fee,
        payee=command.payee,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _refund(command: RecordCostRefund, context: Context, fund: Fund, case: Case) -> CostRefunded:
    opening = guards.opened_by(case, CostPaid)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(opening, command.currency, command.exponent, "the cost")
    available = opening.amount - sum(event.amount for event in case.events(CostRefunded))
    if command.amount > available:
        needed = Money(command.amount, opening.currency, opening.exponent)
        raise MoreThanPaid(needed, Money(available, opening.currency, opening.exponent))
    return CostRefunded(
        occurred_on=command.occurred_on,
        category=opening.category,
        account_id=command.account_id,
        purpose_id=opening.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )
