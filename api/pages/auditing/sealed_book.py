"""The page from which an auditor takes the sealed book home, and what to do with it there."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from api.access import Power, needs
from api.auditing.sealed import FILE_NAME, sealed_answer
from api.i18n import N_
from api.pages.frame import render
from api.pages.people.room import open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import step_up_of_own_app
from api.site import site_of
from ledger.rejections import LogUnusable
from ledger.vault.keys import KeysUnusable

_PATH: Final = "/{fund_id:uuid}/audit/sealed-book"
_UNAVAILABLE: Final = 503


@get(_PATH, opt=needs(Power.AUDIT))
async def sealed_book_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what the sealed book is, and how to keep it."""
    if answer := await step_up_of_own_app(request, f"{fund_id}/audit/sealed-book"):
        return answer
    return await _page(request, fund_id)


@post(_PATH, opt=needs(Power.AUDIT), status_code=200)
async def sealed_book_asked(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any] | Stream:
    """Hand the sealed book over."""
    if answer := await step_up_of_own_app(request, f"{fund_id}/audit/sealed-book"):
        return answer
    try:
        return await sealed_answer(site_of(request), fund_id)
    except LogUnusable:
        return await _page(request, fund_id)
    except KeysUnusable:
        problem = N_("The key of the log is not where it belongs. Tell whoever runs the machine.")
        return await _page(request, fund_id, problem=problem, status=_UNAVAILABLE)


async def _page(
    request: AnyRequest, fund_id: UUID, *, problem: str = "", status: int = 200
) -> Response[Any]:
    room = await open_room(request, fund_id)
    head = await site_of(request).log.head(fund_id)
    return render(
        request,
        "auditing/sealed_book.html",
        status=status,
        title=N_("The sealed book"),
        file_name=FILE_NAME,
        has_head=head is not None,
        policy=f"/log/{fund_id}/{head.number}/policy" if head else "",
        is_public=room.fund.publishing.is_public,
        problem=problem,
        **room.frame("-"),
    )
