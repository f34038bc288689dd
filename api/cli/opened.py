"""What nearly every command needs: settings, database, keys and books, opened in one place.

Without ``DATABASE_URL`` the command takes a share in the embedded server, which runs already when
the service does and is stopped by whoever leaves last.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from api.settings import Settings, read_settings
from ledger.books import Books
from ledger.store.backup.upgrading import before_migrating
from ledger.store.database import Database
from ledger.store.embedded import EmbeddedServer
from ledger.store.errors import OperationalError
from ledger.store.migrate import migrate
from ledger.store.upkeep import Upkeep, note
from ledger.vault.keys import Keys, open_keys
from projections.migrations import projection_migrations

_T = TypeVar("_T")


class Place(Struct, frozen=True):
    """Where the database is: as the service's role, as the owner if known, and past any pooler."""

    service_url: str
    owner_url: str | None
    direct_url: str | None
    bin_dir: Path | None = None
    """The programs of the embedded server; None for another one."""


class Opened(Struct, frozen=True):
    """Everything that is open while a command runs."""

    settings: Settings
    place: Place
    database: Database
    keys: Keys
    books: Books


def settings_here() -> Settings:
    """Read the settings from the environment. Raises WrongSettings."""
    return read_settings(os.environ)


@contextmanager
def place_of(settings: Settings) -> Iterator[Place]:
    """Have a database: the one that ``DATABASE_URL`` names, or a share in the embedded server."""
    if settings.database_url:
        direct = settings.database_direct_url
        yield Place(settings.database_url, direct, direct)
        return
    with embedded_server(settings) as server:
        addresses = server.start()
        yield Place(addresses.service, addresses.owner, addresses.service, server.bin_dir)


def embedded_server(settings: Settings) -> EmbeddedServer:
    """Return this process's share in the embedded server, not started yet."""
    return EmbeddedServer(settings.data_dir, pg_bin=settings.pg_bin, os_user=settings.pg_osuser)


async def prepare(settings: Settings, place: Place, *, back_up_external: bool = False) -> list[str]:
    """Bring the schema up to date when the owner's address is known; return what was run.

    Books in the embedded database are backed up before a migration, those of another one when
    *back_up_external* says so; when that fails nothing is changed.
    """
    if place.owner_url is None:
        return []
    migrations = projection_migrations()
    async with before_migrating(place.owner_url, migrations) as pending:
        if not pending.is_on_books or not (place.bin_dir or back_up_external):
            return await migrate(place.owner_url, migrations)
        from api.cli.backups import write_before_upgrade

        made_at = await write_before_upgrade(settings, place)
        ran = await migrate(place.owner_url, migrations)
        await note(pending.connection, Upkeep.BACKUP, made_at)
        return ran


@asynccontextmanager
async def opened(settings: Settings, place: Place) -> AsyncIterator[Opened]:
    """Open everything on a database that is there; close it when the command is done."""
    await prepare(settings, place)
    async with Database.open(
        place.service_url,
        min_size=1,
        max_size=4,
        direct_url=place.direct_url,
        migrations=projection_migrations(),
    ) as database:
        async with database.acquire() as connection:
            keys = await open_keys(connection, settings.keys_dir)
        books = Books(database)
        try:
            yield Opened(settings, place, database, keys, books)
        finally:
            await books.close()


def with_opened(work: Callable[[Opened], Awaitable[_T]], settings: Settings | None = None) -> _T:
    """Open everything, do *work*, close everything; return what it returned."""
    chosen = settings or settings_here()

    async def run(place: Place) -> _T:
        async with opened(chosen, place) as everything:
            return await work(everything)

    with place_of(chosen) as place:
        try:
            return asyncio.run(run(place))
        except TimeoutError:
            raise OperationalError("PostgreSQL did not answer in time.") from None
