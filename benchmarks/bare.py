"""What the machine itself can do: single-row inserts are its floor, COPY is its ceiling."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg

from benchmarks.harness import Round, measure
from benchmarks.place import Place
from ledger.store.ids import new_id

_TABLE: Final = "create table bench_raw (id uuid primary key, payload bytea not null)"
_INSERT: Final = "insert into bench_raw (id, payload) values ($1, $2)"
_COPIED_AT_ONCE: Final = 2_000
_POOL: Final = 8


class Bare:
    """A table with one index, and the bytes that go into each row."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", payload: bytes) -> None:
        self._pool = pool
        self._payload = payload

    async def insert(self, callers: int, seconds: float) -> Round:
        """Let *callers* insert one row, in one commit, again and again."""

        async def once() -> None:
            await self._pool.execute(_INSERT, new_id(), self._payload)

        return await measure(once, callers, seconds)

    async def copy(self, seconds: float) -> float:
        """Return how many rows a second go in by COPY, some thousand to a commit."""
        rows = 0
        started = time.perf_counter()
        async with self._pool.acquire() as connection:
            while time.perf_counter() - started < seconds:
                batch = [(new_id(), self._payload) for _ in range(_COPIED_AT_ONCE)]
                await connection.copy_records_to_table("bench_raw", records=batch)
                rows += len(batch)
        return rows / (time.perf_counter() - started)


@asynccontextmanager
async def open_bare(place: Place, payload: bytes) -> AsyncIterator[Bare]:
    """Make the table in a database of its own."""
    async with (
        place.fresh_database(migrated=False) as addresses,
        asyncpg.create_pool(addresses.owner, min_size=_POOL, max_size=_POOL) as pool,
    ):
        await pool.execute(_TABLE)
        yield Bare(pool, payload)
