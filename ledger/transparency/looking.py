"""What is asked of all logs at once: which are due, and which funds may begin one.

Asked a few times a minute; each is one statement that reads a row a fund, or less.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

# Only of the newest log of a fund: one before it grows no more.
_DUE: Final = """
select fund_id from log_trees this
where (next_at <= $1 or signed_size < size) and not exists (
    select from log_trees later where later.fund_id = this.fund_id and later.number > this.number)
order by next_at
"""
_TROUBLED: Final = """
select count(*) filter (where stopped is not null),
    count(*) filter (where stopped is null and next_at < $1)
from log_trees this
where not exists (
    select from log_trees later where later.fund_id = this.fund_id and later.number > this.number)
"""
# A note has a line for the log itself, and one for each witness; a rule that asks for none has no
# "quorum" in its stored bytes.
_UNWITNESSED: Final = """
select count(*) from log_trees this
join log_heads head on (head.fund_id, head.number, head.size)
    = (this.fund_id, this.number, this.signed_size)
cross join lateral (
    select (convert_from(payload, 'UTF8')::jsonb ->> 'quorum')::integer as quorum from events e
    where e.fund_id = this.fund_id
        and e.topic in ('disclosure.set.v1', 'log.set.v1', 'log.begun.v1')
        and e.topic = 'log.set.v1'
    order by position desc limit 1) as rule
where this.stopped is null and head.at < $1
    and rule.quorum > array_length(string_to_array(head.note, E'\\n\u2014 '), 1) - 2
    and not exists (select from log_trees later
        where later.fund_id = this.fund_id and later.number > this.number)
"""
_GROWING: Final = "select distinct fund_id from log_trees"
# The words of the index events_of_log: it is found by them, so none may be a parameter.
_MAY_KEEP: Final = """
select looked.fund_id from unnest($1::uuid[], $2::bigint[]) as looked (fund_id, after)
where exists (
    select from events e where e.fund_id = looked.fund_id and e.position > looked.after
        and e.topic in ('disclosure.set.v1', 'log.set.v1', 'log.begun.v1')
)
"""
_BEGINNINGS: Final = """
select position, payload from events
where fund_id = $1 and topic in ('disclosure.set.v1', 'log.set.v1', 'log.begun.v1')
    and topic = 'log.begun.v1'
order by position
"""


class _Numbered(Struct):
    """What is read of a line that begins a log."""

    number: int


class Troubled(Struct, frozen=True):
    """How many funds have a log that stopped, and how many another one that is late.

    Of *unwitnessed* ones fewer witnesses than the rule asks for have signed the newest head.
    """

    stopped: int
    late: int
    unwitnessed: int = 0


async def count_troubled(connection: Connection, since: datetime) -> Troubled:
    """Count logs that stopped, that had a head due before *since*, or one unwitnessed since."""
    with database_errors():
        row = await connection.fetchrow(_TROUBLED, since)
        unwitnessed = await connection.fetchval(_UNWITNESSED, since)
    assert row is not None
    return Troubled(row[0], row[1], int(unwitnessed))


async def list_due(connection: Connection, now: datetime) -> list[UUID]:
    """List the funds whose log is to grow, or has a head to be signed, oldest first."""
    with database_errors():
        return [row[0] for row in await connection.fetch(_DUE, now)]


async def list_growing(connection: Connection) -> list[UUID]:
    """List the funds that have a log."""
    with database_errors():
        return [row[0] for row in await connection.fetch(_GROWING)]


async def list_that_may_keep(connection: Connection, after: Mapping[UUID, int]) -> list[UUID]:
    """List those funds of *after* in which a line above the position there may begin a log."""
    with database_errors():
        rows = await connection.fetch(_MAY_KEEP, list(after), list(after.values()))
    return [row[0] for row in rows]


async def list_beginnings(connection: Connection, fund_id: UUID) -> dict[int, int]:
    """Return the positions of the lines that begin the logs of a fund, by the logs' numbers."""
    with database_errors():
        rows = await connection.fetch(_BEGINNINGS, fund_id)
    return {msgspec.json.decode(row[1], type=_Numbered).number: row[0] for row in rows}
