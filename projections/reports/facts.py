"""The facts that reports are built from: what one line of the book says about money and people.

Everything is on a cash basis: for every line and currency, what came in, less what was paid out and
what running the fund cost, and the other effects, are together what the accounts gained. A month is
a number that grows by one (`ledger.publishing.months`); amounts are minor units.
"""

from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.chart import Category

NO_LEAF: Final = ""
"""A fee that gifts or payouts cause and that names no case of them: no leaf's by itself."""
GIFTS: Final = "gifts"
RESTRICTED_GIFTS: Final = "restricted_gifts"
GRANTS: Final = "grants"
COLLECTIONS: Final = "collections"
LEAVES_IN: Final = (GIFTS, RESTRICTED_GIFTS, GRANTS, COLLECTIONS)
"""The leaves of the tree *money in*."""
BAIL: Final = Category.BAIL.value
BROUGHT_FORWARD: Final = "brought_forward"
EXCHANGED: Final = "exchanged"
LOST_OR_FOUND: Final = "lost_or_found"
PASSED_ON: Final = "passed_on"
FEES: Final = "fees"
"""The leaf of running costs that banks take."""


class Side(StrEnum):
    """What a fact is about; each side but *held* is money that moved."""

    IN = "in"
    OUT = "out"
    COSTS = "costs"
    OTHER = "other"
    HELD = "held"
    """What courts hold more than before, or less. No money of the accounts, and in no sum of it."""


class Fact(Struct, frozen=True, gc=False):
    """What one line says of one side, leaf and currency.

    *amount*: came in (IN, OTHER), went out (OUT, COSTS), is held more (HELD). *party* is the giver
    of IN and the household of OUT and HELD; all that are not known count as one. *reverses* is the
    position of the line that this one takes back.
    """

    position: int
    month: int
    side: Side
    leaf: str
    currency: str
    amount: int
    party: UUID | None = None
    incident: UUID | None = None
    payee: UUID | None = None
    reverses: int | None = None


class Currency(Struct, frozen=True):
    """A currency of the book, and its number of decimal digits."""

    currency: str
    exponent: int


class Facts(Struct, frozen=True, kw_only=True):
    """The facts of one book. *opened* is the month of its opening; the fund's currency is first."""

    fund_id: UUID
    opened: int
    currencies: tuple[Currency, ...]
    facts: tuple[Fact, ...]
