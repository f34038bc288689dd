"""A small fund that the rule tables share: who is in it, and money in its places."""

from typing import Any, Final
from uuid import UUID

from ledger.chart import Category, DonationKind, Fee
from ledger.corrections import ReverseLine
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    BackReason,
    BailKind,
    BailPosted,
    BalanceBroughtForward,
    ClosingReason,
    ConsentRecorded,
    ConsentScope,
    DonationReceived,
    FeeTaken,
    FundEvent,
    FundOpened,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    HelpRule,
    Instalment,
    Outcome,
    PayeeKind,
    PolicySet,
    PurposeOpened,
    Reason,
    RequestClosed,
    RequestScreened,
    Restriction,
    Rung,
    Urgency,
)
from ledger.money import MAX_AMOUNT, Money
from tests.ledger.book import CASE, TODAY, TOMORROW, ZONE

BANK: Final = UUID(int=0xA1)
TIN: Final = UUID(int=0xA2)
EUROS: Final = UUID(int=0xA3)
GENERAL: Final = UUID(int=0xB1)
HOUSING: Final = UUID(int=0xB2)
BAIL: Final = UUID(int=0xB3)
COURT: Final = UUID(int=0xC1)
POLICE: Final = UUID(int=0xC2)
NOWHERE: Final = UUID(int=0xDEAD)
GIVER: Final = UUID(int=0xE1)
HOUSEHOLD: Final = UUID(int=0xE2)

TOO_MUCH: Final = MAX_AMOUNT + 1
NO_DIGEST: Final = "not a digest"
DIGEST: Final = "0123456789abcdef" * 4

WRONG: Final[dict[str, Any]] = {
    "case_id": CASE,
    "occurred_on": TOMORROW,
    "account_id": NOWHERE,
    "purpose_id": NOWHERE,
    "currency": "JPY",
    "exponent": 3,
}
"""Fields that are all wrong; a `Ladder` starts from them."""
WRONG_IN_CASE: Final[dict[str, Any]] = {
    name: value for name, value in WRONG.items() if name != "purpose_id"
}
RIGHT: Final[dict[str, Any]] = {
    "occurred_on": TODAY,
    "account_id": BANK,
    "purpose_id": GENERAL,
    "currency": "USD",
    "exponent": 2,
}
"""The same fields as they are in most commands and facts."""
WITHOUT_PURPOSE: Final[dict[str, Any]] = {
    name: value for name, value in RIGHT.items() if name != "purpose_id"
}
WITHOUT_ACCOUNT: Final[dict[str, Any]] = {
    name: value for name, value in RIGHT.items() if name != "account_id"
}

BOOK: Final[tuple[FundEvent, ...]] = (
    FundOpened(occurred_on=TODAY, currency="USD", exponent=2, time_zone=ZONE, single_signer=True),
    AccountOpened(
        occurred_on=TODAY, account_id=BANK, kind=AccountKind.BANK, currency="USD", exponent=2
    ),
    AccountOpened(
        occurred_on=TODAY, account_id=TIN, kind=AccountKind.CASH_BOX, currency="USD", exponent=2
    ),
    AccountOpened(
        occurred_on=TODAY, account_id=EUROS, kind=AccountKind.BANK, currency="EUR", exponent=2
    ),
    PurposeOpened(occurred_on=TODAY, purpose_id=GENERAL, restriction=Restriction.UNRESTRICTED),
    PurposeOpened(
        occurred_on=TODAY,
        purpose_id=HOUSING,
        restriction=Restriction.RESTRICTED,
        categories=(Category.RENT, Category.HOTEL),
    ),
    PurposeOpened(
        occurred_on=TODAY,
        purpose_id=BAIL,
        restriction=Restriction.DESIGNATED,
        categories=(Category.BAIL, Category.LEGAL),
    ),
    AuthorityOpened(occurred_on=TODAY, authority_id=COURT, kind=AuthorityKind.COURT),
    AuthorityOpened(occurred_on=TODAY, authority_id=POLICE, kind=AuthorityKind.POLICE),
)
"""Two accounts in USD and one in EUR, three purposes, two authorities, no money."""


def usd(amount: int) -> Money:
    """Return *amount* cents."""
    return Money(amount, "USD", 2)


def brought(
    amount: int, account_id: UUID = BANK, purpose_id: UUID = GENERAL, currency: str = "USD"
) -> BalanceBroughtForward:
    """Return money that was there before."""
    return BalanceBroughtForward(
        occurred_on=TODAY,
        account_id=account_id,
        purpose_id=purpose_id,
        amount=amount,
        currency=currency,
        exponent=2,
    )


