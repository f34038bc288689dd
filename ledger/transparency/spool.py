"""Sorting more leaves than are to be held in memory at once."""

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from ledger.transparency.tree import HASH_BYTES

RUN: Final = 65_536
"""As many leaves are sorted in memory."""
_POSITION_BYTES: Final = 8
_ROW_BYTES: Final = HASH_BYTES + _POSITION_BYTES
_READ_ROWS: Final = 4096


class Leaf(NamedTuple):
    """What a leaf holds, and the position of its line: 0 for a dummy."""

    data: bytes
    position: int


class Spool:
    """Takes leaves in any order, and gives them back in the order of their bytes.

    What is too much for memory goes into files of *directory* that have no name: they are gone
    with the process.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._held: list[bytes] = []
        self._runs: list[IO[bytes]] = []

    def add(self, leaves: Iterable[Leaf]) -> None:
        """Take leaves in."""
        self._held += [
            leaf.data + leaf.position.to_bytes(_POSITION_BYTES, "big") for leaf in leaves
        ]
        if len(self._held) >= RUN:
            self._spill()

    def _spill(self) -> None:
        self._held.sort()
        run = tempfile.TemporaryFile(dir=self._directory)  # noqa: SIM115  closed when all is read
        run.write(b"".join(self._held))
        run.seek(0)
        self._runs.append(run)
        self._held = []

    def in_order(self) -> Iterator[Leaf]:
        """Give every leaf back."""
        self._held.sort()
        rows = heapq.merge(*map(_rows, self._runs), self._held) if self._runs else self._held
        for row in rows:
            yield Leaf(row[:HASH_BYTES], int.from_bytes(row[HASH_BYTES:], "big"))
        for run in self._runs:
            run.close()


def _rows(run: IO[bytes]) -> Iterator[bytes]:
    while read := run.read(_READ_ROWS * _ROW_BYTES):
        for start in range(0, len(read), _ROW_BYTES):
            yield read[start : start + _ROW_BYTES]
