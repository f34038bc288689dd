"""When what keeps an instance safe was last done: a backup, a restore drill, a restore.

One row of the instance for each; only the last time is kept.
"""

from datetime import datetime
from enum import Enum

from ledger.store.connection import Connection
from ledger.store.errors import database_errors


class Upkeep(Enum):
    """What is noted. The values are stored and never change."""

    BACKUP = "backup"
    """A whole backup was written."""
    DRILL = "drill"
    """A backup was restored for trial, and everything in it was right."""
    RESTORE = "restore"
    """This database came out of a backup: lines written after it was made are not here."""


async def note(connection: Connection, what: Upkeep, at: datetime) -> None:
    """Note that *what* was done at the moment *at*. The last note counts, whatever it says."""
    with database_errors():
        await connection.execute(
            "insert into upkeep (what, done_at) values ($1, $2)"
            " on conflict (what) do update set done_at = excluded.done_at",
            what.value,
            at,
        )


async def list_upkeep(connection: Connection) -> dict[Upkeep, datetime]:
    """List when each thing was last done; what was never done is missing."""
    with database_errors():
        rows = await connection.fetch("select what, done_at from upkeep")
    return {Upkeep(row["what"]): row["done_at"] for row in rows}
