"""What may be asked of the journal. Every answer is as the book was known at one position."""

from collections.abc import AsyncIterator, Collection
from typing import Final
from uuid import UUID

import asyncpg

from ledger.events import Posting
from ledger.store.connection import Connection
from ledger.store.reading import list_lines_after
from projections.journal.finding import Wanted
from projections.journal.shapes import JournalFilter, JournalLine, JournalPage, LineView
from projections.projection import line_of
from projections.view import View, pin

WALK_LINES: Final = 1_000
"""How many lines a walk through the journal reads at a time."""

COUNTED_LINES: Final = 1_000
"""How many lines are counted at most: counting more would take longer in a longer book."""

# A mark that was made after the position we read at is not known yet.
_SELECT: Final = """
select j.position, j.case_id, j.version, j.topic, j.occurred_on, j.recorded_at, j.actor,
    j.event_id, j.cause_position, j.reverses, j.replaces,
    case when j.reversed_by <= $2 then j.reversed_by end as reversed_by,
    case when j.replaced_by <= $2 then j.replaced_by end as replaced_by
from journal{journal} j where j.fund_id = $1 and j.position = any($3::bigint[])
order by j.position
"""
_POSTINGS: Final = """
select position, code, amount, currency, exponent, ref, purpose_id
from journal_postings{journal}
where fund_id = $1 and position = any($2::bigint[]) order by position, place
"""


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
    view = await pin(connection, fund_id, known_at)
    ascending = after is not None and before is None
    asked = Wanted(
        view,
        wanted or JournalFilter(),
        limit=limit + 1,
        above=after or 0,
        below=before,
        ascending=ascending,
    )
    lines = await _select(view, await _positions(view, asked))
    if not ascending:
        lines.reverse()
    more, lines = len(lines) > limit, lines[:limit]
    if ascending:
        lines.reverse()
        older = lines[-1].position if lines else (after or 0) + 1
        return JournalPage(view.position, tuple(lines), older, lines[0].position if more else None)
    newer = None if before is None else lines[0].position if lines else before - 1
    return JournalPage(view.position, tuple(lines), lines[-1].position if more else None, newer)


async def walk_journal(
    connection: Connection,
    fund_id: UUID,
    wanted: JournalFilter | None = None,
    *,
    known_at: int | None = None,
) -> AsyncIterator[JournalLine]:
    """Go through all lines that `list_journal` would list, oldest first, for a file of them."""
    position = 0
    while True:
        view = await pin(connection, fund_id, known_at)  # a long walk may outlast a side
        known_at = view.position
        asked = Wanted(
            view, wanted or JournalFilter(), limit=WALK_LINES, above=position, ascending=True
        )
        lines = await _select(view, await _positions(view, asked))
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
) -> int | None:
    """Count the lines that `list_journal` would list; None when more than `COUNTED_LINES` fit.

    Without a filter every line fits, and the count is known.
    """
    view = await pin(connection, fund_id, known_at)
    if wanted is None or wanted == JournalFilter():
        return view.position  # positions have no gaps
    asked = Wanted(view, wanted, limit=COUNTED_LINES + 1)
    count = len(await _positions(view, asked))
    return count if count <= COUNTED_LINES else None


async def get_line(
    connection: Connection, fund_id: UUID, position: int, *, known_at: int | None = None
) -> LineView | None:
    """Return a line with its event and all that refers to it; None when there is no such line."""
    view = await pin(connection, fund_id, known_at)
    entries = await _select(view, [position] if position <= view.position else [])
    stored = await list_lines_after(connection, fund_id, position - 1, upto=position, limit=1)
    if not entries or not stored:
        return None
    return LineView(view.position, entries[0], line_of(stored[0]))


async def _positions(view: View, asked: Wanted) -> list[int]:
    return [row[0] for row in await view.fetch(asked.statement, *asked.arguments)]


async def _select(view: View, positions: Collection[int]) -> list[JournalLine]:
    """Return the lines at *positions*, oldest first."""
    if not positions:
        return []
    rows = await view.fetch(_SELECT, view.position, positions)
    found = await _postings_of(view, positions)
    return [_journal_line(row, found.get(row["position"], ())) for row in rows]


async def _postings_of(view: View, positions: Collection[int]) -> dict[int, tuple[Posting, ...]]:
    found: dict[int, tuple[Posting, ...]] = {}
    for row in await view.fetch(_POSTINGS, positions):
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
