"""Snapshots: the state of a fold at a position, so that a long book opens at once.

They are disposable. The name of a fold carries its version, so a fold that changes its meaning
changes its name and finds no snapshot.
"""

from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors


class Snapshot(Struct, frozen=True):
    """What a fold had made of the lines up to and with *position*, in its own bytes."""

    position: int
    state: bytes


async def load_snapshot(connection: Connection, fund_id: UUID, fold: str) -> Snapshot | None:
    """Load the snapshot of a fold, if there is one."""
    with database_errors():
        row = await connection.fetchrow(
            "select position, state from snapshots where fund_id = $1 and fold = $2", fund_id, fold
        )
    return Snapshot(*row) if row else None


async def save_snapshot(
    connection: Connection, fund_id: UUID, fold: str, snapshot: Snapshot
) -> None:
    """Keep a snapshot; one of a later position stays."""
    with database_errors():
        await connection.execute(
            "insert into snapshots as kept (fund_id, fold, position, state) values ($1, $2, $3, $4)"
            " on conflict (fund_id, fold)"
            " do update set position = excluded.position, state = excluded.state"
            " where kept.position < excluded.position",
            fund_id,
            fold,
            snapshot.position,
            snapshot.state,
        )


async def list_snapshots(connection: Connection, fund_id: UUID) -> dict[str, Snapshot]:
    """List the snapshots of a fund by fold."""
    with database_errors():
        rows = await connection.fetch(
            "select fold, position, state from snapshots"
            ' where fund_id = $1 order by fold collate "C"',
            fund_id,
        )
    return {row["fold"]: Snapshot(row["position"], row["state"]) for row in rows}


async def drop_snapshots(connection: Connection, fund_id: UUID) -> None:
    """Forget every snapshot of a fund; the next opening replays the whole book."""
    with database_errors():
        await connection.execute("delete from snapshots where fund_id = $1", fund_id)
