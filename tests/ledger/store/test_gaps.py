"""No reader passes a line that is not committed yet.

The attack that this whole kind of store falls to: the transaction with the lower position is held
up before its commit, another one with a higher position commits, a reader takes the higher one
and never looks back. Here a trigger holds up the first, and every reader watches.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from ledger.store.append import append
from ledger.store.database import Database
from ledger.store.reading import get_head, list_lines_after, walk_lines
from ledger.store.recorder import AsyncProcessRecorder
from tests.database import Urls
from tests.ledger.store.lines import NOW, new_line

HOLD_UP = """
create function hold_up() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(4711);
    return null;
end
$$;
create trigger hold_up after insert on events
for each row when (new.topic = 'slow.v1') execute function hold_up();
"""

Reader = Callable[[Database, UUID, list[int]], Coroutine[Any, Any, None]]


async def by_notifications(database: Database, fund_id: UUID, seen: list[int]) -> None:
    recorder = AsyncProcessRecorder(database, fund_id)
    while True:
        start = seen[-1] if seen else 0
        found = await recorder.select_notifications(start, 10, inclusive_of_start=False)
        seen.extend(each.id for each in found)
        await asyncio.sleep(0.01)


async def by_subscription(database: Database, fund_id: UUID, seen: list[int]) -> None:
    async with AsyncProcessRecorder(database, fund_id).subscribe() as following:
        async for each in following:
            seen.append(each.id)  # noqa: PERF401 - one at a time, as it comes


async def by_listing(database: Database, fund_id: UUID, seen: list[int]) -> None:
    while True:
        async with database.acquire() as connection:
            lines = await list_lines_after(connection, fund_id, seen[-1] if seen else 0)
        seen.extend(line.position for line in lines)
        await asyncio.sleep(0.01)


async def by_walking(database: Database, fund_id: UUID, seen: list[int]) -> None:
    while True:
        async with database.acquire() as connection:
            start = seen[-1] if seen else 0
            async for lines in walk_lines(connection, fund_id, start, batch=1):
                seen.extend(line.position for line in lines)
        await asyncio.sleep(0.01)


async def by_the_head(database: Database, fund_id: UUID, seen: list[int]) -> None:
    while True:
        async with database.acquire() as connection:
            head = await get_head(connection, fund_id)
            if head:
                lines = await list_lines_after(connection, fund_id, 0, upto=head.position)
                assert len(lines) == head.position
                seen[:] = [line.position for line in lines]
        await asyncio.sleep(0.01)


@asynccontextmanager
async def held_up(urls: Urls) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute(HOLD_UP)
        await owner.execute("select pg_advisory_lock(4711)")
        yield owner
    finally:
        await owner.close()


async def somebody_waits(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    while not await connection.fetchval(waiting):  # noqa: ASYNC110 - PostgreSQL tells nobody
        await asyncio.sleep(0.01)


@asynccontextmanager
async def watching(work: Coroutine[Any, Any, None]) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - readers tell nobody
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "reader", [by_notifications, by_subscription, by_listing, by_walking, by_the_head]
)
async def test_no_reader_passes_a_line_that_is_held_up(
    fresh_database: Urls, reader: Reader
) -> None:
    fund_id, seen = uuid4(), list[int]()
    async with (
        Database.open(fresh_database.service, min_size=4, max_size=4) as database,
        held_up(fresh_database) as gate,
    ):

        async def write(topic: str) -> int:
            async with database.acquire() as connection:
                lines = [new_line(topic=topic)]
                return (await append(connection, fund_id, lines, after=None, now=NOW)).position

        async with watching(reader(database, fund_id, seen)) as reading:
            slow = asyncio.create_task(write("slow.v1"))
            await asyncio.wait_for(somebody_waits(gate), 10)
            quick = asyncio.create_task(write("quick.v1"))
            await asyncio.sleep(0.3)
            assert seen == []
            assert not quick.done()
            await gate.execute("select pg_advisory_unlock(4711)")
            assert await asyncio.wait_for(slow, 10) == 1
            assert await asyncio.wait_for(quick, 10) == 2
            await until(lambda: len(seen) >= 2 or reading.done())
            assert seen == [1, 2]
            assert not reading.done()
