"""No reader passes a line that is not committed yet.

The attack that this whole kind of store falls to: the transaction with the lower position is held
up before its commit, another one with a higher position commits, a reader takes the higher one
and never looks back. Here a trigger holds up the first, and every reader watches. The same
watchers are then set upon a writer that takes its positions from a sequence: they all lose a line.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain
from typing import Final
from uuid import UUID, uuid4

import asyncpg
import pytest
from eventsourcing.persistence import StoredEvent

from ledger.books import Books
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.recorder import AsyncProcessRecorder
from tests.database import Urls
from tests.funds import OpenedFund, open_fund
from tests.ledger.store.gap_readers import OPENING_LINES, SUBSCRIPTIONS, Watched, watched

HOLD_UP: Final = """
create function hold_up() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(4711);
    return new;
end
$$;
"""
MOMENTS: Final = {
    "before the line is there": "create trigger hold_up before insert on events",
    "after the line is there": "create trigger hold_up after insert on events",
    "at the commit": "create constraint trigger hold_up after insert on events initially deferred",
}
# A line like the last one, at a position that a sequence gave: the head is taken only afterwards.
NAIVE: Final = """
with next as (select nextval('naive') as position), line as (
    insert into events (fund_id, position, recorded_at, case_id, version, topic, payload,
        event_id, actor)
    select fund_id, next.position, e.recorded_at + next.position * interval '1 second',
        gen_random_uuid(), 0, topic, payload, gen_random_uuid(), $2
    from next, events e where fund_id = $1 and e.position = $3
    returning position, recorded_at
)
select position, recorded_at from line
"""
NAIVE_HEAD: Final = """
update heads set position = greatest(position, $2), recorded_at = greatest(recorded_at, $3)
where fund_id = $1
"""
GIFTS: Final = 4
LOOKS: Final = 5


@asynccontextmanager
async def held_up(urls: Urls, trigger: str) -> AsyncIterator[Connection]:
    """Hold up every line of the actor slow until the lock 4711 is given back."""
    owner = await asyncpg.connect(urls.owner)
    each = "for each row when (new.actor = 'slow') execute function hold_up()"
    try:
        await owner.execute(f"{HOLD_UP} {trigger} {each}")
        await owner.execute("select pg_advisory_lock(4711)")
        yield owner
    finally:
        await owner.close()


async def let_go(gate: Connection) -> None:
    await gate.execute("select pg_advisory_unlock(4711)")


async def somebody_waits(gate: Connection) -> None:
    waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    async with asyncio.timeout(10):
        while not await gate.fetchval(waiting):  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.01)


@asynccontextmanager
async def fund_with_gifts(urls: Urls) -> AsyncIterator[tuple[Books, OpenedFund]]:
    async with Database.open(urls.service, min_size=2, max_size=4) as database:
        books = Books(database)
        fund = await open_fund(books)
        await give(books, fund, "early", GIFTS)
        yield books, fund
        await books.close()


async def give(books: Books, fund: OpenedFund, actor: str, count: int) -> list[int]:
    """Give *count* gifts at once; return where they stand in the book."""
    receipts = await asyncio.gather(
        *(
            books.execute(fund.fund_id, fund.donation(), actor=actor, key=str(uuid4()))
            for _ in range(count)
        )
    )
    return [receipt.answer.first for receipt in receipts]


async def all_look_again(found: Watched) -> None:
    """Wait until every reader has looked a few more times at what there is now."""
    before = dict(found.asked)
    looked = await found.until(
        lambda name: name in SUBSCRIPTIONS or found.asked[name] >= before[name] + LOOKS
    )
    assert looked, found.asked


@pytest.mark.parametrize("moment", MOMENTS)
async def test_no_reader_passes_a_line_that_is_held_up(fresh_database: Urls, moment: str) -> None:
    known = OPENING_LINES + GIFTS
    async with (
        fund_with_gifts(fresh_database) as (books, fund),
        another_process(fresh_database) as others,
        held_up(fresh_database, MOMENTS[moment]) as gate,
        watched(fresh_database.service, fund.fund_id) as found,
    ):
        assert await found.until(lambda name: len(found.seen[name]) == known), found.seen

        slow = asyncio.create_task(give(books, fund, "slow", 3))
        await somebody_waits(gate)
        quick = [
            asyncio.create_task(give(each, fund, "quick", 5)) for each in (others, others, books)
        ]
        await all_look_again(found)
        assert found.losers(known) == set(), found.wrong
        assert not any(task.done() for task in (slow, *quick))

        await let_go(gate)
        positions = await asyncio.wait_for(asyncio.gather(slow, *quick), 10)
        assert positions[0] == [known + 1, known + 2, known + 3]
        last = known + 3 + 15
        assert sorted(chain(*positions)) == list(range(known + 1, last + 1))
        await found.until(lambda name: len(found.seen[name]) >= last)
        await all_look_again(found)
        assert found.losers(last) == set(), (found.wrong, found.seen)


@asynccontextmanager
async def another_process(urls: Urls) -> AsyncIterator[Books]:
    """Open the same books as another process would."""
    async with Database.open(urls.service, min_size=2, max_size=4) as database:
        books = Books(database)
        yield books
        await books.close()


async def test_a_recorder_of_the_library_waits_behind_a_line_that_is_held_up(
    fresh_database: Urls,
) -> None:
    async with (
        fund_with_gifts(fresh_database) as (books, fund),
        held_up(fresh_database, MOMENTS["at the commit"]) as gate,
        Database.open(fresh_database.service, min_size=2, max_size=2) as database,
    ):
        recorder = AsyncProcessRecorder(database, fund.fund_id)
        slow = asyncio.create_task(give(books, fund, "slow", 1))
        await somebody_waits(gate)
        event = StoredEvent(uuid4(), 0, "test.happened.v1", b"{}")
        quick = asyncio.create_task(recorder.insert_events([event]))
        await asyncio.sleep(0.3)
        assert not quick.done()
        assert await recorder.max_notification_id() == OPENING_LINES + GIFTS
        await let_go(gate)
        assert [*await slow, *await quick] == [OPENING_LINES + GIFTS + 1, OPENING_LINES + GIFTS + 2]


async def append_naively(url: str, fund_id: UUID, actor: str, like: int) -> int:
    """Append as stores do that take positions from a sequence."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            line = await connection.fetchrow(NAIVE, fund_id, actor, like)
            assert line is not None
            await connection.execute(NAIVE_HEAD, fund_id, line["position"], line["recorded_at"])
        position: int = line["position"]
        return position
    finally:
        await connection.close()


async def test_every_reader_would_lose_a_line_to_a_writer_that_counts_with_a_sequence(
    fresh_database: Urls,
) -> None:
    known, superuser = OPENING_LINES + GIFTS, fresh_database.superuser
    async with (
        fund_with_gifts(fresh_database) as (_, fund),
        held_up(fresh_database, MOMENTS["before the line is there"]) as gate,
        watched(fresh_database.service, fund.fund_id) as found,
    ):
        await gate.execute(f"create sequence naive start {known + 1}")
        assert await found.until(lambda name: len(found.seen[name]) == known), found.seen

        async def write(actor: str) -> int:
            return await append_naively(superuser, fund.fund_id, actor, known)

        slow = asyncio.create_task(write("slow"))
        await somebody_waits(gate)
        assert await write("quick") == known + 2
        await found.until(lambda name: found.seen[name][-1] == known + 2)
        await let_go(gate)
        assert await slow == known + 1
        await all_look_again(found)
        assert found.losers(known + 2) == set(found.seen)
