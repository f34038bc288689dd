"""Where the money of a fund is, and what it is for, as its rules see it."""

from datetime import date
from uuid import UUID

from msgspec import Struct, field

from ledger.chart import Category
from ledger.events import AccountKind, AccountState, AuthorityKind, Restriction


class Account(Struct, frozen=True, kw_only=True):
    """A place where money is; *balance* in minor units, negative when it is short.

    *keeper* is the sign-in that has the cash, where one was written down. *paid_by* are those who
    prepared or sent payments since the day of the last statement, each with the day of the last;
    *covered* are those whose payments a statement covers, by the day of the statement.
    """

    account_id: UUID
    kind: AccountKind
    currency: str
    exponent: int
    balance: int = 0
    state: AccountState = AccountState.OPEN
    keeper: UUID | None = None
    paid_by: dict[UUID, date] = field(default_factory=dict)
    covered: dict[date, tuple[UUID, ...]] = field(default_factory=dict)


class Purpose(Struct, frozen=True, kw_only=True):
    """What money may be used for: per currency the *cash* it has and how much is *promised*."""

    purpose_id: UUID
    restriction: Restriction
    categories: tuple[Category, ...] = ()
    cash: dict[str, int] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)

    def free(self, currency: str) -> int:
        """Return what can be promised or paid for this purpose, in minor units."""
        return self.cash.get(currency, 0) - self.promised.get(currency, 0)


class Authority(Struct, frozen=True, kw_only=True):
    """Whoever holds bail deposits; *held* per currency."""

    authority_id: UUID
    kind: AuthorityKind
    held: dict[str, int] = field(default_factory=dict)
