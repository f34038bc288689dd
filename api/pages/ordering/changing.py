"""Changing what an order says: the form that asked for it, filled."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec.structs import replace

from api.access import Power, needs
from api.orders import find_order
from api.pages import flow
from api.pages.cash.routes import PAGE_OF_CASH_ORDER
from api.pages.floats.routes import PAGE_OF_FLOAT_ORDER
from api.pages.frame import FORM
from api.pages.recording.base import Recording
from api.pages.recording.corrections import PAGE_OF_ORDER, PAGE_OF_TOPIC, Reversal
from api.pages.recording.desk import open_desk, open_line
from api.site import site_of
from ledger.corrections import ReverseLine
from ledger.recordings import CorrectLine
from ledger.rejections import OrderUnknown

AnyRequest = Request[Any, Any, Any]

_PATH = "/{fund_id:uuid}/orders/{order_id:uuid}/change"


async def _page(request: AnyRequest, fund_id: UUID, order_id: UUID) -> Recording:
    """Return the page that asked for the order. Raises not found where there is none."""
    try:
        found = await find_order(site_of(request), fund_id, order_id)
    except OrderUnknown:
        raise NotFoundException from None
    command = found.command
    if isinstance(command, ReverseLine | CorrectLine):
        desk = await open_line(request, fund_id, command.position, refuse=False)
        assert desk.wrong is not None, "open_line names the line"
        is_reversal = isinstance(command, ReverseLine)
        page = Reversal if is_reversal else PAGE_OF_TOPIC[desk.wrong.event.topic]
    else:
        desk = await open_desk(request, fund_id, found.order.case_id)
        known = {**PAGE_OF_ORDER, **PAGE_OF_FLOAT_ORDER, **PAGE_OF_CASH_ORDER}.get(type(command))
        if known is None:
            raise NotFoundException
        page = known
    return page(replace(desk, order=found.order))


@get(_PATH, opt=needs(Power.ORDER))
async def change_form(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form, filled with what the order says."""
    return await flow.show(request, await _page(request, fund_id, order_id))


@post(_PATH, opt=FORM | needs(Power.ORDER), status_code=200)
async def change_sent(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Check or write what the order is to say instead."""
    return await flow.take(request, await _page(request, fund_id, order_id))
