"""Facts about cash: counted, handed over, lost. Amounts are minor units of the account."""

from typing import ClassVar
from uuid import UUID

from ledger.chart import Loss
from ledger.events.base import Event, Seen


class CashCounted(Seen, frozen=True, kw_only=True):
    """Two people counted what is in *account_id*: *counted*."""

    topic: ClassVar[str] = "cash.counted.v1"

    account_id: UUID
    counted: int
    currency: str
    exponent: int


class CashDifferenceFound(Event, frozen=True, kw_only=True):
    """A count found *difference* more than the book had; below zero it found less."""

    topic: ClassVar[str] = "cash.difference_found.v1"

    account_id: UUID
    purpose_id: UUID
    difference: int
    currency: str
    exponent: int


class CashHandedOver(Seen, frozen=True, kw_only=True):
    """*receiver* keeps the cash of *account_id* from now on: *counted*, before both.

    People are sign-ins. *handed_by* kept it before; none when nobody was written down.
    """

    topic: ClassVar[str] = "cash.handed_over.v1"

    account_id: UUID
    receiver: UUID
    counted: int
    currency: str
    exponent: int
    handed_by: UUID | None = None


class MoneyLost(Event, frozen=True, kw_only=True):
    """Money of the fund is gone, *how* it went: nobody was paid with it."""

    topic: ClassVar[str] = "money.lost.v1"

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    how: Loss


class MoneyRecovered(Event, frozen=True, kw_only=True):
    """Some of what was lost came back, into *account_id*."""

    topic: ClassVar[str] = "money.recovered.v1"

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    how: Loss
