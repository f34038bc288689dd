"""Read models of a database that an earlier version of the program filled."""

from datetime import date
from typing import Final
from uuid import uuid4

import asyncpg

from ledger.store.migrate import migrate
from projections.journal import KINDS
from projections.journal.days import CHUNK_LINES
from projections.migrations import projection_migrations
from tests.database import Urls

_BEFORE: Final = 6
"""The last step that knew no days of chunks."""
_LINE: Final = """
insert into journal{second} (fund_id, case_id, event_id, position, recorded_at, occurred_on,
    version, topic, actor)
values ($1, $2, $2, $3, now(), $4, 0, 'cost.paid.v1', 'someone')
"""
_FOUNDERS: Final = 9
"""The step that knows of founders."""
_CASE: Final = """
insert into open_cases{second} (fund_id, case_id, first_position, last_position, last_day, amount,
    rest, instalments, due_on, due)
values ($1, $1, 5, 5 + 4 * 4, '2026-03-03', 0, 0, '{{}}', '{{}}', '{{}}')
"""
_OPENED: Final = """
insert into journal{second} (fund_id, case_id, event_id, position, recorded_at, occurred_on,
    version, topic, actor)
values ($1, $1, $2, 1, now(), '2026-03-02', 0, 'fund.opened.v1', 'someone')
"""
_SIDES: Final = ("", "__new")


async def test_what_was_read_before_can_be_read_after(unmigrated_database: Urls) -> None:
    owner, fund_id = unmigrated_database.owner, uuid4()
    await migrate(owner, projection_migrations()[:_BEFORE])
    first, last = date(2026, 3, 2), date(2026, 3, 3)
    places = [(1, first), (CHUNK_LINES, first), (CHUNK_LINES, last), (CHUNK_LINES + 1, last)]
    connection = await asyncpg.connect(owner)
    try:
        for second in _SIDES:
            await connection.execute(_CASE.format(second=second), fund_id)
            for number, (position, day) in enumerate(places):
                at = position + number * 10 * CHUNK_LINES
                await connection.execute(_LINE.format(second=second), fund_id, uuid4(), at, day)
        await migrate(owner, projection_migrations())
        for second in _SIDES:
            rows = await connection.fetch(f"select * from journal_days{second} order by chunk")
            assert [tuple(row) for row in rows] == [
                (fund_id, 10 * number + (position - 1) // CHUNK_LINES, day)
                for number, (position, day) in enumerate(places)
            ]
            row = await connection.fetchrow(
                f"select first_day, lines_class, days_class from open_cases{second}"
            )
            # No first day is known: it may have been any, so the case is looked at for each.
            assert row is not None
            assert tuple(row) == (date.min, 2, 7)
    finally:
        await connection.close()


async def test_the_first_line_of_an_older_book_is_found_under_its_newer_topic(
    unmigrated_database: Urls,
) -> None:
    owner, fund_id = unmigrated_database.owner, uuid4()
    await migrate(owner, projection_migrations()[: _FOUNDERS - 1])
    connection = await asyncpg.connect(owner)
    try:
        for second in _SIDES:
            await connection.execute(_OPENED.format(second=second), fund_id, uuid4())
        await migrate(owner, projection_migrations())
        for second in _SIDES:
            topic = await connection.fetchval(f"select topic from journal{second}")
            assert topic in KINDS["fund.opened"]
    finally:
        await connection.close()
