"""Facts about floats: money that one person may spend alone, for some things, until a day."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ledger.chart import Category, CostCategory
from ledger.events.base import Event


class FloatHanded(Event, frozen=True, kw_only=True):
    """Money went from *account_id* into the hands of *carrier*, as account *float_id*.

    The carrier may spend it alone on *categories* and *cost_categories*, through the day *until*.
    """

    topic: ClassVar[str] = "float.handed.v1"

    float_id: UUID
    carrier: UUID
    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    until: date
    categories: tuple[Category, ...] = ()
    cost_categories: tuple[CostCategory, ...] = ()


class FloatSpent(Event, frozen=True, kw_only=True):
    """The carrier spent some of a float on help for people, or on running costs.

    One of *category* and *cost_category* is given; *household* is a random reference.
    """

    topic: ClassVar[str] = "float.spent.v1"

    float_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    category: Category | None = None
    cost_category: CostCategory | None = None
    household: UUID | None = None


class FloatClosed(Event, frozen=True, kw_only=True):
    """Two people counted what was left of a float; *amount* went back to *account_id*.

    *missing* is what should have been there and was not.
    """

    topic: ClassVar[str] = "float.closed.v1"

    float_id: UUID
    account_id: UUID
    purpose_id: UUID
    amount: int
    missing: int
    currency: str
    exponent: int
