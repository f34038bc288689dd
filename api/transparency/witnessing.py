"""The witness of this instance: cosigns the logs that its operator added (C2SP tlog-witness)."""

import re
from typing import Final

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from api.access import Power, needs
from api.site import site_of
from api.transparency.answers import AnyRequest, current
from ledger.transparency.witness import MAX_BODY, SUFFIX

_HASH: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@post(
    f"{SUFFIX}/add-checkpoint",
    opt=needs(Power.STRANGER),
    request_max_body_size=MAX_BODY,
    include_in_schema=False,
)
async def add_checkpoint(request: AnyRequest) -> ASGIResponse:
    """Cosign a head that follows from the one before, or say why not."""
    answer = await site_of(request).witness.add_checkpoint(await request.body())
    return ASGIResponse(
        body=answer.body.encode(),
        status_code=answer.status,
        # As a header: the framework would put a charset behind every type of text.
        headers={"Content-Type": answer.media_type},
    )


@get(f"{SUFFIX}/{{name:str}}/checkpoint", opt=needs(Power.STRANGER), include_in_schema=False)
async def cosigned(request: AnyRequest, name: FromPath[str]) -> ASGIResponse:
    """Return the head of a log that was cosigned last, with both signatures."""
    note = None
    if _HASH.fullmatch(name):
        note = await site_of(request).witness.checkpoint(name)
    if note is None:
        raise NotFoundException
    return current(note)


WITNESS_ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (add_checkpoint, cosigned)
