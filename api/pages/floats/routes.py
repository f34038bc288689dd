"""The addresses of floats: handing one out, its page, spending from it, counting it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, access_of, needs
from api.pages import flow
from api.pages.floats.counting import Counting
from api.pages.floats.handing import Handing
from api.pages.floats.of_float import AnyRequest, open_float
from api.pages.floats.one_float import one_float
from api.pages.floats.spending import Spending
from api.pages.frame import FORM
from api.pages.recording.base import Recording
from api.pages.recording.routes import of_fund
from ledger.rejections import FloatOfAnother

_SPEND: Final = "/{fund_id:uuid}/floats/{case_id:uuid}/spend"
_COUNT: Final = "/{fund_id:uuid}/floats/{case_id:uuid}/count"


async def _spending(request: AnyRequest, fund_id: UUID, case_id: UUID) -> Spending:
    page = Spending(await open_float(request, fund_id, case_id))
    if page.handed.carrier != access_of(request).sign_in_id:
        raise FloatOfAnother
    return page


@get(_SPEND, opt=needs(Power.SPEND_FLOAT))
async def spend_form(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form in which the carrier writes down what was spent."""
    return await flow.show(request, await _spending(request, fund_id, case_id))


@post(_SPEND, opt=FORM | needs(Power.SPEND_FLOAT), status_code=200)
async def spend_sent(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Check what was spent, or write it."""
    return await flow.take(request, await _spending(request, fund_id, case_id))


@get(_COUNT, opt=needs(Power.MOVE_MONEY))
async def count_form(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Show the form in which a float is counted."""
    return await flow.show(request, Counting(await open_float(request, fund_id, case_id)))


@post(_COUNT, opt=FORM | needs(Power.MOVE_MONEY), status_code=200)
async def count_sent(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Check what was counted, or ask for it or write it."""
    return await flow.take(request, Counting(await open_float(request, fund_id, case_id)))


FLOAT_PAGES: Final = (
    *of_fund("float", Handing),
    *(one_float, spend_form, spend_sent, count_form, count_sent),
)
"""Handlers of every page about floats."""
PAGE_OF_FLOAT_ORDER: Final[Mapping[type, type[Recording]]] = {
    page.asks: page for page in (Handing, Counting)
}
"""The page that asked for an order about a float, and so changes it."""
