"""Answers at the addresses of a log: the same bytes and headers for whoever asks.

They are made from rows that change on the clock of the log and from two rules of the fund, never
from a line about money or a case. No answer says when anything changed.
"""

import re
from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.response.base import ASGIResponse

from api.public.kept import CACHE_CONTROL
from api.site import site_of
from api.transparency.rules import LogRules, read_rules

AnyRequest = Request[Any, Any, Any]
TEXT: Final = "text/plain; charset=utf-8"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""How long caches keep what never changes: a year, which is the longest that they know."""
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)


async def public_log(request: AnyRequest, fund_id: UUID, number: str) -> tuple[int, LogRules]:
    """Return the number of a log that strangers may read, and the rules of its fund.

    Raises NotFoundException alike for a number in another form, a fund that does not exist, and
    one that does not publish. Whether there is a log of that number is not looked at.
    """
    if _NUMBER.fullmatch(number) is None:
        raise NotFoundException
    async with site_of(request).database.acquire() as connection:
        rules = await read_rules(connection, fund_id)
    if not rules.is_public:
        raise NotFoundException
    return int(number), rules


def as_asked(request: AnyRequest) -> str:
    """Return the path as it came in: of the one that the framework has, slashes are made fewer."""
    raw: bytes | None = request.scope.get("raw_path")
    return request.scope["path"] if raw is None else raw.partition(b"?")[0].decode("latin-1")


def fixed(data: bytes) -> ASGIResponse:
    """Answer with bytes that never change."""
    return ASGIResponse(body=data, headers={"Cache-Control": FOR_EVER}, media_type=BYTES)


def current(text: str) -> ASGIResponse:
    """Answer with a text that may change: caches keep it for a minute."""
    return ASGIResponse(
        body=text.encode(), headers={"Cache-Control": CACHE_CONTROL, "Content-Type": TEXT}
    )
