"""What may be asked of the journal. Every answer is as the book was known at one position."""

from collections.abc import AsyncIterator, Collection
from itertools import islice
from typing import Final
from uuid import UUID

import asyncpg

from ledger.postings import postings
from ledger.store.connection import Connection
from ledger.store.mapper import decode
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
select e.topic as stored_topic, e.payload, e.case_id, e.version, e.recorded_at, e.actor, e.event_id,
    j.position, j.topic, j.occurred_on, j.cause_position, j.reverses, j.replaces,
    case when j.reversed_by <= $2 then j.reversed_by end as reversed_by,
    case when j.replaced_by <= $2 then j.replaced_by end as replaced_by
from journal{journal} j
join events e on e.fund_id = $1 and e.position = j.position
where j.fund_id = $1 and j.position = any($3::bigint[])
order by j.position
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
    return [_journal_line(row) for row in await view.fetch(_SELECT, view.position, positions)]


def _journal_line(row: asyncpg.Record) -> JournalLine:
    stored_topic, payload, *_ = row
    fields = dict(islice(row.items(), 2, None))
    return JournalLine(**fields, postings=postings(decode(stored_topic, payload)))
