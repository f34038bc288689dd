"""Filling a database from a backup: in one transaction, compared before it is committed."""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Final

from ledger.store.backup.container import Backup
from ledger.store.backup.contents import LINES, MIGRATIONS, connect, differences, read_contents
from ledger.store.backup.manifest import BackupDamaged, Manifest, steps_of_backup
from ledger.store.backup.script import read_tables
from ledger.store.backup.tools import Tools
from ledger.store.connection import Connection
from ledger.store.errors import connecting, database_errors
from ledger.store.migrate import Migration, made_by, run_steps
from ledger.store.upkeep import Upkeep, note

_HAS: Final = "select to_regclass('public.' || $1) is not null"
_BOOKS: Final = "select count(*) from heads where position > 0"


class DatabaseNotEmpty(Exception):
    """The database holds books already; nothing was changed."""


async def fill_database(
    owner_address: str,
    backup: Backup,
    known: Sequence[Migration],
    *,
    reader: Tools,
    restored_at: datetime,
) -> list[str]:
    """Make the database what it was when the backup was made, and run the migrations since then.

    *known* are all migrations of this program in order. The database may have a schema of ours
    without any book, which is made anew. Everything happens in one transaction: what fails, or
    is not exactly what the manifest says, leaves the database as it was. The read models are
    empty afterwards. Returns the titles of the migrations that the backup did not have.

    Raises `DatabaseNotEmpty`, `BackupRefused`, `ToolFailed`, and errors of the store.
    """
    manifest = backup.manifest
    steps = steps_of_backup(manifest, known)
    with database_errors():
        with connecting():
            connection = await connect(owner_address)
        try:
            async with connection.transaction():
                await _empty(connection, known)
                await run_steps(connection, steps)
                await _take_in(connection, backup, reader)
                await _compare(connection, manifest)
                later = await run_steps(connection, known)
                await note(connection, Upkeep.BACKUP, manifest.made_at)
                await note(connection, Upkeep.RESTORE, restored_at)
                await connection.execute("analyze")
        finally:
            await connection.close()
    return later


async def count_books(address: str) -> int:
    """Count the books in a database, whether or not it has a schema."""
    with database_errors():
        with connecting():
            connection = await connect(address)
        try:
            return await _count_books(connection)
        finally:
            await connection.close()


async def empty_database(owner_address: str, known: Sequence[Migration]) -> None:
    """Take back a restore that was committed: leave the schema, and nothing in it."""
    with database_errors():
        with connecting():
            connection = await connect(owner_address)
        try:
            async with connection.transaction():
                await _drop_all(connection, known)
                await run_steps(connection, known)
        finally:
            await connection.close()


async def _count_books(connection: Connection) -> int:
    if not await connection.fetchval(_HAS, "heads"):
        return 0
    return int(await connection.fetchval(_BOOKS))


async def _empty(connection: Connection, known: Sequence[Migration]) -> None:
    """Remove our schema when there is no book in it."""
    if not await connection.fetchval(_HAS, MIGRATIONS):
        return
    if await connection.fetchval(_HAS, "heads"):
        # From here on nobody can begin a book in it.
        await connection.execute("lock table heads in access exclusive mode")
    if await _count_books(connection):
        raise DatabaseNotEmpty("The database holds books.")
    await _drop_all(connection, known)


async def _drop_all(connection: Connection, known: Sequence[Migration]) -> None:
    """Remove what our migrations make, and nothing that somebody else may keep there."""
    for kind, name in sorted(made_by(known) | {("table", MIGRATIONS)}, reverse=True):
        await connection.execute(f"drop {kind} if exists public.{name} cascade")


async def _take_in(connection: Connection, backup: Backup, reader: Tools) -> None:
    tables = {table.name for table in backup.manifest.tables} | {LINES}
    for table in sorted(tables - {LINES}):
        # What a migration put there is in the backup too.
        await connection.execute(f'delete from "{table}"')  # noqa: S608  our own names
    async with aclosing(read_tables(backup, reader, tables)) as every:
        async for rows in every:
            await connection.copy_to_table(rows.table, source=rows.pieces(), columns=rows.columns)


async def _compare(connection: Connection, manifest: Manifest) -> None:
    """Refuse what is not, row by row, what the manifest says."""
    found = await read_contents(connection, [table.name for table in manifest.tables])
    if said := differences(found, manifest.contents):
        raise BackupDamaged(f"The backup is not what it says of itself: {'; '.join(said[:5])}.")
