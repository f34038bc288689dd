"""The rows of the read models, derived anew from the lines and compared in chunks."""

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final
from uuid import UUID

from ledger.line import Line
from ledger.postings import postings
from ledger.store.connection import Connection
from projections.cases import COLUMNS as CASE_COLUMNS
from projections.cases import case_row, concerns, lines_by_case
from projections.check.report import Findings
from projections.journal.tables import (
    COLUMNS,
    POSTING_COLUMNS,
    Marks,
    journal_row,
    posting_rows,
    touched_rows,
)
from projections.sums import MonthKey, PlaceKey, month_key, place_key

CASES_CHUNK: Final = 500
TOUCHED_CHUNK: Final = 50_000

_MARKS: Final = ("reversed_by", "replaced_by")
_JOURNAL: Final = f"select {', '.join(COLUMNS)} from journal"  # noqa: S608  our own columns
_POSTINGS: Final = f"select {', '.join(POSTING_COLUMNS)} from journal_postings"  # noqa: S608
_CASES: Final = f"select {', '.join(CASE_COLUMNS)} from open_cases"  # noqa: S608
_BETWEEN: Final = " where fund_id = $1 and position between $2 and $3"
_MARKED: Final = """
select position, reversed_by, replaced_by from journal
where fund_id = $1 and (reversed_by is not null or replaced_by is not null)
"""
_THINGS: Final = "select distinct thing_id from journal_touched where fund_id = $1"
_TOUCHED: Final = """
select position, occurred_on from journal_touched
where fund_id = $1 and thing_id = $2 and position > $3 order by position limit $4
"""
_BALANCES: Final = """
select code, ref, purpose_id, currency, exponent, amount from balances where fund_id = $1
"""
_MONTHS: Final = """
select chunk, month, fact, code, ref, purpose_id, currency, exponent, amount
from month_sums where fund_id = $1
"""
_BEYOND: Final = """
select (select count(*) from journal where fund_id = $1 and position > $2)
    + (select count(*) from journal_postings where fund_id = $1 and position > $2)
"""


_DAY_BITS: Final = 22
"""Enough for the number of any day."""


def _packed(position: int, day: date) -> int:
    """Return a position and a day as one number, because there are millions of them."""
    return position << _DAY_BITS | day.toordinal()


class JournalCheck:
    """Compares the journal's rows up to its checkpoint."""

    def __init__(
        self,
        connection: Connection,
        fund_id: UUID,
        findings: Findings,
        upto: int,
        causes: set[UUID],
    ) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._findings = findings
        self._upto = upto
        self._causes = causes
        self._marks = Marks({})
        self._touched: defaultdict[UUID, array[int]] = defaultdict(lambda: array("q"))

    async def take_in(self, lines: Sequence[Line]) -> None:
        """Derive the rows of some lines and compare them with those stored."""
        lines = [line for line in lines if line.position <= self._upto]
        if not lines:
            return
        rows: dict[object, tuple[object, ...]] = {}
        posted: dict[object, tuple[object, ...]] = {}
        for line in lines:
            link = self._marks.take_in(line)
            if line.event_id not in self._causes:
                self._marks.forget(line.event_id)
            rows[line.position] = journal_row(line, *link, Marks({}))
            entries = postings(line.event)
            for row in posting_rows(line, entries):
                posted[line.position, row[2]] = row
            for row in touched_rows(line, entries):
                self._touched[row[1]].append(_packed(row[2], row[3]))
        span = (self._fund_id, lines[0].position, lines[-1].position)
        stored = {
            row["position"]: row
            for row in await _fetch(self._connection, _JOURNAL + _BETWEEN, *span)
        }
        self._compare("journal", COLUMNS, stored, rows)
        stored = {
            (row["position"], row["place"]): row
            for row in await _fetch(self._connection, _POSTINGS + _BETWEEN, *span)
        }
        self._compare("journal_postings", POSTING_COLUMNS, stored, posted)

    async def finish(self) -> None:
        """Compare what only the whole book tells: marks by later lines, and what lines touch."""
        marks: dict[object, tuple[object, ...]] = {
            position: (
                position,
                self._marks.reversed_by.get(position),
                self._marks.replaced_by.get(position),
            )
            for position in {**self._marks.reversed_by, **self._marks.replaced_by}
        }
        stored = {
            row["position"]: row for row in await _fetch(self._connection, _MARKED, self._fund_id)
        }
        compare(self._findings, "journal", ("position", *_MARKS), stored, marks)
        things = {row[0] for row in await self._connection.fetch(_THINGS, self._fund_id)}
        for thing in sorted(things | set(self._touched), key=str):
            await self._compare_touched(thing)
        beyond = await self._connection.fetchval(_BEYOND, self._fund_id, self._upto)
        if beyond:
            self._findings.add("journal has rows beyond its checkpoint", stored=beyond, derived=0)

    def _compare(
        self,
        table: str,
        columns: Sequence[str],
        stored: Mapping[object, Mapping[str, object]],
        derived: Mapping[object, tuple[object, ...]],
    ) -> None:
        compare(self._findings, table, columns, stored, derived, leave_out=_MARKS)

    async def _compare_touched(self, thing: UUID) -> None:
        derived = iter(self._touched.get(thing, ()))
        position = 0
        while True:
            rows = await self._connection.fetch(
                _TOUCHED, self._fund_id, thing, position, TOUCHED_CHUNK
            )
            found = [_packed(*row) for row in rows]
            expected = list(islice(derived, len(rows) if len(rows) == TOUCHED_CHUNK else None))
            if found != expected:
                missing = set(expected) ^ set(found)
                first = min(missing) >> _DAY_BITS
                self._findings.add("journal_touched differs", first, stored=thing)
                return
            if len(rows) < TOUCHED_CHUNK:
                return
            position = rows[-1]["position"]


