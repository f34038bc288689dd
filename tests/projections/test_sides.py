"""A read model has two sides: one is read while the other is built, and nothing wrong is shown."""

import asyncio
import gc
import time
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest

from ledger.store.connection import Connection
from ledger.store.database import Database
from projections.balances import get_balances
from projections.checkpoints import Track, list_checkpoints, move
from projections.follower import Follower
from projections.journal import get_line, list_journal
from projections.models import READ_MODELS
from projections.projection import ReadModel
from projections.retired import KEEP
from projections.runner import Runner
from projections.sums.queries import sum_places
from projections.view import VIEW_SECONDS, View, ViewEnded, pin
from tests.projections.histories import history
from tests.projections.test_runner import count_rows
from tests.projections.test_statements import all_rows
from tests.projections.told import History

_AT_ONCE: Final = timedelta(0)


async def told_and_known(database: Database, seed: int, commands: int = 40) -> History:
    """Write a book and let every read model take it in."""
    told = history(seed, commands)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    return told


async def rebuild_with_tidying(connection: Connection, fund_id: UUID) -> None:
    """Do all that a rebuild is made of on one connection, removing included."""
    follower = Follower(connection, fund_id, READ_MODELS, batch=25, keep=_AT_ONCE)
    assert await follower.begin_anew() == 0
    while await follower.step() or await follower.swap() or await follower.tidy():
        pass


async def cut_after(database: Database, fund_id: UUID, statements: int) -> bool:
    """Begin a rebuild and cut it short after so many statements; False if it was done before."""
    seen = 0

    async with database.acquire() as connection:
        work = asyncio.create_task(rebuild_with_tidying(connection, fund_id))

        def count(_query: object) -> None:
            nonlocal seen
            seen += 1
            if seen == statements:
                work.cancel()

        connection.add_query_logger(count)
        try:
            await work
        except asyncio.CancelledError:
            return True
        finally:
            connection.remove_query_logger(count)
        return False


@pytest.mark.slow
async def test_cut_between_any_two_statements_a_rebuild_never_shows_anything_wrong(
    database: Database,
) -> None:
    told = await told_and_known(database, 51)
    expected = await all_rows(database, told)
    async with database.acquire() as connection:
        balances = await get_balances(connection, told.fund_id)
    statements = 1
    while await cut_after(database, told.fund_id, statements):
        async with database.acquire() as connection:
            assert await get_balances(connection, told.fund_id) == balances
            page = await list_journal(connection, told.fund_id, limit=500)
            assert len(page.lines) == len(told.lines)
        assert await all_rows(database, told) == expected
        statements += 1
    assert statements > 30
    assert await all_rows(database, told) == expected


async def test_what_went_out_of_use_is_read_until_it_is_removed(database: Database) -> None:
    told = await told_and_known(database, 52)
    async with database.acquire() as connection, database.acquire() as other:
        before = await pin(connection, told.fund_id, None)
        there = set(await sum_places(before, None))
        await Runner(database).rebuild(told.fund_id)
        after = await pin(connection, told.fund_id, None)
        every = frozenset(model.name for model in READ_MODELS)
        assert (before.second, after.second) == (frozenset[str](), every)
        follower = Follower(other, told.fund_id, READ_MODELS, batch=100)
        assert not await follower.tidy()
        assert await follower.begin_anew() > KEEP.total_seconds() / 2
        assert set(await sum_places(before, None)) == there
        assert set(await sum_places(after, None)) == there
        at_once = Follower(other, told.fund_id, READ_MODELS, batch=100, keep=_AT_ONCE)
        while await at_once.tidy():
            pass
    assert sum(await count_rows(database, told.fund_id, 0)) == 0
    assert sum(await count_rows(database, told.fund_id, 1)) > 0


async def test_a_view_is_not_asked_after_its_time(database: Database) -> None:
    told = await told_and_known(database, 53)
    async with database.acquire() as connection:
        view = await pin(connection, told.fund_id, None)
        assert view.ends <= time.monotonic() + VIEW_SECONDS
        late = View(connection, told.fund_id, view.position, view.second, ends=time.monotonic())
        with pytest.raises(ViewEnded):
            await sum_places(late, None)


async def test_nothing_is_written_to_a_side_that_went_out_of_use(database: Database) -> None:
    told = await told_and_known(database, 54)
    last = len(told.lines)
    await Runner(database).rebuild(told.fund_id)
    async with database.acquire() as connection:
        for model in READ_MODELS:
            for beside in (False, True):
                old = Track(model, beside=beside, side=0)
                assert not await move(connection, told.fund_id, [old], last, last + 1)
        used = [Track(model, side=1) for model in READ_MODELS]
        assert await move(connection, told.fund_id, used, last, last + 1)


