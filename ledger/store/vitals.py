"""What the database can say about its own state: versions, sizes, and the pace of the books."""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_VITALS: Final = """
select
    current_setting('server_version') as version,
    exists (select from pg_settings where pending_restart) as waits_for_restart,
    (
        select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'm')
    ) as stored_bytes,
    (select coalesce(sum(position), 0)::bigint from heads) as lines_count,
    (select max(recorded_at) from heads where position > 0) as newest_line_at
"""
_SCHEMA: Final = (
    "select part, max(number) as number from schema_migrations group by part order by part"
)
# Moments grow with positions, so the line is found by halving: no index on moments is needed.
# The limit keeps the planner from reading the whole book at once in order to join it.
_RECORDED_SINCE: Final = """
with recursive halving (low, high) as (
    select 0::bigint, position from heads where fund_id = $1
    union all
    select
        case when middle.recorded_at < $2 then middle.position else low end,
        case when middle.recorded_at < $2 then high else middle.position - 1 end
    from halving, lateral (
        select position, recorded_at from events
        where fund_id = $1 and position = (low + high + 1) / 2 limit 1
    ) as middle
    where low < high
)
select (select position from heads where fund_id = $1) - min(high) from halving
"""


class Vitals(Struct, frozen=True):
    """The state of the database. *stored_bytes* are all tables with their indexes."""

    version: str
    waits_for_restart: bool
    stored_bytes: int
    lines_count: int
    newest_line_at: datetime | None


async def get_vitals(connection: Connection) -> Vitals:
    """Look at versions and sizes; takes a few milliseconds whatever the size of the books."""
    with database_errors():
        row = await connection.fetchrow(_VITALS)
    assert row is not None, "a select without from has one row"
    return Vitals(*row)


async def list_schema_versions(connection: Connection) -> dict[str, int]:
    """List the number of the last migration of each part (``ledger``, ``projections``)."""
    with database_errors():
        rows = await connection.fetch(_SCHEMA)
    return {row["part"]: row["number"] for row in rows}


async def count_recorded_since(connection: Connection, fund_id: UUID, moment: datetime) -> int:
    """Count the lines of a book that were recorded at *moment* or later; reads about 20 of them."""
    with database_errors():
        return await connection.fetchval(_RECORDED_SINCE, fund_id, moment) or 0
