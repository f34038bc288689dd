"""Migrations go forward only, once, one process at a time, and fit the program or stop it."""

import asyncio

import asyncpg
import msgspec
import pytest

from ledger.store.database import Database
from ledger.store.errors import Unreachable
from ledger.store.migrate import (
    Migration,
    MigrationChanged,
    SchemaNewer,
    SchemaOlder,
    ledger_migrations,
    list_pending,
    migrate,
    service_rights,
)
from tests.database import Urls, with_database

TITLES = [step.title for step in ledger_migrations()]
TABLE = (
    "create table example_balances (fund_id uuid not null, account_id uuid not null, amount bigint,"
)
READ_MODEL = Migration(
    part="example",
    number=1,
    name="balances",
    sql=f"{TABLE} primary key (fund_id, account_id)); {service_rights('example_balances')}",
)
BROKEN = Migration("example", 1, "broken", "create table half (a int); select 1 / 0;")


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def open_once(url: str, *migrations: Migration) -> None:
    async with Database.open(url, min_size=1, max_size=1, migrations=migrations):
        pass


def test_steps_are_numbered_without_a_gap() -> None:
    assert TITLES
    numbers = [step.number for step in ledger_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_every_step_runs_once_and_in_order(unmigrated_database: Urls) -> None:
    assert await migrate(unmigrated_database.owner) == TITLES
    assert await migrate(unmigrated_database.owner) == []
    await open_once(unmigrated_database.service)


async def test_six_at_once_run_every_step_once(unmigrated_database: Urls) -> None:
    ran = await asyncio.gather(*(migrate(unmigrated_database.owner) for _ in range(6)))
    assert sorted(title for each in ran for title in each) == TITLES


async def test_a_read_model_brings_its_own_tables(fresh_database: Urls) -> None:
    assert await migrate(fresh_database.owner, [READ_MODEL]) == ["example/0001_balances"]
    await open_once(fresh_database.service, READ_MODEL)
    await open_once(fresh_database.service)  # a program without that part does not mind
    await execute(
        fresh_database.service,
        "insert into example_balances values (gen_random_uuid(), gen_random_uuid(), 1);"
        "update example_balances set amount = 2; delete from example_balances;"
        "truncate example_balances",
    )


async def test_a_step_that_fails_leaves_nothing(fresh_database: Urls) -> None:
    with pytest.raises(Exception, match="22012"):
        await migrate(fresh_database.owner, [BROKEN])
    assert await migrate(fresh_database.owner, [READ_MODEL]) == [READ_MODEL.title]
    with pytest.raises(asyncpg.UndefinedTableError):
        await execute(fresh_database.owner, "select * from half")


async def test_a_step_that_changed_is_refused(fresh_database: Urls) -> None:
    await migrate(fresh_database.owner, [READ_MODEL])
    changed = msgspec.structs.replace(READ_MODEL, sql=f"{READ_MODEL.sql} ")
    with pytest.raises(MigrationChanged, match="example/0001_balances"):
        await migrate(fresh_database.owner, [changed])
    with pytest.raises(MigrationChanged):
        await open_once(fresh_database.service, changed)


async def test_a_schema_newer_than_the_program_is_refused(fresh_database: Urls) -> None:
    await execute(
        fresh_database.owner,
        "insert into schema_migrations (part, number, name, sha256) values"
        " ('ledger', 999, 'from_tomorrow', '')",
    )
    with pytest.raises(SchemaNewer, match="ledger/0999_from_tomorrow"):
        await migrate(fresh_database.owner)
    with pytest.raises(SchemaNewer):
        await open_once(fresh_database.service)


async def test_a_schema_older_than_the_program_is_refused(
    unmigrated_database: Urls, fresh_database: Urls
) -> None:
    with pytest.raises(SchemaOlder, match="ledger/0001_books"):
        await open_once(unmigrated_database.service)
    with pytest.raises(SchemaOlder, match="example/0001_balances"):
        await open_once(fresh_database.service, READ_MODEL)


async def test_what_is_pending_can_be_asked_beforehand(unmigrated_database: Urls) -> None:
    connection = await asyncpg.connect(unmigrated_database.owner)
    try:
        before = await list_pending(connection, [READ_MODEL])
        assert [step.title for step in before] == [*TITLES, READ_MODEL.title]
        await migrate(unmigrated_database.owner)
        assert await list_pending(connection, [READ_MODEL]) == [READ_MODEL]
    finally:
        await connection.close()


async def test_the_service_cannot_migrate(unmigrated_database: Urls) -> None:
    with pytest.raises(Exception, match="42501"):
        await migrate(unmigrated_database.service)


async def test_the_role_of_the_service_may_have_another_name(
    unmigrated_database: Urls, superuser_url: str
) -> None:
    await execute(superuser_url, 'create role "the other" login')
    try:
        await migrate(unmigrated_database.owner, service_role="the other")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await execute(unmigrated_database.service, "select * from events")
        await execute(unmigrated_database.superuser, 'set role "the other"; table events')
    finally:
        await execute(unmigrated_database.superuser, 'drop owned by "the other"')
        await execute(superuser_url, 'drop role "the other"')


async def test_a_database_that_is_not_there_is_said_plainly(owner_url: str) -> None:
    with pytest.raises(Exception, match="3D000"):
        await migrate(with_database(owner_url, "nowhere"))
    with pytest.raises(Unreachable):
        await migrate("postgresql://parasol@/parasol?host=/nowhere/at/all")
