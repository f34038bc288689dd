"""Lines of a book are never changed or removed, whoever asks, on every PostgreSQL here."""

from uuid import uuid4

import asyncpg
import pytest

from ledger.store.append import append
from ledger.store.database import Database
from ledger.store.errors import ProgrammingError, database_errors
from tests.database import Urls
from tests.ledger.store.lines import NOW, new_line

CHANGES = [
    "update events set payload = ''",
    "update events set payload = '' where false",
    "delete from events",
    "delete from events where false",
    "truncate events",
    (
        "insert into events select * from events"
        " on conflict (fund_id, position) do update set topic = ''"
    ),
]


@pytest.mark.parametrize("role", ["service", "owner"])
async def test_no_role_changes_a_line(each_major: Urls, role: str) -> None:
    async with (
        Database.open(each_major.service, min_size=1, max_size=1) as database,
        database.acquire() as connection,
    ):
        await append(connection, uuid4(), [new_line(), new_line()], after=0, now=NOW)
        before = await connection.fetch("select * from events order by position")
    intruder = await asyncpg.connect(each_major.service if role == "service" else each_major.owner)
    try:
        for change in CHANGES:
            with pytest.raises(ProgrammingError, match="42501"), database_errors():
                await intruder.execute(change)
        assert await intruder.fetch("select * from events order by position") == before
    finally:
        await intruder.close()


@pytest.mark.parametrize(
    "change",
    [
        "delete from heads",
        "delete from idempotency",
        "update idempotency set answer = ''",
        "delete from labels",
        "update labels set id = fund_id",
        "delete from tracking",
        "update schema_migrations set name = ''",
        "delete from instance",
        "update instance set value = ''",
        "drop table events",
        "alter table events disable trigger all",
        "create table mine (a int)",
        "set session_replication_role = replica",
    ],
)
async def test_the_service_has_no_right_it_does_not_need(database: Database, change: str) -> None:
    with pytest.raises(ProgrammingError, match="42501"):
        async with database.acquire() as connection:
            await connection.execute(change)
