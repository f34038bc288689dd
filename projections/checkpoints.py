"""Where each read model stands in each book, and who is at work on it.

A checkpoint moves only from exactly where it was, in the transaction that writes the rows: two
runners at the same lines cannot both commit. The lease merely saves them the trouble.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.projection import ReadModel

_BEGIN: Final = """
insert into projection_checkpoints (fund_id, projection, beside, side, version)
select $1, * from unnest($2::text[], $3::boolean[], $4::smallint[], $5::integer[])
on conflict (fund_id, projection, beside) do nothing
"""
_LIST: Final = """
select projection, beside, version, position, side, retired_at is not null as retired
from projection_checkpoints where fund_id = $1
"""
# Everybody locks the rows of a fund in this order, so nobody waits for another crosswise.
# A commit need not wait for the disk: what is lost of it is simply made again.
_MOVE: Final = """
with unhurried as (
    select set_config('synchronous_commit', 'off', true)
), held as (
    select c.projection, c.beside from projection_checkpoints c
    join unnest($2::text[], $3::boolean[], $4::smallint[], $5::integer[])
        as track (projection, beside, side, version)
        using (projection, beside, side, version)
    where c.fund_id = $1 and c.position = $6 and c.retired_at is null
    order by c.projection, c.beside for update of c
)
update projection_checkpoints c
set position = $7, failures = 0, failing_since = null, reason = null
from held, unhurried
where c.fund_id = $1 and c.projection = held.projection and c.beside = held.beside
"""
_HOLD: Final = _LIST + "order by projection, beside for update"
# A row and the one beside it change places.
_SWAP: Final = """
update projection_checkpoints c
set version = other.version, position = other.position, side = other.side,
    failures = 0, failing_since = null, reason = null,
    retired_at = case when c.beside then clock_timestamp() end
from projection_checkpoints other
where c.fund_id = $1 and other.fund_id = $1 and c.projection = any($2::text[])
    and c.projection = other.projection and c.beside <> other.beside
"""
_ABANDON: Final = """
update projection_checkpoints
set retired_at = 'epoch', failures = 0, failing_since = null, reason = null
where fund_id = $1 and projection = any($2::text[]) and beside and retired_at is null
"""
_FAILED: Final = """
update projection_checkpoints
set failures = failures + 1, failing_since = coalesce(failing_since, now()), reason = $6
where fund_id = $1 and projection = $2 and beside = $3 and side = $4 and version = $5
    and retired_at is null
