"""Donations: received, and gifts that the fund passes on to another fund."""

from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.chart import DonationKind
from ledger.command import Command, Context
from ledger.events import DonationPassedOn, DonationReceived, FundEvent
from ledger.fund import Fund
from ledger.rejections import FeesExceedAmount


class RecordDonation(Command, frozen=True, kw_only=True):
    """Record a donation: *gross* with what the processor and the host kept of it.

    Opens a case. *giver* is a random reference for givers known before; without one a fresh one
    is made, except for collections, which have none.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large (gross), amount-negative, amount-too-large (processor_fee), amount-negative,
    amount-too-large (host_fee), fees-exceed-amount, reference-unusable (donor_commitment),
    account-unknown, purpose-unknown, wrong-currency, wrong-exponent.
    """

    kind: DonationKind = DonationKind.GIFT
    account_id: UUID
    purpose_id: UUID
    gross: int
    currency: str
    exponent: int
    processor_fee: int = 0
    host_fee: int = 0
    anonymous: bool = False
    giver: UUID | None = None
    donor_commitment: str | None = None
    case_id: UUID | None = None


class PassDonationOn(Command, frozen=True, kw_only=True):
    """Give money of the fund to another fund: an order. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large (amount), amount-negative, amount-too-large (fee), reference-unusable
    (content_hash), account-unknown, purpose-unknown, wrong-currency, wrong-exponent,
    purpose-restricted, account-short, insufficient-funds, purpose-short, insufficient-purpose.
    """

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


DonationCommand = RecordDonation | PassDonationOn


def decide(
    command: DonationCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the facts of *command*, or raise the first refusal that applies."""
    match command:
        case RecordDonation():
            return (_record(command, context, fund, case),)
        case PassDonationOn():
            return (_pass_on(command, context, fund, case),)


def _record(command: RecordDonation, context: Context, fund: Fund, case: Case) -> DonationReceived:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("gross", command.gross)
    guards.not_negative("processor_fee", command.processor_fee)
    guards.not_negative("host_fee", command.host_fee)
    fees = command.processor_fee + command.host_fee
    if fees > command.gross:
        raise FeesExceedAmount(fees, command.gross)
    guards.digest("donor_commitment", command.donor_commitment)
    account = guards.known_account(fund, command.account_id)
    guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    collection = command.kind is DonationKind.COLLECTION
    return DonationReceived(
        occurred_on=command.occurred_on,
        kind=command.kind,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        gross=command.gross,
        currency=command.currency,
        exponent=command.exponent,
        processor_fee=command.processor_fee,
        host_fee=command.host_fee,
        anonymous=command.anonymous,
        giver=None if collection else command.giver or context.new_id(),
        donor_commitment=command.donor_commitment,
    )


def _pass_on(command: PassDonationOn, context: Context, fund: Fund, case: Case) -> DonationPassedOn:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    guards.digest("content_hash", command.content_hash)
    account = guards.known_account(fund, command.account_id)
    purpose = guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.movable(purpose)
    total = command.amount + command.fee
    guards.account_covers(account, total)
    guards.purpose_covers(purpose, total, command.currency, command.exponent)
    return DonationPassedOn(
        occurred_on=command.occurred_on,
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
