"""Files of somebody in the vault: photos are made anew before they are sealed, PDFs stay."""

import asyncio
import base64
from typing import Annotated, Final

from litestar import Response
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power
from api.problems import MALFORMED, WebRefused, Wrong
from api.requests.photos import MAX_BYTES
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId, Key, key_given
from api.v1.refusals import KEY_MISSING
from api.v1.vault.opening import SealedRecord
from api.v1.vault.shapes import PersonId, actor_with_code, acts, id_of, today_of
from api.vault.papers import paper_of
from ledger.rejections import PersonErased, PersonUnknown, RecordUnusable, VaultLocked
from ledger.vault.records import FileDraft

MAX_BODY: Final = MAX_BYTES * 4 // 3 + 1_000
"""The largest file in base64, and the JSON around it."""
_EXPECTED: Final = "a JPEG, PNG or WebP picture or a PDF, of 8 MB at most, in base64"
_at_once = asyncio.Semaphore(2)
"""How many files are made anew at once: each is unpacked in memory."""


class NewFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A photo or a PDF."""

    content: Annotated[str, Meta(description=f"The file: {_EXPECTED}.")]

    def __repr__(self) -> str:
        """Show nothing of the file."""
        return "NewFile(…)"


@acts(
    "/vault/people/{person_id:uuid}/files",
    *(KEY_MISSING, RecordUnusable, PersonUnknown, PersonErased, VaultLocked),
    power=Power.OPEN_VAULT,
    name="seal_file",
    summary="Seal a file of somebody",
    body=NewFile,
    status=201,
    guards=[key_given],
    request_max_body_size=MAX_BODY,
)
async def seal_file(
    request: AnyRequest, fund_id: FundId, person_id: PersonId, data: JSONBody[NewFile], key: Key
) -> Response[SealedRecord]:
    """Seal a photo, without place, time and camera, or a PDF with all that is in it.

    The same key seals it once.
    """
    actor = await actor_with_code(request)
    record_id = await site_of(request).vault.seal(
        fund_id,
        person_id,
        await _draft(data),
        actor=actor,
        today=today_of(request),
        record_id=id_of(request, fund_id, key, "file"),
    )
    return Response(SealedRecord(record_id), status_code=201)


async def _draft(sent: NewFile) -> FileDraft:
    try:
        async with _at_once:
            return await asyncio.to_thread(_read, sent.content)
    except ValueError:  # no base64, or a file that cannot be taken
        wrong = Wrong("content", _EXPECTED, "/content")
        raise WebRefused(MALFORMED, errors=(wrong,)) from None


def _read(content: str) -> FileDraft:
    return paper_of(base64.b64decode(content, validate=True))


ROUTES: Final = (seal_file,)
