"""What is known about somebody: small forms of fields, and files. Sealed, each by itself."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.rejections import RecordUnknown, RecordUnusable
from ledger.store.connection import Connection
from ledger.vault.keys import KeysUnusable
from ledger.vault.sealing import PAD_FIELDS, PAD_FILE, CannotOpen, Place, seal, unseal

LONGEST_FIELD: Final = 10_000
"""How many characters one field may have."""
MOST_FIELDS: Final = 60
LARGEST_FILE: Final = 10_000_000
"""How many bytes a file may have."""
MEDIA_TYPES: Final = ("image/jpeg", "image/png", "application/pdf")

_ADD: Final = """
insert into vault_records (fund_id, record_id, person_id, kind, version, made_on, sealed)
values ($1, $2, $3, $4, 1, $5, $6) on conflict (fund_id, record_id) do nothing
"""
_CHANGE: Final = """
update vault_records set version = $4, made_on = $5, sealed = $6
where fund_id = $1 and record_id = $2 and version = $3 returning true
"""
_LIST: Final = """
select record_id, person_id, kind, version, made_on, octet_length(sealed) as size
from vault_records where fund_id = $1
"""


_OF_CASES: Final = """
select r.record_id, r.person_id, r.kind, r.version, r.made_on, octet_length(r.sealed) as size,
    array_agg(l.case_id order by l.case_id) as case_ids
from vault_records r join vault_links l using (fund_id, person_id)
where fund_id = $1 and r.kind = $2 and ($3::uuid[] is null or l.case_id = any($3))
group by r.fund_id, r.record_id order by r.person_id, r.made_on, r.record_id
"""


class RecordKind(StrEnum):
    """What a record is about."""

    CONTACT = "contact"
    REQUEST = "request"
    NEEDS = "needs"
    SCREENING = "screening"
    BAIL = "bail"
    PAYEE = "payee"
    HEARING = "hearing"
    CONSENT = "consent"
    FILE = "file"
    NOTE = "note"


class Draft(Struct, frozen=True):
    """Fields to be sealed: what was typed, by the code of the field."""

    kind: RecordKind
    fields: Mapping[str, str]

    def __repr__(self) -> str:
        """Show nothing of what was typed."""
        return f"Draft({self.kind})"


class FileDraft(Struct, frozen=True):
    """A file to be sealed, without a name."""

    media_type: str
    content: bytes

    kind = RecordKind.FILE

    def __repr__(self) -> str:
        """Show nothing of the file."""
        return "FileDraft(…)"


class RecordRow(Struct, frozen=True):
    """What can be said of a record without opening it; *size* in bytes, padded."""

    record_id: UUID
    person_id: UUID
    kind: RecordKind
    version: int
    made_on: date
    size: int


class OpenedRecord(Struct, frozen=True):
    """A record that was opened: fields, or a file."""

    record_id: UUID
    person_id: UUID
    kind: RecordKind
    version: int
    fields: dict[str, str]
    media_type: str
    content: bytes

    def __repr__(self) -> str:
        """Show nothing of what is in it."""
        return f"OpenedRecord({self.kind})"


class _Content(Struct, frozen=True, omit_defaults=True):
    fields: dict[str, str] = {}
    media_type: str = ""
    content: bytes = b""


def check(draft: Draft | FileDraft) -> None:
    """Raise RecordUnusable for what cannot be kept."""
    if isinstance(draft, FileDraft):
        if draft.media_type not in MEDIA_TYPES or not 0 < len(draft.content) <= LARGEST_FILE:
            raise RecordUnusable("file", LARGEST_FILE)
        return
    if not 0 < len(draft.fields) <= MOST_FIELDS:
        raise RecordUnusable("fields", MOST_FIELDS)
    for name, value in draft.fields.items():
        if not name.isidentifier() or len(value) > LONGEST_FIELD:
            raise RecordUnusable(name if name.isidentifier() else "fields", LONGEST_FIELD)
    if not any(value.strip() for value in draft.fields.values()):
        raise RecordUnusable(next(iter(draft.fields)), LONGEST_FIELD)


async def add(
    connection: Connection,
    place: tuple[UUID, UUID],
    key: bytes,
    draft: Draft | FileDraft,
    day: date,
    record_id: UUID,
) -> None:
    """Seal a new record of *place*, a fund and a person, under the person's *key*."""
    fund_id, person_id = place
    at = Place(fund_id, person_id, record_id, draft.kind, 1)
    sealed = _sealed(key, at, draft)
    await connection.execute(_ADD, fund_id, record_id, person_id, draft.kind, day, sealed)


