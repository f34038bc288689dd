"""Connections: a pool for work, and one of its own for each listener."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal

import asyncpg

from ledger.store.connection import Connection
from ledger.store.errors import DatabaseError, connecting, database_errors, looking_at_disk
from ledger.store.migrate import Migration, SchemaOlder, list_pending

_SESSION: Final = {"application_name": "parasol", "timezone": "UTC"}
# A pooler between us and the server refuses settings that it cannot carry over.
_LIMITS: Final = {
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "120s",
}
_STATEMENT_SECONDS: Final = 65.0
"""How long an answer is waited for. The server gives up first, unless it cannot be heard."""
_CONNECT_SECONDS: Final = 10
_CLOSE_SECONDS: Final = 10
_ROLE: Final = """
select (select rolsuper from pg_roles where rolname = current_user) as superuser,
    pg_has_role(current_user, relowner, 'usage') as owner,
    has_table_privilege(oid, 'update, delete, truncate')
        or has_any_column_privilege(oid, 'update') as may_change
from pg_class where oid = to_regclass('public.events')
"""


class RefusedRole(DatabaseError):
    """The service would connect as a role that can change or remove lines of a book."""


class Database:
    """A pool of connections as the service's role. Make one with `Database.open`.

    Every connection speaks UTC. Errors that happen inside `acquire`, `transaction` and `listen`
    are those of `ledger.store.errors`.
    """

    def __init__(
        self,
        pool: "asyncpg.Pool[asyncpg.Record]",
        direct_url: str,
        disk: Path | None = None,
    ) -> None:
        self._pool = pool
        self._direct_url = direct_url
        self._disk = disk

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        min_size: int = 4,
        max_size: int = 4,
        direct_url: str | None = None,
        prepared_statements: bool = True,
        migrations: Sequence[Migration] = (),
        disk: Path | None = None,
    ) -> AsyncIterator["Database"]:
        """Connect, check role and schema, and close everything at the end.

        Equal sizes keep connections and their prepared statements warm. *direct_url* leads past
        a pooler, for listening; with a pooler in transaction mode say
        ``prepared_statements=False`` as well. *migrations* are those of other packages that
        this program brings. *disk* is where a server on this machine keeps its data; while it is
        away and there is no room there, `DiskFull` is raised in place of `Unreachable`.

        Raises `RefusedRole` for a superuser or the owner of the tables, `SchemaNewer`,
        `SchemaOlder` or `MigrationChanged` when the schema is not this program's, and
        `OperationalError` when PostgreSQL cannot be reached.
        """
        with looking_at_disk(disk), database_errors(), connecting():
            pool = await asyncpg.create_pool(
                url,
                min_size=min_size,
                max_size=max_size,
                timeout=_CONNECT_SECONDS,
                command_timeout=_STATEMENT_SECONDS,
                statement_cache_size=100 if prepared_statements else 0,
                server_settings=_SESSION | (_LIMITS if prepared_statements else {}),
                reset=_leave_as_it_is,
            )
        try:
            database = cls(pool, direct_url or url, disk)
            async with database.acquire() as connection:
                await _check_schema(connection, migrations)
                await _check_role(connection)
            yield database
        finally:
            await _close(pool)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Connection]:
        """Lend a connection. Take one for a piece of work, not one for each statement."""
        with looking_at_disk(self._disk), database_errors():
            with connecting():
                connection = await self._pool.acquire(timeout=_CONNECT_SECONDS)
            try:
                yield connection
            finally:
                await self._pool.release(connection)

    @asynccontextmanager
    async def transaction(
        self, *, snapshot: bool = False, readonly: bool = False
    ) -> AsyncIterator[Connection]:
        """Lend a connection inside a transaction; *snapshot* sees one moment throughout."""
        isolation: Literal["repeatable_read", "read_committed"] = (
            "repeatable_read" if snapshot else "read_committed"
        )
        async with (
            self.acquire() as connection,
            connection.transaction(isolation=isolation, readonly=readonly),
        ):
            yield connection

    @asynccontextmanager
    async def listen(self, channel: str, heard: Callable[[str], None]) -> AsyncIterator[None]:
        """Call *heard* with each payload that arrives on *channel*, and once after a reconnect.

        A wake-up may get lost with its connection. So *heard* is also called with ``""`` whenever
        listening (re)starts, and callers look by themselves from time to time besides.
        """
        started = asyncio.Event()
        task = asyncio.create_task(self._keep_listening(channel, heard, started))
        waiting = asyncio.create_task(started.wait())
        try:
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task  # says why it could not start
            yield
        finally:
            for each in (task, waiting):
                each.cancel()
            await asyncio.gather(task, waiting, return_exceptions=True)

    async def _keep_listening(
        self, channel: str, heard: Callable[[str], None], started: asyncio.Event
    ) -> None:
        while True:
            try:
                await self._listen_once(channel, heard, started)
            except DatabaseError:
                if not started.is_set():
                    raise
                await asyncio.sleep(0.2)

    async def _listen_once(
        self, channel: str, heard: Callable[[str], None], started: asyncio.Event
    ) -> None:
        """Listen on a new connection until it is lost."""

        def pass_on(_connection: Any, _pid: int, _channel: str, payload: object) -> None:  # noqa: ANN401
            heard(str(payload))

        lost = asyncio.Event()
        with database_errors(), connecting():
            connection = await asyncpg.connect(
                self._direct_url, timeout=_CONNECT_SECONDS, server_settings=_SESSION
            )
        # From here on the connection is ours to hang up, also when we are told to stop, or
        # refused, before the channel is ours.
        try:
            connection.add_termination_listener(lambda _: lost.set())
            with database_errors(), connecting():
                await connection.add_listener(channel, pass_on)
            started.set()
            heard("")
            await lost.wait()
        finally:
            connection.terminate()


async def _check_schema(connection: Connection, migrations: Sequence[Migration]) -> None:
    pending = await list_pending(connection, migrations)
    if pending:
        raise SchemaOlder(f"The database lacks {pending[0].title}: run the migrations first.")


async def _check_role(connection: Connection) -> None:
    role = await connection.fetchrow(_ROLE)
    if role is None:
        raise SchemaOlder("The database has no table of events.")
    if role["superuser"]:
        raise RefusedRole("The service does not run as a superuser of PostgreSQL.")
    if role["owner"]:
        raise RefusedRole("The service does not run as the owner of its tables.")
    if role["may_change"]:
        raise RefusedRole("The service does not run as a role that can change lines of a book.")


async def _leave_as_it_is(_: Connection) -> None:
    """Spare the statement that would reset a session: what is set here ends with its transaction.

    A transaction left open is rolled back before, and whoever listens has a connection apart.
    """


async def _close(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    """Wait a little for work under way, then hang up."""
    try:
        await asyncio.wait_for(pool.close(), _CLOSE_SECONDS)
    except TimeoutError:
        pool.terminate()
