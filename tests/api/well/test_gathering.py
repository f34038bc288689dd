"""Looking at a real instance: what is seen is what is there."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio

from api.publishing.signing import Signing
from api.settings import Settings
from api.well import KeyTrouble, gather
from api.well.gathering import installed_version
from ledger.books import Books
from ledger.store.append import append
from ledger.store.database import Database
from ledger.store.upkeep import Upkeep, note
from ledger.store.vitals import count_recorded_since
from ledger.vault.keys import open_keys
from projections.runner import Runner
from tests.api.client import plain_settings
from tests.funds import open_fund
from tests.ledger.store.lines import new_line

NOW = datetime(2026, 11, 21, 6, 15, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    return plain_settings(PARASOL_DATA_DIR=str(data), PARASOL_KEYS_DIR=str(tmp_path / "keys"))


@pytest_asyncio.fixture(loop_scope="session")
async def books(database: Database) -> AsyncIterator[Books]:
    opened = Books(database, clock=lambda: NOW)
    yield opened
    await opened.close()


async def test_an_empty_instance_is_seen_as_one(database: Database, settings: Settings) -> None:
    seen = await gather(database, settings, NOW)
    assert (seen.books, seen.lines, seen.newest_line_at, seen.behind) == (0, 0, None, 0)
    assert (seen.backup_at, seen.drill_at, seen.restored_at) == (None, None, None)
    assert seen.disk is not None
    assert 0 < seen.disk.free < seen.disk.total
    assert seen.stored_bytes > 0
    assert seen.program == seen.installed == installed_version()
    assert int(seen.postgresql.partition(".")[0]) >= 15
    assert seen.schema.count(".") == 1
    assert not seen.schema_is_newer
    assert seen.key_trouble is KeyTrouble.MISSING
    assert not settings.keys_dir.exists()


async def test_a_book_is_seen_with_what_its_read_models_lack(
    database: Database, settings: Settings, books: Books
) -> None:
    fund = await open_fund(books, money=100_00)
    seen = await gather(database, settings, NOW + timedelta(seconds=40))
    assert (seen.books, seen.lines, seen.lines_lately) == (1, seen.behind, seen.lines)
    assert seen.lines > 1
    assert seen.time_zones == ("America/New_York",)
    assert seen.behind_since == NOW
    await Runner(database).catch_up(fund.fund_id)
    seen = await gather(database, settings, NOW)
    assert (seen.behind, seen.behind_since, seen.degraded) == (0, None, 0)
    assert seen.newest_line_at is not None
    assert seen.newest_line_at >= NOW


async def test_a_read_model_that_has_stopped_is_counted(
    database: Database, settings: Settings, books: Books
) -> None:
    fund = await open_fund(books)
    await Runner(database).catch_up(fund.fund_id)
    async with database.acquire() as connection:
        await connection.execute(
            "update projection_checkpoints"
            " set failures = 3, failing_since = now(), reason = 'Stopped at position 2: KeyError'"
            " where fund_id = $1 and projection = 'journal'",
            fund.fund_id,
        )
    assert (await gather(database, settings, NOW)).degraded == 1


async def test_what_was_done_is_seen(database: Database, settings: Settings) -> None:
    async with database.acquire() as connection:
        for days, what in enumerate(Upkeep):
            await note(connection, what, NOW - timedelta(days=days))
    seen = await gather(database, settings, NOW)
    assert [seen.backup_at, seen.drill_at, seen.restored_at] == [
        NOW - timedelta(days=days) for days in range(3)
    ]


async def test_the_keys_are_compared_and_never_made(database: Database, settings: Settings) -> None:
    directory = settings.keys_dir
    async with database.acquire() as connection:
        await open_keys(connection, directory)

    async def trouble() -> KeyTrouble | None:
        return (await gather(database, settings, NOW)).key_trouble

    assert await trouble() is None
    key = directory / "log.key"
    key.chmod(0o644)
    assert await trouble() is KeyTrouble.EXPOSED
    key.chmod(0o600)
    directory.chmod(0o770)
    assert await trouble() is KeyTrouble.EXPOSED
    directory.chmod(0o700)
    written = key.read_text()
    key.write_text("0" * 64)
    assert await trouble() is KeyTrouble.FOREIGN
    key.write_text("no key")
    assert await trouble() is KeyTrouble.UNREADABLE
    key.unlink()
    assert await trouble() is KeyTrouble.MISSING
    assert not key.exists()
    key.write_text(written)
    key.chmod(0o600)
    assert await trouble() is None


async def test_the_key_of_reports_is_looked_at_once_something_was_signed(
    database: Database, settings: Settings
) -> None:
    async with database.acquire() as connection:
        await open_keys(connection, settings.keys_dir)
    signing = Signing(database, settings.keys_dir)

    async def trouble() -> KeyTrouble | None:
        return (await gather(database, settings, NOW)).key_trouble

    assert await trouble() is None, "nothing was signed, so there is no key"
    await signing.sign(uuid4(), b"{}")
    assert await trouble() is None
    key = settings.keys_dir / "reports.key"
    key.chmod(0o640)
    assert await trouble() is KeyTrouble.EXPOSED
    key.chmod(0o600)
    key.write_text("0" * 64)
    assert await trouble() is KeyTrouble.FOREIGN
    key.unlink()
    assert await trouble() is KeyTrouble.MISSING
    await signing.replace()
    assert await trouble() is None, "the one that was lost signs nothing any more"


async def test_a_database_elsewhere_has_no_disk_here(
    database: Database, settings: Settings
) -> None:
    elsewhere = plain_settings(
        PARASOL_DATA_DIR=str(settings.data_dir), DATABASE_URL="postgresql://parasol@nowhere/parasol"
    )
    seen = await gather(database, elsewhere, NOW)
    assert not seen.has_own_database
    assert seen.disk is None


async def test_a_disk_that_cannot_be_asked_is_not_guessed(database: Database) -> None:
    seen = await gather(database, plain_settings(), NOW)
    assert seen.has_own_database
    assert seen.disk is None


async def test_a_schema_that_a_newer_program_changed_is_noticed(
    database: Database, settings: Settings, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    added = "insert into schema_migrations values ('ledger', 9999, 'later', '')"
    try:
        await owner.execute(added)
        seen = await gather(database, settings, NOW)
    finally:
        await owner.execute("delete from schema_migrations where number = 9999")
        await owner.close()
    assert seen.schema_is_newer
    assert seen.schema.startswith("9999.")


@pytest.mark.parametrize("lines", [0, 1, 2, 7, 33])
async def test_lines_are_counted_from_any_moment_on(database: Database, lines: int) -> None:
    fund_id, other = uuid4(), uuid4()
    moments = [NOW + timedelta(hours=hour) for hour in range(lines)]
    async with database.acquire() as connection:
        await append(connection, other, [new_line()], after=0, now=NOW)
        for position, moment in enumerate(moments):
            await append(connection, fund_id, [new_line()], after=position, now=moment)
        for hour in range(-1, lines + 1):
            since = NOW + timedelta(hours=hour)
            wanted = sum(moment >= since for moment in moments)
            assert await count_recorded_since(connection, fund_id, since) == wanted
