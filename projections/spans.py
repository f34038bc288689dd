"""Which bails and grants span a moment: begun before it, and not done with then.

A statement at an earlier moment folds those anew, so they must be found without going through all
that came since. Cases are kept by how long they took, in classes, each four times as long as the
one before. Of each class, what spans a moment began no longer before it than the class is long.
"""

from datetime import date
from typing import Final
from uuid import UUID

from projections.view import View

_LINES: Final = tuple(4**power for power in range(1, 13))
_DAYS: Final = tuple(4**power for power in range(1, 8))
"""The first lengths of the classes above the lowest. Part of a migration, and so never changed."""

# Rows of before, which know no first day, are of the longest class until they are built anew.
SPANS_SQL: Final = """
alter table open_cases{second}
    add column first_day date not null default '0001-01-01',
    add column lines_class smallint not null
        generated always as (width_bucket(last_position - first_position, array{lines}::bigint[]))
        stored;
alter table open_cases{second}
    add column days_class smallint not null
        generated always as (width_bucket(last_day - first_day, array{days}::integer[])) stored;
create index open_cases{second}_by_position
    on open_cases{second} (fund_id, lines_class, first_position);
create index open_cases{second}_by_first_day
    on open_cases{second} (fund_id, days_class, first_day);
""".replace("{lines}", str(list(_LINES))).replace("{days}", str(list(_DAYS)))
UNUSED_SQL: Final = """
drop index open_cases_by_last;
drop index open_cases_by_day;
drop index open_cases__new_fund_id_last_position_idx;
drop index open_cases__new_fund_id_last_day_idx;
"""

# $2 a position, $3 a day or null, $4 and $5 for each class the first position and day that a case
# can have begun at. With "offset 0" each class is looked up by itself; a planner that may join
# them guesses wrong and reads them all.
_SPANNING: Final = """
select found.case_id
from unnest($4::bigint[]) with ordinality as c (since, number) cross join lateral (
    select case_id from open_cases{cases}
    where fund_id = $1 and lines_class = number - 1
        and first_position between since and $2 and last_position > $2
        and ($3::date is null or first_day <= $3)
    offset 0
) as found
union
select found.case_id
from unnest($5::date[]) with ordinality as c (since, number) cross join lateral (
    select case_id from open_cases{cases}
    where fund_id = $1 and days_class = number - 1
        and first_day between since and $3 and last_day > $3 and first_position <= $2
    offset 0
) as found
"""


async def list_spanning(view: View, day: date | None) -> list[UUID]:
    """List the cases that had begun by the view's position and *day*, and went on after either."""
    positions = [*(view.position - length for length in _LINES), 1]
    days = [] if day is None else [*(_before(day, length) for length in _DAYS), date.min]
    rows = await view.fetch(_SPANNING, view.position, day, positions, days)
    return [row[0] for row in rows]


def _before(day: date, length: int) -> date:
    """Return the day that is *length* days before *day*, or the first that there is."""
    return date.fromordinal(max(1, day.toordinal() - length))
