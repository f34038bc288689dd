"""An order as its steps have made it: who asked, what it says, who signed."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ledger.case import Case
from ledger.events import (
    ConflictDeclared,
    FloatHanded,
    FundEvent,
    LineReversed,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderChanged,
    OrderConfirmed,
    OrderDecided,
    OrderDeclined,
    OrderPrepared,
    OrderRequested,
    OrderWithdrawn,
    Way,
)
from ledger.governance import Governance
from ledger.publishing.commands import ORDERED_TAGS


class _Named(Struct, frozen=True):
    """What an order's content says about a carrier and about itself, whatever else it says."""

    carrier: UUID | None = None
    command: str = ""


_named: Final = msgspec.json.Decoder(_Named)


class Order(Struct, frozen=True, kw_only=True):
    """One order. *closed* is empty while it is open, else the word for how it ended.

    *author* wrote what it says now, where somebody changed it after it was asked for. *conflicts*
    were declared in its case, on this order or another; *carrier* carries the float it is about.
    With a *decision* the members approved of exactly this content.
    """

    order: UUID
    case_id: UUID
    by: UUID
    way: Way
    content: str
    content_hash: str
    approvals: int
    approved_by: tuple[UUID, ...] = ()
    prepared_by: UUID | None = None
    authorised_by: UUID | None = None
    carried_out_by: UUID | None = None
    confirmed_by: UUID | None = None
    conflicts: tuple[UUID, ...] = ()
    closed: str = ""
    author: UUID | None = None
    carrier: UUID | None = None
    decision: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it can still be signed, changed or taken back."""
        return not self.closed

    @property
    def written_by(self) -> UUID:
        """Return who put forward what it says now."""
        return self.by if self.author is None else self.author

    @property
    def asked_by(self) -> frozenset[UUID]:
        """Return who does not approve it: who asked for it, and who wrote what it says now."""
        return frozenset({self.by, self.written_by})

    @property
    def kept_out(self) -> frozenset[UUID]:
        """Return whose signatures do not count: in conflict, or carrying the float."""
        return frozenset({*self.conflicts, *(() if self.carrier is None else (self.carrier,))})

    @property
    def stands_alone(self) -> bool:
        """Say whether its case holds orders about other things: what the public sees has one case.

        Elsewhere the orders of a case are about one person, and who keeps out of one keeps out of
        all of them.
        """
        try:
            return _named.decode(self.content).command in ORDERED_TAGS
        except msgspec.MsgspecError:
            return False


def evolve_order(order: Order, event: FundEvent) -> Order:
    """Return *order* after *event*, which must be about it, or a reversal in its case.

    Once a line of the case is taken back, what was signed may not be what it was: who is paid and
    from which purpose stands in the lines of the case. So every signature is void.
    """
    match event:
        case OrderChanged():
            changed = replace(
                order,
                content=event.content,
                content_hash=event.content_hash,
                approvals=event.approvals,
                author=event.by,
                carrier=_carrier_named(event.content) or order.carrier,
            )
            return _unsigned(changed)
        case LineReversed():
            return _unsigned(order) if order.is_open else order
        case OrderDecided():
            return replace(order, decision=event.decision)
        case OrderApproved():
            return replace(order, approved_by=(*order.approved_by, event.by))
        case OrderPrepared():
            return replace(order, prepared_by=event.by, authorised_by=None)
        case OrderAuthorised():
            return replace(order, authorised_by=event.by)
        case OrderCarriedOut():
            return replace(order, carried_out_by=event.by, closed="carried out")
        case OrderConfirmed():
            return replace(order, confirmed_by=event.by)
        case OrderDeclined():
            return replace(order, closed="declined")
        case OrderWithdrawn():
            return replace(order, closed="withdrawn")
        case ConflictDeclared():
            return replace(order, conflicts=tuple(dict.fromkeys((*order.conflicts, event.sign_in))))
        case _:
            return order


def _unsigned(order: Order) -> Order:
    return replace(order, approved_by=(), prepared_by=None, authorised_by=None)


def _carrier_named(content: str) -> UUID | None:
    try:
        return _named.decode(content).carrier
    except msgspec.MsgspecError:  # written by another program: it can be read, and not signed
        return None


def requested(
    event: OrderRequested,
    case_id: UUID,
    *,
    conflicts: tuple[UUID, ...] = (),
    carrier: UUID | None = None,
) -> Order:
    """Return the order that *event* opens, in a case with *conflicts* and a float's *carrier*."""
    return Order(
        order=event.order,
        case_id=case_id,
        by=event.by,
        way=event.way,
        content=event.content,
        content_hash=event.content_hash,
        approvals=event.approvals,
        conflicts=conflicts,
        carrier=_carrier_named(event.content) or carrier,
    )


def conflicts_of(case: Case) -> tuple[UUID, ...]:
    """Return everybody who keeps out of a case about one thing: out of every order of it."""
    declared = (line.event for line in case.lines if isinstance(line.event, ConflictDeclared))
    return tuple(dict.fromkeys(event.sign_in for event in declared))


def orders_of(case: Case) -> dict[UUID, Order]:
    """Return every order of a case, by id, in the order in which they were asked for."""
    orders: dict[UUID, Order] = {}
    conflicts: tuple[UUID, ...] = ()
    carrier: UUID | None = None
    for line in case.lines:
        event = line.event
        match event:
            case OrderRequested():
                orders[event.order] = requested(
                    event, case.case_id, conflicts=conflicts, carrier=carrier
                )
            case ConflictDeclared():  # of one order, and mostly of the whole case
                if not _stands_alone(orders, event):
                    conflicts = (*conflicts, event.sign_in)
                orders = evolve_orders(orders, event)
            case FloatHanded():
                carrier = event.carrier
            case _:
                orders = evolve_orders(orders, event)
    return orders


def evolve_orders(orders: Mapping[UUID, Order], event: FundEvent) -> dict[UUID, Order]:
    """Return the *orders* of a case after *event* of the same case, which asks for no new one."""
    if isinstance(event, ConflictDeclared | LineReversed) and not _stands_alone(orders, event):
        return {key: evolve_order(order, event) for key, order in orders.items()}
    order = orders.get(getattr(event, "order", _NO_ORDER))
    if order is None:
        return dict(orders)
    return {**orders, order.order: evolve_order(order, event)}


def _stands_alone(orders: Mapping[UUID, Order], event: FundEvent) -> bool:
    order = orders.get(getattr(event, "order", _NO_ORDER))
    return order is not None and order.stands_alone


_NO_ORDER: Final = UUID(int=0)


def pair_of(order: Order) -> tuple[UUID, ...]:
    """Return the people who answer for an order that was carried out, each once."""
    people = (*order.approved_by, order.prepared_by, order.authorised_by, order.carried_out_by)
    found = dict.fromkeys(each for each in people if each is not None)
    return tuple(each for each in found if each not in order.kept_out)


def waiting(governance: Governance, order: Order) -> bool:
    """Say whether the order waits to be ratified."""
    return order.order in governance.ratifications
