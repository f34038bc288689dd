"""One order as the lines of its case have made it: who asked and signed, what is open. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.budgets.old_orders import TAG, says_plan
from ledger.case import Case, evolve_case
from ledger.events import (
    ConflictDeclared,
    FundEvent,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderChanged,
    OrderConfirmed,
    OrderDecided,
    OrderDeclined,
    OrderPrepared,
    OrderRatified,
    OrderRequested,
    OrderWithdrawn,
    RatificationClosed,
    RatificationExpired,
    RatificationOpened,
    Way,
)
from ledger.line import Line
from ledger.money import Money
from ledger.orders.content import PAYMENTS, Orderable, amount_of, command_of
from ledger.orders.state import Order, orders_of

CARRIED_OUT: Final = "carried out"
OF_ORDERS: Final = (
    OrderRequested,
    OrderDecided,
    OrderChanged,
    OrderApproved,
    OrderPrepared,
    OrderAuthorised,
    OrderCarriedOut,
    OrderConfirmed,
    OrderDeclined,
    OrderWithdrawn,
    ConflictDeclared,
    RatificationOpened,
    OrderRatified,
    RatificationClosed,
    RatificationExpired,
)
"""The facts that make an order what it is; each names it as ``order``."""


class Ratified(StrEnum):
    """What became of an order that went outside the usual rules."""

    OPEN = "open"
    RATIFIED = "ratified"
    EXPIRED = "expired"


class OrderRow(Struct, frozen=True, kw_only=True):
    """An order as it stands. References to lines are positions; people are sign-ins.

    *kind* is the name of its command (``post_bail``), empty when this program cannot read it.
    *amount* in minor units is what ladder and caps count, None where it is about no money.
    *closed* is empty, ``carried out``, ``declined`` or ``withdrawn``. *author* wrote what it says
    now, if not who asked; *carrier* carries the float that it is about. Of what members decided,
    *decision* is their proposal.
    """

    order_id: UUID
    case_id: UUID
    way: Way
    kind: str
    pays: bool
    amount: int | None = None
    currency: str | None = None
    exponent: int | None = None
    content: str
    content_hash: str
    approvals: int
    asked_by: UUID
    author: UUID | None = None
    carrier: UUID | None = None
    decision: UUID | None = None
    asked_position: int
    asked_at: datetime
    changed_position: int | None = None
    approved_by: tuple[UUID, ...] = ()
    prepared_by: UUID | None = None
    authorised_by: UUID | None = None
    carried_out_by: UUID | None = None
    carried_out_position: int | None = None
    confirmed_by: UUID | None = None
    conflicts: tuple[UUID, ...] = ()
    closed: str = ""
    closed_position: int | None = None
    last_position: int
    ratification: str = ""
    ratify_until: datetime | None = None
    ratify_approvals: int = 0
    ratified_by: tuple[UUID, ...] = ()

    @property
    def is_open(self) -> bool:
        """Say whether it can still be signed, changed or taken back."""
        return not self.closed

    @property
    def is_unconfirmed(self) -> bool:
        """Say whether money was sent and nobody has said that it arrived."""
        sent = self.closed == CARRIED_OUT and self.way is not Way.ALREADY_PAID
        return self.pays and sent and self.confirmed_by is None

    @property
    def waits(self) -> bool:
        """Say whether somebody still has something to do with it."""
        return self.is_open or self.is_unconfirmed or self.ratification == Ratified.OPEN

    @property
    def money(self) -> Money | None:
        """Return what it is about in money."""
        if self.amount is None or self.currency is None or self.exponent is None:
            return None
        return Money(self.amount, self.currency, self.exponent)

    @property
    def command(self) -> Orderable:
        """Return what it becomes. Raises msgspec.MsgspecError when *kind* is empty."""
        return command_of(self.content)

    @property
    def order(self) -> Order:
        """Return it as the rules know it."""
        return Order(
            order=self.order_id,
            by=self.asked_by,
            **{name: getattr(self, name) for name in _OF_ORDER},
        )


class _Notes(Struct):
    """What the rules need not know of an order: where its lines stand, and what they were about."""

    kind: str
    pays: bool
    amount: Money | None
    asked_position: int
    asked_at: datetime
    last_position: int
    changed_position: int | None = None
    carried_out_position: int | None = None
    closed_position: int | None = None
    ratification: str = ""
    ratify_until: datetime | None = None
    ratify_approvals: int = 0
    ratified_by: tuple[UUID, ...] = ()


def rows_of(lines: Iterable[Line]) -> tuple[OrderRow, ...]:
    """Return every order that the lines of one case tell of, in the order of being asked for."""
    notes: dict[UUID, _Notes] = {}
    case: Case | None = None
    for line in lines:
        case = case or Case(line.case_id)
        event = line.event
        if isinstance(event, OrderRequested):
            notes[event.order] = _asked(line, event, case)
        elif isinstance(event, OF_ORDERS) and event.order in notes:
            _take_in(notes[event.order], line, event, case)
        case = evolve_case(case, line.position, event)
    if case is None or not notes:
        return ()
    orders = orders_of(case)
    return tuple(_row(orders[order_id], each) for order_id, each in notes.items())


def _asked(line: Line, event: OrderRequested, case: Case) -> _Notes:
    kind, pays, amount = _about(event.content, case)
    return _Notes(
        kind=kind,
        pays=pays,
        amount=amount,
        asked_position=line.position,
        asked_at=line.recorded_at,
        last_position=line.position,
    )


def _about(content: str, case: Case) -> tuple[str, bool, Money | None]:
    """Return kind, whether it pays, and the amount: as the case stood before the order's line."""
    try:
        command = command_of(content)
    except msgspec.MsgspecError:  # written by another program: the book is not refused for it
        return "", False, None
    kind = TAG if says_plan(content) else command.__struct_config__.tag
    return str(kind), type(command) in PAYMENTS, amount_of(command, case)


def _take_in(notes: _Notes, line: Line, event: FundEvent, case: Case) -> None:
    notes.last_position = line.position
    match event:
        case OrderChanged():
            notes.changed_position = line.position
            notes.amount = _about(event.content, case)[2]
        case OrderCarriedOut():
            notes.carried_out_position = notes.closed_position = line.position
        case OrderDeclined() | OrderWithdrawn():
            notes.closed_position = line.position
        case RatificationOpened():
            notes.ratification = Ratified.OPEN.value
            notes.ratify_until, notes.ratify_approvals = event.until, event.approvals
        case OrderRatified():
            notes.ratified_by = (*notes.ratified_by, event.by)
        case RatificationClosed():
            notes.ratification = Ratified.RATIFIED.value
        case RatificationExpired():
            notes.ratification = Ratified.EXPIRED.value
        case _:
            pass


def _row(order: Order, notes: _Notes) -> OrderRow:
    return OrderRow(
        order_id=order.order,
        asked_by=order.by,
        currency=notes.amount.currency if notes.amount else None,
        exponent=notes.amount.exponent if notes.amount else None,
        amount=notes.amount.amount if notes.amount else None,
        **{name: getattr(notes, name) for name in _OF_NOTES},
        **{name: getattr(order, name) for name in _OF_ORDER},
    )


_OF_NOTES: Final = tuple(name for name in _Notes.__struct_fields__ if name != "amount")
_OF_ORDER: Final = tuple(name for name in Order.__struct_fields__ if name not in {"order", "by"})
