"""All orders of a fund: those that wait for somebody, then those that are closed, page by page."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_, Words
from api.pages.flow import KEY_FIELD, Trouble, new_key
from api.pages.frame import render
from api.pages.ordering.stages import STATES
from api.pages.ordering.undone import Undone, list_undone
from api.pages.reading.asked import ordered_text, people_in_order
from api.pages.reading.reader import Reader, position_in, reading, with_handles
from ledger.case_label import case_label
from ledger.events import Role, Way
from projections.orders import OrderRow, list_closed_orders, list_waiting_orders

AnyRequest = Request[Any, Any, Any]

PAGE_ORDERS: Final = 50


class Listed(Struct, frozen=True):
    """One order in a list. *sentence* says what it does, *state* where it stands."""

    address: str
    sentence: str
    case_name: str
    asked: Markup
    state: Words
    is_urgent: bool


@get("/{fund_id:uuid}/orders", opt=needs(Power.READ_BOOK))
async def orders_page(
    request: AnyRequest, fund_id: FromPath[UUID], before: FromQuery[str | None] = None
) -> Response[Any]:
    """List the orders of the fund."""
    return await draw_orders(request, fund_id, before)


async def draw_orders(
    request: AnyRequest,
    fund_id: UUID,
    before: str | None = None,
    *,
    problems: Sequence[Trouble] = (),
    status: int = 200,
) -> Response[Any]:
    """Draw the list of orders, with what was wrong with what was sent from it."""
    place = position_in(before)
    async with reading(request, fund_id) as (reader, connection):
        waiting: tuple[OrderRow, ...] = ()
        if place is None:
            waiting = (await list_waiting_orders(connection, fund_id)).orders
        closed = await list_closed_orders(connection, fund_id, before=place, limit=PAGE_ORDERS)
    rows = (*waiting, *closed.orders)
    people = {who for row in rows for who in (row.asked_by, *people_in_order(row.content))}
    reader = await with_handles(request, reader, people)
    undone = await _undone(request, reader) if place is None else []
    waits = {row.order_id for row in waiting}
    older = f"{reader.prefix}/orders?before={closed.older}" if closed.older is not None else ""
    return render(
        request,
        "ordering/orders.html",
        title=N_("Orders"),
        status=status,
        wrong=bool(problems),
        problems=tuple(problems),
        undone=[each for each in undone if not each.is_over],
        came_to_nothing=[each for each in undone if each.is_over],
        may_order=access_of(request).may(Power.ORDER),
        key_field=KEY_FIELD,
        key=new_key(),
        single_signer=reader.fund.single_signer,
        is_first=place is None,
        waiting=[_listed(row, reader, waits=True) for row in waiting],
        closed=[_listed(row, reader) for row in closed.orders if row.order_id not in waits],
        older=older,
        newest=f"{reader.prefix}/orders" if place is not None else "",
        **reader.frame("orders"),
    )


async def _undone(request: AnyRequest, reader: Reader) -> list[Undone]:
    is_steward = Role.STEWARD in access_of(request).roles
    return await list_undone(request, reader, is_steward=is_steward)


def _listed(row: OrderRow, reader: Reader, *, waits: bool = False) -> Listed:
    moment = moment_text(row.asked_at, reader.language, reader.fund.time_zone)
    return Listed(
        address=f"{reader.prefix}/orders/{row.order_id}",
        sentence=ordered_text(reader, row.content).striptags(),
        case_name="" if row.case_id == reader.fund_id else case_label(row.case_id),
        asked=reader.say(
            N_("asked for by {person}, {moment}"), person=reader.person(row.asked_by), moment=moment
        ),
        state=_state(row, waits=waits),
        is_urgent=row.way is Way.URGENT and not row.closed,
    )


def _state(row: OrderRow, *, waits: bool) -> Words:
    """Say where an order stands, as far as its list needs it."""
    if row.ratification == "open":
        return Words(N_("waits to be ratified"))
    if row.ratification == "expired":
        return Words(N_("not ratified in time"))
    if row.closed:
        # What is closed and still waits was sent, and nobody has heard that it arrived.
        return Words(N_("sent: has it arrived?") if waits else STATES[row.closed])
    if len(row.approved_by) < row.approvals:
        there = {"there": len(row.approved_by), "needed": row.approvals}
        return Words(N_("approved by {there} of {needed}"), there)
    if row.prepared_by is None:
        return Words(N_("to be prepared"))
    return Words(N_("to be let go") if row.authorised_by is None else N_("to be sent"))
