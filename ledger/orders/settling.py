"""Settling what went outside the usual rules by a decision, in place of those who ratify."""

from uuid import UUID

from ledger.command import Command


class RatifyOrder(Command, frozen=True, kw_only=True):
    """Say that an order which waits to be ratified was right. Only by decision, never by an order.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown,
    not-carried-out (it waits for nobody), ratification-over.
    """

    case_id: UUID
    order_id: UUID
