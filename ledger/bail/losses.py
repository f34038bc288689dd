"""Bail that is lost: forfeited, written off; and what comes back of it after all."""

from uuid import UUID

from ledger import guards
from ledger.bail.figures import figures_of
from ledger.bail.going_on import posted_in
from ledger.bail.returning import no_more_than_held, no_more_than_owed
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import BailForfeited, BailRecovered, BailWrittenOff, HeldBy
from ledger.fund import Fund
from ledger.money import Money
from ledger.rejections import MoreThanLost


class RecordBailForfeiture(Command, frozen=True, kw_only=True):
    """Record that an authority keeps a deposit, in part or whole: a fact.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large, wrong-currency,
    wrong-exponent, more-than-held, witness-needed (given directly, once two are needed).
    """

    case_id: UUID
    amount: int
    currency: str
    exponent: int


class WriteOffBail(Command, frozen=True, kw_only=True):
    """Stop waiting for money that an authority holds or a depositor owes: an order.

    It counts as spent from now on; what comes back after all is recovered.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large, reference-unusable
    (content_hash), wrong-currency, wrong-exponent, more-than-held (by the authority),
    more-than-owed (by the depositor).
    """

    case_id: UUID
    amount: int
    currency: str
    exponent: int
    held_by: HeldBy = HeldBy.AUTHORITY
    decision: UUID | None = None
    content_hash: str | None = None


class RecordBailRecovery(Command, frozen=True, kw_only=True):
    """Record that money came back that had been forfeited or written off: a fact.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large, account-unknown,
    wrong-currency, wrong-exponent (the account), wrong-currency (the deposit), more-than-lost.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int


def forfeit(
    command: RecordBailForfeiture, context: Context, fund: Fund, case: Case
) -> BailForfeited:
    """Return what is lost, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    no_more_than_held(command.amount, posted, case)
    return BailForfeited(
        occurred_on=command.occurred_on,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )


def write_off(command: WriteOffBail, context: Context, fund: Fund, case: Case) -> BailWrittenOff:
    """Return what the fund stops waiting for, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.digest("content_hash", command.content_hash)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    if command.held_by is HeldBy.AUTHORITY:
        no_more_than_held(command.amount, posted, case)
    else:
        no_more_than_owed(command.amount, posted, case)
    return BailWrittenOff(
        occurred_on=command.occurred_on,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        held_by=command.held_by,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def recover(command: RecordBailRecovery, context: Context, fund: Fund, case: Case) -> BailRecovered:
    """Return what came back after all, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    lost = figures_of(case).recoverable
    if command.amount > lost:
        needed = Money(command.amount, posted.currency, posted.exponent)
        raise MoreThanLost(needed, Money(lost, posted.currency, posted.exponent))
    return BailRecovered(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )
