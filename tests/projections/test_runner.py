"""The runner takes every line in exactly once, whoever else runs, and says when it cannot."""

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest

from ledger.store.append import NewLine, append, wake
from ledger.store.database import Database
from projections.balances import get_balances
from projections.cases import CASES
from projections.checkpoints import (
    Degraded,
    Track,
    begin,
    list_checkpoints,
    list_degraded,
    move,
    release_lease,
    take_lease,
)
from projections.follower import Follower, Stuck
from projections.known import ProjectionBehind, get_known
from projections.models import READ_MODELS
from projections.projection import Batch, ReadModel, Target, Write
from projections.runner import Runner
from projections.view import SUFFIXES
from tests.projections.histories import history
from tests.projections.test_statements import all_rows
from tests.projections.told import NOW, History

_SOON: Final = 10.0


async def append_unknown(database: Database, told: History) -> int:
    """Add a line of a topic that nobody knows, and return its position."""
    line = NewLine(uuid4(), 0, "moon.eaten.v9", b"{}", uuid4(), "someone")
    async with database.acquire() as connection:
        return (await append(connection, told.fund_id, [line], after=None, now=NOW)).position


async def degraded(database: Database, fund_id: UUID) -> list[Degraded]:
    async with database.acquire() as connection:
        return await list_degraded(connection, fund_id)


async def count_rows(database: Database, fund_id: UUID, side: int) -> list[int]:
    """Count the rows of a fund in each table of a side."""
    tables = [table + SUFFIXES[side] for model in READ_MODELS for table in model.tables]
    async with database.acquire() as connection:
        return [
            await connection.fetchval(f"select count(*) from {table} where fund_id = $1", fund_id)
            for table in tables
        ]


async def until_degraded(
    database: Database, fund_id: UUID, count: int, failures: int = 1
) -> list[Degraded]:
    """Wait for *count* read models that failed *failures* times."""
    while True:
        found = await degraded(database, fund_id)
        if len(found) >= count and min(each.failures for each in found) >= failures:
            return found
        await asyncio.sleep(0.02)


async def test_two_runners_at_the_same_lines_take_each_in_once(database: Database) -> None:
    told, other = history(21, 120), history(21, 120)
    await told.write(database)
    await other.write(database)
    await asyncio.gather(*(Runner(database, batch=3).catch_up(told.fund_id) for _ in range(4)))
    await Runner(database).catch_up(other.fund_id)
    found, alone = await all_rows(database, told), await all_rows(database, other)
    assert {table: len(rows) for table, rows in found.items()} == {
        table: len(rows) for table, rows in alone.items()
    }
    async with database.acquire() as connection:
        assert await get_balances(connection, told.fund_id) is not None
    await Runner(database).rebuild(told.fund_id)
    assert await all_rows(database, told) == found


async def test_a_checkpoint_moves_only_from_exactly_where_it_was(database: Database) -> None:
    fund_id, tracks = uuid4(), [Track(model) for model in READ_MODELS]
    async with database.acquire() as connection:
        await begin(connection, fund_id, tracks)
        assert await move(connection, fund_id, tracks, 0, 5)
        assert not await move(connection, fund_id, tracks, 0, 7)
        assert not await move(connection, fund_id, tracks, 4, 7)
        older = [Track(ReadModel("journal", 0, (), READ_MODELS[0].fold))]
        assert not await move(connection, fund_id, older, 5, 7)
        found = await list_checkpoints(connection, fund_id)
        assert {at.position for at in found.values()} == {5}


async def test_a_lease_is_held_by_one_until_it_ends(database: Database) -> None:
    fund_id, one, other = uuid4(), uuid4(), uuid4()
    async with database.acquire() as connection:
        assert await take_lease(connection, fund_id, one, 60)
        assert await take_lease(connection, fund_id, one, 60)
        assert not await take_lease(connection, fund_id, other, 60)
        await release_lease(connection, fund_id, other)
        assert not await take_lease(connection, fund_id, other, 60)
        await release_lease(connection, fund_id, one)
        assert await take_lease(connection, fund_id, other, 0)
        assert await take_lease(connection, fund_id, one, 60)


async def test_woken_in_process_it_is_there_at_once(database: Database) -> None:
    told = history(22, 10)
    async with Runner(database, poll_seconds=60).running() as runner:
        await told.write(database)
        runner.wake(told.fund_id)
        assert await runner.wait_for(told.fund_id, len(told.lines), _SOON) == len(told.lines)


async def test_woken_from_another_process_it_is_there_at_once(database: Database) -> None:
    told = history(23, 10)
    waiting = Runner(database)  # does not run itself: it only looks
    async with Runner(database, poll_seconds=60).running():
        await told.write(database)
        async with database.acquire() as connection:
            await wake(connection, told.fund_id)
        assert await waiting.wait_for(told.fund_id, len(told.lines), _SOON) == len(told.lines)


async def test_without_any_waking_it_looks_by_itself(database: Database) -> None:
    told = history(24, 10)
    async with Runner(database, poll_seconds=0.05).running():
        await told.write(database)
        assert await Runner(database).wait_for(told.fund_id, len(told.lines), _SOON)


