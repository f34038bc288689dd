"""The addresses of public pages and files. All of them answer alike whoever asks."""

import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.types import ASGIApp

from api.access import Power, needs
from api.public.answering import AnyRequest, kept_answer
from api.public.feed import feed
from api.public.files import file_of
from api.public.frame import Rendered
from api.public.funder import funder_page
from api.public.open_grants import open_grants
from api.public.package import package
from api.public.pages import Maker
from api.public.paths import PUBLIC
from api.transparency.reports import proof_of

_ADDRESS: Final = f"/{{fund_id:uuid}}/{PUBLIC}"
_OF_REPORT: Final = re.compile(r"([1-9][0-9]{0,5})(?:\.([a-z]{3,4}))?")
"""A report by its number, or one of its files; nothing else leads anywhere."""
_FIXED: Final[dict[str, Callable[[Maker], Rendered]]] = {
    "": Maker.front,
    "/compare": Maker.compare,
    "/how": Maker.how,
    "/assurance": Maker.assurance,
    "/feed.xml": feed,
    "/datapackage.json": package,
    "/360giving.json": open_grants,
}
"""What every public fund has, by what stands behind ``/public`` in its address."""


@get([_ADDRESS + path for path in _FIXED], opt=needs(Power.READ_PUBLIC))
async def fixed_page(request: AnyRequest, fund_id: FromPath[UUID]) -> ASGIApp:
    """Show a page or a file that every public fund has."""
    path = request.scope["path"].partition(f"/{PUBLIC}")[2].rstrip("/")
    return await kept_answer(request, fund_id, path, _FIXED[path])


@get(_ADDRESS + "/reports/{name:str}", opt=needs(Power.READ_PUBLIC))
async def report_page(request: AnyRequest, fund_id: FromPath[UUID], name: FromPath[str]) -> ASGIApp:
    """Show a report, or hand over one of its files."""
    found = _OF_REPORT.fullmatch(name)
    if found is None:
        raise NotFoundException
    number, ending = int(found[1]), found[2]

    async def make(maker: Maker) -> Rendered:
        if ending:
            return file_of(maker, number, ending)
        return maker.report(number, await proof_of(maker.site, fund_id, number))

    return await kept_answer(request, fund_id, f"/reports/{name}", make)


@get(_ADDRESS + "/funders/{agreement_id:uuid}", opt=needs(Power.READ_PUBLIC))
async def funders_page(
    request: AnyRequest, fund_id: FromPath[UUID], agreement_id: FromPath[UUID]
) -> ASGIApp:
    """Show a funder what may be said about the time of an agreement."""
    return await kept_answer(
        request, fund_id, f"/funders/{agreement_id}", lambda maker: funder_page(maker, agreement_id)
    )


PUBLIC_PAGES: Final[tuple[HTTPRouteHandler, ...]] = (fixed_page, report_page, funders_page)