async def test_removing_the_rows_of_one_fund_leaves_those_of_another(database: Database) -> None:
    told, other = await told_and_known(database, 55), await told_and_known(database, 56)
    runner = Runner(database, keep=_AT_ONCE)
    await runner.rebuild(told.fund_id)
    await runner.rebuild(other.fund_id)
    expected = await all_rows(database, other)
    await runner.rebuild(told.fund_id)  # back to the first side, which the other's rows are on too
    async with database.acquire() as connection:
        follower = Follower(connection, told.fund_id, READ_MODELS, batch=100, keep=_AT_ONCE)
        while await follower.tidy():
            pass
    assert sum(await count_rows(database, told.fund_id, 1)) == 0
    assert await all_rows(database, other) == expected
    assert sum(await count_rows(database, other.fund_id, 0)) > 0


async def test_a_runner_removes_what_went_out_of_use(database: Database) -> None:
    told = await told_and_known(database, 57)
    await Runner(database).rebuild(told.fund_id)

    async def beside() -> int:
        async with database.acquire() as connection:
            found = await list_checkpoints(connection, told.fund_id)
        return sum(is_beside for _, is_beside in found)

    assert await beside() == len(READ_MODELS)
    async with Runner(database, poll_seconds=0.05, keep=_AT_ONCE).running():
        async with asyncio.timeout(60):
            # Rows say too little: a read model that had none keeps its checkpoint until its turn.
            while await beside():  # noqa: ASYNC110 - PostgreSQL tells nobody
                await asyncio.sleep(0.02)
    assert sum(await count_rows(database, told.fund_id, 0)) == 0


async def test_one_read_model_is_rebuilt_by_itself(database: Database) -> None:
    told = await told_and_known(database, 58)
    expected = await all_rows(database, told)
    await Runner(database).rebuild(told.fund_id, ["balances"])
    async with database.acquire() as connection:
        found = await list_checkpoints(connection, told.fund_id)
        assert {name: at.side for (name, beside), at in found.items() if not beside} == {
            "journal": 0,
            "balances": 1,
            "cases": 0,
            "orders": 0,
            "proposals": 0,
        }
    assert await all_rows(database, told) == expected


async def test_a_new_version_is_built_beside_while_the_old_one_is_read(
    database: Database,
) -> None:
    told = history(30, 60)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    before = await all_rows(database, told)
    newer = tuple(
        ReadModel(model.name, model.version + 1, model.tables, model.fold) for model in READ_MODELS
    )
    async with database.acquire() as connection:
        follower = Follower(connection, told.fund_id, newer, batch=5)
        await follower.begin_upgrades()
        assert await follower.step()
        assert await all_rows(database, told) == before
        assert not await follower.swap()
        while await follower.step():
            assert await all_rows(database, told) == before
        assert await follower.swap()
        assert not await follower.swap()
        found = await list_checkpoints(connection, told.fund_id)
    for model in newer:
        used = found[model.name, False]
        assert (used.version, used.position, used.side) == (model.version, len(told.lines), 1)
    assert await all_rows(database, told) == before


async def test_readers_never_see_half_of_a_rebuild(database: Database) -> None:
    told = history(31, 80)
    await told.write(database)
    runner = Runner(database, batch=10, keep=timedelta(seconds=1))
    await runner.catch_up(told.fund_id)
    stop = asyncio.Event()
    async with database.acquire() as connection:
        expected = await get_balances(connection, told.fund_id)

    async def read() -> int:
        count = 0
        async with database.acquire() as connection:
            while not stop.is_set():
                assert await get_balances(connection, told.fund_id) == expected
                page = await list_journal(connection, told.fund_id, limit=500)
                assert len(page.lines) == len(told.lines)
                assert await get_line(connection, told.fund_id, 3) is not None
                count += 1
        return count

    reading = asyncio.create_task(read())
    try:
        for _ in range(3):
            assert await runner.rebuild(told.fund_id) == len(told.lines)
    finally:
        stop.set()
        count = await reading
    assert count > 5


async def test_python_looks_for_garbage_as_before_once_all_rebuilds_are_done(
    database: Database,
) -> None:
    one, other = await told_and_known(database, 59), await told_and_known(database, 60)
    before = gc.get_threshold()
    runner = Runner(database)
    await asyncio.gather(runner.rebuild(one.fund_id), runner.rebuild(other.fund_id))
    assert gc.get_threshold() == before
