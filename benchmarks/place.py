"""Where measurements happen: a private PostgreSQL, as durable as it is by default."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg

from ledger.store.embedded import Addresses, EmbeddedServer
from ledger.store.migrate import migrate
from projections.migrations import projection_migrations

T = TypeVar("T")
_DURABLE: Final = ("fsync", "synchronous_commit", "full_page_writes")


class Place:
    """A running server, a directory on the same disk, and what workloads keep for each other.

    Made by `open_place`. *directory* is for files and data directories of workloads; it is removed
    at the end.
    """

    def __init__(self, directory: Path, server: EmbeddedServer, addresses: Addresses) -> None:
        self.directory = directory
        self.server = server
        self.addresses = addresses
        self._kept: dict[str, Any] = {}

    async def create_database(self, *, migrated: bool = True) -> Addresses:
        """Make a database that stays until the end of the run; return its addresses by role."""
        name = f"bench_{uuid4().hex}"
        await self._execute(f'create database "{name}" template template0 owner parasol_owner')
        addresses = self._of(name)
        if migrated:
            await migrate(addresses.owner, projection_migrations())
        return addresses

    @asynccontextmanager
    async def fresh_database(self, *, migrated: bool = True) -> AsyncIterator[Addresses]:
        """Lend an empty database with every table, and drop it afterwards."""
        addresses = await self.create_database(migrated=migrated)
        try:
            yield addresses
        finally:
            name = urlsplit(addresses.service).path.lstrip("/")
            await self._execute(f'drop database if exists "{name}" with (force)')

    async def once(self, key: str, make: Callable[[], Awaitable[T]]) -> T:
        """Return what *make* makes; the second time, what it made the first time.

        A book of a million lines is made once in a run: ``place.once("book.1000000", …)``.
        """
        if key not in self._kept:
            self._kept[key] = await make()
        kept: T = self._kept[key]
        return kept

    def _of(self, name: str) -> Addresses:
        def to(url: str) -> str:
            return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))

        known = self.addresses
        return Addresses(to(known.service), to(known.owner), to(known.superuser), known.version)

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.addresses.superuser)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@asynccontextmanager
async def open_place() -> AsyncIterator[Place]:
    """Start a private PostgreSQL in a new directory; stop it and remove everything at the end.

    Its settings of durability are those of a real one, and are looked at before anything runs.
    """
    directory = Path(tempfile.mkdtemp(prefix="parasol-bench-"))
    server = EmbeddedServer(directory)
    try:
        addresses = await asyncio.to_thread(server.start)
        await _check_durable(addresses)
        yield Place(directory, server, addresses)
    finally:
        await asyncio.to_thread(server.stop)
        await asyncio.to_thread(_remove, directory)


def _remove(directory: Path) -> None:
    """Remove a directory in which the server's guardian may still be putting things away."""
    for _ in range(50):
        shutil.rmtree(directory, ignore_errors=True)
        if not directory.exists():
            return
        time.sleep(0.1)


async def _check_durable(addresses: Addresses) -> None:
    connection = await asyncpg.connect(addresses.superuser)
    try:
        for setting in _DURABLE:
            value = await connection.fetchval("select current_setting($1)", setting)
            if value != "on":
                raise RuntimeError(f"{setting} is {value}: figures of such a server say nothing.")
    finally:
        await connection.close()
