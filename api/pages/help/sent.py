"""What a form carries besides fields: photos, and papers, that never touch the disk unsealed."""

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from litestar import Request
from litestar.enums import RequestEncodingType
from msgspec import Struct
from multipart import MultipartError, MultipartParser

from api.i18n import N_, Words
from api.pages.flow import Sent
from api.pages.frame import form_fields
from api.problems import MALFORMED, WebRefused
from api.requests.photos import MAX_BYTES, PhotoUnusable, photo_of
from ledger.vault.records import FileDraft

MAX_PHOTOS: Final = 3
MAX_BODY: Final = MAX_PHOTOS * MAX_BYTES + 200_000
"""The largest form, photos and words together."""
PHOTOS_FIELD: Final = "photos"
TOO_MANY_PHOTOS: Final = Words(N_("{most} photos at most"), {"most": MAX_PHOTOS})
_MOST_PARTS: Final = 60
_SMALL: Final = 200_000
"""A form without photos; who sends one never waits for others."""
_COMING: Final = 8
"""How many forms with photos may be on their way at once, each in memory."""
_AT_ONCE: Final = 2
"""How many photos are made anew at once: each is unpacked in memory."""


class SentForm(Struct, frozen=True):
    """The fields, the files as they are sealed, and what is wrong with one of them."""

    fields: Sent
    photos: tuple[FileDraft, ...] = ()
    trouble: str | Words = ""


class Photos:
    """Takes forms with photos apart, a few at a time: each may need the memory of all of it.

    *made* returns what is sealed of a file, or raises PhotoUnusable; it runs in a thread.
    """

    def __init__(self, made: Callable[[bytes], FileDraft] = photo_of) -> None:
        self._made = made
        self._coming = asyncio.Semaphore(_COMING)
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def read(self, request: Request[Any, Any, Any]) -> SentForm:
        """Return what was sent. Raises WebRefused when it is no form."""
        kind, options = request.content_type
        if kind != RequestEncodingType.MULTI_PART:
            return SentForm(Sent(await form_fields(request)))
        boundary = options.get("boundary", "")
        if _size_of(request) <= _SMALL:
            return await self._taken_apart(await request.body(), boundary)
        async with self._coming:
            return await self._taken_apart(await request.body(), boundary)

    async def _taken_apart(self, body: bytes, boundary: str) -> SentForm:
        fields, files = await asyncio.to_thread(_parts, body, boundary)
        if len(files) > MAX_PHOTOS:
            return SentForm(Sent(fields), trouble=TOO_MANY_PHOTOS)
        photos = []
        for file in files:
            try:
                async with self._room:
                    photos.append(await asyncio.to_thread(self._made, file))
            except PhotoUnusable as unusable:
                return SentForm(Sent(fields), trouble=unusable.why)
        return SentForm(Sent(fields), tuple(photos))


def _size_of(request: Request[Any, Any, Any]) -> int:
    """Return how large a body says it is; one that does not say may be the largest."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else MAX_BODY


def _parts(body: bytes, boundary: str) -> tuple[list[tuple[str, str]], list[bytes]]:
    """Return the fields and the files of a form, all of it in memory."""
    fields, files = [], []
    try:
        parser = MultipartParser(
            BytesIO(body),
            boundary,
            content_length=len(body),
            part_limit=_MOST_PARTS,
            spool_limit=MAX_BODY,
            memory_limit=2 * MAX_BODY,
            disk_limit=0,
        )
        for part in parser:
            if part.filename is None:
                fields.append((part.name, part.value))
            elif part.name == PHOTOS_FIELD and part.size:
                files.append(part.raw)
    except (MultipartError, ValueError, LookupError):
        raise WebRefused(MALFORMED) from None
    return fields, files
