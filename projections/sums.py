"""Sums of postings as of a day and as known at a position, quick on a book of any length.

Lines are counted in chunks of positions; within each whole chunk there is one sum a month and
sort of posting. A sum at any position is made of whole chunks, plus the postings behind the last
whole one, plus those of one month when the day lies within it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import LineReversed, Posting
from ledger.line import Line
from ledger.postings import postings
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.journal.kinds import kind_of
from projections.projection import NOTHING, ReadModel, Target

CHUNK_LINES: Final = 2_048
"""How many positions make a chunk. Part of what is stored: a change is a new version."""

TABLES_SQL: Final = """
create table balances (
    fund_id uuid not null,
    code text not null,
    ref uuid not null,
    purpose_id uuid not null,
    currency text not null,
    exponent smallint not null,
    amount numeric not null,
    primary key (fund_id, code, ref, purpose_id, currency, exponent)
) with (fillfactor = 70);

create table month_sums (
    fund_id uuid not null,
    chunk integer not null,
    month date not null,
    fact text not null,
    code text not null,
    ref uuid not null,
    purpose_id uuid not null,
    currency text not null,
    exponent smallint not null,
    amount numeric not null,
    primary key (fund_id, chunk, month, fact, code, ref, purpose_id, currency, exponent)
) with (fillfactor = 80);
"""
_ADD_BALANCES: Final = """
insert into balances{beside} as kept (fund_id, code, ref, purpose_id, currency, exponent, amount)
select $1, * from unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::smallint[],
    $7::numeric[])
on conflict (fund_id, code, ref, purpose_id, currency, exponent)
do update set amount = kept.amount + excluded.amount
"""
_ADD_MONTHS: Final = """
insert into month_sums{beside} as kept
    (fund_id, chunk, month, fact, code, ref, purpose_id, currency, exponent, amount)
select $1, * from unnest($2::integer[], $3::date[], $4::text[], $5::text[], $6::uuid[],
    $7::uuid[], $8::text[], $9::smallint[], $10::numeric[])
on conflict (fund_id, chunk, month, fact, code, ref, purpose_id, currency, exponent)
do update set amount = kept.amount + excluded.amount
"""
# $2 last position, $3 whole chunks before it, $4 their last position,
# $5 first day not covered by whole months (null: every month), $6 last day (null: every day)
_PARTS: Final = """
from (
    select month, fact, code, ref, purpose_id, currency, exponent, amount
    from month_sums
    where fund_id = $1 and chunk < $3 and ($5::date is null or month < $5)
    union all
    select date_trunc('month', occurred_on)::date, fact, code, coalesce(ref, $7),
        coalesce(purpose_id, $7), currency, exponent, amount
    from journal_postings
    where fund_id = $1 and position > $4 and position <= $2
        and ($6::date is null or occurred_on <= $6)
    union all
    select date_trunc('month', occurred_on)::date, fact, code, coalesce(ref, $7),
        coalesce(purpose_id, $7), currency, exponent, amount
    from journal_postings
    where fund_id = $1 and position <= $4 and occurred_on >= $5 and occurred_on <= $6
) as parts
"""
_BY_PLACE: Final = (
    "select code, ref, purpose_id, currency, exponent, sum(amount)"
    + _PARTS
    + "group by code, ref, purpose_id, currency, exponent having sum(amount) <> 0"
)
_BY_MONTH: Final = (
    "select month, fact, code, currency, exponent, sum(amount)"
    + _PARTS
    + "group by month, fact, code, currency, exponent having sum(amount) <> 0"
)
_RUNNING: Final = """
select code, ref, purpose_id, currency, exponent, amount
from projection_checkpoints c left join balances b on b.fund_id = c.fund_id and b.amount <> 0
where c.fund_id = $1 and c.projection = 'balances' and not c.beside and c.position = $2
"""


class PlaceSum(Struct, frozen=True):
    """What stands on one code for one account or authority and purpose."""

    code: str
    ref: UUID | None
    purpose_id: UUID | None
    currency: str
    exponent: int
    amount: int


class MonthSum(Struct, frozen=True):
    """What one sort of fact did to a code in a month (given by its first day)."""

    month: date
    fact: str
    code: str
    currency: str
    exponent: int
    amount: int


PlaceKey = tuple[str, UUID, UUID, str, int]
MonthKey = tuple[int, date, str, str, UUID, UUID, str, int]


def place_key(entry: Posting) -> PlaceKey:
    """Return the key of `balances` that a posting adds to."""
    ref, purpose_id = entry.ref or NOTHING, entry.purpose_id or NOTHING
    return (entry.code, ref, purpose_id, entry.currency, entry.exponent)


def month_key(line: Line, entry: Posting) -> MonthKey:
    """Return the key of `month_sums` that a posting of *line* adds to."""
    event = line.event
    fact = kind_of(event.reversed_topic if isinstance(event, LineReversed) else event.topic)
    chunk, month = (line.position - 1) // CHUNK_LINES, event.occurred_on.replace(day=1)
    code, *rest = place_key(entry)
    return (chunk, month, fact, code, *rest)  # type: ignore[return-value]


async def _fold(target: Target, lines: Sequence[Line]) -> None:
    places: defaultdict[PlaceKey, int] = defaultdict(int)
    months: defaultdict[MonthKey, int] = defaultdict(int)
    for line in lines:
        for entry in postings(line.event):
            places[place_key(entry)] += entry.amount
            months[month_key(line, entry)] += entry.amount
    if places:
        await target.execute(_ADD_BALANCES, *_columns(places.items()))
        await target.execute(_ADD_MONTHS, *_columns(months.items()))


def _columns(sums: Iterable[tuple[tuple[object, ...], int]]) -> list[tuple[object, ...]]:
    # In the order of the key, so that two writers never wait for each other crosswise.
    rows = sorted((*key, amount) for key, amount in sums)
    return list(zip(*rows, strict=True))


BALANCES: Final = ReadModel(
    name="balances", version=1, tables=("balances", "month_sums"), fold=_fold
)


def _bounds(position: int, day: date | None) -> tuple[object, ...]:
    """Return the arguments of `_PARTS` that say where to cut."""
    chunks = position // CHUNK_LINES
    day = None if day == date.max else day
    following = None if day is None else day + timedelta(days=1)
    cut = following if following is None or following.day == 1 else following.replace(day=1)
    return position, chunks, chunks * CHUNK_LINES, cut, day, NOTHING


async def sum_places(
    connection: Connection, fund_id: UUID, position: int, day: date | None
) -> list[PlaceSum]:
    """Sum all postings up to *position* and *day* by code, account or authority, and purpose."""
    with database_errors():
        if day is None and (rows := await connection.fetch(_RUNNING, fund_id, position)):
            rows = [row for row in rows if row["code"] is not None]
        else:
            rows = await connection.fetch(_BY_PLACE, fund_id, *_bounds(position, day))
    return [
        PlaceSum(
            code,
            None if ref == NOTHING else ref,
            None if purpose_id == NOTHING else purpose_id,
            currency,
            exponent,
            int(amount),
        )
        for code, ref, purpose_id, currency, exponent, amount in rows
    ]


async def sum_months(
    connection: Connection, fund_id: UUID, position: int, day: date | None
) -> list[MonthSum]:
    """Sum all postings up to *position* and *day* by month, sort of fact, and code."""
    with database_errors():
        rows = await connection.fetch(_BY_MONTH, fund_id, *_bounds(position, day))
    return [
        MonthSum(month, fact, code, currency, exponent, int(amount))
        for month, fact, code, currency, exponent, amount in rows
    ]
