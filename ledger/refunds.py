"""Donations given back: refunded by the fund (an order), charged back by a bank (a fact)."""

from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import DonationChargedBack, DonationReceived, DonationRefunded, FundEvent
from ledger.fund import Fund
from ledger.money import Money
from ledger.rejections import FeesExceedAmount, MoreThanGiven


class RefundDonation(Command, frozen=True, kw_only=True):
    """Give a donation back, in part or whole: an order.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large (amount), amount-negative,
    amount-too-large (processor_fee_returned), amount-negative, amount-too-large
    (host_fee_returned), reference-unusable (content_hash), account-unknown, wrong-currency,
    wrong-exponent (the account), wrong-currency (the donation), more-than-given,
    fees-exceed-amount, account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int
    processor_fee_returned: int = 0
    host_fee_returned: int = 0
    decision: UUID | None = None
    content_hash: str | None = None


class RecordChargeback(Command, frozen=True, kw_only=True):
    """Record that a donation was taken back by the donor's bank: a fact, always booked.

    Also after a refund: a bank that did not hear of the refund takes the money a second time. It
    takes no more than was given, though; that would be a typing slip.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large (amount), amount-negative,
    amount-too-large (dispute_fee), account-unknown, wrong-currency, wrong-exponent (the account),
    wrong-currency (the donation), more-than-given, witness-needed (given directly, once two are
    needed).
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int
    dispute_fee: int = 0


RefundCommand = RefundDonation | RecordChargeback


def left(case: Case) -> int:
    """Return what is left of a donation, in minor units: received less refunded, charged back.

    Nothing is left of one that was refunded and charged back as well.
    """
    refunded = sum(event.amount for event in case.events(DonationRefunded))
    return max(0, chargeable(case) - refunded)


def chargeable(case: Case) -> int:
    """Return what a bank can still take back of a donation, refunded or not, in minor units."""
    return sum(event.gross for event in case.events(DonationReceived)) - sum(
        event.amount for event in case.events(DonationChargedBack)
    )


def decide(
    command: RefundCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case RefundDonation():
            return (_refund(command, context, fund, case),)
        case RecordChargeback():
            return (_charge_back(command, context, fund, case),)


def _refund(command: RefundDonation, context: Context, fund: Fund, case: Case) -> DonationRefunded:
    received = guards.opened_by(case, DonationReceived)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.not_negative("processor_fee_returned", command.processor_fee_returned)
    guards.not_negative("host_fee_returned", command.host_fee_returned)
    guards.digest("content_hash", command.content_hash)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(received, command.currency, command.exponent, "the donation")
    _no_more_than(left(case), command.amount, received)
    returned = command.processor_fee_returned + command.host_fee_returned
    if returned > command.amount:
        raise FeesExceedAmount(returned, command.amount)
    net = command.amount - returned
    guards.account_covers(account, net)
    purpose = fund.purposes[received.purpose_id]
    guards.purpose_covers(purpose, net, command.currency, command.exponent)
    return DonationRefunded(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=received.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        processor_fee_returned=command.processor_fee_returned,
        host_fee_returned=command.host_fee_returned,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _charge_back(
    command: RecordChargeback, context: Context, fund: Fund, case: Case
) -> DonationChargedBack:
    received = guards.opened_by(case, DonationReceived)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.not_negative("dispute_fee", command.dispute_fee)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(received, command.currency, command.exponent, "the donation")
    _no_more_than(chargeable(case), command.amount, received)
    return DonationChargedBack(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=received.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        dispute_fee=command.dispute_fee,
    )


def _no_more_than(available: int, amount: int, received: DonationReceived) -> None:
    if amount > available:
        needed = Money(amount, received.currency, received.exponent)
        raise MoreThanGiven(needed, Money(available, received.currency, received.exponent))
