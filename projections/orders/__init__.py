"""Orders: what takes two people, with everybody who signed it and what it still waits for."""

from projections.orders.queries import (
    ClosedOrders,
    OpenOrders,
    get_order,
    list_closed_orders,
    list_open_orders,
    list_waiting_orders,
)
from projections.orders.rows import OrderRow, Ratified
from projections.orders.tables import ORDERS

__all__ = [
    "ORDERS",
    "ClosedOrders",
    "OpenOrders",
    "OrderRow",
    "Ratified",
    "get_order",
    "list_closed_orders",
    "list_open_orders",
    "list_waiting_orders",
]
