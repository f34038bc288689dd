"""The tables of the sums, and the fold that fills them."""

from typing import Final

from projections.projection import Batch, ReadModel, Target, Write
from projections.sums import levels
from projections.sums.folding import sum_batch
from projections.sums.levels import Chunk, completed, number_of
from projections.sums.rows import FACT_ORDER, PLACE_ORDER, fact_bytes, place_bytes

# As they were before there were levels: a step that ran is never changed.
FIRST_TABLES_SQL: Final = """
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
TABLES_SQL: Final = """
-- By day for a statement in the middle of a month, else by month (given by its first day).
create table fact_sums (
    fund_id uuid not null,
    by_day boolean not null,
    level smallint not null,
    chunk integer not null,
    first_day date not null,
    exponent smallint not null,
    fact text not null,
    code text not null,
    currency text not null,
    amount numeric not null,
    primary key (fund_id, by_day, level, chunk, first_day, fact, code, currency, exponent)
) with (fillfactor = 80);

create table place_sums (
    fund_id uuid not null,
    thing_id uuid not null,
    by_day boolean not null,
    level smallint not null,
    chunk integer not null,
    first_day date not null,
    exponent smallint not null,
    figure text not null,
    currency text not null,
    amount numeric not null,
    primary key (fund_id, by_day, level, chunk, first_day, figure, thing_id, currency, exponent)
) with (fillfactor = 80);
"""
_COMMON: Final = ("by_day", "chunk", "first_day")
FACT_COLUMNS: Final = (*_COMMON, "fact", "code", "currency", "exponent", "amount")
PLACE_COLUMNS: Final = (*_COMMON, "figure", "thing_id", "currency", "exponent", "amount")
_ADD_BALANCES: Final = """
insert into balances{side} as kept (fund_id, code, ref, purpose_id, currency, exponent, amount)
select $1, * from unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::smallint[],
    $7::numeric[])
on conflict (fund_id, code, ref, purpose_id, currency, exponent)
do update set amount = kept.amount + excluded.amount
"""
_ADD_FACTS: Final = """
insert into fact_sums{side} as kept
    (fund_id, level, by_day, chunk, first_day, fact, code, currency, exponent, amount)
select $1, 0, * from unnest($2::boolean[], $3::integer[], $4::date[], $5::text[], $6::text[],
    $7::text[], $8::smallint[], $9::numeric[])
on conflict (fund_id, by_day, level, chunk, first_day, fact, code, currency, exponent)
do update set amount = kept.amount + excluded.amount
"""
_ADD_PLACES: Final = """
insert into place_sums{side} as kept
    (fund_id, level, by_day, chunk, first_day, figure, thing_id, currency, exponent, amount)
select $1, 0, * from unnest($2::boolean[], $3::integer[], $4::date[], $5::text[], $6::uuid[],
    $7::text[], $8::smallint[], $9::numeric[])
on conflict (fund_id, by_day, level, chunk, first_day, figure, thing_id, currency, exponent)
do update set amount = kept.amount + excluded.amount
"""
# In order, so that what is read together stands together.
# $2 the level, $3 the chunk, $4 and $5 the first and the last chunk below that it is made of.
_SUM_UP: Final = """
insert into {table}{side}
    (fund_id, level, chunk, by_day, first_day, {columns}, currency, exponent, amount)
select $1, $2, $3, by_day, first_day, {columns}, currency, exponent, sum(amount)
from {table}{side}
where fund_id = $1 and by_day in (false, true) and level = $2::smallint - 1
    and chunk between $4 and $5
group by by_day, first_day, {columns}, currency, exponent
order by by_day, first_day
"""
_SUM_UP_FACTS: Final = _SUM_UP.replace("{table}", "fact_sums").replace("{columns}", "fact, code")
_SUM_UP_PLACES: Final = _SUM_UP.replace("{table}", "place_sums").replace(
    "{columns}", "figure, thing_id"
)


def _fold(batch: Batch) -> Write:
    sums = sum_batch(batch)
    first, last = batch.lines[0].position, batch.lines[-1].position
    begun = number_of(first - 1) + 1  # the first chunk that has no line before this batch
    statements = [
        (statement, list(zip(*made, strict=True)))
        for statement, made in (
            (_ADD_BALANCES, sums.balances),
            (_ADD_FACTS, list(sums.facts.rows(begun))),
            (_ADD_PLACES, list(sums.places.rows(begun))),
        )
        if made
    ]
    fund_id = batch.lines[0].fund_id
    facts = fact_bytes(fund_id, sums.facts, begun)
    places = place_bytes(fund_id, sums.places, begun)
    chunks = list(completed(first, last))

    async def write(target: Target) -> None:
        # In no order: whoever writes here holds the checkpoint, so nobody else does.
        for statement, columns in statements:
            await target.execute(statement, *columns)
        await target.copy_bytes("fact_sums", FACT_ORDER, facts)
        await target.copy_bytes("place_sums", PLACE_ORDER, places)
        for chunk in chunks:
            await _sum_up(target, chunk)

    return write


async def _sum_up(target: Target, chunk: Chunk) -> None:
    """Write the rows of a chunk that is whole from those of the level below."""
    below = (chunk.number * levels.CHUNKS_A_LEVEL, (chunk.number + 1) * levels.CHUNKS_A_LEVEL - 1)
    await target.execute(_SUM_UP_FACTS, *chunk, *below)
    await target.execute(_SUM_UP_PLACES, *chunk, *below)


BALANCES: Final = ReadModel(
    name="balances", version=3, tables=("balances", "fact_sums", "place_sums"), fold=_fold
)
