"""Reading and folding the next lines while the rows of those before are written."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.line import Line
from ledger.store.connection import Connection
from ledger.store.mapper import UnknownTopic, UnreadablePayload
from ledger.store.reading import StoredLine, list_lines_after
from projections.projection import Batch, ReadModel, Target, Write, line_of

THREAD_LINES: Final = 200
"""From how many lines on folding is worth a thread: fewer are done sooner than one begins."""


class Piece(Struct, frozen=True):
    """Lines that follow one another, and what each read model made of them.

    What a read model raised is raised again when its rows are asked for. *unreadable* says why
    the first line cannot be read; then there are no lines.
    """

    lines: Sequence[Line]
    writes: dict[str, Write | Exception]
    unreadable: Exception | None = None

    async def write(self, model: ReadModel, target: Target) -> None:
        """Write the rows that *model* made of the lines."""
        write = self.writes[model.name]
        if isinstance(write, Exception):
            raise write
        await write(target)


class Ahead:
    """Gives one fund's lines piece by piece, and works on the next piece meanwhile.

    Reading waits for the connection, so it is done before the rows of the piece are written;
    folding is done in a thread while they are.
    """

    def __init__(self, connection: Connection, fund_id: UUID, limit: int) -> None:
        self._connection = connection
        self._fund_id = fund_id
        self._limit = limit
        self._next: tuple[int, Sequence[ReadModel], asyncio.Future[Piece]] | None = None

    async def take(self, position: int, models: Sequence[ReadModel]) -> Piece:
        """Return the lines after *position*, folded by *models*."""
        begun = self._next
        if begun is not None and begun[:2] == (position, models):
            self._next = None
        else:  # lines that came in meanwhile: what was begun is wanted after them
            begun = await self._begin(position, models)
        piece = await begun[2]
        if len(piece.lines) == self._limit:
            self._next = await self._begin(piece.lines[-1].position, models)
        return piece

    async def _begin(
        self, position: int, models: Sequence[ReadModel]
    ) -> tuple[int, Sequence[ReadModel], asyncio.Future[Piece]]:
        stored = await list_lines_after(
            self._connection, self._fund_id, position, limit=self._limit
        )
        loop = asyncio.get_running_loop()
        if len(stored) >= THREAD_LINES:
            return position, models, loop.run_in_executor(None, _read_and_fold, stored, models)
        done: asyncio.Future[Piece] = loop.create_future()
        done.set_result(_read_and_fold(stored, models))
        return position, models, done


def fold(lines: Sequence[Line], models: Sequence[ReadModel]) -> Piece:
    """Fold *lines* by each of *models*."""
    writes: dict[str, Write | Exception] = {}
    try:
        batch = Batch.of(lines)
    except Exception as error:  # noqa: BLE001  as if each of them had failed
        return Piece(lines, {model.name: error for model in models})
    for model in models:
        try:
            writes[model.name] = model.fold(batch)
        except Exception as error:  # noqa: BLE001  a bug in one must not stop the others
            writes[model.name] = error
    return Piece(lines, writes)


def _read_and_fold(stored: Sequence[StoredLine], models: Sequence[ReadModel]) -> Piece:
    """Fold lines up to one that this program cannot read."""
    lines: list[Line] = []
    unreadable = None
    for each in stored:
        try:
            lines.append(line_of(each))
        except (UnknownTopic, UnreadablePayload) as error:
            unreadable = error
            break
    return fold(lines, models) if lines else Piece((), {}, unreadable)
