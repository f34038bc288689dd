"""Sums of postings as of a day and as known at a position, quick on a book of any length."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.events import FundEvent
from ledger.postings import postings
from ledger.store.mapper import decode
from ledger.store.reading import walk_lines
from projections.projection import NOTHING
from projections.sums import levels
from projections.sums.keys import PARTS, Figure, fact_of
from projections.sums.tables import BALANCES
from projections.view import View

# The chunk behind the whole ones has sums too, of the lines up to the checkpoint. If that is where
# the question ends, they belong to the answer, and each row says so.
# $2 the position, $3 the side in use, $4 and $5 levels and numbers of whole chunks, $6 the number
# of the chunk behind them, $7 the first day not covered by whole months (null: every month), $8
# the last day, and $9 and $10 the first and the last month
WHOLE: Final = """
with reached as (
    select from projection_checkpoints
    where fund_id = $1 and projection = 'balances' and side = $3 and position = $2
), whole as (
    select * from unnest($4::smallint[], $5::integer[]) as c (level, chunk)
    union all select 0, $6::integer from reached
)
select exists (select from reached), [sums]
"""
_FACTS: Final = WHOLE.replace(
    "[sums]",
    """
    case when month >= $9 then month end, fact, code, currency, exponent, sum(amount)
from (
    select s.first_day as month, fact, code, currency, exponent, amount
    from whole join fact_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and not s.by_day and ($7::date is null or s.first_day < $7)
    union all
    select date_trunc('month', s.first_day)::date, fact, code, currency, exponent, amount
    from whole join fact_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and s.by_day and s.first_day between $7 and $8
) as parts
where month <= $10
group by 2, fact, code, currency, exponent
""",
)
_PLACES: Final = WHOLE.replace(
    "[sums]",
    """
    figure, thing_id, currency, exponent, sum(amount)
from (
    select figure, thing_id, currency, exponent, amount
    from whole join place_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and not s.by_day and ($7::date is null or s.first_day < $7)
    union all
    select figure, thing_id, currency, exponent, amount
    from whole join place_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and s.by_day and s.first_day between $7 and $8
) as parts
group by figure, thing_id, currency, exponent
""",
)
# $2 the position, $3 the side in use, $4 to $7 what each code counts for: code, figure, whether
# of the posting's ref, sign. One row of nulls at least, if
# the running balances are those of that very position.
_RUNNING: Final = """
select figure, thing_id, currency, exponent, amount
from projection_checkpoints c
left join lateral (
    select figure, case when of_ref then ref else purpose_id end as thing_id,
        currency, exponent, sum(sign * amount) as amount
    from balances{balances} b
    join unnest($4::text[], $5::text[], $6::boolean[], $7::smallint[])
        as part (code, figure, of_ref, sign) using (code)
    where b.fund_id = $1
    group by 1, 2, 3, 4 having sum(sign * amount) <> 0
) as parts on true
where c.fund_id = $1 and c.projection = 'balances' and c.side = $3 and c.position = $2
"""
_PARTS: Final = tuple(
    zip(
        *((code, *part) for code, parts in PARTS.items() for part in parts),
        strict=True,
    )
)


class PlaceSum(Struct, frozen=True):
    """One *figure* of an account, an authority or a purpose; *thing* None stands for none."""

    figure: Figure
    thing: UUID | None
    currency: str
    exponent: int
    amount: int


class MonthSum(Struct, frozen=True):
    """What one sort of fact did to a code in a month (given by its first day).

    *month* is None for all that was before; *fact* is empty if it is none of `FACTS`.
    """

    month: date | None
    fact: str
    code: str
    currency: str
    exponent: int
    amount: int


class Summed(Struct, frozen=True):
    """What the sums of chunks come to, and the position behind which lines are still missing."""

    rows: Sequence[asyncpg.Record]
    end: int


async def sum_chunks(view: View, statement: str, day: date | None, *arguments: object) -> Summed:
    """Sum up the chunks that lie before the view's position; the first column is left to us."""
    version = view.version("balances")
    by = levels.scheme() if version == BALANCES.version else levels.BEFORE.get(version)
    if by is None:  # rows of a version that cut books up in a way that is not known here
        return Summed((), 0)
    whole, end = levels.cover(view.position, by)
    following = None if day is None else day + timedelta(days=1)
    month = following if following is None or following.day == 1 else following.replace(day=1)
    rows = await view.fetch(
        statement,
        *(view.position, view.side("balances")),
        *([chunk.level for chunk in whole], [chunk.number for chunk in whole], end // by.lines),
        *(month, day, *arguments),
    )
    return Summed(rows, view.position if rows and rows[0][0] else end)


async def events_after(view: View, position: int, day: date | None) -> AsyncIterator[FundEvent]:
    """Go through the facts behind *position* that happened by *day*: no whole chunk has them."""
    if position == view.position:
        return
    async for lines in walk_lines(view.connection, view.fund_id, position, upto=view.position):
        for line in lines:
            event = decode(line.topic, line.payload)
            if day is None or event.occurred_on <= day:
                yield event


async def sum_places(view: View, day: date | None) -> list[PlaceSum]:
    """Sum all postings up to *day* by figure, and by what it is a figure of."""
    day = None if day == date.max else day
    rows = []
    if day is None:
        rows = await view.fetch(_RUNNING, view.position, view.side("balances"), *_PARTS)
    if rows:
        rows = [row for row in rows if row["figure"] is not None]
        return [_place_sum(*row) for row in rows]
    chunks = await sum_chunks(view, _PLACES, day)
    sums: Counter[tuple[str, UUID, str, int]] = Counter()
    for _, figure, thing, currency, exponent, sum_ in chunks.rows:
        sums[figure, thing, currency, exponent] = int(sum_)
    async for event in events_after(view, chunks.end, day):
        for entry in postings(event):
            for figure, of_ref, sign in PARTS[entry.code]:
                place = (entry.ref if of_ref else entry.purpose_id) or NOTHING
                sums[figure, place, entry.currency, entry.exponent] += sign * entry.amount
    return [_place_sum(*key, sum_) for key, sum_ in sums.items() if sum_]


def _place_sum(figure: str, thing: UUID, currency: str, exponent: int, sum_: int) -> PlaceSum:
    place = None if thing == NOTHING else thing
    return PlaceSum(Figure(figure), place, currency, exponent, int(sum_))


async def sum_months(view: View, day: date | None, first: date, last: date) -> list[MonthSum]:
    """Sum all postings up to *day* and of months up to *last* by month, sort of fact, and code.

    *first* and *last* are first days of months; what is before *first* is one sum.
    """
    day = None if day == date.max else day
    chunks = await sum_chunks(view, _FACTS, day, first, last)
    sums: Counter[tuple[date | None, str, str, str, int]] = Counter()
    for _, month, fact, code, currency, exponent, sum_ in chunks.rows:
        sums[month, fact, code, currency, exponent] = int(sum_)
    async for event in events_after(view, chunks.end, day):
        began = event.occurred_on.replace(day=1)
        if began <= last:
            of = (began if began >= first else None, fact_of(event))
            for entry in postings(event):
                sums[(*of, entry.code, entry.currency, entry.exponent)] += entry.amount
    return [MonthSum(*key, sum_) for key, sum_ in sums.items() if sum_]
