"""Facts about the fund itself: its opening, its accounts, purposes and authorities."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.chart import Category
from ledger.events.base import Event


class AccountKind(StrEnum):
    """Where money really is. *Fronted* is what a member paid of their own: below zero, a debt."""

    BANK = "bank"
    MOBILE_MONEY = "mobile_money"
    PROCESSOR = "processor"
    CASH_BOX = "cash_box"
    CASH_HELD = "cash_held"
    FISCAL_HOST = "fiscal_host"
    FRONTED = "fronted"


class Restriction(StrEnum):
    """Who said what the money of a purpose may be used for."""

    UNRESTRICTED = "unrestricted"
    RESTRICTED = "restricted"
    DESIGNATED = "designated"


class AuthorityKind(StrEnum):
    """Who holds a bail deposit."""

    COURT = "court"
    POLICE = "police"
    IMMIGRATION = "immigration"


class FundOpened(Event, frozen=True, kw_only=True):
    """A fund was opened: its first line. One person signs alone until a later line says more.

    *founder* is the sign-in that opened it, which has every mandate until others are granted;
    none when the operator did.
    """

    topic: ClassVar[str] = "fund.opened.v2"

    currency: str
    exponent: int
    time_zone: str
    single_signer: bool
    founder: UUID | None = None


class AccountOpened(Event, frozen=True, kw_only=True):
    """A place where money is was added. Its currency and exponent never change."""

    topic: ClassVar[str] = "account.opened.v1"

    account_id: UUID
    kind: AccountKind
    currency: str
    exponent: int


class PurposeOpened(Event, frozen=True, kw_only=True):
    """A purpose was added. *categories* limits what it may pay for; empty means anything."""

    topic: ClassVar[str] = "purpose.opened.v1"

    purpose_id: UUID
    restriction: Restriction
    categories: tuple[Category, ...] = ()


class AuthorityOpened(Event, frozen=True, kw_only=True):
    """An authority that can hold bail was added."""

    topic: ClassVar[str] = "authority.opened.v1"

    authority_id: UUID
    kind: AuthorityKind


class BalanceBroughtForward(Event, frozen=True, kw_only=True):
    """Money that the fund had before its book began was found in an account."""

    topic: ClassVar[str] = "balance.brought_forward.v1"

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
