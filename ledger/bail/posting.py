"""Paying bail: what the authority asks for, the deposit, and more of it when it is raised."""

from uuid import UUID

from ledger import guards
from ledger.bail.going_on import begins, posted_in
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Command, Context
from ledger.events import (
    BailKind,
    BailPosted,
    BailRaised,
    BailVerified,
    PayableBy,
    RequestScreened,
)
from ledger.fund import Fund
from ledger.money import Money
from ledger.rejections import KindUnusable, ShareExceedsAmount

NO_CASH = (BailKind.SURETY, BailKind.PERSONAL_BOND)
"""Kinds of bail for which the fund vouches and pays nothing."""


class VerifyBail(Command, frozen=True, kw_only=True):
    """Record what an authority asks for: a fact. Opens a case, or goes on with one asked for.

    *amount* is what the authority set as a whole, *share* what the fund is to pay of it: less
    where others pay the rest. It may be verified again; what was found last holds.

    Refusals in order: case-of-another-kind, not-in-this-state, date-in-future, date-too-early,
    amount-not-positive, amount-too-large (amount), amount-not-positive, amount-too-large (share),
    share-exceeds-amount, authority-unknown, currency-unknown, wrong-exponent.
    """

    kind: BailKind
    authority_id: UUID
    amount: int
    share: int
    currency: str
    exponent: int
    payable_by: PayableBy = PayableBy.ANYONE
    case_id: UUID | None = None


class PostBail(Command, frozen=True, kw_only=True):
    """Pay bail from an account to an authority: an order. Opens a case, or goes on with one.

    The case it goes on with is a request for bail, or bail that was verified. Without *household*
    the one of the request is taken, or a fresh random reference is made: this person was not helped
    before. A commercial premium is spent; every other kind is owed back.

    *salt* is of an order that opens a case: `ledger.orders.salting` makes it, whatever was sent.

    Refusals in order: case-exists, not-in-this-state, kind-unusable, date-in-future,
    date-too-early, amount-not-positive, amount-too-large (amount), amount-negative,
    amount-too-large (fee), reference-unusable (content_hash), account-unknown, purpose-unknown,
    authority-unknown, wrong-currency, wrong-exponent, outside-purpose, account-short,
    insufficient-funds, purpose-short, insufficient-purpose.
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
    salt: UUID | None = None


class RaiseBail(Command, frozen=True, kw_only=True):
    """Pay more on a bail that was raised: an order. From the purpose that paid before.

    Refusals in order: case-unknown, case-of-another-kind, not-in-this-state, date-in-future,
    date-too-early, before-its-case, amount-not-positive, amount-too-large (amount),
    amount-negative, amount-too-large (fee), reference-unusable (content_hash), account-unknown,
    wrong-currency, wrong-exponent (the account), wrong-currency (the deposit), account-short,
    insufficient-funds, purpose-short, insufficient-purpose.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    decision: UUID | None = None
    content_hash: str | None = None


def verify(command: VerifyBail, context: Context, fund: Fund, case: Case) -> BailVerified:
    """Return what the authority asks for, or raise the first refusal that applies."""
    begins(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    guards.positive("share", command.share)
    if command.share > command.amount:
        currency, exponent = command.currency, command.exponent
        raise ShareExceedsAmount(
            Money(command.share, currency, exponent), Money(command.amount, currency, exponent)
        )
    guards.known_authority(fund, command.authority_id)
    guards.fund_currency(fund, command.currency, command.exponent)
    return BailVerified(
        occurred_on=command.occurred_on,
        kind=command.kind,
        authority_id=command.authority_id,
        amount=command.amount,
        share=command.share,
        currency=command.currency,
        exponent=command.exponent,
        payable_by=command.payable_by,
    )


def post(command: PostBail, context: Context, fund: Fund, case: Case) -> BailPosted:
    """Return the deposit, or raise the first refusal that applies."""
    begins(case, context, fund, command)
    if command.kind in NO_CASH:
        raise KindUnusable(command.kind)
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
    asked = screened(case)
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
        household=command.household or (asked.household if asked else context.new_id()),
        incident=command.incident or (asked.incident if asked else None),
        depositor=command.depositor,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def screened(case: Case) -> RequestScreened | None:
    """Return what was found last when the request of the case was looked at."""
    found = [line.event for line in case.lines if isinstance(line.event, RequestScreened)]
    return found[-1] if found else None


def raise_bail(command: RaiseBail, context: Context, fund: Fund, case: Case) -> BailRaised:
    """Return the further deposit, or raise the first refusal that applies."""
    posted = posted_in(case, context, fund, command)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    guards.not_negative("fee", command.fee)
    guards.digest("content_hash", command.content_hash)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(posted, command.currency, command.exponent, "the deposit")
    total = command.amount + command.fee
    guards.account_covers(account, total)
    purpose = fund.purposes[posted.purpose_id]
    guards.purpose_covers(purpose, total, command.currency, command.exponent)
    return BailRaised(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=posted.purpose_id,
        authority_id=posted.authority_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        fee=command.fee,
        decision=command.decision,
        content_hash=command.content_hash,
    )
