"""The sealed book as an answer: a file for an auditor, made while it is sent."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final
from uuid import UUID

from litestar.response import Stream

from ledger.rejections import LogUnusable
from ledger.transparency.log import Stopped
from ledger.transport.sealed_book import NoHead, sealed_book
from ledger.vault.keys import KeysUnusable

if TYPE_CHECKING:
    from api.site import Site

FILE_NAME: Final = "sealed-book.jsonl"
MEDIA_TYPE: Final = "application/jsonl"


async def sealed_answer(site: "Site", fund_id: UUID) -> Stream:
    """Return the sealed book of a fund; nobody keeps it on the way.

    Raises LogUnusable while the log has no head, and `KeysUnusable` without its key.
    """
    pieces = sealed_book(site.database, site.log, fund_id)
    try:
        first = await anext(pieces)
    except NoHead:
        raise LogUnusable("log", "one with a head that was signed") from None
    except Stopped as stopped:
        raise KeysUnusable(str(stopped)) from None
    return Stream(
        _all(first, pieces),
        media_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
            "Cache-Control": "no-store",
        },
    )


async def _all(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in others:
        yield piece
