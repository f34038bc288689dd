"""Sums of postings as of a day and as known at a position, quick on a book of any length."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.projection import NOTHING
from projections.sums.keys import FACTS, PARTS, Figure
from projections.sums.levels import cover
from projections.sums.tables import BALANCES
from projections.view import View

# $2 the last position, $3 and $4 levels and numbers of the whole chunks before it, $5 where they
# end, $6 the first day not covered by whole months (null: every month), $7 the last day (null:
# every day), $8 and $9 the first and the last month, $10 the facts that are told apart
_FACTS: Final = """
with whole as (select * from unnest($3::smallint[], $4::integer[]) as c (level, chunk))
select case when month >= $8 then month end, fact, code, currency, exponent, sum(amount)
from (
    select s.first_day as month, fact, code, currency, exponent, amount
    from whole join fact_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and not s.by_day and ($6::date is null or s.first_day < $6)
    union all
    select date_trunc('month', s.first_day)::date, fact, code, currency, exponent, amount
    from whole join fact_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and s.by_day and s.first_day between $6 and $7
    union all
    select date_trunc('month', occurred_on)::date,
        case when fact = any($10::text[]) then fact else '' end, code, currency, exponent, amount
    from journal_postings{journal}
    where fund_id = $1 and position > $5 and position <= $2
        and ($7::date is null or occurred_on <= $7)
) as parts
where month <= $9
group by 1, fact, code, currency, exponent having sum(amount) <> 0
"""
# $8 to $11 what each code counts for: code, figure, whether of the posting's ref, sign
_PLACES: Final = """
with whole as (select * from unnest($3::smallint[], $4::integer[]) as c (level, chunk))
select figure, thing_id, currency, exponent, sum(amount)
from (
    select figure, thing_id, currency, exponent, amount
    from whole join place_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and not s.by_day and ($6::date is null or s.first_day < $6)
    union all
    select figure, thing_id, currency, exponent, amount
    from whole join place_sums{balances} s using (level, chunk)
    where s.fund_id = $1 and s.by_day and s.first_day between $6 and $7
    union all
    select figure, coalesce(case when of_ref then ref else purpose_id end, $12),
        currency, exponent, sign * amount
    from journal_postings{journal}
    join unnest($8::text[], $9::text[], $10::boolean[], $11::smallint[])
        as part (code, figure, of_ref, sign) using (code)
    where fund_id = $1 and position > $5 and position <= $2
        and ($7::date is null or occurred_on <= $7)
) as parts
group by figure, thing_id, currency, exponent having sum(amount) <> 0
"""
# $2 the position, $3 the side in use, $4 to $8 as $8 to $12 above. One row of nulls at least, if
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


def _bounds(view: View, day: date | None) -> tuple[object, ...]:
    """Return the arguments that say where to cut."""
    # While rows of an older version are in use, everything is summed up from the postings.
    is_there = view.version("balances") == BALANCES.version
    whole, end = cover(view.position if is_there else 0)
    day = None if day == date.max else day
    following = None if day is None else day + timedelta(days=1)
    cut = following if following is None or following.day == 1 else following.replace(day=1)
    return (
        view.position,
        [chunk.level for chunk in whole],
        [chunk.number for chunk in whole],
        end,
        cut,
        day,
    )


async def sum_places(view: View, day: date | None) -> list[PlaceSum]:
    """Sum all postings up to *day* by figure, and by what it is a figure of."""
    rows = []
    if day is None:
        rows = await view.fetch(_RUNNING, view.position, view.side("balances"), *_PARTS)
    if rows:
        rows = [row for row in rows if row["figure"] is not None]
    else:
        rows = await view.fetch(_PLACES, *_bounds(view, day), *_PARTS, NOTHING)
    return [
        PlaceSum(Figure(figure), None if thing == NOTHING else thing, currency, exponent, int(sum_))
        for figure, thing, currency, exponent, sum_ in rows
    ]


async def sum_months(view: View, day: date | None, first: date, last: date) -> list[MonthSum]:
    """Sum all postings up to *day* and of months up to *last* by month, sort of fact, and code.

    *first* and *last* are first days of months; what is before *first* is one sum.
    """
    rows = await view.fetch(_FACTS, *_bounds(view, day), first, last, FACTS)
    return [
        MonthSum(month, fact, code, currency, exponent, int(amount))
        for month, fact, code, currency, exponent, amount in rows
    ]
