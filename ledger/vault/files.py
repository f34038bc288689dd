"""Files that hold keys: written whole or not at all, readable by their owner only, destroyed."""

import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ledger.vault.keys import KeysExposed, KeysUnusable

_MOST_BYTES: Final = 4096


@contextmanager
def explained(directory: Path) -> Iterator[None]:
    """Turn an error of the file system into `KeysUnusable`, which says where it was."""
    try:
        yield
    except OSError as error:
        where = error.filename or directory
        raise KeysUnusable(f"The keys cannot be used: {where}: {error.strerror}.") from None


@contextmanager
def one_at_a_time(directory: Path, *, sharing: bool = False) -> Iterator[None]:
    """Make a directory, and let nobody else change what is in it; *sharing* goes beside sharers."""
    make_directory(directory)
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(opened, fcntl.LOCK_SH if sharing else fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def make_directory(directory: Path) -> None:
    """Make a directory that only its owner may enter, with all above it."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)


def read_file(path: Path) -> bytes | None:
    """Return what a file of keys holds; None when there is none.

    Raises `KeysExposed` when others could read it.
    """
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(opened, "rb") as file:
        seen = os.fstat(opened)
        written = file.read(_MOST_BYTES)
    if not stat.S_ISREG(seen.st_mode) or seen.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysExposed(f"Others may read the key {path}: chmod it to 600.")
    return written


def write_file(path: Path, content: bytes) -> None:
    """Write a file, in place of the one that is there, so that a loss of power leaves one whole."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    opened = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(opened)
        scratch.replace(path)
    finally:
        with suppress(FileNotFoundError):
            scratch.unlink()
    sync(path.parent)


def destroy_file(path: Path) -> None:
    """Overwrite a file and remove it; nothing when there is none.

    A disk may keep old blocks for a while: that is why the disk itself should be encrypted.
    """
    try:
        opened = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    with os.fdopen(opened, "wb") as file:
        file.write(secrets.token_bytes(max(os.fstat(opened).st_size, 1)))
        file.flush()
        os.fsync(opened)
    path.unlink(missing_ok=True)
    sync(path.parent)


def sync(directory: Path) -> None:
    """See to it that names that came or went survive a loss of power."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