def taken(amount: int, account_id: UUID = BANK, purpose_id: UUID = GENERAL) -> FeeTaken:
    """Return a fee that a bank took: a fact that may leave account and purpose short."""
    return FeeTaken(
        occurred_on=TODAY,
        kind=Fee.BANK,
        account_id=account_id,
        purpose_id=purpose_id,
        amount=amount,
        currency="USD",
        exponent=2,
    )


def received(
    gross: int,
    account_id: UUID = BANK,
    purpose_id: UUID = GENERAL,
    currency: str = "USD",
    exponent: int = 2,
) -> DonationReceived:
    """Return a gift without fees."""
    return DonationReceived(
        occurred_on=TODAY,
        kind=DonationKind.GIFT,
        account_id=account_id,
        purpose_id=purpose_id,
        gross=gross,
        currency=currency,
        exponent=exponent,
        giver=GIVER,
    )


def promised(amount: int, purpose_id: UUID, *parts: int, currency: str = "USD") -> GrantCommitted:
    """Return a promise of rent in the given *parts*, or whole."""
    return GrantCommitted(
        occurred_on=TODAY,
        category=Category.RENT,
        purpose_id=purpose_id,
        amount=amount,
        currency=currency,
        exponent=2,
        instalments=tuple(Instalment(due_on=TODAY, amount=part) for part in parts or (amount,)),
        household=HOUSEHOLD,
        payee_kind=PayeeKind.PERSON,
    )


def released(amount: int, purpose_id: UUID = HOUSING) -> GrantRestReleased:
    """Return the rest of a promise of rent, free again."""
    return GrantRestReleased(
        occurred_on=TODAY,
        category=Category.RENT,
        purpose_id=purpose_id,
        amount=amount,
        currency="USD",
        exponent=2,
    )


def screened(category: Category = Category.RENT) -> RequestScreened:
    """Return a request that was screened."""
    return RequestScreened(
        occurred_on=TODAY, category=category, urgency=Urgency.THIS_WEEK, household=HOUSEHOLD
    )


def closed() -> RequestClosed:
    """Return that a request ended without money."""
    return RequestClosed(occurred_on=TODAY, outcome=Outcome.DECLINED, reason=ClosingReason.NO_MONEY)


def agreed(scope: ConsentScope = ConsentScope.PAY_LANDLORD) -> ConsentRecorded:
    """Return that whoever is helped agreed to *scope*."""
    return ConsentRecorded(occurred_on=TODAY, scope=scope)


def capped(category: Category, cap: int) -> PolicySet:
    """Return a policy by which no more than *cap* is promised in one case."""
    return PolicySet(
        occurred_on=TODAY,
        ladder=(Rung(amount=0, approvals=1),),
        ratify_hours=48,
        ratify_approvals=1,
        help_rules=(HelpRule(category=category, cap=cap),),
    )


def rent_paid(instalment: int, amount: int, fee: int = 0) -> GrantPaid:
    """Return a payment of the promise of rent."""
    return GrantPaid(
        **(RIGHT | {"purpose_id": HOUSING}),
        category=Category.RENT,
        instalment=instalment,
        amount=amount,
        fee=fee,
        household=HOUSEHOLD,
        payee_kind=PayeeKind.PERSON,
    )


def rent_returned(instalment: int, amount: int) -> GrantPaymentReturned:
    """Return that a payment of rent did not arrive."""
    return GrantPaymentReturned(
        **(RIGHT | {"purpose_id": HOUSING}),
        category=Category.RENT,
        instalment=instalment,
        amount=amount,
    )


def rent_back(amount: int) -> GrantMoneyReturned:
    """Return that money paid for rent came back."""
    return GrantMoneyReturned(
        **(RIGHT | {"purpose_id": HOUSING}),
        category=Category.RENT,
        why=BackReason.OVERPAID,
        amount=amount,
    )


def replanned(delta: int, *parts: int) -> GrantPlanChanged:
    """Return another plan of the promise of rent."""
    return GrantPlanChanged(
        occurred_on=TODAY,
        category=Category.RENT,
        purpose_id=HOUSING,
        instalments=tuple(Instalment(due_on=TODAY, amount=part) for part in parts),
        delta=delta,
        currency="USD",
        exponent=2,
    )


def taking_back(position: int) -> ReverseLine:
    """Return the command that takes a line of the case back."""
    return ReverseLine(case_id=CASE, position=position, reason=Reason.WRONG_AMOUNT)


def posted(
    amount: int, account_id: UUID = BANK, purpose_id: UUID = BAIL, currency: str = "USD"
) -> BailPosted:
    """Return bail that the court holds."""
    return BailPosted(
        occurred_on=TODAY,
        kind=BailKind.CASH_DEPOSIT,
        account_id=account_id,
        purpose_id=purpose_id,
        authority_id=COURT,
        amount=amount,
        currency=currency,
        exponent=2,
        household=HOUSEHOLD,
    )
