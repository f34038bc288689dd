"""Facts about money that stays within the fund: moved, redesignated, exchanged."""

from typing import ClassVar
from uuid import UUID

from ledger.events.base import Event


class AccountTransferMade(Event, frozen=True, kw_only=True):
    """Money was moved between two accounts of one currency. *fee* is charged to *purpose_id*."""

    topic: ClassVar[str] = "account_transfer.made.v1"

    from_account_id: UUID
    to_account_id: UUID
    amount: int
    currency: str
    exponent: int
    fee: int = 0
    purpose_id: UUID | None = None


class PurposeTransferMade(Event, frozen=True, kw_only=True):
    """Money of one purpose was given to another; no account changed."""

    topic: ClassVar[str] = "purpose_transfer.made.v1"

    from_purpose_id: UUID
    to_purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    decision: UUID | None = None


class ExchangeMade(Event, frozen=True, kw_only=True):
    """Money was changed into another currency: both real amounts, and the fee in what was sold."""

    topic: ClassVar[str] = "exchange.made.v1"

    from_account_id: UUID
    to_account_id: UUID
    purpose_id: UUID
    sold_amount: int
    sold_currency: str
    sold_exponent: int
    bought_amount: int
    bought_currency: str
    bought_exponent: int
    fee: int = 0