class SumsCheck:
    """Compares the running balances and the sums of months at their checkpoint."""

    def __init__(
        self, connection: Connection, fund_id: UUID, findings: Findings, upto: int
    ) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._findings = findings
        self._upto = upto
        self._places: defaultdict[PlaceKey, int] = defaultdict(int)
        self._months: defaultdict[MonthKey, int] = defaultdict(int)

    async def take_in(self, lines: Sequence[Line]) -> None:
        """Add the postings of some lines."""
        for line in lines:
            if line.position <= self._upto:
                for entry in postings(line.event):
                    self._places[place_key(entry)] += entry.amount
                    self._months[month_key(line, entry)] += entry.amount

    async def finish(self) -> None:
        """Compare every sum."""
        await self._compare("balances", _BALANCES, self._places)
        await self._compare("month_sums", _MONTHS, self._months)

    async def _compare(self, table: str, statement: str, derived: Mapping[Any, int]) -> None:
        rows = [tuple(row) for row in await self._connection.fetch(statement, self._fund_id)]
        stored = {row[:-1]: int(row[-1]) for row in rows}
        for key in sorted(stored.keys() | derived.keys(), key=str):
            if stored.get(key) != derived.get(key):
                self._findings.add(
                    f"{table} differs",
                    stored=(*key, stored.get(key)),
                    derived=derived.get(key),
                )


class CasesCheck:
    """Compares the rows of bails and grants at their checkpoint."""

    def __init__(
        self, connection: Connection, fund_id: UUID, findings: Findings, upto: int
    ) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._findings = findings
        self._upto = upto
        self._case_ids: dict[UUID, None] = {}

    async def take_in(self, lines: Sequence[Line]) -> None:
        """Note the cases that some lines are about."""
        for line in lines:
            if line.position <= self._upto and concerns(line):
                self._case_ids[line.case_id] = None

    async def finish(self) -> None:
        """Fold every case anew and compare its row."""
        case_ids = list(self._case_ids)
        for start in range(0, len(case_ids), CASES_CHUNK):
            await self._compare(case_ids[start : start + CASES_CHUNK])
        stored = await self._connection.fetch(
            "select case_id from open_cases where fund_id = $1", self._fund_id
        )
        for extra in {row[0] for row in stored} - set(case_ids):
            self._findings.add("open_cases has a row too many", stored=extra)

    async def _compare(self, case_ids: list[UUID]) -> None:
        found = await lines_by_case(self._connection, self._fund_id, case_ids, self._upto, None)
        derived: dict[object, tuple[object, ...]] = {
            case_id: case_row(self._fund_id, lines) for case_id, lines in found.items()
        }
        rows = await _fetch(
            self._connection,
            _CASES + " where fund_id = $1 and case_id = any($2::uuid[])",
            self._fund_id,
            case_ids,
        )
        stored = {row["case_id"]: row for row in rows}
        compare(self._findings, "open_cases", CASE_COLUMNS, stored, derived)


async def _fetch(
    connection: Connection, statement: str, *arguments: object
) -> list[dict[str, Any]]:
    return [dict(row) for row in await connection.fetch(statement, *arguments)]


def compare(
    findings: Findings,
    table: str,
    columns: Sequence[str],
    stored: Mapping[object, Mapping[str, object]],
    derived: Mapping[object, tuple[object, ...]],
    *,
    leave_out: Sequence[str] = (),
) -> None:
    """Note every row that is missing, too many, or different in a column."""
    for key, row in derived.items():
        fields = dict(zip(columns, row, strict=True))
        position = fields.get("position", fields.get("last_position"))
        place = position if isinstance(position, int) else None
        there = stored.get(key)
        if there is None:
            findings.add(f"{table} lacks a row", place)
            continue
        for column, value in fields.items():
            if column not in leave_out and there[column] != value:
                findings.add(
                    f"{table}.{column} differs", place, stored=there[column], derived=value
                )
    for key in stored.keys() - derived.keys():
        position = stored[key].get("position")
        place = position if isinstance(position, int) else None
        findings.add(f"{table} has a row too many", place)
