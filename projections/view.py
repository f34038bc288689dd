"""What a question reads: one fund, at one position, in the tables that are in use.

The rows of a read model stand on one of two *sides*: in its tables, or in those of the same names
with ``__new`` behind. While one side is read the other one can be built. Which side is in use is
told by the checkpoints, so putting what was built into use moves no rows.
"""

import re
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.known import ProjectionBehind, find_known

SUFFIXES: Final = ("", "__new")
"""What the names of the tables of each side end in."""

VIEW_SECONDS: Final = 45.0
"""How long a view may be asked. Rows that went out of use are kept longer than that and the
longest statement together."""

_MARK: Final = re.compile(r"\{([a-z]+)\}")


class ViewEnded(ProjectionBehind):
    """A view was asked for too long: its rows may be gone soon. Read again."""


class View(Struct, frozen=True):
    """One fund as known at *position*; *second* names the read models whose second side is used.

    In SQL given to it, the name of a read model in braces stands behind the name of each table of
    it, as in ``from balances{balances}``. Nobody may ask it after *ends*, in seconds of
    `time.monotonic`.
    """

    connection: Connection
    fund_id: UUID
    position: int
    second: frozenset[str] = frozenset()
    ends: float = float("inf")
    versions: Mapping[str, int] = {}

    def side(self, name: str) -> int:
        """Return the side of the read model *name* that is in use."""
        return int(name in self.second)

    def version(self, name: str) -> int:
        """Return the version of the read model *name* whose rows are in use; 0 for none."""
        return self.versions.get(name, 0)

    def sql(self, text: str) -> str:
        """Return *text* with the right tables."""
        return _with_tables(text, self.second)

    async def fetch(self, text: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a query; the fund is ``$1``. Raises `ViewEnded` when it is too late for that."""
        if time.monotonic() > self.ends:
            raise ViewEnded(self.position, self.position)
        with database_errors():
            return await self.connection.fetch(self.sql(text), self.fund_id, *arguments)

    async def fetchval(self, text: str, *arguments: object) -> object:
        """Run a query and return the first value of its first row, None when there is no row."""
        rows = await self.fetch(text, *arguments)
        return rows[0][0] if rows else None


@lru_cache(maxsize=1024)
def _with_tables(text: str, second: frozenset[str]) -> str:
    return _MARK.sub(lambda mark: SUFFIXES[mark[1] in second], text)


async def pin(connection: Connection, fund_id: UUID, known_at: int | None) -> View:
    """Return a view at *known_at*, or as far as the read models have got.

    Raises `ProjectionBehind` when they have not got to *known_at*.
    """
    known = await find_known(connection, fund_id)
    if known_at is not None and known_at > known.position:
        raise ProjectionBehind(known_at, known.position)
    position = known.position if known_at is None else max(known_at, 0)
    ends = time.monotonic() + VIEW_SECONDS
    return View(connection, fund_id, position, known.second, ends, known.versions)
