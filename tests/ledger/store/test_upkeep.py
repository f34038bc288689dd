"""When backup, drill and restore were last done."""

from datetime import UTC, datetime, timedelta

import pytest

from ledger.store.database import Database
from ledger.store.errors import IntegrityError, ProgrammingError
from ledger.store.upkeep import Upkeep, list_upkeep, note

FIRST = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


async def test_nothing_was_done_at_first(database: Database) -> None:
    async with database.acquire() as connection:
        assert await list_upkeep(connection) == {}


async def test_the_last_note_of_each_thing_counts(database: Database) -> None:
    async with database.acquire() as connection:
        await note(connection, Upkeep.BACKUP, FIRST)
        await note(connection, Upkeep.DRILL, FIRST)
        await note(connection, Upkeep.BACKUP, FIRST + timedelta(days=1))
        assert await list_upkeep(connection) == {
            Upkeep.BACKUP: FIRST + timedelta(days=1),
            Upkeep.DRILL: FIRST,
        }


async def test_a_note_after_a_clock_went_wrong_replaces_the_wrong_one(database: Database) -> None:
    async with database.acquire() as connection:
        await note(connection, Upkeep.BACKUP, FIRST + timedelta(days=3650))
        await note(connection, Upkeep.BACKUP, FIRST)
        assert await list_upkeep(connection) == {Upkeep.BACKUP: FIRST}


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("insert into upkeep values ('cleaning', now())", IntegrityError),
        ("delete from upkeep", ProgrammingError),
        ("update upkeep set what = 'drill'", ProgrammingError),
    ],
)
async def test_the_service_notes_known_things_and_forgets_none(
    database: Database, statement: str, error: type[Exception]
) -> None:
    async with database.acquire() as connection:
        await note(connection, Upkeep.BACKUP, FIRST)
    with pytest.raises(error):
        async with database.acquire() as connection:
            await connection.execute(statement)
