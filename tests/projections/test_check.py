"""`check_fund` finds nothing in a sound book, and names every fault that is planted in one."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeAlias
from uuid import UUID, uuid4

import asyncpg
import pytest

from ledger.books import Books
from ledger.fund import FOLD
from ledger.known import Known
from ledger.store.append import NewLine, append
from ledger.store.database import Database
from ledger.store.snapshots import save_snapshot
from projections.check import Report, check_fund
from projections.check.report import FINDINGS_MAX, say
from projections.models import READ_MODELS
from projections.runner import Runner
from tests import funds
from tests.projections.histories import history
from tests.projections.plants import PLANTS
from tests.projections.told import NOW, History, Told

Admin: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def sound(database: Database, seed: int = 41) -> History:
    """Write a book with a snapshot in the middle and everything derived."""
    told = history(seed, 120)
    half = len(told.lines) // 2
    await told.write(database, 0, half)
    async with database.acquire() as connection:
        known = Known(told.fund_id)
        await known.catch_up(connection)
        await save_snapshot(connection, told.fund_id, FOLD, known.snapshot())
    await told.write(database, half)
    await Runner(database).catch_up(told.fund_id)
    return told


async def checked(database: Database, fund_id: UUID) -> Report:
    async with database.acquire() as connection:
        return await check_fund(connection, fund_id)


@asynccontextmanager
async def tampering(superuser_url: str) -> AsyncIterator[Admin]:
    """Connect as somebody whom neither rights nor triggers stop."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("set session_replication_role = replica")
        yield connection
    finally:
        await connection.close()


def at(told: History, topic: str) -> int:
    return position_of(told.lines, topic)


def position_of(lines: Sequence[Told], topic: str) -> int:
    return next(line.position for line in lines if line.event.topic == topic)


async def test_a_sound_book_is_ok(database: Database) -> None:
    for seed in (41, 42, 43):
        told = await sound(database, seed)
        report = await checked(database, told.fund_id)
        assert (report.verdict, report.findings, report.skipped) == ("OK", (), ())
        assert report.head == len(told.lines)


async def test_a_book_written_by_the_shell_is_ok_with_its_answers(
    database: Database, superuser_url: str
) -> None:
    books = Books(database)
    fund = await funds.open_fund(books, money=500_00)
    answer = await funds.ask(books, fund.fund_id, fund.bail())
    await books.close()
    await Runner(database).catch_up(fund.fund_id)
    assert (await checked(database, fund.fund_id)).verdict == "OK"
    plants = {
        "a kept answer names no position of the book": '{"last": 999}',
        "a kept answer names another case than its lines": f'{{"case_id": "{uuid4()}"}}',
        "a kept answer cannot be read": '{"first": "x"}',
    }
    for what, change in plants.items():
        async with tampering(superuser_url) as admin:
            kept = await admin.fetchrow(
                "select key, answer from idempotency where fund_id = $1 and convert_from("
                "answer, 'utf8')::json->>'first' = $2",
                fund.fund_id,
                str(answer.first),
            )
            assert kept is not None
            put = "update idempotency set answer = {} where fund_id = $1 and key = $2"
            await admin.execute(
                put.format(
                    "convert_to((convert_from(answer, 'utf8')::jsonb || $3::jsonb)::text, 'utf8')"
                ),
                fund.fund_id,
                kept["key"],
                change,
            )
            report = await checked(database, fund.fund_id)
            await admin.execute(put.format("$3"), fund.fund_id, kept["key"], kept["answer"])
        assert [finding.what for finding in report.findings] == [what]


@pytest.mark.parametrize("plant", PLANTS)
async def test_a_planted_fault_is_named(database: Database, superuser_url: str, plant: str) -> None:
    told = await sound(database)
    statement, topic, what = PLANTS[plant]
    position = at(told, topic)
    async with tampering(superuser_url) as admin:
        done = await admin.execute(statement.format(at=position), told.fund_id)
    assert done not in ("UPDATE 0", "DELETE 0", "INSERT 0 0")
    report = await checked(database, told.fund_id)
    assert report.verdict == "DISAGREES"
    found = [finding for finding in report.findings if what in finding.what]
    assert found, report.findings
    if plant.startswith(("a payload", "a reversal", "a version", "time", "a cause", "an event")):
        assert position in {finding.position for finding in found} or what == "balances differs"
    assert "Ana" not in str(report)


_Skip: TypeAlias = Callable[[Database, History, Admin], Awaitable[None]]


async def _unknown_topic(database: Database, told: History, _admin: Admin) -> None:
    line = NewLine(uuid4(), 0, "moon.eaten.v9", b"{}", uuid4(), "someone")
    async with database.acquire() as connection:
        await append(connection, told.fund_id, [line], after=None, now=NOW)


async def _behind(_database: Database, told: History, admin: Admin) -> None:
    await admin.execute("delete from open_cases where fund_id = $1", told.fund_id)
    await admin.execute(
        "update projection_checkpoints set position = 0"
        " where fund_id = $1 and projection = 'cases'",
        told.fund_id,
    )


async def _another_version(_database: Database, told: History, admin: Admin) -> None:
    await admin.execute(
        "update projection_checkpoints set version = 0 where fund_id = $1", told.fund_id
    )


async def _another_fold(_database: Database, told: History, admin: Admin) -> None:
    await admin.execute("update snapshots set fold = 'fund-0' where fund_id = $1", told.fund_id)


@pytest.mark.parametrize(
    "plant,says",
    [
        (_unknown_topic, "topic that this program does not know"),
        (_behind, "The read model cases is at position 0"),
        (_another_version, "not built in this program's version"),
        (_another_fold, "snapshot of a fold"),
    ],
)
async def test_what_could_not_be_looked_at_makes_it_incomplete(
    database: Database, superuser_url: str, plant: _Skip, says: str
) -> None:
    told = await sound(database)
    async with tampering(superuser_url) as admin:
        await plant(database, told, admin)
    report = await checked(database, told.fund_id)
    assert (report.verdict, report.findings) == ("INCOMPLETE", ())
    assert any(says in skipped for skipped in report.skipped)


async def test_a_fund_without_a_book_is_incomplete(database: Database) -> None:
    report = await checked(database, uuid4())
    assert (report.verdict, report.head) == ("INCOMPLETE", 0)


async def test_many_findings_are_counted_and_some_are_kept(
    database: Database, superuser_url: str
) -> None:
    told = await sound(database)
    async with tampering(superuser_url) as admin:
        for table in ("journal", "journal_touched"):
            await admin.execute(f"delete from {table} where fund_id = $1", told.fund_id)
    report = await checked(database, told.fund_id)
    assert len(report.findings) == FINDINGS_MAX < report.found


async def test_a_check_writes_nothing_and_leaves_the_connection_usable(
    database: Database,
) -> None:
    told = await sound(database)
    async with database.acquire() as connection:
        await check_fund(connection, told.fund_id)
        assert not connection.is_in_transaction()
    await Runner(database).rebuild(told.fund_id)
    assert (await checked(database, told.fund_id)).verdict == "OK"
    assert len(READ_MODELS) == 5


def test_a_report_says_only_the_length_of_a_text_that_is_not_ours() -> None:
    assert say("bail:fee") == "bail:fee"
    assert say("Ana's rent") == "a text of 10 characters"
    assert say(b"secret") == "6 bytes"
    assert say((1, None, "USD")) == "1 none USD"
