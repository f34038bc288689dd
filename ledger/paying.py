"""Who prepared and who sent the payments of an account: whoever did does not reconcile it.

The book says who prepared and who sent in one line each, and from which account in another, so what
is asked for is remembered until it is carried out, declined or taken back.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ledger.events import (
    OrderCarriedOut,
    OrderChanged,
    OrderDeclined,
    OrderPrepared,
    OrderRequested,
    OrderWithdrawn,
    Way,
)

OrderStep = (
    OrderRequested | OrderChanged | OrderPrepared | OrderCarriedOut | OrderDeclined | OrderWithdrawn
)
"""Steps that say who pays, and from where."""


class UnderWay(Struct, frozen=True, kw_only=True):
    """An order that names an account it may pay from: who asked for it, and who prepared it.

    *already_paid* says that whoever asked has paid already.
    """

    account: UUID
    by: UUID
    already_paid: bool
    prepared_by: UUID | None = None


class Paid(Struct, frozen=True):
    """A payment from *account*, by *people*."""

    account: UUID
    people: tuple[UUID, ...]


def covered_by(
    paid_by: Mapping[UUID, date], covered: Mapping[date, tuple[UUID, ...]], day: date
) -> tuple[UUID, ...]:
    """Return whose payments a statement of *day* covers, as far as the book knows.

    *covered* says so of the statements there are. One of the same day, or the next after it, may
    have covered them before; they do not become somebody else's by being stated anew.
    """
    stated = min((each for each in covered if each >= day), default=None)
    before = () if stated is None else covered[stated]
    return tuple(dict.fromkeys((*before, *(who for who, on in paid_by.items() if on <= day))))


class _Named(Struct, frozen=True):
    """What the content of an order says about the account it pays from."""

    account_id: UUID | None = None
    from_account_id: UUID | None = None


_named: Final = msgspec.json.Decoder(_Named)


def follow(
    under_way: Mapping[UUID, UnderWay], event: OrderStep
) -> tuple[dict[UUID, UnderWay], Paid | None]:
    """Return the orders under way after *event*, and what was paid by it, if anything was."""
    after = dict(under_way)
    match event:
        case OrderRequested():
            account = _account(event.content)
            if account is not None:
                paid = event.way is Way.ALREADY_PAID
                after[event.order] = UnderWay(account=account, by=event.by, already_paid=paid)
        case OrderChanged():
            before, account = after.pop(event.order, None), _account(event.content)
            if before is not None and account is not None:
                changed = replace(before, account=account, by=event.by, prepared_by=None)
                after[event.order] = changed
        case OrderPrepared():
            if event.order in after:
                after[event.order] = replace(after[event.order], prepared_by=event.by)
        case OrderCarriedOut():
            return after, _paid(after.pop(event.order, None), event.by)
        case OrderDeclined() | OrderWithdrawn():
            after.pop(event.order, None)
    return after, None


def _paid(order: UnderWay | None, sender: UUID) -> Paid | None:
    """Return who paid; what was neither prepared nor paid before moves nothing."""
    if order is None:
        return None
    if order.already_paid:
        return Paid(order.account, (order.by,))
    if order.prepared_by is not None:
        return Paid(order.account, tuple(dict.fromkeys((order.prepared_by, sender))))
    return None


def _account(content: str) -> UUID | None:
    try:
        named = _named.decode(content)
    except msgspec.MsgspecError:  # written by another program: it can be read, and not signed
        return None
    return named.account_id or named.from_account_id
