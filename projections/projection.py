"""What a read model is: a name, a version, tables, and a fold of lines into their rows.

A fold is given lines in the order of the book, in batches of any size, and must come to the same
rows however the book is split. It has two parts: what can be said from the lines alone, which may
be worked out in a thread while other rows are written, and the writing. It writes through a
`Target`, which stands for the tables of one of its two sides (see `projections.view`).
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
from msgspec import Struct

from ledger.events import Posting
from ledger.line import Line
from ledger.postings import postings
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine
from projections import copying
from projections.view import SUFFIXES

NOTHING: Final = UUID(int=0)
"""Stands for "no account, no purpose" in a key, which cannot hold nulls."""


class Target(Struct, frozen=True):
    """Where a fold writes: one fund, in the tables of one side.

    In SQL given to it, ``{side}`` behind the name of a table makes it the right one.
    """

    connection: Connection
    fund_id: UUID
    side: int = 0

    def sql(self, text: str) -> str:
        """Return *text* with the right tables."""
        return text.replace("{side}", SUFFIXES[self.side])

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
            table + SUFFIXES[self.side], columns=columns, records=rows
        )

    async def copy_bytes(self, table: str, columns: Sequence[str], rows: bytes) -> None:
        """Add many rows to a table at once; *rows* are bytes as of `projections.copying`."""
        if rows:
            await self.connection.copy_to_table(
                table + SUFFIXES[self.side],
                columns=columns,
                source=copying.stream(rows),
                format="binary",
            )


class Place(NamedTuple):
    """What many postings have in common: all but the amount."""

    code: str
    ref: UUID | None
    purpose_id: UUID | None
    currency: str
    exponent: int


class Batch(Struct, frozen=True):
    """Lines that follow one another, each with its postings.

    *numbers* says of each posting which of *places* it is to: what is made of a place need be
    made only once.
    """

    lines: Sequence[Line]
    entries: Sequence[Sequence[Posting]]
    places: Sequence[Place]
    numbers: Sequence[Sequence[int]]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Batch":
        """Return *lines* with their postings."""
        entries = [postings(line.event) for line in lines]
        places: list[Place] = []
        known: dict[tuple[object, ...], int] = {}
        return cls(lines, entries, places, [_numbers(each, places, known) for each in entries])

    def upto(self, position: int) -> "Batch":
        """Return the lines of this batch up to *position*."""
        count = sum(1 for line in self.lines if line.position <= position)
        if count == len(self.lines):
            return self
        return Batch(self.lines[:count], self.entries[:count], self.places, self.numbers[:count])


def _numbers(
    entries: Sequence[Posting], places: list[Place], known: dict[tuple[object, ...], int]
) -> list[int]:
    """Number the places of *entries*, and note those that are new."""
    numbers = []
    for entry in entries:
        ref, purpose = entry.ref, entry.purpose_id
        # Numbers are compared many times as fast as ids.
        key = (
            entry.code,
            ref if ref is None else ref.int,
            purpose if purpose is None else purpose.int,
            entry.currency,
            entry.exponent,
        )
        number = known.get(key)
        if number is None:
            number = known[key] = len(places)
            places.append(Place(entry.code, ref, purpose, entry.currency, entry.exponent))
        numbers.append(number)
    return numbers


Write: TypeAlias = Callable[[Target], Awaitable[None]]
"""Writes the rows of a batch. May ask what stands in the tables, in the same transaction."""

Fold: TypeAlias = Callable[[Batch], Write]
"""Works out what follows from a batch alone. Pure, and safe in a thread."""


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
