"""Facts about donations: received, given back by us, taken back by a processor, passed on."""

from typing import ClassVar
from uuid import UUID

from ledger.chart import DonationKind
from ledger.events.base import Event


class DonationReceived(Event, frozen=True, kw_only=True):
    """Money was given. The account gains *gross* less both fees.

    *giver* is a random reference; the map to a person, if there is one, is in the vault. A
    collection (a tin, a benefit night) has no giver. *donor_commitment* is the hex digest by
    which the donor finds the gift: it commits to a nonce that follows from the code of the gift
    (docs/giving.md).
    """

    topic: ClassVar[str] = "donation.received.v1"

    kind: DonationKind
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


class DonationRefunded(Event, frozen=True, kw_only=True):
    """The fund gave a donation back, in part or whole; fees that came back are named."""

    topic: ClassVar[str] = "donation.refunded.v1"

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    processor_fee_returned: int = 0
    host_fee_returned: int = 0
    decision: UUID | None = None
    content_hash: str | None = None


class DonationChargedBack(Event, frozen=True, kw_only=True):
    """The donor's bank or card took a donation back, and perhaps a dispute fee with it."""

    topic: ClassVar[str] = "donation.charged_back.v1"

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    dispute_fee: int = 0


class DonationPassedOn(Event, frozen=True, kw_only=True):
    """The fund gave a gift of its own to another fund."""

    topic: ClassVar[str] = "donation.passed_on.v1"

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None