async def change(
    connection: Connection, fund_id: UUID, row: RecordRow, key: bytes, draft: Draft, day: date
) -> None:
    """Seal a new version in place of the one that *row* is. Raises RecordUnknown."""
    at = Place(fund_id, row.person_id, row.record_id, row.kind, row.version + 1)
    sealed = _sealed(key, at, draft)
    done = await connection.fetchval(
        _CHANGE, fund_id, row.record_id, row.version, row.version + 1, day, sealed
    )
    if not done:
        raise RecordUnknown


async def get(connection: Connection, fund_id: UUID, record_id: UUID) -> RecordRow:
    """Return what can be said of a record unopened. Raises RecordUnknown."""
    row = await connection.fetchrow(f"{_LIST} and record_id = $2", fund_id, record_id)
    if row is None:
        raise RecordUnknown
    return msgspec.convert(dict(row), RecordRow)


async def list_of(connection: Connection, fund_id: UUID, person_id: UUID) -> list[RecordRow]:
    """List the records of somebody, by kind."""
    rows = await connection.fetch(
        f"{_LIST} and person_id = $2 order by kind, made_on, record_id", fund_id, person_id
    )
    return [msgspec.convert(dict(row), RecordRow) for row in rows]


async def list_of_cases(
    connection: Connection, fund_id: UUID, kind: RecordKind, case_ids: Collection[UUID] | None
) -> list[tuple[RecordRow, tuple[UUID, ...]]]:
    """List the records of one kind of whoever some cases are about, each with those cases.

    Of every case of the fund when *case_ids* is None.
    """
    named = None if case_ids is None else list(case_ids)
    found = []
    for row in await connection.fetch(_OF_CASES, fund_id, kind, named):
        record = dict(row)
        about = tuple(record.pop("case_ids"))
        found.append((msgspec.convert(record, RecordRow), about))
    return found


async def open_row(
    connection: Connection, fund_id: UUID, row: RecordRow, key: bytes
) -> OpenedRecord:
    """Return what is in a record. Raises RecordUnknown, KeysUnusable when it was tampered with."""
    sealed = await connection.fetchval(
        "select sealed from vault_records where fund_id = $1 and record_id = $2 and version = $3",
        fund_id,
        row.record_id,
        row.version,
    )
    if sealed is None:
        raise RecordUnknown
    place = Place(fund_id, row.person_id, row.record_id, row.kind, row.version)
    try:
        content = msgspec.msgpack.decode(unseal(key, place, sealed), type=_Content)
    except CannotOpen:
        raise KeysUnusable("A record of the vault was changed outside the program.") from None
    return OpenedRecord(
        row.record_id,
        row.person_id,
        row.kind,
        row.version,
        content.fields,
        content.media_type,
        content.content,
    )


def _sealed(key: bytes, place: Place, draft: Draft | FileDraft) -> bytes:
    if isinstance(draft, FileDraft):
        content = _Content(media_type=draft.media_type, content=draft.content)
        return seal(key, place, msgspec.msgpack.encode(content), PAD_FILE)
    fields = {name: value.strip() for name, value in draft.fields.items() if value.strip()}
    return seal(key, place, msgspec.msgpack.encode(_Content(fields=fields)), PAD_FIELDS)
