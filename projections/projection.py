"""What a read model is: a name, a version, tables, and a fold of lines into their rows.

A fold is given lines in the order of the book, in batches of any size, and must come to the same
rows however the book is split. It writes through a `Target`, which stands for the tables that
pages read, or for those beside them (``…__new``) in which a new version is built.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final, TypeAlias
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.line import Line
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine

BESIDE: Final = "__new"
"""What the names of tables end in that are built beside those in use."""

NOTHING: Final = UUID(int=0)
"""Stands for "no account, no purpose" in a key, which cannot hold nulls."""


class Target(Struct, frozen=True):
    """Where a fold writes: one fund, in the tables in use or in those beside them.

    In SQL given to it, ``{beside}`` behind the name of a table makes it the right one.
    """

    connection: Connection
    fund_id: UUID
    beside: bool = False

    def sql(self, text: str) -> str:
        """Return *text* with the right tables."""
        return text.replace("{beside}", BESIDE if self.beside else "")

    async def execute(self, text: str, *arguments: object) -> None:
        """Run a statement; the fund is ``$1``."""
        await self.connection.execute(self.sql(text), self.fund_id, *arguments)

    async def fetch(self, text: str, *arguments: object) -> list[asyncpg.Record]:
        """Run a query; the fund is ``$1``."""
        return await self.connection.fetch(self.sql(text), self.fund_id, *arguments)

    async def copy(
        self, table: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
    ) -> None:
        """Add many rows to a table at once."""
        await self.connection.copy_records_to_table(
            self.sql(table + "{beside}"), columns=columns, records=rows
        )


Fold: TypeAlias = Callable[[Target, Sequence[Line]], Awaitable[None]]


class ReadModel(Struct, frozen=True):
    """A read model. Raise *version* whenever the fold comes to other rows: it is built anew."""

    name: str
    version: int
    tables: tuple[str, ...]
    fold: Fold


def line_of(stored: StoredLine) -> Line:
    """Return a stored line with its event. Raises `UnknownTopic` or `UnreadablePayload`."""
    return Line(
        fund_id=stored.fund_id,
        position=stored.position,
        case_id=stored.case_id,
        version=stored.version,
        event_id=stored.event_id,
        recorded_at=stored.recorded_at,
        actor=stored.actor,
        cause=stored.cause,
        event=decode(stored.topic, stored.payload),
    )
