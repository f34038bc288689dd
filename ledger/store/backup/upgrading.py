"""What an upgrade has to know beforehand, from a database whose schema may be older than ours."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.backup.contents import connect, list_tables
from ledger.store.backup.making import LEFT_OUT
from ledger.store.connection import Connection
from ledger.store.errors import connecting, database_errors
from ledger.store.migrate import Migration, list_pending
from ledger.vault.keys import list_fingerprints

_LOCK: Final = 0x757067726164  # the letters of what it is for, as a number
_THERE: Final = "select to_regclass('public.' || $1) is not null"
_HAS_BOOKS: Final = "select exists (select from heads where position > 0)"
_SIZE: Final = (
    "select coalesce(sum(pg_table_size(to_regclass(name))), 0) from unnest($1::text[]) name"
)
_FUNDS: Final = "select fund_id, position from heads where position > 0"
_BUILT: Final = """
select fund_id, projection, max(version) from projection_checkpoints
where not beside group by fund_id, projection
"""


class Pending(Struct, frozen=True):
    """Whether migrations are about to run on books that are there, and a session of the owner."""

    connection: Connection
    is_on_books: bool


class Standing(Struct, frozen=True):
    """What a database holds, told without changing anything.

    *books* are the lines of each fund, *topics* how many lines each stored topic has, *built*
    the version of each read model of each fund, *size_bytes* what goes into a backup, unpacked.
    """

    postgresql: str
    pending: tuple[str, ...]
    books: dict[UUID, int]
    topics: dict[str, int]
    built: dict[tuple[UUID, str], int]
    size_bytes: int
    fingerprints: dict[str, bytes]


@asynccontextmanager
async def before_migrating(
    owner_address: str, extra: Sequence[Migration]
) -> AsyncIterator[Pending]:
    """Keep everybody else from migrating books that are there, until the end of the block.

    Raises like `list_pending`.
    """
    with database_errors():
        with connecting():
            connection = await connect(owner_address)
        try:
            is_on_books = await _is_pending_on_books(connection, extra)
            if is_on_books:
                await connection.execute("select pg_advisory_lock($1)", _LOCK)
                is_on_books = await _is_pending_on_books(connection, extra)
            yield Pending(connection, is_on_books)
        finally:
            await connection.close()


async def _is_pending_on_books(connection: Connection, extra: Sequence[Migration]) -> bool:
    pending = await list_pending(connection, extra)
    return bool(pending) and await _has_books(connection)


async def _has_books(connection: Connection) -> bool:
    there = await connection.fetchval(_THERE, "heads")
    return bool(there and await connection.fetchval(_HAS_BOOKS))


async def look_at(address: str, extra: Sequence[Migration], left_out: Sequence[str]) -> Standing:
    """Look at a database in one moment. Raises like `list_pending`."""
    with database_errors():
        with connecting():
            connection = await connect(address)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                return await _look(connection, extra, left_out)
        finally:
            await connection.close()


async def _look(
    connection: Connection, extra: Sequence[Migration], left_out: Sequence[str]
) -> Standing:
    async def there(table: str) -> bool:
        return bool(await connection.fetchval(_THERE, table))

    pending = await list_pending(connection, extra)
    tables = await list_tables(connection, {*LEFT_OUT, *left_out})
    has_books, has_built = await there("heads"), await there("projection_checkpoints")
    topics = "select topic, count(*) from events group by topic order by topic"
    built = await connection.fetch(_BUILT) if has_built else []
    return Standing(
        postgresql=str(await connection.fetchval("show server_version")).partition(" ")[0],
        pending=tuple(step.title for step in pending),
        books={row[0]: row[1] for row in await connection.fetch(_FUNDS)} if has_books else {},
        topics={row[0]: row[1] for row in await connection.fetch(topics)} if has_books else {},
        built={(row[0], row[1]): row[2] for row in built},
        size_bytes=int(await connection.fetchval(_SIZE, tables)),
        fingerprints=await list_fingerprints(connection) if await there("instance") else {},
    )
