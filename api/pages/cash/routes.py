"""The addresses of the pages about one account, and about lost money and statements."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import needs, power_of
from api.pages import flow
from api.pages.cash.counting import Counting, HandingOver
from api.pages.cash.gifts import GIFT_PAGES
from api.pages.cash.of_account import OfAccount
from api.pages.cash.one_account import cash_held, one_account
from api.pages.cash.statements import Asserting
from api.pages.cash.states import Closing, Freezing, Releasing
from api.pages.frame import FORM
from api.pages.reading.reader import AnyRequest
from api.pages.recording.base import Recording
from api.pages.recording.desk import open_desk
from api.pages.recording.gaps import Explaining

PAGES_OF_ACCOUNT: Final[Mapping[str, type[OfAccount]]] = {
    "count": Counting,
    "hand-over": HandingOver,
    "statement": Asserting,
    "freeze": Freezing,
    "release": Releasing,
    "close": Closing,
}
"""What can be written about an account: the last part of the address."""


def _of_account(name: str, page: type[OfAccount]) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    path = f"/{{fund_id:uuid}}/accounts/{{account_id:uuid}}/{name}"
    need = needs(power_of(page.asks))

    @get(path, opt=need)
    async def form(
        request: AnyRequest, fund_id: FromPath[UUID], account_id: FromPath[UUID]
    ) -> Response[Any]:
        return await flow.show(request, page(await open_desk(request, fund_id), account_id))

    @post(path, opt={**FORM, **need}, status_code=200)
    async def sent(
        request: AnyRequest, fund_id: FromPath[UUID], account_id: FromPath[UUID]
    ) -> Response[Any]:
        return await flow.take(request, page(await open_desk(request, fund_id), account_id))

    return form, sent


PAGE_OF_CASH_ORDER: Final[Mapping[type, type[Recording]]] = {
    page.asks: page for page in (Counting, HandingOver, Asserting, Closing, Explaining)
}
"""The page that asked for an order about an account, and so changes it."""
CASH_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (
    one_account,
    cash_held,
    *(handler for name, page in PAGES_OF_ACCOUNT.items() for handler in _of_account(name, page)),
    *GIFT_PAGES,
)
"""Handlers of every page about what becomes of accounts."""
