"""Answers of public addresses: the same bytes and headers for whoever asks."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response
from litestar.types import ASGIApp

from api.public.frame import Rendered
from api.public.fund import public_fund
from api.public.kept import Answers
from api.public.pages import Maker
from api.site import site_of

AnyRequest = Request[Any, Any, Any]
_GZIP: Final = re.compile(r"(?:^|,)\s*gzip\s*(?=,|$|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))", re.IGNORECASE)
"""Accepted, and not with a weight of nothing."""
Make = Callable[[Maker], Rendered | Awaitable[Rendered]]
"""Makes a page of a fund that is public; raises NotFoundException where there is none."""


async def kept_answer(request: AnyRequest, fund_id: UUID, path: str, make: Make) -> ASGIApp:
    """Answer with the page at *path* behind ``/public``, made at most once a minute."""
    site = site_of(request)
    language = site.language_of(request)

    async def made() -> Rendered:
        async with site.database.acquire() as connection:
            fund = await public_fund(connection, fund_id, site.now())
        made = make(Maker(site, language, fund))
        return made if isinstance(made, Rendered) else await made

    return answered(request, await site.public_pages.get((fund_id, language.code, path), made))


def answered(request: AnyRequest, found: Answers) -> ASGIApp:
    """Answer with what is kept, in the form that whoever asks can read."""
    accepted = request.headers.get("accept-encoding", "")
    return found.compressed if _GZIP.search(accepted) else found.plain


def fresh_answer(
    rendered: Rendered, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """Answer a form: nobody keeps it, and its length is not packed into another."""
    return Response(
        rendered.body,
        status_code=status,
        media_type=rendered.media_type,
        headers={"Content-Security-Policy": rendered.policy, **(headers or {})},
    )
