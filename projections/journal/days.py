"""Which stretches of the book have lines of which days.

Most lines are written soon after their day, so a day is in few chunks, and looking for days is
looking into those.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from ledger.line import Line
from projections.projection import Target

CHUNK_LINES: Final = 4_096
"""How many positions make a chunk. Part of what is stored: step 7 made the rows of older books."""

DAYS_SQL: Final = """
create table journal_days (
    fund_id uuid not null,
    chunk integer not null,
    day date not null,
    primary key (fund_id, chunk, day)
);
"""
FILL_SQL: Final = """
insert into journal_days
select distinct fund_id, (position - 1) / 4096, occurred_on from journal;
insert into journal_days__new
select distinct fund_id, (position - 1) / 4096, occurred_on from journal__new;
"""
_ADD: Final = """
insert into journal_days{side} (fund_id, chunk, day)
select $1, * from unnest($2::integer[], $3::date[]) on conflict do nothing
"""


def days_of(lines: Iterable[Line]) -> set[tuple[int, date]]:
    """Return the chunks of some lines, each with the days that are in it."""
    return {((line.position - 1) // CHUNK_LINES, line.event.occurred_on) for line in lines}


async def add_days(target: Target, days: set[tuple[int, date]]) -> None:
    """Write down what `days_of` found, as far as it is not there yet."""
    await target.execute(_ADD, [chunk for chunk, _ in days], [day for _, day in days])
