"""What may be asked about orders. Every answer is about orders as they stand now."""

from typing import Any, Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.events import Way
from ledger.store.connection import Connection
from projections.orders.rows import OrderRow
from projections.orders.tables import OF_ROW
from projections.view import View, pin

ORDERS_MAX: Final = 200
"""How many orders a list names at most."""

_SELECT: Final = "select [columns] from orders{orders} where fund_id = $1".replace(
    "[columns]", ", ".join(OF_ROW)
)
_WAITING: Final = f"{_SELECT} and waits order by asked_position limit $2"
_OPEN: Final = f"{_SELECT} and waits and closed = '' order by asked_position limit $2"
_CLOSED: Final = f"""{_SELECT} and closed_position is not null
    and ($2::bigint is null or closed_position < $2)
order by closed_position desc limit $3
"""
_ONE: Final = f"{_SELECT} and order_id = $2"


class OpenOrders(Struct, frozen=True):
    """Orders that somebody still has to do with, the oldest first; *more* when not all fit."""

    known_at: int
    orders: tuple[OrderRow, ...]
    more: bool = False


class ClosedOrders(Struct, frozen=True):
    """Closed orders, those closed last in front. *older* leads on as ``before``, None ends it."""

    known_at: int
    orders: tuple[OrderRow, ...]
    older: int | None


async def list_open_orders(
    connection: Connection, fund_id: UUID, *, limit: int = ORDERS_MAX
) -> OpenOrders:
    """List the orders that can still be signed, changed or taken back."""
    return await _list(await pin(connection, fund_id, None), _OPEN, limit)


async def list_waiting_orders(
    connection: Connection, fund_id: UUID, *, limit: int = ORDERS_MAX
) -> OpenOrders:
    """List open orders, and those whose money was sent and nobody confirmed, or to be ratified."""
    return await _list(await pin(connection, fund_id, None), _WAITING, limit)


async def _list(view: View, statement: str, limit: int) -> OpenOrders:
    rows = [_row(each) for each in await view.fetch(statement, limit + 1)]
    return OpenOrders(view.position, tuple(rows[:limit]), more=len(rows) > limit)


async def list_closed_orders(
    connection: Connection, fund_id: UUID, *, before: int | None = None, limit: int = 50
) -> ClosedOrders:
    """List orders that were carried out, declined or withdrawn, at lines below *before*."""
    view = await pin(connection, fund_id, None)
    rows = [_row(each) for each in await view.fetch(_CLOSED, before, limit + 1)]
    older = rows[limit - 1].closed_position if len(rows) > limit else None
    return ClosedOrders(view.position, tuple(rows[:limit]), older)


async def get_order(connection: Connection, fund_id: UUID, order_id: UUID) -> OrderRow | None:
    """Return an order of the fund; None when there is none with this id."""
    view = await pin(connection, fund_id, None)
    rows = await view.fetch(_ONE, order_id)
    return _row(rows[0]) if rows else None


def _row(record: asyncpg.Record) -> OrderRow:
    fields: dict[str, Any] = dict(record)
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return OrderRow(**fields | lists | {"way": Way(fields["way"])})
