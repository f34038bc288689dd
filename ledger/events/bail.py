"""Facts about bail: a deposit that an authority holds, returns or keeps."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.chart import DeductionKind
from ledger.events.base import Event


class BailKind(StrEnum):
    """What kind of deposit it is."""

    CASH_DEPOSIT = "cash_deposit"
    PERCENTAGE_DEPOSIT = "percentage_deposit"
    IMMIGRATION_BOND = "immigration_bond"
    POLICE_BOND = "police_bond"


class Deduction(Struct, frozen=True, kw_only=True):
    """What an authority kept of a deposit it returned, and why; minor units of the case."""

    kind: DeductionKind
    amount: int


class BailPosted(Event, frozen=True, kw_only=True):
    """Bail was paid from an account; the authority holds it and owes it back.

    *fee* is what paying it cost (spent). *household* and *incident* count people without naming
    them, *depositor* is whoever the receipt names; all three are random references.
    """

    topic: ClassVar[str] = "bail.posted.v1"

    kind: BailKind
    account_id: UUID
    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    household: UUID
    fee: int = 0
    incident: UUID | None = None
    depositor: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None


class BailReturned(Event, frozen=True, kw_only=True):
    """An authority paid *amount* back and kept the *deductions*; both leave what it holds."""

    topic: ClassVar[str] = "bail.returned.v1"

    account_id: UUID
    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    deductions: tuple[Deduction, ...] = ()


class BailForfeited(Event, frozen=True, kw_only=True):
    """An authority kept *amount* of a deposit for good."""

    topic: ClassVar[str] = "bail.forfeited.v1"

    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
