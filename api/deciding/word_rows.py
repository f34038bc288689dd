"""The rows of what proposals say, and of the notes under them: sealed, and nothing opens here."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_ADD: Final = """
insert into proposal_words (fund_id, text_hash, draft_id, sealed, made_on)
values ($1, $2, $3, $4, $5) on conflict (fund_id, draft_id) do nothing returning 1
"""
_SELECT: Final = """
select text_hash, draft_id, proposal_id, sealed, made_on, forget_on from proposal_words
where fund_id = $1
"""
_BY_DRAFT: Final = _SELECT + "and draft_id = $2"
_OF: Final = _SELECT + "and proposal_id = any($2::uuid[]) order by text_hash"
_BIND: Final = "update proposal_words set proposal_id = $3 where fund_id = $1 and text_hash = $2"
_DATE: Final = "update proposal_words set forget_on = $3 where fund_id = $1 and proposal_id = $2"
_REMOVE: Final = "delete from proposal_words where fund_id = $1 and text_hash = $2"
_UNBOUND: Final = """
select fund_id, text_hash, made_on from proposal_words where proposal_id is null
order by fund_id, text_hash
"""
_UNDATED: Final = """
select distinct fund_id, proposal_id from proposal_words
where proposal_id is not null and forget_on is null order by fund_id, proposal_id
"""
_DUE: Final = """
select distinct fund_id, proposal_id, forget_on from proposal_words
where forget_on <= $1 order by fund_id, proposal_id
"""
# The topics are among those of the index events_with_deadlines.
_WRITTEN: Final = """
select case_id from events where fund_id = $1
    and topic in ('proposal.made.v1', 'proposal.changed.v1')
    and position(convert_to($2::text, 'UTF8') in payload) > 0
order by events.position limit 1
"""
_NOTES: Final = """
select number, note_id, sealed from proposal_notes
where fund_id = $1 and proposal_id = $2 order by number
"""
_HOLD_NOTES: Final = "select pg_advisory_xact_lock(hashtext('notes'), hashtext($1::text))"
_ADD_NOTE: Final = """
insert into proposal_notes (fund_id, proposal_id, number, note_id, sealed)
values ($1, $2, $3, $4, $5)
"""
_REMOVE_NOTE: Final = """
delete from proposal_notes where fund_id = $1 and proposal_id = $2 and note_id = $3
"""
_REMOVE_NOTES: Final = "delete from proposal_notes where fund_id = $1 and proposal_id = $2"


class WordsRow(Struct, frozen=True, kw_only=True):
    """What a proposal says, sealed; without *proposal_id* it is in no line yet."""

    text_hash: bytes
    draft_id: UUID
    proposal_id: UUID | None
    sealed: bytes
    made_on: date
    forget_on: date | None


class NoteRow(Struct, frozen=True):
    """What somebody said about a proposal, sealed; notes are numbered as they came."""

    number: int
    note_id: UUID
    sealed: bytes


class Unbound(Struct, frozen=True):
    """Words that are in no line, as far as is known."""

    fund_id: UUID
    text_hash: bytes
    made_on: date


async def add_words(connection: Connection, fund_id: UUID, row: WordsRow) -> bool:
    """Keep words that are in no line yet; False when those of this draft are there already."""
    with database_errors():
        added = await connection.fetchval(
            _ADD, fund_id, row.text_hash, row.draft_id, row.sealed, row.made_on
        )
    return added is not None


async def words_of_draft(connection: Connection, fund_id: UUID, draft_id: UUID) -> WordsRow | None:
    """Return the words of a draft."""
    with database_errors():
        found = await connection.fetchrow(_BY_DRAFT, fund_id, draft_id)
    return None if found is None else WordsRow(**dict(found))


async def list_words(
    connection: Connection, fund_id: UUID, proposal_ids: Collection[UUID]
) -> list[WordsRow]:
    """List the words of proposals; of one that is being changed there may be two."""
    with database_errors():
        rows = await connection.fetch(_OF, fund_id, list(proposal_ids))
    return [WordsRow(**dict(row)) for row in rows]


async def bind_words(
    connection: Connection, fund_id: UUID, text_hash: bytes, proposal_id: UUID
) -> None:
    """Say which proposal words belong to."""
    with database_errors():
        await connection.execute(_BIND, fund_id, text_hash, proposal_id)


async def date_words(
    connection: Connection, fund_id: UUID, proposal_id: UUID, forget_on: date
) -> None:
    """Say on which day the words of a proposal are forgotten."""
    with database_errors():
        await connection.execute(_DATE, fund_id, proposal_id, forget_on)


async def remove_words(connection: Connection, fund_id: UUID, text_hash: bytes) -> None:
    """Remove words."""
    with database_errors():
        await connection.execute(_REMOVE, fund_id, text_hash)


async def list_unbound(connection: Connection) -> list[Unbound]:
    """List the words of all funds that are in no line, as far as is known."""
    with database_errors():
        return [Unbound(*row) for row in await connection.fetch(_UNBOUND)]


async def list_undated(connection: Connection) -> list[tuple[UUID, UUID]]:
    """List fund and proposal of words of which no day is known on which they are forgotten."""
    with database_errors():
        return [(row[0], row[1]) for row in await connection.fetch(_UNDATED)]


async def list_due(connection: Connection, today: date) -> list[tuple[UUID, UUID, date]]:
    """List fund and proposal of words whose day has come, and that day."""
    with database_errors():
        return [(row[0], row[1], row[2]) for row in await connection.fetch(_DUE, today)]


async def find_line(connection: Connection, fund_id: UUID, text_hash: bytes) -> UUID | None:
    """Return the proposal whose line has this digest; None when none has."""
    with database_errors():
        found: UUID | None = await connection.fetchval(_WRITTEN, fund_id, text_hash.hex())
    return found


async def list_notes(connection: Connection, fund_id: UUID, proposal_id: UUID) -> Sequence[NoteRow]:
    """List the notes under a proposal, first to last."""
    with database_errors():
        return [NoteRow(*row) for row in await connection.fetch(_NOTES, fund_id, proposal_id)]


async def hold_notes(connection: Connection, proposal_id: UUID) -> None:
    """Let nobody else add a note to a proposal until the transaction ends."""
    with database_errors():
        await connection.execute(_HOLD_NOTES, str(proposal_id))


async def add_note(connection: Connection, fund_id: UUID, proposal_id: UUID, row: NoteRow) -> None:
    """Add a note."""
    with database_errors():
        await connection.execute(
            _ADD_NOTE, fund_id, proposal_id, row.number, row.note_id, row.sealed
        )


async def remove_note(
    connection: Connection, fund_id: UUID, proposal_id: UUID, note_id: UUID
) -> None:
    """Remove a note."""
    with database_errors():
        await connection.execute(_REMOVE_NOTE, fund_id, proposal_id, note_id)


async def remove_notes(connection: Connection, fund_id: UUID, proposal_id: UUID) -> None:
    """Remove every note under a proposal."""
    with database_errors():
        await connection.execute(_REMOVE_NOTES, fund_id, proposal_id)
