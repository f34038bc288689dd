"""The public proof that a report is in the log: of the line ``report.logged.v1`` beside it."""

import re
from typing import Final
from uuid import UUID

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from api.access import Power, needs
from api.site import site_of
from api.transparency.answers import AnyRequest, current, public_log
from api.transparency.reports import line_of

_NAME: Final = re.compile(r"([1-9][0-9]{0,5})\.tlog-proof", re.ASCII)


@get(
    "/log/{fund_id:uuid}/{number:str}/reports/{name:str}",
    opt=needs(Power.READ_PUBLIC),
    include_in_schema=False,
)
async def report_proof(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[str], name: FromPath[str]
) -> ASGIResponse:
    """Return the proof of a report, from the first head on that covers its line."""
    asked = _NAME.fullmatch(name)
    if asked is None:
        raise NotFoundException
    of, _ = await public_log(request, fund_id, number)
    site = site_of(request)
    position = await line_of(site, fund_id, int(asked[1]))
    proof = position and await site.log.receipt_of_number(fund_id, of, position)
    if not proof:
        raise NotFoundException
    return current(proof)


REPORT_PROOFS: Final[tuple[HTTPRouteHandler, ...]] = (report_proof,)
