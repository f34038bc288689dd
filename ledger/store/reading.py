"""Reading lines, as they are stored.

Positions have no gaps and commit in order, so a reader needs nothing but the last position that
it has seen: what is above it now or later is everything it has not seen.
"""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors


class StoredLine(Struct, frozen=True):
    """A line as it is stored; *payload* are the very bytes that were appended."""

    fund_id: UUID
    position: int
    case_id: UUID
    version: int
    topic: str
    payload: bytes
    event_id: UUID
    recorded_at: datetime
    actor: str
    cause: UUID | None


class Head(Struct, frozen=True):
    """Where a book ends: the position of its last line, and when that was recorded."""

    position: int
    recorded_at: datetime


_LINES_AFTER: Final = """
select fund_id, position, case_id, version, topic, payload, event_id, recorded_at, actor, cause
from events
where fund_id = $1 and position > $2 and ($3::bigint is null or position <= $3)
order by position limit $4
"""
_LINES_OF_CASES: Final = """
select fund_id, position, case_id, version, topic, payload, event_id, recorded_at, actor, cause
from events
where fund_id = $1 and case_id = any($2::uuid[])
order by position
"""


def _line(row: asyncpg.Record) -> StoredLine:
    return StoredLine(*row)


async def get_head(connection: Connection, fund_id: UUID) -> Head | None:
    """Look where a book ends; ``None`` when there is no such book."""
    with database_errors():
        row = await connection.fetchrow(
            "select position, recorded_at from heads where fund_id = $1 and position > 0", fund_id
        )
    return Head(*row) if row else None


async def list_funds(connection: Connection) -> list[UUID]:
    """List the funds that have a book, in the order of their ids."""
    with database_errors():
        rows = await connection.fetch("select fund_id from heads where position > 0 order by 1")
    return [row[0] for row in rows]


async def list_lines_after(
    connection: Connection,
    fund_id: UUID,
    position: int,
    *,
    upto: int | None = None,
    limit: int = 1000,
) -> list[StoredLine]:
    """List the lines above *position* (up to and with *upto*) in order, at most *limit*."""
    with database_errors():
        return [
            _line(row)
            for row in await connection.fetch(_LINES_AFTER, fund_id, position, upto, limit)
        ]


async def walk_lines(
    connection: Connection,
    fund_id: UUID,
    position: int = 0,
    *,
    upto: int | None = None,
    batch: int = 1000,
) -> AsyncIterator[list[StoredLine]]:
    """Go through the lines above *position*, a batch at a time, until there is none left.

    Outside a transaction it also finds lines that are added meanwhile.
    """
    while lines := await list_lines_after(connection, fund_id, position, upto=upto, limit=batch):
        yield lines
        position = lines[-1].position


async def list_lines_of_cases(
    connection: Connection, fund_id: UUID, case_ids: Collection[UUID]
) -> list[StoredLine]:
    """List every line of the given cases, in the order of the book."""
    with database_errors():
        return [_line(row) for row in await connection.fetch(_LINES_OF_CASES, fund_id, case_ids)]
