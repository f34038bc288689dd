"""Facts about what becomes of an account after it was opened."""

from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.events.base import Seen


class AccountState(StrEnum):
    """Whether money can be paid from it: *frozen* by whoever keeps it, *closed* for good."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


class AccountFrozen(Seen, frozen=True, kw_only=True):
    """Whoever keeps the account blocked it: the money is there and cannot be reached."""

    topic: ClassVar[str] = "account.frozen.v1"

    account_id: UUID


class AccountReleased(Seen, frozen=True, kw_only=True):
    """An account that was blocked can be used again."""

    topic: ClassVar[str] = "account.released.v1"

    account_id: UUID


class AccountClosed(Seen, frozen=True, kw_only=True):
    """An empty account was given up; nothing is written to it any more."""

    topic: ClassVar[str] = "account.closed.v1"

    account_id: UUID
