"""A book from a file, into a fund that has none: whole, or nothing.

`ledger.transport.checking` checks everything on the way. What the rules say is not asked again:
history already happened. While PostgreSQL writes one batch, the next one is checked.
"""

import asyncio
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.append import Kept, Label, NewLine, append
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.errors import DataError, HeadMoved, IntegrityError
from ledger.store.idempotency import add_kept
from ledger.store.reading import get_head
from ledger.transport.checking import Checker, LoadRefused, Piece

__all__ = ["LoadRefused", "Loaded", "load_book"]

_BATCH: Final = 500
"""How many lines or answers go to PostgreSQL at a time; more is not faster."""
_BATCH_BYTES: Final = 1 << 20
_HELD_BYTES: Final = 4 << 20
"""How much of the file is held at most while PostgreSQL is slower than the checks."""

_ALLOCATED: Final = 50_000
"""How many more objects there are before Python looks for cycles: some batches of records."""


class Loaded(Struct, frozen=True):
    """What was loaded, and what the file says it lacks."""

    fund_id: UUID
    labels: int
    lines: int
    answers: int
    lacks: tuple[str, ...]


async def load_book(database: Database, file: Iterable[bytes]) -> Loaded:
    """Load the book in *file*, which yields its lines of text as bytes.

    Raises `LoadRefused` when the file is not whole or not in order, and when the fund has a book.
    """
    checker = Checker(file)
    book = checker.book
    async with database.transaction() as connection:
        if await get_head(connection, book.fund_id) is not None:
            raise LoadRefused(f"The fund {book.fund_id} has a book here already.")
        with _collecting_rarely():
            await _write(connection, checker)
    return Loaded(book.fund_id, book.labels, book.lines, book.answers, book.lacks)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Have Python look for cycles rarely: records make none, and it took a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _ALLOCATED), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def _write(connection: Connection, checker: Checker) -> None:
    batch = _Batch(checker.book.fund_id, after=0)
    under_way: asyncio.Task[None] | None = None
    try:
        for piece in checker:
            batch.add(piece)
            if under_way is not None and (under_way.done() or batch.is_too_full):
                await under_way
                under_way = None
            if under_way is None and batch.is_full:
                under_way = asyncio.create_task(batch.write(connection))
                batch = _Batch(checker.book.fund_id, after=checker.position)
            await asyncio.sleep(0)  # the turn of what is under way
    finally:
        if under_way is not None:
            await under_way  # also when the file is refused: the connection must be free
    await batch.write(connection)


class _Batch:
    """What is written at a time: it begins behind the line at position *after*."""

    def __init__(self, fund_id: UUID, *, after: int) -> None:
        self._fund_id = fund_id
        self._after = after
        self._labels: list[Label] = []
        self._lines: list[NewLine] = []
        self._recorded_at: list[datetime] = []
        self._answers: list[Kept] = []
        self._bytes = 0
        self._first_row = 0
        self._last_row = 0

    @property
    def is_full(self) -> bool:
        """Say whether it is worth writing."""
        return len(self._lines) + len(self._answers) >= _BATCH or self._bytes >= _BATCH_BYTES

    @property
    def is_too_full(self) -> bool:
        """Say whether nothing should be added before the batch under way is written."""
        return self._bytes >= _HELD_BYTES

    def add(self, piece: Piece) -> None:
        """Put what was checked behind what is here."""
        self._labels += piece.labels
        self._lines += piece.lines
        self._recorded_at += piece.recorded_at
        self._answers += piece.answers
        self._bytes += piece.size
        self._first_row = self._first_row or piece.rows[0]
        self._last_row = piece.rows[-1]

    async def write(self, connection: Connection) -> None:
        """Write it, in the transaction of the whole book."""
        try:
            if self._lines:
                await append(
                    connection,
                    self._fund_id,
                    self._lines,
                    after=self._after,
                    now=self._recorded_at[-1],
                    labels=self._labels,
                    recorded_at=self._recorded_at,
                )
            if self._answers:
                await add_kept(connection, self._fund_id, self._answers)
        except HeadMoved:
            raise LoadRefused(f"Somebody else is opening the fund {self._fund_id}.") from None
        except (IntegrityError, DataError):
            raise LoadRefused(
                f"Rows {self._first_row} to {self._last_row} of the file:"
                " something is there twice, or cannot be stored."
            ) from None
