"""One PostgreSQL a test run and major, a template in it, and databases copied from that.

All workers of a run share the servers: they meet at a directory named after the run. Nothing here
outlives the run, so durability is off and the data is in memory where there is room for it.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.embedded import Addresses, EmbeddedServer, available_majors
from ledger.store.migrate import migrate
from projections.migrations import projection_migrations

MAJORS: Final = sorted(available_majors())
"""Every major of PostgreSQL that this machine has: those of the wheel, and the system's."""

_TEMPLATE: Final = "parasol_template"
_ENOUGH_MEMORY_BYTES: Final = 1 << 30
_T = TypeVar("_T")


class Urls(Struct, frozen=True):
    """One database, as each of its three roles."""

    service: str
    owner: str
    superuser: str


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run *work* in a loop of its own, whether or not this thread has one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def with_database(url: str, name: str) -> str:
    """Say the same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def directory_of_run(run_id: str) -> Path:
    """Name the directory that all workers of a run share; in memory if that has room."""
    memory = Path("/dev/shm")  # noqa: S108 - a private directory is made below it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > _ENOUGH_MEMORY_BYTES
    base = memory if roomy else Path(tempfile.gettempdir())
    return base / f"parasol-tests-{run_id}"


class Cluster:
    """The server of one major, with a migrated template."""

    def __init__(self, directory: Path, major: int | None = None) -> None:
        self._server = EmbeddedServer(directory, major=major, durable=False, ephemeral=True)
        self._addresses: Addresses = self._server.start()
        try:
            run(self._make_template())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Give up this worker's share; the last one stops the server."""
        self._server.stop()

    def urls(self, name: str) -> Urls:
        """Tell how to reach the database *name* as each role."""
        known = self._addresses
        return Urls(
            service=with_database(known.service, name),
            owner=with_database(known.owner, name),
            superuser=with_database(known.superuser, name),
        )

    async def create(self, name: str | None = None, *, migrated: bool = True) -> Urls:
        """Make a database, by default a copy of the template."""
        name = name or f"parasol_{uuid4().hex}"
        source = _TEMPLATE if migrated else "template0"
        await self._execute(
            f'create database "{name}" template {source} strategy file_copy owner parasol_owner'
        )
        return self.urls(name)

    async def drop(self, urls: Urls) -> None:
        """Remove a database and everybody in it."""
        name = urlsplit(urls.service).path.lstrip("/")
        await self._execute(f'drop database if exists "{name}" with (force)')

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self._addresses.superuser)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def _make_template(self) -> None:
        connection = await asyncpg.connect(self._addresses.superuser)
        try:
            await connection.execute("select pg_advisory_lock(1)")
            if await connection.fetchval(
                "select 1 from pg_database where datname = $1 and datistemplate", _TEMPLATE
            ):
                return
            await connection.execute(f"drop database if exists {_TEMPLATE}")
            await connection.execute(f"create database {_TEMPLATE} owner parasol_owner")
            await migrate(self.urls(_TEMPLATE).owner, projection_migrations())
            await connection.execute(f"alter database {_TEMPLATE} is_template true")
        finally:
            await connection.close()


async def list_tables(connection: Connection) -> list[str]:
    """List the tables that a test may have filled."""
    rows = await connection.fetch(
        "select quote_ident(tablename) from pg_tables"
        " where schemaname = 'public' and tablename <> 'schema_migrations' order by 1"
    )
    return [row[0] for row in rows]


def emptying(tables: list[str]) -> str:
    """Compose the one round trip that empties *tables*.

    As a replica the superuser meets neither the trigger on events nor foreign keys. DELETE on a
    few rows is many times cheaper than TRUNCATE.
    """
    deletes = "".join(f"delete from {table};" for table in tables)
    return f"set lock_timeout = '10s'; set session_replication_role = replica; {deletes}"
