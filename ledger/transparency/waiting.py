"""The lines that wait for the log, in the order in which they get a place.

What says that the log began, and which report is out, goes first: few lines, and proven to the
public. Then gifts whose givers can look for them, then all others; each by position.

Positions have no gaps, so what waits is every position that has no place: nothing is joined, and
no statement gets slow where PostgreSQL knows little of its tables.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.reading import StoredLine, list_lines_after
from ledger.transparency.table import Tree

PUBLIC, GIFT, OTHER = range(3)
_Special = tuple[tuple[str, ...], bytes | None]
"""Topics, and bytes that a payload has to hold."""
_PUBLIC: Final[_Special] = (("log.begun.v1", "report.logged.v1"), None)
"""Lines of which everybody gets the proof: when it comes must not tell how many others wait."""
_GIFTS: Final[_Special] = (("donation.received.v1",), b'"donor_commitment":"')
_AT_ONCE: Final = 4096
_PLACED: Final = """
select position from log_places
where fund_id = $1 and number = $2 and position > $3 and position <= $4 order by position
"""
_COUNT_PLACED: Final = """
select count(*) from log_places
where fund_id = $1 and number = $2 and position > $3 and position <= $4
"""
_SPECIAL: Final = """
from events
where fund_id = $1 and position > $2 and position <= $3 and topic = any($4::text[])
    and ($5::bytea is null or position($5::bytea in payload) > 0)
"""
_LIST_SPECIAL: Final = f"select position {_SPECIAL} order by position limit $6"
_COUNT_SPECIAL: Final = f"select count(*) {_SPECIAL}"
_COUNT_SPECIAL_PLACED: Final = f"""
select count(*) {_SPECIAL} and position = any(array(
    select position from log_places
    where fund_id = $1 and number = $6 and position > $2 and position <= $3))
"""  # noqa: S608  own words
_LINES: Final = """
select fund_id, e.position, case_id, version, topic, payload, event_id, recorded_at, actor, cause
from events e join unnest($2::bigint[]) with ordinality as wanted (position, place) using (position)
where fund_id = $1 order by place
"""


async def list_waiting(
    connection: Connection, tree: Tree, upto: int, room: int, batch: int
) -> list[int]:
    """List the positions of the lines that get a place next, at most *room*.

    *upto* is the last position of the book. Where all that waits fits into one *batch*, their
    order matters to nobody.
    """
    if upto <= tree.lines:
        return []
    with database_errors():
        rows = await connection.fetch(_PLACED, tree.fund_id, tree.number, tree.sealed_upto, upto)
    placed = {row[0] for row in rows}
    chosen: dict[int, None] = {}
    for special in (_PUBLIC, _GIFTS) if upto - tree.lines > batch else ():
        async for position in _list_special(connection, tree, upto, special):
            if len(chosen) >= room:
                break
            if position not in placed:
                chosen[position] = None
    for position in range(tree.sealed_upto + 1, upto + 1):
        if len(chosen) >= room:
            break
        if position not in placed:
            chosen[position] = None
    return list(chosen)


async def _list_special(
    connection: Connection, tree: Tree, upto: int, special: _Special
) -> AsyncIterator[int]:
    """Go through the lines of a kind, whether or not they have a place."""
    position = tree.sealed_upto
    with database_errors():
        while rows := await connection.fetch(
            _LIST_SPECIAL, tree.fund_id, position, upto, *special, _AT_ONCE
        ):
            for row in rows:
                position = row[0]
                yield position


async def get_first_waiting(
    connection: Connection, tree: Tree, upto: int
) -> tuple[int, datetime] | None:
    """Return position and time of the first line that has no place; None when every one has."""
    position = tree.sealed_upto + 1
    with database_errors():
        async with connection.transaction():
            placed = connection.cursor(_PLACED, tree.fund_id, tree.number, tree.sealed_upto, upto)
            async for row in placed:
                if row[0] != position:
                    break
                position += 1
    lines = await list_lines_after(connection, tree.fund_id, position - 1, upto=upto, limit=1)
    return (lines[0].position, lines[0].recorded_at) if lines else None


async def get_turn(connection: Connection, tree: Tree, line: StoredLine, upto: int) -> int:
    """Say how many lines get a place before that of *line*, and with it; more may join others."""
    since, here = tree.sealed_upto, line.position
    with database_errors():
        if class_of(line) == PUBLIC:
            return await _count_special(connection, tree, (since, here), _PUBLIC)
        if class_of(line) == GIFT:
            public = await _count_special(connection, tree, (since, upto), _PUBLIC)
            return public + await _count_special(connection, tree, (since, here), _GIFTS)
        later = await _count_special(connection, tree, (here, upto), _PUBLIC)
        later += await _count_special(connection, tree, (here, upto), _GIFTS)
        placed = await connection.fetchval(_COUNT_PLACED, tree.fund_id, tree.number, since, here)
    return later + here - since - int(placed)


async def _count_special(
    connection: Connection, tree: Tree, span: tuple[int, int], special: _Special
) -> int:
    """Count the lines of a kind in a span of positions that have no place."""
    asked = (tree.fund_id, *span, *special)
    found = await connection.fetchval(_COUNT_SPECIAL, *asked)
    placed = await connection.fetchval(_COUNT_SPECIAL_PLACED, *asked, tree.number)
    return int(found) - int(placed)


def class_of(line: StoredLine) -> int:
    """Return `PUBLIC`, `GIFT` or `OTHER`: in this order lines get their places."""
    if line.topic in _PUBLIC[0]:
        return PUBLIC
    topics, has = _GIFTS
    return GIFT if line.topic in topics and has is not None and has in line.payload else OTHER


async def list_lines(
    connection: Connection, fund_id: UUID, positions: Sequence[int]
) -> list[StoredLine]:
    """List the lines at *positions*, in the order of these."""
    with database_errors():
        return [StoredLine(*row) for row in await connection.fetch(_LINES, fund_id, positions)]
