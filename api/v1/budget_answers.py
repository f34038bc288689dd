"""What the API says about budgets and the lines under them."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from api.v1.answers import LineSummary
from ledger.budgets.left import Outside


class Used(Struct, frozen=True, kw_only=True):
    """What became of an item, in minor units; *left* is below zero where more was used."""

    carried: Annotated[int, Meta(description="What the budget before left to it.")]
    promised: int
    paid: int
    left: int
    held: Annotated[
        int, Meta(description="What floats that are out may still take of it and its like.")
    ]


class OneItem(Struct, frozen=True, kw_only=True):
    """What is planned for one thing. *used* is null for whoever may not read the book."""

    item_id: UUID
    name: Annotated[str | None, Meta(description="How it is called, where it has a name.")]
    kind: Annotated[
        str, Meta(description="A kind of help, a group of them, a running cost, or `reserve`.")
    ]
    purpose_id: UUID | None
    amount: int
    currency: str
    exponent: int
    carries_over: bool
    used: Used | None


class OneBudget(Struct, frozen=True, kw_only=True):
    """A budget as it stands after its amendments; *decision* is the proposal that adopted it."""

    budget_id: UUID
    from_month: str
    until_month: str
    decision: UUID | None
    items: tuple[OneItem, ...]
    outside: Annotated[
        tuple[Outside, ...] | None,
        Meta(description="What was paid in its months that no item covers; null as *used* is."),
    ]


class Budgets(Struct, frozen=True, kw_only=True):
    """The budgets of a fund, the first in front.

    *known_at* is null for whoever may not read the book: it grows with every payment.
    """

    known_at: int | None
    budgets: tuple[OneBudget, ...]


class TraceLine(Struct, frozen=True, kw_only=True):
    """A line, and what it does under the item, or beside every item, in minor units."""

    line: LineSummary
    currency: str
    exponent: int
    promised: int
    paid: int


class TraceLines(Struct, frozen=True, kw_only=True):
    """Some lines, newest first; *next* is the address of the older ones, null where it ends."""

    known_at: int
    lines: tuple[TraceLine, ...]
    next: str | None


class ItemOf(Struct, frozen=True, kw_only=True):
    """Under which item something was promised or paid; null where no budget covers it."""

    kind: str
    currency: str
    budget_id: UUID | None
    item_id: UUID | None


class LineTrace(Struct, frozen=True, kw_only=True):
    """The way back from a line: its budget items, the order and the decision behind it."""

    position: int
    items: tuple[ItemOf, ...]
    order: UUID | None
    decision: Annotated[UUID | None, Meta(description="The proposal that members adopted.")]
