"""The rows in a backup, as pg_restore spells them out.

pg_restore is only used to read the file: it is given no database. So nothing that stands in a
file is ever run as a statement, and a dump of one version goes into any other.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Collection
from typing import Final

from ledger.store.backup.container import Backup
from ledger.store.backup.manifest import BackupDamaged
from ledger.store.backup.tools import PIECE_BYTES, Running, Tools, running

_COPY: Final = re.compile(rb'COPY public\.("?)(\w+)\1 \(([^()]*)\) FROM stdin;\n')
_IGNORED: Final = (
    b"--",
    b"SET ",
    b"SELECT pg_catalog.set_config(",
    b"\\restrict ",
    b"\\unrestrict ",
)
_END: Final = b"\\.\n"


class Rows:
    """The rows of one table, as PostgreSQL's COPY takes them."""

    def __init__(self, script: "Script", table: str, columns: list[str]) -> None:
        self._script = script
        self.table = table
        self.columns = columns

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the rows; all of them must be taken before the next table."""
        while piece := await self._script.rows():
            yield piece


async def read_tables(
    backup: Backup, reader: Tools, tables: Collection[str]
) -> AsyncGenerator[Rows]:
    """Go through the tables in a backup. Raises `BackupDamaged` for anything but *tables*."""
    async with running(reader, ["--data-only", "--file=-"], {}, told=True) as restore:
        feeding = asyncio.create_task(_feed(restore, backup))
        try:
            script = Script(restore.stdout, restore.finish)
            while (found := await script.next_table()) is not None:
                name, columns = found
                if name not in tables:
                    raise BackupDamaged(
                        f"The backup holds the table {name}, which it does not list."
                    )
                yield Rows(script, name, columns)
            await feeding
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)


async def _feed(restore: Running, backup: Backup) -> None:
    assert restore.stdin is not None
    try:
        for piece in backup.pieces():
            restore.stdin.write(piece)
            await restore.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        return  # it has ended, and says why
    finally:
        restore.stdin.close()


class Script:
    """Reads the text: statements line by line, rows piece by piece.

    *ended* is asked when the text ends too early, and may say why.
    """

    def __init__(self, stream: asyncio.StreamReader, ended: Callable[[], Awaitable[None]]) -> None:
        self._stream = stream
        self._ended = ended
        self._buffer = b""
        self._in_rows = False

    async def next_table(self) -> tuple[str, list[str]] | None:
        """Go on to the next table; None at the end."""
        if self._in_rows:
            raise RuntimeError("The rows of a table were not taken.")
        while line := await self._line():
            if match := _COPY.fullmatch(line):
                self._in_rows = True
                columns = match[3].decode().replace('"', "").split(", ")
                return match[2].decode(), columns
            if line.strip() and not line.startswith(_IGNORED):
                raise BackupDamaged("The backup holds something that is no row of a table.")
        return None

    async def rows(self) -> bytes:
        """Return some whole rows; nothing at the end of a table."""
        while self._in_rows:
            if self._buffer.startswith(_END):
                self._buffer = self._buffer[len(_END) :]
                self._in_rows = False
                break
            end = self._buffer.find(b"\n" + _END)
            cut = end + 1 if end >= 0 else self._buffer.rfind(b"\n") + 1
            if cut:
                piece, self._buffer = self._buffer[:cut], self._buffer[cut:]
                return piece
            if not await self._more():
                await self._ended()
                raise BackupDamaged("The backup is damaged: the rows of a table end too early.")
        return b""

    async def _line(self) -> bytes:
        while b"\n" not in self._buffer:
            if not await self._more():
                return b""
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line + b"\n"

    async def _more(self) -> bool:
        piece = await self._stream.read(PIECE_BYTES)
        self._buffer += piece
        return bool(piece)
