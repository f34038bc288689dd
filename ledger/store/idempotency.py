"""Answers given before: the same key gets the same answer, for ever."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Final
from uuid import UUID

from ledger.store.append import Kept
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

# One look into the index for each key, whatever the planner believes of the table: its limit keeps
# the planner from joining the whole table with the few keys.
_FIND: Final = """
select found.* from unnest($2::text[], $3::text[]) as wanted (actor, key)
cross join lateral (
    select i.actor, i.key, i.request_hash, i.answer from idempotency i
    where i.fund_id = $1 and i.actor = wanted.actor and i.key = wanted.key limit 1
) as found
"""

_WALK: Final = """
select actor, key, request_hash, answer from idempotency
where fund_id = $1 and (actor collate "C", key collate "C") > ($2, $3)
order by actor collate "C", key collate "C" limit $4
"""
_COLUMNS: Final = ("fund_id", "actor", "key", "request_hash", "answer")


async def find_kept(
    connection: Connection, fund_id: UUID, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], Kept]:
    """Find the answers kept for (actor, key) pairs; those never answered are left out."""
    if not keys:
        return {}
    actors, words = zip(*keys, strict=True)
    with database_errors():
        rows = await connection.fetch(_FIND, fund_id, actors, words)
    return {(row["actor"], row["key"]): Kept(*row) for row in rows}


async def list_kept(connection: Connection, fund_id: UUID) -> list[Kept]:
    """List every answer kept for a fund, by actor and key."""
    with database_errors():
        rows = await connection.fetch(
            "select actor, key, request_hash, answer from idempotency where fund_id = $1"
            ' order by actor collate "C", key collate "C"',
            fund_id,
        )
    return [Kept(*row) for row in rows]


async def count_kept(connection: Connection, fund_id: UUID) -> int:
    """Count the answers kept for a fund."""
    with database_errors():
        found = await connection.fetchval(
            "select count(*) from idempotency where fund_id = $1", fund_id
        )
    return int(found)


async def walk_kept(
    connection: Connection, fund_id: UUID, *, batch: int = 1000
) -> AsyncIterator[list[Kept]]:
    """Go through every answer kept for a fund by actor and key, a batch at a time."""
    actor, key = "", ""
    while True:
        with database_errors():
            rows = await connection.fetch(_WALK, fund_id, actor, key, batch)
        if not rows:
            return
        actor, key = rows[-1]["actor"], rows[-1]["key"]
        yield [Kept(*row) for row in rows]


async def add_kept(connection: Connection, fund_id: UUID, kept: Sequence[Kept]) -> None:
    """Keep answers that were given elsewhere, when a book is loaded.

    Raises `IntegrityError` when a key has an answer already.
    """
    with database_errors():
        await connection.copy_records_to_table(
            "idempotency",
            columns=_COLUMNS,
            records=((fund_id, one.actor, one.key, one.request_hash, one.answer) for one in kept),
        )
