"""What an answer asked the database for, and how many lines of books that read."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import asyncpg

from api.site import Site

_LONGER = """
insert into events
    (fund_id, position, case_id, version, topic, payload, event_id, recorded_at, actor, cause)
select $1, last + n, gen_random_uuid(), 0, 'donation.received.v1', '{}', gen_random_uuid(), now(),
    'somebody', null
from generate_series(1, $2) n, (select max(position) as last from events where fund_id = $1) book
"""


_OF_THE_DRIVER = ("set_config('jit'", "typeinfo_tree", "pg_catalog")
"""What the driver asks of each new connection."""
_listening: ContextVar[bool] = ContextVar("listening", default=False)


class Statements:
    """Every statement of a block, with what it was given; not those of jobs of the service."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.asked]

    @contextmanager
    def of(self, site: Site) -> Iterator[None]:
        """Listen to all that a service asks until the end of the block."""
        usual = site.database.acquire

        @asynccontextmanager
        async def acquire() -> AsyncIterator[Any]:
            async with usual() as connection:
                if not _listening.get():
                    yield connection
                    return
                with connection.query_logger(self._note):
                    yield connection

        vars(site.database)["acquire"] = acquire
        token = _listening.set(True)
        try:
            yield
        finally:
            _listening.reset(token)
            del vars(site.database)["acquire"]

    def _note(self, asked: Any) -> None:
        if not any(each in asked.query for each in _OF_THE_DRIVER):
            self.asked.append((asked.query, tuple(asked.args)))

    async def lengthen(self, url: str, fund_id: UUID, *, lines: int) -> None:
        """Make a book longer, by lines that say nothing."""
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("set session_replication_role = replica")
            await connection.execute(_LONGER, fund_id, lines)
        finally:
            await connection.close()

    async def learn(self, url: str) -> None:
        """Have PostgreSQL look at what is in the books, as it does by itself now and then."""
        connection = await asyncpg.connect(url)
        try:
            await connection.execute("analyze events")
        finally:
            await connection.close()

    async def rows_read(self, url: str) -> int:
        """Ask for everything once more; return how many lines of books PostgreSQL looked at.

        Rows of logs are not counted: how it finds these few changes with what it knows of them.
        """
        connection = await asyncpg.connect(url)
        try:
            found = 0
            for text, given in self.asked:
                plan = await connection.fetchval(
                    f"explain (analyze, timing off, format json) {text}", *given
                )
                found += _rows(json.loads(plan)[0]["Plan"])
        finally:
            await connection.close()
        return found


def _rows(node: dict[str, Any]) -> int:
    below = sum(_rows(each) for each in node.get("Plans", ()))
    if node.get("Relation Name") != "events":
        return below
    counted = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    own = sum(int(node.get(name, 0)) for name in counted) * int(node.get("Actual Loops", 1))
    return below + own