async def test_it_stops_at_once_however_busy_it_is(database: Database) -> None:
    told = history(34, 5)
    await told.write(database)
    for _ in range(25):
        async with asyncio.timeout(_SOON):
            async with Runner(database).running() as runner:
                await runner.wait_for(told.fund_id, len(told.lines), _SOON)
                runner.wake(told.fund_id)


async def test_waiting_for_what_does_not_come_ends(database: Database) -> None:
    told = history(25, 5)
    await told.write(database)
    with pytest.raises(ProjectionBehind) as behind:
        await Runner(database).wait_for(told.fund_id, len(told.lines), 0.1)
    assert (behind.value.wanted, behind.value.position) == (len(told.lines), 0)


async def test_an_unknown_topic_stops_that_fund_and_no_other(database: Database) -> None:
    told, other = history(26, 10), history(27, 10)
    await told.write(database)
    await other.write(database)
    unknown = await append_unknown(database, told)
    async with Runner(database, poll_seconds=0.05).running() as runner:
        assert await runner.wait_for(other.fund_id, len(other.lines), _SOON)
        async with asyncio.timeout(_SOON):
            found = await until_degraded(database, told.fund_id, len(READ_MODELS))
        assert {each.projection for each in found} == {model.name for model in READ_MODELS}
        for each in found:
            assert each.position == unknown - 1
            assert each.reason.startswith(f"Stopped at position {unknown}")
            assert "moon.eaten.v9" in each.reason
        with pytest.raises(ProjectionBehind):
            await runner.wait_for(told.fund_id, unknown, 0.2)
    assert await degraded(database, other.fund_id) == []
    async with database.acquire() as connection:
        assert await get_known(connection, told.fund_id) == unknown - 1
    with pytest.raises(Stuck):
        await Runner(database).catch_up(told.fund_id)


def _no_grants(batch: Batch) -> Write:
    if any(line.event.topic == "grant.committed.v1" for line in batch.lines):
        raise RuntimeError("A name that must not get into a reason: Ana")
    return CASES.fold(batch)


async def test_a_failing_read_model_stops_before_its_line_and_heals(database: Database) -> None:
    told = history(28, 60)
    await told.write(database)
    topics = [line.event.topic for line in told.lines]
    first = topics.index("grant.committed.v1") + 1
    journal, balances, cases, *others = READ_MODELS
    broken = ReadModel(cases.name, cases.version, cases.tables, _no_grants)
    runner = Runner(database, models=(journal, balances, broken, *others), poll_seconds=0.05)
    async with runner.running():
        async with asyncio.timeout(_SOON):
            (found,) = await until_degraded(database, told.fund_id, 1, failures=3)
    assert (found.projection, found.position) == ("cases", first - 1)
    assert found.reason == f"Stopped at position {first}: RuntimeError"
    async with database.acquire() as connection:
        checkpoints = await list_checkpoints(connection, told.fund_id)
    assert checkpoints["journal", False].position == len(told.lines)
    assert checkpoints["balances", False].position == len(told.lines)
    await Runner(database).rebuild(told.fund_id)
    assert await degraded(database, told.fund_id) == []


async def test_a_failed_batch_leaves_neither_rows_nor_checkpoint(
    database: Database,
) -> None:
    told = history(29, 20)
    await told.write(database)
    journal = READ_MODELS[0]

    def half(batch: Batch) -> Write:
        async def write(target: Target) -> None:
            await journal.fold(batch)(target)
            raise RuntimeError

        return write

    broken = ReadModel(journal.name, journal.version, journal.tables, half)
    with pytest.raises(Stuck):
        await Runner(database, models=(broken,)).catch_up(told.fund_id)
    assert (await all_rows(database, told))["journal"] == []


async def test_a_rebuild_goes_on_while_lines_are_added(database: Database) -> None:
    told = history(32, 120)
    half = len(told.lines) // 2
    await told.write(database, 0, half)
    runner = Runner(database, batch=4)
    await runner.catch_up(told.fund_id)
    rebuilding = asyncio.create_task(runner.rebuild(told.fund_id))
    async with Runner(database, poll_seconds=0.05).running() as running:
        for first in range(half, len(told.lines), 5):
            await told.write(database, first, first + 5)
            running.wake(told.fund_id)
        await rebuilding
        await running.wait_for(told.fund_id, len(told.lines), _SOON)
    found = await all_rows(database, told)
    await Runner(database, keep=timedelta(0)).rebuild(told.fund_id)
    assert await all_rows(database, told) == found


async def test_a_rebuild_that_was_cut_short_does_no_harm(database: Database) -> None:
    told = history(33, 60)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    expected = await all_rows(database, told)
    async with database.acquire() as connection:
        follower = Follower(connection, told.fund_id, READ_MODELS, batch=5)
        await follower.begin_anew()
        await follower.step()
    await Runner(database).rebuild(told.fund_id)
    assert await all_rows(database, told) == expected
    counts = [sum(await count_rows(database, told.fund_id, side)) for side in (0, 1)]
    assert (
        counts == [sum(len(rows) for rows in expected.values())] * 2
    )  # what was swapped out stays
