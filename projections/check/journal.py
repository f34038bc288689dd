"""The check of the journal's rows: each batch of lines against the rows of its stretch."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from ledger.line import Line
from projections.check.comparing import compare_rows
from projections.check.report import Findings
from projections.journal import days
from projections.journal.days import days_of
from projections.journal.tables import (
    COLUMNS,
    Marks,
    journal_row,
    touched_rows,
)
from projections.projection import Batch
from projections.view import View

_TOUCHED_COLUMNS: Final = ("fund_id", "thing_id", "position", "occurred_on")
_MARKS: Final = ("reversed_by", "replaced_by")
# Marks are made by later lines, so they are compared at the end.
_LINES: Final = """
select [columns] from journal{journal}
where fund_id = $1 and position between $2 and $3 order by position
""".replace(
    "[columns]", ", ".join(f"null as {name}" if name in _MARKS else name for name in COLUMNS)
)
_TOUCHED: Final = """
select [columns] from journal_touched{journal}
where fund_id = $1 and position between $2 and $3 and thing_id = any($4::uuid[])
""".replace("[columns]", ", ".join(_TOUCHED_COLUMNS))
_TOUCHED_COUNTS: Final = """
select thing_id, count(*) from journal_touched{journal} where fund_id = $1 group by thing_id
"""
_DAYS: Final = "select chunk, day from journal_days{journal} where fund_id = $1 and chunk = $2"
_MARKED: Final = """
select position, reversed_by, replaced_by from journal{journal}
where fund_id = $1 and (reversed_by is not null or replaced_by is not null) order by position
"""
_BEYOND: Final = """
select (select count(*) from journal{journal} where fund_id = $1 and position > $2)
    + (select count(*) from journal_days{journal} where fund_id = $1 and chunk > ($2 - 1) / $3)
"""


class JournalCheck:
    """Compares the journal's rows up to its checkpoint."""

    def __init__(self, view: View, findings: Findings, upto: int, causes: set[UUID]) -> None:
        self._view = view
        self._findings = findings
        self._upto = upto
        self._marks = Marks(causes, {})
        self._counts: Counter[UUID] = Counter()
        self._chunk = 0
        self._days: set[tuple[int, date]] = set()

    async def take_in(self, batch: Batch) -> None:
        """Derive the rows of some lines and compare them with those stored."""
        batch = batch.upto(self._upto)
        if not batch.lines:
            return
        rows: list[tuple[object, ...]] = []
        touched: list[tuple[UUID, UUID, int, date]] = []
        for line, entries in zip(batch.lines, batch.entries, strict=True):
            link = self._marks.take_in(line)
            rows.append(journal_row(line, *link, Marks((), {})))
            touched += touched_rows(line, entries)
        span = (batch.lines[0].position, batch.lines[-1].position)
        await self._compare("journal", COLUMNS, rows, _LINES, *span)
        counts = Counter(row[1] for row in touched)
        await self._compare(
            "journal_touched", _TOUCHED_COLUMNS, touched, _TOUCHED, *span, list(counts)
        )
        self._counts.update(counts)
        await self._take_in_days(batch.lines)

    async def finish(self) -> None:
        """Compare what only the whole book tells: marks by later lines, and how many rows."""
        await self._finish_days(self._chunk + 1)
        reversed_by, replaced_by = self._marks.reversed_by, self._marks.replaced_by
        marks = [
            (position, reversed_by.get(position), replaced_by.get(position))
            for position in sorted({*reversed_by, *replaced_by})
        ]
        await self._compare("journal", ("position", *_MARKS), marks, _MARKED)
        counts = dict(map(tuple, await self._view.fetch(_TOUCHED_COUNTS)))
        for thing in sorted(counts.keys() | self._counts.keys(), key=str):
            stored, derived = counts.get(thing, 0), self._counts[thing]
            if stored != derived:
                what = "journal_touched has another number of rows of one thing"
                self._findings.add(what, stored=(thing, stored), derived=derived)
        beyond = await self._view.fetchval(_BEYOND, self._upto, days.CHUNK_LINES)
        if beyond:
            self._findings.add("journal has rows beyond its checkpoint", stored=beyond, derived=0)

    async def _compare(
        self,
        table: str,
        columns: Sequence[str],
        derived: Sequence[tuple[object, ...]],
        statement: str,
        *arguments: object,
    ) -> None:
        stored = await self._view.fetch(statement, *arguments)
        compare_rows(self._findings, table, columns, stored, derived)

    async def _take_in_days(self, lines: Sequence[Line]) -> None:
        self._days |= days_of(lines)
        await self._finish_days(lines[-1].position // days.CHUNK_LINES)

    async def _finish_days(self, end: int) -> None:
        """Compare the days of the chunks before *end*, and forget them."""
        for chunk in range(self._chunk, end):
            derived = {each for each in self._days if each[0] == chunk}
            stored = {tuple(row) for row in await self._view.fetch(_DAYS, chunk)}
            if stored != derived:
                first, sizes = chunk * days.CHUNK_LINES + 1, (len(stored), len(derived))
                self._findings.add("journal_days differs", first, stored=sizes[0], derived=sizes[1])
            self._days -= derived
        self._chunk = max(self._chunk, end)
