"""The addresses of every page that writes money lines."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import Power, needs, power_of
from api.pages import flow
from api.pages.frame import FORM
from api.pages.recording.bail import Bail
from api.pages.recording.bail_asked import Surety, Verification
from api.pages.recording.base import Recording
from api.pages.recording.corrections import PAGE_OF_TOPIC, PAGES_OF_CASES, Reversal
from api.pages.recording.costs import Cost, FeeReturned, FeeTaken
from api.pages.recording.desk import Desk, open_desk, open_line
from api.pages.recording.donations import BroughtForward, Collection, Donation, PassedOn
from api.pages.recording.grants import Grant
from api.pages.recording.losses import Lost
from api.pages.recording.menu import record_menu
from api.pages.recording.transfers import CurrencyExchange, PurposeTransfer, Transfer
from api.pages.recording.written import written
from ledger.rejections import NotReversible

AnyRequest = Request[Any, Any, Any]
Handlers = tuple[HTTPRouteHandler, HTTPRouteHandler]

PAGES_OF_FUND: Final[dict[str, type[Recording]]] = {
    "donation": Donation,
    "collection": Collection,
    "bail": Bail,
    "grant": Grant,
    "cost": Cost,
    "fee": FeeTaken,
    "fee-return": FeeReturned,
    "transfer": Transfer,
    "purpose-transfer": PurposeTransfer,
    "exchange": CurrencyExchange,
    "passed-on": PassedOn,
    "brought-forward": BroughtForward,
    "loss": Lost,
    "bail-asked": Verification,
    "surety": Surety,
}
"""What opens a case: the last part of the address."""


def of_fund(name: str, page: type[Recording]) -> Handlers:
    """Return the handlers of a page that opens a case."""
    path = f"/{{fund_id:uuid}}/record/{name}"
    need = needs(power_of(page.asks))

    @get(path, opt=need)
    async def form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.show(request, page(await open_desk(request, fund_id)))

    @post(path, opt={**FORM, **need}, status_code=200)
    async def sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.take(request, page(await open_desk(request, fund_id)))

    return form, sent


def _of_case(name: str) -> Handlers:
    path = f"/{{fund_id:uuid}}/cases/{{case_id:uuid}}/{name}"
    need = needs(power_of(*(page.asks for page in PAGES_OF_CASES[name].values())))

    def page_of(desk: Desk) -> Recording:
        opening = desk.case.opening if desk.case else None
        page = PAGES_OF_CASES[name].get(type(opening))
        if page is None:
            raise NotFoundException
        return page(desk)

    @get(path, opt=need)
    async def form(
        request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
    ) -> Response[Any]:
        return await flow.show(request, page_of(await open_desk(request, fund_id, case_id)))

    @post(path, opt={**FORM, **need}, status_code=200)
    async def sent(
        request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
    ) -> Response[Any]:
        return await flow.take(request, page_of(await open_desk(request, fund_id, case_id)))

    return form, sent


def _correcting(desk: Desk) -> Recording:
    """Return the page that wrote the line of *desk*, which is the page that corrects it."""
    assert desk.wrong is not None, "open_line names the line"
    page = PAGE_OF_TOPIC.get(desk.wrong.event.topic)
    if page is None:
        raise NotReversible(desk.wrong.position, desk.wrong.event.topic)
    return page(desk)


def _of_line(name: str, page_of: Callable[[Desk], Recording]) -> Handlers:
    path = f"/{{fund_id:uuid}}/lines/{{position:int}}/{name}"

    @get(path, opt=needs(Power.MOVE_MONEY))
    async def form(
        request: AnyRequest, fund_id: FromPath[UUID], position: FromPath[int]
    ) -> Response[Any]:
        desk = await open_line(request, fund_id, position, refuse=True)
        return await flow.show(request, page_of(desk))

    @post(path, opt={**FORM, **needs(Power.MOVE_MONEY)}, status_code=200)
    async def sent(
        request: AnyRequest, fund_id: FromPath[UUID], position: FromPath[int]
    ) -> Response[Any]:
        # Whether it may still be taken back the book says: this may be the second sending.
        desk = await open_line(request, fund_id, position, refuse=False)
        return await flow.take(request, page_of(desk))

    return form, sent


RECORDING_PAGES: Final = (
    record_menu,
    written,
    *(handler for name, page in PAGES_OF_FUND.items() for handler in of_fund(name, page)),
    *(handler for name in PAGES_OF_CASES for handler in _of_case(name)),
    *_of_line("correct", _correcting),
    *_of_line("reverse", Reversal),
)
"""Handlers of every page that writes money lines, and of the page after it."""
