"""Removing the rows of a side that went out of use, a piece at a time.

Whoever began to read before the side was swapped out may still be reading it, so its rows are kept
for a while. Until they are gone its checkpoint stays, marked as retired, and nothing is built on
that side. Being killed between two pieces does no harm: whoever comes next goes on.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.store.errors import OperationalError, database_errors
from projections.projection import ReadModel
from projections.view import SUFFIXES

KEEP: Final = timedelta(seconds=120)
"""How long rows that went out of use are kept: longer than a view may be asked, and a statement
may take, together (`projections.view.VIEW_SECONDS`)."""

PIECE_ROWS: Final = 20_000
"""How many rows of a table are removed at a time."""

_NEXT: Final = """
select projection, side, greatest(extract(epoch from retired_at + $3 - clock_timestamp()), 0)
from projection_checkpoints
where fund_id = $1 and projection = any($2::text[]) and beside and retired_at is not null
order by retired_at, projection limit 1 for update
"""
_ALONE: Final = """
select not exists (
    select from projection_checkpoints
    where projection = $2 and side = $3 and not (fund_id = $1 and beside)
)
"""
_REMOVE: Final = """
delete from {table} where fund_id = $1
    and ctid = any(array(select ctid from {table} where fund_id = $1 limit $2))
"""
_DONE: Final = """
delete from projection_checkpoints where fund_id = $1 and projection = $2 and beside
"""


async def remove_piece(
    connection: Connection, fund_id: UUID, models: Sequence[ReadModel], keep: timedelta
) -> float | None:
    """Remove a piece of what went out of use more than *keep* ago.

    Returns the seconds until there is more to remove (0: at once), None when all is gone.
    """
    with database_errors():
        async with connection.transaction():
            by_name = {model.name: model for model in models}
            found = await connection.fetchrow(_NEXT, fund_id, list(by_name), keep)
            if found is None:
                return None
            name, side, wait = found
            if wait > 0:
                return float(wait)
            tables = [table + SUFFIXES[side] for table in by_name[name].tables]
            if await _empty(connection, (fund_id, name, side), tables) or not [
                table for table in tables if await _remove(connection, fund_id, table)
            ]:
                await connection.execute(_DONE, fund_id, name)
            return 0.0


async def _remove(connection: Connection, fund_id: UUID, table: str) -> bool:
    """Remove a piece of a table; False when that was the rest."""
    done = await connection.execute(_REMOVE.replace("{table}", table), fund_id, PIECE_ROWS)
    return done == f"DELETE {PIECE_ROWS}"


async def _empty(
    connection: Connection, place: tuple[UUID, str, int], tables: Sequence[str]
) -> bool:
    """Empty *tables* at once if no other fund has rows in them and nobody is at them.

    Whoever writes there has a checkpoint for it before, so what the lock shows is all there is.
    """
    if not await connection.fetchval(_ALONE, *place):
        return False
    names = ", ".join(tables)
    try:
        with database_errors():
            async with connection.transaction():
                await connection.execute("set local lock_timeout = '50ms'")
                await connection.execute(f"lock table {names} in access exclusive mode")
                alone = bool(await connection.fetchval(_ALONE, *place))
                if alone:
                    await connection.execute(f"truncate {names}")
                return alone
    except OperationalError:  # somebody is at them: row by row, then
        return False
