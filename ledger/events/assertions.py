"""Facts about what a bank says: balances of statements, and why the book says something else."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.events.base import Seen


class GapReason(StrEnum):
    """Why the balance of a statement is not the one of the book."""

    IN_TRANSIT = "in_transit"
    BANK_ERROR = "bank_error"
    OTHER_DAY = "other_day"
    NOT_OURS = "not_ours"


class StatementAsserted(Seen, frozen=True, kw_only=True):
    """Two people read *balance* on a statement of *account_id*, as of the end of the day."""

    topic: ClassVar[str] = "statement.asserted.v1"

    account_id: UUID
    balance: int
    currency: str
    exponent: int


class GapExplained(Seen, frozen=True, kw_only=True):
    """Two people know why the statement of this case shows *amount* more than the book.

    Below zero it shows less. *occurred_on* is the day on which they said so.
    """

    topic: ClassVar[str] = "statement.gap_explained.v1"

    account_id: UUID
    amount: int
    currency: str
    exponent: int
    why: GapReason
