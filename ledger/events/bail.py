"""Facts about bail: a deposit that an authority holds, returns or keeps."""

from datetime import date
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
    COMMERCIAL_PREMIUM = "commercial_premium"
    """Paid to a bondsman and never given back: spent, no deposit."""
    SURETY = "surety"
    """Somebody vouches with money and pays none."""
    PERSONAL_BOND = "personal_bond"


class PayableBy(StrEnum):
    """Who the authority lets pay a bail."""

    ANYONE = "anyone"
    FAMILY = "family"
    LAWYER = "lawyer"
    LICENSED_PAYER = "licensed_payer"


class News(StrEnum):
    """What became known of a bail that moves no money by itself."""

    FREED = "freed"
    HELD_OVER = "held_over"
    APPEARANCE_MISSED = "appearance_missed"
    APPEARANCE_CURED = "appearance_cured"
    FORFEITURE_ORDERED = "forfeiture_ordered"
    FORFEITURE_SET_ASIDE = "forfeiture_set_aside"
    REDUCED = "reduced"
    REVOKED = "revoked"
    DISPOSED = "disposed"
    REFUND_DUE = "refund_due"
    REFUND_CLAIMED = "refund_claimed"
    ESCALATED = "escalated"


class ReceiptPlace(StrEnum):
    """Where the original receipt of a deposit is."""

    DEPOSITOR = "depositor"
    FUND = "fund"
    LAWYER = "lawyer"
    AUTHORITY = "authority"
    LOST = "lost"


class HeldBy(StrEnum):
    """Who has the fund's money: the authority, or the depositor whom it paid."""

    AUTHORITY = "authority"
    DEPOSITOR = "depositor"


class Deduction(Struct, frozen=True, kw_only=True):
    """What an authority kept of a deposit it returned, and why; minor units of the case."""

    kind: DeductionKind
    amount: int


class BailVerified(Event, frozen=True, kw_only=True):
    """What the authority asks for is known: its *amount* as a whole, and the fund's *share* of it.

    A smaller share than the amount is pooled bail: others pay the rest.
    """

    topic: ClassVar[str] = "bail.verified.v1"

    kind: BailKind
    authority_id: UUID
    amount: int
    share: int
    currency: str
    exponent: int
    payable_by: PayableBy


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


class BailRaised(Event, frozen=True, kw_only=True):
    """More was paid on a bail that was posted; the authority holds it and owes it back."""

    topic: ClassVar[str] = "bail.raised.v1"

    account_id: UUID
    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    decision: UUID | None = None
    content_hash: str | None = None


class BailReported(Event, frozen=True, kw_only=True):
    """Something became known of a bail: what a court did, or what the fund did to get it back.

    *amount* is what is to be forfeited, or what falls due of a reduced deposit. *due_on* is the day
    by which the authority pays back; it may lie ahead.
    """

    topic: ClassVar[str] = "bail.reported.v1"

    news: News
    currency: str
    exponent: int
    amount: int | None = None
    due_on: date | None = None


class BailReceiptPlaced(Event, frozen=True, kw_only=True):
    """The original receipt of a deposit is in this *place* now."""

    topic: ClassVar[str] = "bail.receipt_placed.v1"

    place: ReceiptPlace


class BailReturnedToDepositor(Event, frozen=True, kw_only=True):
    """An authority paid *amount* to whoever the receipt names, who owes it to the fund.

    What it kept are the *deductions*; both leave what it holds.
    """

    topic: ClassVar[str] = "bail.returned_to_depositor.v1"

    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    deductions: tuple[Deduction, ...] = ()


class BailRepaidByDepositor(Event, frozen=True, kw_only=True):
    """A depositor handed on what an authority had paid to them."""

    topic: ClassVar[str] = "bail.repaid_by_depositor.v1"

    account_id: UUID
    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int


class BailWrittenOff(Event, frozen=True, kw_only=True):
    """The fund stopped waiting for *amount*: it counts as spent from now on."""

    topic: ClassVar[str] = "bail.written_off.v1"

    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    held_by: HeldBy
    decision: UUID | None = None
    content_hash: str | None = None


class BailRecovered(Event, frozen=True, kw_only=True):
    """Money came back that had been forfeited or written off."""

    topic: ClassVar[str] = "bail.recovered.v1"

    account_id: UUID
    purpose_id: UUID
    authority_id: UUID
    amount: int
    currency: str
    exponent: int


class BailSuretyGiven(Event, frozen=True, kw_only=True):
    """The fund vouches to an authority with *amount*; no money moves unless it is called in."""

    topic: ClassVar[str] = "bail.surety_given.v1"

    kind: BailKind
    authority_id: UUID
    amount: int
    currency: str
    exponent: int
    household: UUID
    incident: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None


class BailSuretyEnded(Event, frozen=True, kw_only=True):
    """The fund does not vouch for *amount* any more."""

    topic: ClassVar[str] = "bail.surety_ended.v1"

    authority_id: UUID
    amount: int
    currency: str
    exponent: int
