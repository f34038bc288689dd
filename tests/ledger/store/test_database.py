"""Connections: who may connect, what a session is like, and what happens when it breaks."""

import asyncio
import gc
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from ledger.store.append import WAKE_CHANNEL, append, wake
from ledger.store.database import Database, RefusedRole
from ledger.store.errors import (
    DataError,
    Disconnected,
    DiskFull,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
    Unreachable,
)
from tests.database import Urls
from tests.ledger.store.lines import NOW, new_line

TERMINATE = """
select pid, pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


async def hang_up_on_everybody(urls: Urls) -> None:
    """Cut every other connection, and wait until the processes behind them are gone."""
    superuser = await asyncpg.connect(urls.superuser)
    try:
        cut = [Path(f"/proc/{row['pid']}") for row in await superuser.fetch(TERMINATE)]
    finally:
        await superuser.close()
    await until(lambda: not any(each.exists() for each in cut))


async def cut_while_lent(database: Database, urls: Urls) -> None:
    async with database.acquire() as connection:
        await hang_up_on_everybody(urls)
        await connection.fetchval("select 1")


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - PostgreSQL tells nobody
            await asyncio.sleep(0.01)


async def test_the_service_runs_neither_as_superuser_nor_as_owner(urls: Urls) -> None:
    for url, word in ((urls.superuser, "superuser"), (urls.owner, "owner")):
        with pytest.raises(RefusedRole, match=word):
            async with Database.open(url, min_size=1, max_size=1):
                pass


@pytest.mark.parametrize("right", ["update", "delete", "truncate", "update (topic)"])
async def test_the_service_refuses_rights_that_it_should_not_have(
    fresh_database: Urls, right: str
) -> None:
    owner = await asyncpg.connect(fresh_database.owner)
    await owner.execute(f"grant {right} on events to parasol")
    await owner.close()
    with pytest.raises(RefusedRole, match="change"):
        async with Database.open(fresh_database.service, min_size=1, max_size=1):
            pass


async def test_a_session_speaks_utc_and_has_limits(database: Database) -> None:
    async with database.acquire() as connection:
        settings = {
            name: await connection.fetchval("select current_setting($1)", name)
            for name in ("timezone", "application_name", "statement_timeout")
        }
    assert settings == {
        "timezone": "UTC",
        "application_name": "parasol",
        "statement_timeout": "1min",
    }


async def test_a_pooler_can_be_between(urls: Urls) -> None:
    async with (
        Database.open(urls.service, min_size=1, max_size=1, prepared_statements=False) as database,
        database.acquire() as connection,
    ):
        for _ in range(3):
            await append(connection, uuid4(), [new_line()], after=None, now=NOW)
        # asyncpg leaves no named statement behind that another client would stumble over.
        assert (
            await connection.fetch("select name from pg_prepared_statements where name > ''") == []
        )


async def test_a_snapshot_sees_one_moment(database: Database) -> None:
    fund_id = uuid4()
    count = "select count(*) from events"
    async with database.transaction(snapshot=True, readonly=True) as looking:
        assert await looking.fetchval(count) == 0
        async with database.acquire() as writing:
            await append(writing, fund_id, [new_line()], after=0, now=NOW)
        assert await looking.fetchval(count) == 0
    async with database.acquire() as connection:
        assert await connection.fetchval(count) == 1


@pytest.mark.parametrize(
    "statement, error",
    [
        ("select 1 / 0", DataError),
        ("insert into instance values ('a', ''), ('a', '')", IntegrityError),
        ("insert into instance values (null, '')", IntegrityError),
        ("select nothing", ProgrammingError),
        ("select from nowhere", ProgrammingError),
        ("update events set topic = ''", ProgrammingError),
        ("set transaction read only; insert into instance values ('a', '')", ProgrammingError),
        ("begin; lock events in access exclusive mode", ProgrammingError),
        ("do $$ begin raise feature_not_supported; end $$", NotSupportedError),
        ("do $$ begin raise serialization_failure; end $$", OperationalError),
        ("do $$ begin raise deadlock_detected; end $$", OperationalError),
        ("do $$ begin raise disk_full; end $$", DiskFull),
        ("set statement_timeout = 20; select pg_sleep(5)", OperationalError),
        ("select pg_terminate_backend(pg_backend_pid())", Disconnected),
    ],
)
async def test_errors_are_those_of_the_library(
    database: Database, statement: str, error: type[PersistenceError]
) -> None:
    with pytest.raises(error) as caught:
        async with database.acquire() as connection:
            await connection.execute(statement)
    assert type(caught.value) is error
    assert caught.value.__suppress_context__


async def test_an_error_quotes_no_value(database: Database) -> None:
    name = "somebody's name"
    with pytest.raises(IntegrityError) as caught:
        async with database.acquire() as connection:
            await connection.execute("insert into instance values ($1, ''), ($1, '')", name)
    assert name not in str(caught.value)
    with pytest.raises(DataError) as wrong:
        async with database.acquire() as connection:
            await connection.execute("select cast('somebody''s name' as integer)")
    assert name not in str(wrong.value)


async def test_a_server_that_is_not_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        async with Database.open("postgresql://parasol@/parasol?host=/nowhere/at/all"):
            pass


async def test_a_closed_pool_is_an_interface_error(urls: Urls) -> None:
    async with Database.open(urls.service, min_size=1, max_size=1) as database:
        pass
    with pytest.raises(InterfaceError):
        async with database.acquire():
            pass


async def test_the_pool_heals_after_its_connections_were_cut(fresh_database: Urls) -> None:
    async with Database.open(fresh_database.service, min_size=3, max_size=3) as database:
        for _ in range(3):
            with pytest.raises(Disconnected):
                await cut_while_lent(database, fresh_database)
        await asyncio.sleep(0.05)
        for _ in range(4):
            async with database.acquire() as connection:
                assert await connection.fetchval("select 1") == 1


async def test_a_wake_up_names_the_book_and_arrives_elsewhere(database: Database) -> None:
    heard: list[str] = []
    fund_id = uuid4()
    async with database.listen(WAKE_CHANNEL, heard.append):
        assert heard == [""]
        async with database.acquire() as connection:
            await wake(connection, fund_id)
        await until(lambda: len(heard) > 1)
    assert heard == ["", str(fund_id)]


async def test_listening_starts_again_after_its_connection_was_cut(fresh_database: Urls) -> None:
    heard: list[str] = []
    async with (
        Database.open(fresh_database.service, min_size=1, max_size=1) as database,
        database.listen(WAKE_CHANNEL, heard.append),
    ):
        await hang_up_on_everybody(fresh_database)
        await until(lambda: len(heard) == 2)
        fund_id = uuid4()
        async with database.acquire() as connection:
            await wake(connection, fund_id)
        await until(lambda: str(fund_id) in heard)


async def test_listening_says_when_it_cannot_start(urls: Urls) -> None:
    nowhere = "postgresql://parasol@/parasol?host=/nowhere/at/all"
    async with Database.open(urls.service, min_size=1, max_size=1, direct_url=nowhere) as database:
        with pytest.raises(Unreachable):
            async with database.listen(WAKE_CHANNEL, print):
                pass


async def test_listening_can_be_ended_at_every_moment_of_its_start(database: Database) -> None:
    async def listen() -> None:
        async with database.listen(WAKE_CHANNEL, lambda _: None):
            pass

    began = time.monotonic()
    await listen()
    whole = time.monotonic() - began
    for moment in range(100):
        task = asyncio.create_task(listen())
        await asyncio.sleep(whole * moment / 100)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    # A connection that nobody hung up warns as it is collected, and a warning fails the test.
    gc.collect()
