"""What may be asked of the journal. Every answer is as the book was known at one position."""

from collections.abc import AsyncIterator, Collection
from datetime import date
from typing import Final
from uuid import UUID

import asyncpg

from ledger.events import Posting
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.reading import list_lines_after
from projections.journal.kinds import KINDS
from projections.journal.shapes import JournalFilter, JournalLine, JournalPage, LineView
from projections.known import pin
from projections.projection import line_of

WALK_LINES: Final = 1_000
"""How many lines a walk through the journal reads at a time."""

# A mark that was made after the position we read at is not known yet.
_SELECT: Final = """
select j.position, j.case_id, j.version, j.topic, j.occurred_on, j.recorded_at, j.actor,
    j.event_id, j.cause_position, j.reverses, j.replaces,
    case when j.reversed_by <= $2 then j.reversed_by end as reversed_by,
    case when j.replaced_by <= $2 then j.replaced_by end as replaced_by
"""
_POSTINGS: Final = """
select position, code, amount, currency, exponent, ref, purpose_id from journal_postings
where fund_id = $1 and position = any($2::bigint[]) order by position, place
"""


class _Asked:
    """The tables and conditions of a question, and the arguments they stand for."""

    def __init__(self, fund_id: UUID, known_at: int, wanted: JournalFilter) -> None:
        self.arguments: list[object] = [fund_id, known_at]
        self._tables = ["from journal j"]
        self._conditions = ["j.fund_id = $1"]
        # What is asked for narrows best, so its index leads and gives the order.
        self.place = "j.position"
        if wanted.case_id is not None:
            case = self._argument(wanted.case_id)
            self._join("events e", "e", f"e.case_id = {case}")
        for number, thing in enumerate(wanted.things):
            name = f"t{number}"
            self._join(
                f"journal_touched {name}", name, f"{name}.thing_id = {self._argument(thing)}"
            )
        self.where(f"{self.place} <= $2")
        if wanted.kind is not None:
            topics = list(KINDS.get(wanted.kind, ()))
            self.where(f"j.topic = any({self._argument(topics)}::text[])")
        if wanted.from_day is not None or wanted.to_day is not None:
            self._within(wanted.from_day or date.min, wanted.to_day or date.max)

    def where(self, condition: str) -> None:
        self._conditions.append(condition)

    def beyond(self, sign: str, position: int) -> None:
        self.where(f"{self.place} {sign} {self._argument(position)}")

    def statement(self, select: str, end: str = "") -> str:
        return "\n".join([select, *self._tables, "where " + " and ".join(self._conditions), end])

    def _within(self, first: date, last: date) -> None:
        """Ask for days. Most lines are written soon after, so days bound positions as well."""
        days = f"between {self._argument(first)} and {self._argument(last)}"
        self.where(f"j.occurred_on {days}")
        if self.place.startswith("t"):
            self.where(f"t0.occurred_on {days}")
        found = f"from journal where fund_id = $1 and occurred_on {days}"
        self.where(f"{self.place} >= (select min(position) {found})")
        self.where(f"{self.place} <= (select max(position) {found})")

    def _argument(self, value: object) -> str:
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def _join(self, table: str, name: str, condition: str) -> None:
        same = f"{name}.fund_id = j.fund_id and {name}.position = j.position"
        self._tables.append(f"join {table} on {same}")
        self._conditions += [f"{name}.fund_id = $1", condition]
        if self.place == "j.position":
            self.place = f"{name}.position"


async def list_journal(
    connection: Connection,
    fund_id: UUID,
    wanted: JournalFilter | None = None,
    *,
    known_at: int | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> JournalPage:
    """List lines, newest first: the newest, those below *before*, or those next above *after*.

    Raises `ProjectionBehind` when *known_at* is beyond what the read models know.
    """
    known = await pin(connection, fund_id, known_at)
    asked = _Asked(fund_id, known, wanted or JournalFilter())
    ascending = after is not None and before is None
    if after is not None:
        asked.beyond(">", after)
    if before is not None:
        asked.beyond("<", before)
    lines = await _select(connection, asked, limit + 1, ascending=ascending)
    more, lines = len(lines) > limit, lines[:limit]
    if ascending:
        lines.reverse()
        older = lines[-1].position if lines else (after or 0) + 1
        return JournalPage(known, tuple(lines), older, lines[0].position if more else None)
    newer = None if before is None else lines[0].position if lines else before - 1
    return JournalPage(known, tuple(lines), lines[-1].position if more else None, newer)


async def walk_journal(
    connection: Connection,
    fund_id: UUID,
    wanted: JournalFilter | None = None,
    *,
    known_at: int | None = None,
) -> AsyncIterator[JournalLine]:
    """Go through all lines that `list_journal` would list, oldest first, for a file of them."""
    known = await pin(connection, fund_id, known_at)
    position = 0
    while True:
        asked = _Asked(fund_id, known, wanted or JournalFilter())
        asked.beyond(">", position)
        lines = await _select(connection, asked, WALK_LINES, ascending=True)
        for line in lines:
            yield line
        if len(lines) < WALK_LINES:
            return
        position = lines[-1].position


async def count_journal(
    connection: Connection,
    fund_id: UUID,
    wanted: JournalFilter | None = None,
    *,
    known_at: int | None = None,
) -> int:
    """Count the lines that `list_journal` would list in all."""
    known = await pin(connection, fund_id, known_at)
    if wanted is None or wanted == JournalFilter():
        return known  # positions have no gaps
    asked = _Asked(fund_id, known, wanted)
    with database_errors():
        count = await connection.fetchval(asked.statement("select count(*)"), *asked.arguments)
    return int(count)


async def get_line(
    connection: Connection, fund_id: UUID, position: int, *, known_at: int | None = None
) -> LineView | None:
    """Return a line with its event and all that refers to it; None when there is no such line."""
    known = await pin(connection, fund_id, known_at)
    asked = _Asked(fund_id, known, JournalFilter())
    asked.beyond("=", position)
    entries = await _select(connection, asked, 1, ascending=True)
    stored = await list_lines_after(connection, fund_id, position - 1, upto=position, limit=1)
    if not entries or not stored:
        return None
    return LineView(known, entries[0], line_of(stored[0]))


async def _select(
    connection: Connection, asked: _Asked, limit: int, *, ascending: bool
) -> list[JournalLine]:
    end = f"order by {asked.place} {'asc' if ascending else 'desc'} limit {limit}"
    with database_errors():
        rows = await connection.fetch(asked.statement(_SELECT, end), *asked.arguments)
        found = await _postings_of(
            connection, asked.arguments[0], [row["position"] for row in rows]
        )
    return [_journal_line(row, found.get(row["position"], ())) for row in rows]


async def _postings_of(
    connection: Connection, fund_id: object, positions: Collection[int]
) -> dict[int, tuple[Posting, ...]]:
    found: dict[int, tuple[Posting, ...]] = {}
    if positions:
        for row in await connection.fetch(_POSTINGS, fund_id, positions):
            position, *_ = row
            found[position] = (*found.get(position, ()), _posting(row))
    return found


def _posting(row: asyncpg.Record) -> Posting:
    return Posting(
        code=row["code"],
        amount=row["amount"],
        currency=row["currency"],
        exponent=row["exponent"],
        ref=row["ref"],
        purpose_id=row["purpose_id"],
    )


def _journal_line(row: asyncpg.Record, entries: tuple[Posting, ...]) -> JournalLine:
    return JournalLine(**row, postings=entries)
