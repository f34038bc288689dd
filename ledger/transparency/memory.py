"""What the signer remembers, outside the database: what it signed last, and every leaf so far.

It lies in the key directory, ``log/FUND-NUMBER``: ``leaves`` holds 32 bytes a leaf, ``memory``
what was signed of them. Leaves are on the disk before the memory speaks of them, and the memory
before a signature is given out; what is in ``leaves`` beyond the memory was never signed.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.transparency.stopped import Busy, MemoryUnreadable, ReportDiffers
from ledger.transparency.tree import HASH_BYTES, Frontier
from ledger.vault.files import make_directory, one_at_a_time, read_file, sync, write_file

_AGAIN_SECONDS: Final = 0.05
_DIRECTORY: Final = "log"


def directory_of(keys_dir: Path) -> Path:
    """Return the directory of all that signers remember."""
    return keys_dir / _DIRECTORY


class Remembered(Struct, frozen=True, kw_only=True):
    """What was signed last: the *size* and *root* (hex) of the tree, and its right edge.

    *lines* says how many of the leaves are lines of the book, *grown_at* and *next_at* the moments
    of the clock of the last leaves and of the next ones.
    """

    origin: str
    vkey: str
    size: int
    root: str
    edge: str
    lines: int
    grown_at: datetime
    next_at: datetime

    @property
    def frontier(self) -> Frontier:
        """The right edge of the tree. Raises Unusable where it is none."""
        return Frontier.read(self.edge)


class Memory:
    """The memory of one log of one fund. Nothing is made before something is to be remembered."""

    def __init__(self, keys_dir: Path, fund_id: UUID, number: int) -> None:
        self.directory = directory_of(keys_dir) / f"{fund_id}-{number}"
        self._memory = self.directory / "memory"
        self._leaves = self.directory / "leaves"

    def read(self) -> Remembered | None:
        """Return what was signed last, None before anything was.

        Raises `MemoryUnreadable`, also when leaves that were signed are missing.
        """
        try:
            written = read_file(self._memory)
            if written is None:
                return None
            found = msgspec.json.decode(written, type=Remembered)
            frontier = found.frontier
            has_leaves = self._leaves.stat().st_size >= found.size * HASH_BYTES
        except Exception as error:
            raise MemoryUnreadable from error
        if (frontier.size, frontier.root.hex()) != (found.size, found.root) or not has_leaves:
            raise MemoryUnreadable
        return found

    def write(self, remembered: Remembered) -> None:
        """Remember what is signed next. The leaves must have been written before."""
        write_file(self._memory, msgspec.json.encode(remembered))

    def append(self, first: int, data: bytes) -> None:
        """Write leaves from index *first* on, in place of what was never signed.

        They are on the disk when this returns. Raises `MemoryUnreadable` where those before are
        missing.
        """
        is_new = not self._leaves.exists()
        make_directory(self.directory)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(self._leaves, flags, 0o600), "r+b") as file:
            if os.fstat(file.fileno()).st_size < first * HASH_BYTES:
                raise MemoryUnreadable
            file.truncate(first * HASH_BYTES)
            file.seek(first * HASH_BYTES)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync(self.directory)
            sync(self.directory.parent)

    def leaves(self, first: int, count: int) -> bytes:
        """Return *count* leaves from index *first* on, 32 bytes each; fewer at the end."""
        with self._leaves.open("rb") as file:
            file.seek(first * HASH_BYTES)
            return file.read(count * HASH_BYTES)


@asynccontextmanager
async def only_one(keys_dir: Path, fund_id: UUID, wait_seconds: float) -> AsyncIterator[None]:
    """Let nobody else on this machine keep the log of this fund. Raises `Busy`."""
    directory = directory_of(keys_dir)
    make_directory(directory)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    opened = os.open(directory / f"{fund_id}.lock", flags, 0o600)
    until = time.monotonic() + wait_seconds
    try:
        while not _is_locked(opened):
            if time.monotonic() >= until:
                raise Busy
            await asyncio.sleep(_AGAIN_SECONDS)
        yield
    finally:
        os.close(opened)


def _is_locked(opened: int) -> bool:
    """Take the lock, or say that somebody else has it."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Reports:
    """Which reports of a fund are out: the digest of each manifest, by its number."""

    def __init__(self, keys_dir: Path, fund_id: UUID) -> None:
        self._directory = directory_of(keys_dir)
        self._file = self._directory / f"{fund_id}-reports"

    def get(self, number: int) -> str | None:
        """Return the digest of the report that went out under a number, None before one did."""
        return self._read().get(number)

    def remember(self, number: int, digest: str) -> None:
        """Remember a report. Raises `ReportDiffers` when another one has its number."""
        with one_at_a_time(self._directory):
            known = self._read()
            if known.setdefault(number, digest) != digest:
                raise ReportDiffers
            write_file(self._file, msgspec.json.encode(known))

    def _read(self) -> dict[int, str]:
        try:
            written = self._file.read_bytes()
        except FileNotFoundError:
            return {}
        try:
            return msgspec.json.decode(written, type=dict[int, str])
        except msgspec.DecodeError as error:
            raise MemoryUnreadable from error
