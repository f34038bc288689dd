"""The check of the sums: those of level 0 from the lines, the others from the level below."""

from collections import defaultdict
from typing import Final, TypeAlias

from projections.check.comparing import compare_sums
from projections.check.report import FINDINGS_MAX, Findings
from projections.projection import Batch
from projections.sums import levels
from projections.sums.folding import sum_batch
from projections.sums.levels import number_of
from projections.view import View

_BALANCES: Final = """
select code, ref, purpose_id, currency, exponent, amount
from balances{balances} where fund_id = $1
"""
_CHUNK: Final = """
select by_day, chunk, first_day, {columns}, currency, exponent, amount
from {table}{balances}
where fund_id = $1 and by_day in (false, true) and level = 0 and chunk = $2
"""
_BEYOND: Final = "select count(*) from {table}{balances} where fund_id = $1 and chunk > $2"
# $2 the last position, $3 lines of a chunk, $4 chunks that make one of the next level
_ABOVE: Final = """
select level, chunk, stored, derived
from (
    select by_day, level, chunk, first_day, {columns}, currency, exponent, amount as stored
    from {table}{balances} where fund_id = $1 and level > 0
) as kept
full join (
    select by_day, (level + 1)::smallint as level, chunk / $4 as chunk, first_day, {columns},
        currency, exponent, sum(amount) as derived
    from {table}{balances}
    where fund_id = $1 and (chunk / $4 + 1) * $3::numeric * ($4::numeric ^ (level + 1)) <= $2
    group by 1, 2, 3, 4, {columns}, currency, exponent
) as made using (by_day, level, chunk, first_day, {columns}, currency, exponent)
where stored is distinct from derived order by level, chunk limit $5
"""
_TABLES: Final = {"fact_sums": "fact, code", "place_sums": "figure, thing_id"}


def _of(statement: str, table: str) -> str:
    return statement.replace("{table}", table).replace("{columns}", _TABLES[table])


Sums: TypeAlias = defaultdict[tuple[object, ...], int]


class SumsCheck:
    """Compares the running balances and the sums of chunks at their checkpoint."""

    def __init__(self, view: View, findings: Findings, upto: int) -> None:
        self._view = view
        self._findings = findings
        self._upto = upto
        self._balances: Sums = defaultdict(int)
        self._chunks: dict[str, dict[int, Sums]] = {table: {} for table in _TABLES}
        self._chunk = 0

    async def take_in(self, batch: Batch) -> None:
        """Add the postings of some lines, and compare each chunk when it is whole."""
        batch = batch.upto(self._upto)
        if not batch.lines:
            return
        rows = sum_batch(batch)
        for *key, amount in rows.balances:
            self._balances[tuple(key)] += amount
        for table, found in (("fact_sums", rows.facts), ("place_sums", rows.places)):
            chunks = self._chunks[table]
            for by_day, chunk, *rest, amount in found.rows():
                sums = chunks.setdefault(chunk, defaultdict(int))
                sums[by_day, chunk, *rest] += amount
        await self._finish_chunks(number_of(batch.lines[-1].position + 1))

    async def finish(self) -> None:
        """Compare what only the whole book tells: balances, and the levels above."""
        await self._finish_chunks(self._chunk + 1)
        rows = [tuple(row) for row in await self._view.fetch(_BALANCES)]
        stored = {row[:-1]: int(row[-1]) for row in rows}
        compare_sums(self._findings, "balances", stored, self._balances)
        for table in _TABLES:
            beyond = await self._view.fetchval(_of(_BEYOND, table), self._chunk - 1)
            if beyond:
                self._findings.add(f"{table} differs: rows beyond", stored=beyond, derived=0)
            for level, chunk, *amounts in await self._view.fetch(
                _of(_ABOVE, table),
                self._upto,
                levels.CHUNK_LINES,
                levels.CHUNKS_A_LEVEL,
                FINDINGS_MAX,
            ):
                self._findings.add(
                    f"{table} differs from the level below",
                    stored=(level, chunk, amounts[0]),
                    derived=amounts[1],
                )

    async def _finish_chunks(self, end: int) -> None:
        """Compare the chunks before *end*, and forget them."""
        for chunk in range(self._chunk, end):
            for table, chunks in self._chunks.items():
                rows = await self._view.fetch(_of(_CHUNK, table), chunk)
                stored = {tuple(row)[:-1]: int(row["amount"]) for row in rows}
                compare_sums(self._findings, table, stored, chunks.pop(chunk, {}))
        self._chunk = end
