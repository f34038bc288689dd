"""A small fund that the rule tables share: who is in it, and money in its places."""

from typing import Any, Final
from uuid import UUID

from ledger.chart import Category, DonationKind, Fee
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    BailKind,
    BailPosted,
    BalanceBroughtForward,
    DonationReceived,
    FeeTaken,
    FundEvent,
    FundOpened,
    GrantCommitted,
    GrantRestReleased,
    Instalment,
    PayeeKind,
    PurposeOpened,
    Restriction,
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