"""
_BEHIND: Final = """
select h.fund_id from heads h
where h.position > 0 and ($2 > (
    select count(*) from projection_checkpoints c
    join unnest($1::text[], $3::integer[]) as model (name, version) on model.name = c.projection
    where c.fund_id = h.fund_id and not c.beside and c.position >= h.position
        and c.version >= model.version
) or exists (
    select from projection_checkpoints c
    where c.fund_id = h.fund_id and c.beside and c.projection = any($1::text[])
        and c.retired_at <= now() - $4::interval
))
"""
_LEASE: Final = """
insert into projection_leases as l (fund_id, holder, held_until) values ($1, $2, now() + $3)
on conflict (fund_id) do update set holder = excluded.holder, held_until = excluded.held_until
where l.holder = excluded.holder or l.held_until < now()
returning 1
"""
_RELEASE: Final = """
update projection_leases set held_until = '-infinity' where fund_id = $1 and holder = $2
"""
_DEGRADED: Final = """
select fund_id, projection, position, failures, reason, failing_since
from projection_checkpoints
where failures > 0 and ($1::uuid is null or fund_id = $1)
order by fund_id, projection
"""


class Track(Struct, frozen=True):
    """A read model on its way through a book on one *side*, in use or built *beside* that."""

    model: ReadModel
    beside: bool = False
    side: int = 0


class Checkpoint(Struct, frozen=True):
    """How far a track has got, by which version of its fold, on which side.

    *retired* says that its rows went out of use and wait to be removed.
    """

    version: int
    position: int
    side: int = 0
    retired: bool = False


class Degraded(Struct, frozen=True):
    """A read model that does not get on: what pages show of that fund may be old."""

    fund_id: UUID
    projection: str
    position: int
    failures: int
    reason: str
    since: datetime


def _arrays(tracks: Sequence[Track]) -> tuple[list[str], list[bool], list[int], list[int]]:
    return (
        [track.model.name for track in tracks],
        [track.beside for track in tracks],
        [track.side for track in tracks],
        [track.model.version for track in tracks],
    )


async def begin(connection: Connection, fund_id: UUID, tracks: Sequence[Track]) -> None:
    """Make the checkpoints of *tracks* that are not there yet, before the first line."""
    with database_errors():
        await connection.execute(_BEGIN, fund_id, *_arrays(tracks))


async def list_checkpoints(
    connection: Connection, fund_id: UUID
) -> dict[tuple[str, bool], Checkpoint]:
    """List the checkpoints of a fund by (read model, whether it is built beside)."""
    with database_errors():
        return _checkpoints(await connection.fetch(_LIST, fund_id))


def _checkpoints(rows: Sequence[asyncpg.Record]) -> dict[tuple[str, bool], Checkpoint]:
    return {(name, beside): Checkpoint(*at) for name, beside, *at in rows}


async def move(
    connection: Connection, fund_id: UUID, tracks: Sequence[Track], old: int, new: int
) -> bool:
    """Move the checkpoints of all *tracks* from exactly *old* to *new*; False if any was moved."""
    with database_errors():
        done = await connection.execute(_MOVE, fund_id, *_arrays(tracks), old, new)
    return done == f"UPDATE {len(tracks)}"


async def hold(connection: Connection, fund_id: UUID) -> dict[tuple[str, bool], Checkpoint]:
    """Keep everybody from moving a fund's checkpoints until the transaction ends; list them."""
    with database_errors():
        return _checkpoints(await connection.fetch(_HOLD, fund_id))


async def swap(connection: Connection, fund_id: UUID, names: Collection[str]) -> None:
    """Put what was built beside into use, and what was in use out of it. Hold them first."""
    with database_errors():
        await connection.execute(_SWAP, fund_id, names)


async def abandon(connection: Connection, fund_id: UUID, names: Collection[str]) -> None:
    """Give up what is being built beside; nobody ever read it. Hold them first."""
    with database_errors():
        await connection.execute(_ABANDON, fund_id, names)


async def mark_failed(connection: Connection, fund_id: UUID, track: Track, reason: str) -> None:
    """Note that a track could not go on, and why; *reason* holds nothing out of a line."""
    with database_errors():
        place = (track.model.name, track.beside, track.side, track.model.version)
        await connection.execute(_FAILED, fund_id, *place, reason)


async def list_behind(
    connection: Connection, models: Collection[ReadModel], keep: timedelta
) -> list[UUID]:
    """List the funds that have work for a runner.

    The book is longer than what every one of *models* has taken in, or rows went out of use more
    than *keep* ago.
    """
    names, versions = [each.name for each in models], [each.version for each in models]
    with database_errors():
        rows = await connection.fetch(_BEHIND, names, len(models), versions, keep)
    return [row[0] for row in rows]


async def take_lease(connection: Connection, fund_id: UUID, holder: UUID, seconds: float) -> bool:
    """Take or renew the lease of a fund; False while somebody else holds it."""
    with database_errors():
        taken = await connection.fetchval(_LEASE, fund_id, holder, timedelta(seconds=seconds))
    return taken is not None


async def release_lease(connection: Connection, fund_id: UUID, holder: UUID) -> None:
    """Give the lease back, so that whoever hears of a new line first can take it."""
    with database_errors():
        await connection.execute(_RELEASE, fund_id, holder)


async def list_degraded(connection: Connection, fund_id: UUID | None = None) -> list[Degraded]:
    """List the read models that do not get on, of one fund or of all."""
    with database_errors():
        return [Degraded(*row) for row in await connection.fetch(_DEGRADED, fund_id)]
