"""Facts about running costs, and about fees that were taken or given back by themselves."""

from typing import ClassVar
from uuid import UUID

from ledger.chart import CostCategory, Fee
from ledger.events.base import Event


class CostPaid(Event, frozen=True, kw_only=True):
    """A running cost was paid; *fee* is what sending the payment cost."""

    topic: ClassVar[str] = "cost.paid.v1"

    category: CostCategory
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None


class CostRefunded(Event, frozen=True, kw_only=True):
    """Whoever was paid gave a running cost back, in part or whole."""

    topic: ClassVar[str] = "cost.refunded.v1"

    category: CostCategory
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int


class FeeTaken(Event, frozen=True, kw_only=True):
    """A bank, processor or host took a fee from an account by itself.

    *of_case* is the case of the gift or payment that caused it, where one did.
    """

    topic: ClassVar[str] = "fee.taken.v1"

    kind: Fee
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    of_case: UUID | None = None


class FeeReturned(Event, frozen=True, kw_only=True):
    """A bank, processor or host gave a fee back; *of_case* as in `FeeTaken`."""

    topic: ClassVar[str] = "fee.returned.v1"

    kind: Fee
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    of_case: UUID | None = None
