"""Where each read model stands in each book, and who is at work on it.

A checkpoint moves only from exactly where it was, in the transaction that writes the rows: two
runners at the same lines cannot both commit. The lease merely saves them the trouble.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.projection import ReadModel

_BEGIN: Final = """
insert into projection_checkpoints (fund_id, projection, beside, version)
select $1, * from unnest($2::text[], $3::boolean[], $4::integer[])
on conflict (fund_id, projection, beside) do nothing
"""
_LIST: Final = """
select projection, beside, version, position from projection_checkpoints where fund_id = $1
"""
# Everybody locks the rows of a fund in this order, so nobody waits for another crosswise.
_MOVE: Final = """
with held as (
    select c.projection, c.beside from projection_checkpoints c
    join unnest($2::text[], $3::boolean[], $4::integer[]) as track (projection, beside, version)
        using (projection, beside, version)
    where c.fund_id = $1 and c.position = $5
    order by c.projection, c.beside for update of c
)
update projection_checkpoints c
set position = $6, failures = 0, failing_since = null, reason = null
from held
where c.fund_id = $1 and c.projection = held.projection and c.beside = held.beside
"""
_HOLD: Final = """
select projection, beside, position from projection_checkpoints
where fund_id = $1 order by projection, beside for update
"""
_FAILED: Final = """
update projection_checkpoints
set failures = failures + 1, failing_since = coalesce(failing_since, now()), reason = $5
where fund_id = $1 and projection = $2 and beside = $3 and version = $4
"""
_BEHIND: Final = """
select h.fund_id from heads h
where h.position > 0 and $2 > (
    select count(*) from projection_checkpoints c
    join unnest($1::text[], $3::integer[]) as model (name, version) on model.name = c.projection
    where c.fund_id = h.fund_id and not c.beside and c.position >= h.position
        and c.version >= model.version
)
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
    """A read model on its way through a book: in the tables in use, or in those beside them."""

    model: ReadModel
    beside: bool = False


class Checkpoint(Struct, frozen=True):
    """How far a track has got, and by which version of its fold."""

    version: int
    position: int


class Degraded(Struct, frozen=True):
    """A read model that does not get on: what pages show of that fund may be old."""

    fund_id: UUID
    projection: str
    position: int
    failures: int
    reason: str
    since: datetime


def _arrays(tracks: Sequence[Track]) -> tuple[list[str], list[bool], list[int]]:
    return (
        [track.model.name for track in tracks],
        [track.beside for track in tracks],
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
        rows = await connection.fetch(_LIST, fund_id)
    return {
        (row["projection"], row["beside"]): Checkpoint(row["version"], row["position"])
        for row in rows
    }


async def move(
    connection: Connection, fund_id: UUID, tracks: Sequence[Track], old: int, new: int
) -> bool:
    """Move the checkpoints of all *tracks* from exactly *old* to *new*; False if any was moved."""
    with database_errors():
        done = await connection.execute(_MOVE, fund_id, *_arrays(tracks), old, new)
    return done == f"UPDATE {len(tracks)}"


async def hold(connection: Connection, fund_id: UUID) -> dict[tuple[str, bool], int]:
    """Keep everybody from moving a fund's checkpoints until the transaction ends; list them."""
    with database_errors():
        rows = await connection.fetch(_HOLD, fund_id)
    return {(row["projection"], row["beside"]): row["position"] for row in rows}


async def mark_failed(connection: Connection, fund_id: UUID, track: Track, reason: str) -> None:
    """Note that a track could not go on, and why; *reason* holds nothing out of a line."""
    with database_errors():
        await connection.execute(
            _FAILED, fund_id, track.model.name, track.beside, track.model.version, reason
        )


async def list_behind(connection: Connection, models: Collection[ReadModel]) -> list[UUID]:
    """List the funds whose book is longer than what every one of *models* has taken in."""
    names, versions = [each.name for each in models], [each.version for each in models]
    with database_errors():
        rows = await connection.fetch(_BEHIND, names, len(models), versions)
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
