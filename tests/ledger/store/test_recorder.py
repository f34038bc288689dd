"""The recorder beyond the published suites: its envelope, subscriptions and waiting."""

import asyncio
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent, Tracking, WaitInterruptedError

from ledger.store import recorder as store
from ledger.store.append import append
from ledger.store.database import Database
from ledger.store.errors import IntegrityError
from ledger.store.reading import list_lines_after
from ledger.store.recorder import AsyncProcessRecorder
from tests.ledger.store.lines import NOW, new_line


def clock() -> datetime:
    return NOW


def event(version: int = 0, topic: str = "test.happened.v1") -> StoredEvent:
    return StoredEvent(uuid4(), version, topic, b"{}")


async def test_a_foreign_line_gets_an_envelope(database: Database) -> None:
    fund_id = uuid4()
    recorder = AsyncProcessRecorder(database, fund_id, clock=clock)
    assert await recorder.insert_events([event(), event()]) == [1, 2]
    async with database.acquire() as connection:
        lines = await list_lines_after(connection, fund_id, 0)
    assert {line.actor for line in lines} == {"foreign"}
    assert {line.cause for line in lines} == {None}
    assert [line.event_id.version for line in lines] == [4, 4]
    assert lines[0].recorded_at == NOW


async def test_a_case_may_be_named_by_text(database: Database) -> None:
    recorder = AsyncProcessRecorder(database, uuid4())
    given = event()
    await recorder.insert_events([StoredEvent(str(given.originator_id), 0, "t", b"{}")])
    assert [each.originator_id for each in await recorder.select_events(given.originator_id)] == [
        given.originator_id
    ]


async def test_lines_and_tracking_are_written_together_or_not_at_all(database: Database) -> None:
    recorder = AsyncProcessRecorder(database, uuid4())
    first = event()
    await recorder.insert_events([first], tracking=Tracking("upstream", 5))
    with pytest.raises(IntegrityError):  # the line is there already
        await recorder.insert_events([first], tracking=Tracking("upstream", 6))
    assert await recorder.max_tracking_id("upstream") == 5
    with pytest.raises(IntegrityError):  # the tracking is there already
        await recorder.insert_events([event()], tracking=Tracking("upstream", 5))
    assert await recorder.max_notification_id() == 1


async def test_books_track_for_themselves(database: Database) -> None:
    await AsyncProcessRecorder(database, uuid4()).insert_tracking(Tracking("upstream", 5))
    assert await AsyncProcessRecorder(database, uuid4()).max_tracking_id("upstream") is None


async def test_a_subscription_follows_lines_that_are_not_its_own(database: Database) -> None:
    fund_id = uuid4()
    recorder = AsyncProcessRecorder(database, fund_id)

    async def write(count: int) -> None:
        for _ in range(count):
            async with database.acquire() as connection:  # nobody is woken: it looks by itself
                lines = [new_line(topic="a.v1"), new_line(topic="b.v1")]
                await append(connection, fund_id, lines, after=None, now=NOW)

    await write(2)
    seen: list[int] = []
    async with recorder.subscribe(gt=1, topics=["b.v1"]) as following:
        writing = asyncio.create_task(write(2))
        async with asyncio.timeout(10):
            async for each in following:
                seen.append(each.id)
                if len(seen) == 4:
                    following.stop()
        await writing
    assert seen == [2, 4, 6, 8]


async def test_a_subscription_is_woken_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_LOOK_ANYWAY_SECONDS", 60.0)
    recorder = AsyncProcessRecorder(database, uuid4())
    async with recorder.subscribe() as following:
        coming = asyncio.create_task(anext(following))
        await asyncio.sleep(0.1)
        assert not coming.done()
        await recorder.insert_events([event()])
        assert (await asyncio.wait_for(coming, 20)).id == 1


async def test_a_stop_ends_even_a_waiting_subscription(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_LOOK_ANYWAY_SECONDS", 60.0)
    recorder = AsyncProcessRecorder(database, uuid4())
    async with recorder.subscribe() as following:
        coming = asyncio.create_task(anext(following, None))
        await asyncio.sleep(0.05)
        following.stop()
        assert await asyncio.wait_for(coming, 20) is None


async def test_waiting_ends_when_the_tracking_comes(database: Database) -> None:
    recorder = AsyncProcessRecorder(database, uuid4())
    waiting = asyncio.create_task(recorder.wait("upstream", 3, timeout=10))
    await recorder.insert_tracking(Tracking("upstream", 2))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await recorder.insert_tracking(Tracking("upstream", 4))
    await asyncio.wait_for(waiting, 5)


async def test_waiting_can_be_interrupted(database: Database) -> None:
    interrupt = asyncio.Event()
    recorder = AsyncProcessRecorder(database, uuid4())
    waiting = asyncio.create_task(recorder.wait("upstream", 3, 10, interrupt))
    await asyncio.sleep(0.05)
    interrupt.set()
    with pytest.raises(WaitInterruptedError):
        await asyncio.wait_for(waiting, 5)


async def test_a_book_is_gapless_under_many_recorders(database: Database) -> None:
    fund_id = uuid4()

    async def write(case_id: UUID) -> None:
        recorder = AsyncProcessRecorder(database, fund_id)
        for version in range(10):
            await recorder.insert_events([StoredEvent(case_id, version, "t", b"{}")])

    await asyncio.gather(*(write(uuid4()) for _ in range(8)))
    found = await AsyncProcessRecorder(database, fund_id).select_notifications(None, 1000)
    assert [each.id for each in found] == list(range(1, 81))
