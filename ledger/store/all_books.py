"""What the service asks of all books at once: how far each is, and which may hold deadlines.

Asked at the start and a few times a minute, never for a request. With thousands of books each of
these is one statement that reads a row a book, or less.
"""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.reading import StoredLine

_HEADS: Final = "select fund_id, position from heads where position > 0"

_OPENINGS: Final = """
select e.fund_id, e.position, e.case_id, e.version, e.topic, e.payload, e.event_id, e.recorded_at,
    e.actor, e.cause
from events e where e.fund_id = any($1::uuid[]) and e.position = 1
order by e.fund_id
"""

# The words of the index events_with_deadlines: it is found by them, so none may be a parameter.
_DEADLINES: Final = """
select looked.fund_id from unnest($1::uuid[], $2::bigint[]) as looked (fund_id, after)
where exists (
    select from events e where e.fund_id = looked.fund_id and e.position > looked.after
        and e.topic in (
            'ratification.opened.v1', 'glass.broken.v1', 'proposal.made.v1', 'proposal.changed.v1',
            'proposal.extended.v1', 'proposal.advanced.v1', 'proposal.closed.v1',
            'meeting.confirmed.v1', 'meeting.contested.v1'
        )
)
"""


async def list_heads(connection: Connection) -> dict[UUID, int]:
    """Return the position of the last line of every book."""
    with database_errors():
        return {row[0]: row[1] for row in await connection.fetch(_HEADS)}


async def list_openings(connection: Connection, fund_ids: Collection[UUID]) -> list[StoredLine]:
    """List the first line of each of these books, in the order of their ids."""
    with database_errors():
        return [StoredLine(*row) for row in await connection.fetch(_OPENINGS, list(fund_ids))]


async def list_with_deadlines(connection: Connection, after: Mapping[UUID, int]) -> set[UUID]:
    """Return those funds of *after* in which a line above the position there set a deadline."""
    with database_errors():
        rows = await connection.fetch(_DEADLINES, list(after), list(after.values()))
    return {row[0] for row in rows}
