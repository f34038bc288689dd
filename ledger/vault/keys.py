"""The keys of an instance: made on the first start, kept in a directory outside the database.

Each key is 32 random bytes, written in hexadecimal in a file of its own that only its owner may
read. The database keeps a fingerprint of every key and nothing else, so that a start with the
wrong directory is noticed before anything is written with the wrong key.
"""

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

KEY_BYTES: Final = 32
_FINGERPRINT_BYTES: Final = 16
_FINGERPRINT_TAG: Final = b"parasol: fingerprint of a key\n"
_WRITTEN: Final = re.compile(rb"[0-9a-f]{64}\n?")
_LOCK: Final = "select pg_advisory_xact_lock(hashtext('parasol keys'))"
_RESTORE: Final = (
    "Restore the key directory from its backup, or set PARASOL_KEYS_DIR to where it is."
)
_ROW: Final = "key fingerprint: "
"""What the names of the rows begin with that hold fingerprints."""


class KeysUnusable(Exception):
    """The keys cannot be used; the sentence says what to restore or to mend.

    KeysUnusable
    ├── KeyMissing    a key that was there is not there
    ├── KeysForeign   a key is not the one that the database was used with
    └── KeysExposed   others could read or replace a key
    """


class KeyMissing(KeysUnusable):
    """A key is not there, although the database was used with it."""


class KeysForeign(KeysUnusable):
    """A key is another than the one that the database was used with."""


class KeysExposed(KeysUnusable):
    """Others than the owner could read a key, or put another in its place."""


class Keys(Struct, frozen=True):
    """The keys of an instance. They are never logged and never sent anywhere.

    *references* turns what names a person into a fingerprint (see `ledger.vault.references`).
    *log* blinds the leaves of the published log.
    """

    references: bytes
    log: bytes

    def __repr__(self) -> str:
        """Show nothing of the keys."""
        return "Keys(…)"


def fingerprint(name: str, key: bytes) -> bytes:
    """Return what the database keeps of a key: enough to recognise it, nothing to use it."""
    tag = _FINGERPRINT_TAG + name.encode() + b"\n"
    return hashlib.sha256(tag + key).digest()[:_FINGERPRINT_BYTES]


async def open_keys(connection: Connection, directory: Path) -> Keys:
    """Read every key, making those that this instance never had; compare their fingerprints.

    One process at a time. Raises `KeysUnusable` when a key is missing or is another than the one
    that the database knows, or when others could read or replace it.
    """
    with database_errors():
        async with connection.transaction():
            await connection.execute(_LOCK)
            with _explained(directory):
                _check_directory(directory)
                found = {name: await _open(connection, directory, name) for name in KEY_NAMES}
    return Keys(**found)


async def open_key(connection: Connection, directory: Path, name: str) -> bytes:
    """Read one key that is not needed to serve, making it when this instance never had it.

    Raises `KeysUnusable` as `open_keys` does: a key that is gone is never made anew.
    """
    with database_errors():
        async with connection.transaction():
            await connection.execute(_LOCK)
            with _explained(directory):
                _check_directory(directory)
                return await _open(connection, directory, name)


async def list_fingerprints(connection: Connection) -> dict[str, bytes]:
    """List the fingerprints that the database keeps, by the names of the keys."""
    with database_errors():
        rows = await connection.fetch(
            "select name, value from instance where starts_with(name, $1)", _ROW
        )
    return {row["name"].removeprefix(_ROW): row["value"] for row in rows}


def compare_keys(directory: Path, known: Mapping[str, bytes], also: Collection[str] = ()) -> None:
    """Compare the keys in *directory* with the *known* fingerprints; make and change nothing.

    *also* names keys besides those that it takes to serve. Raises `KeyMissing`, `KeysForeign`,
    `KeysExposed`, or `KeysUnusable` when they cannot be read.
    """
    with _explained(directory):
        if not directory.exists():
            raise KeyMissing(f"The key directory {directory} is missing. {_RESTORE}")
        _check_access(directory)
        for name in (*KEY_NAMES, *also):
            path = directory / f"{name}.key"
            _checked(path, name, _read(path), known.get(name))


async def _open(connection: Connection, directory: Path, name: str) -> bytes:
    path, row = directory / f"{name}.key", f"{_ROW}{name}"
    known = await connection.fetchval("select value from instance where name = $1", row)
    key = _read(path)
    if known is not None:
        return _checked(path, name, key, known)
    if key is None:
        key = _make(path)
    await connection.execute(
        "insert into instance (name, value) values ($1, $2)", row, fingerprint(name, key)
    )
    return key


def _checked(path: Path, name: str, key: bytes | None, known: bytes | None) -> bytes:
    """Return *key* when it is the one with the fingerprint *known*."""
    if key is None:
        raise KeyMissing(
            f"The key {path} is missing, and this database was used with it. {_RESTORE}"
        )
    if known is None or not secrets.compare_digest(known, fingerprint(name, key)):
        raise KeysForeign(
            f"The key {path} is not the one that this database was used with. Restore the key "
            "directory that belongs to it, or set PARASOL_KEYS_DIR to where it is."
        )
    return key


def _check_directory(directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_access(directory)


def _check_access(directory: Path) -> None:
    seen = directory.stat()
    if seen.st_uid not in {os.geteuid(), 0}:
        raise KeysExposed(f"The key directory {directory} belongs to another account.")
    if seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise KeysExposed(f"Others may write to the key directory {directory}: chmod it to 700.")


def _read(path: Path) -> bytes | None:
    """Return the key in a file; None when there is no such file."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(opened, "rb") as file:
        seen = os.fstat(opened)
        written = file.read(2 * KEY_BYTES + 2)
    if not stat.S_ISREG(seen.st_mode) or seen.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysExposed(f"Others may read the key {path}: chmod it to 600.")
    if not _WRITTEN.fullmatch(written):
        raise KeysUnusable(f"{path} does not hold a key. Restore it from its backup.")
    return bytes.fromhex(written.decode())


def _make(path: Path) -> bytes:
    """Make a key and write it where no file is yet, whole or not at all."""
    key = secrets.token_bytes(KEY_BYTES)
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    opened = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(key.hex().encode() + b"\n")
            file.flush()
            os.fsync(opened)
        os.link(scratch, path)  # refuses to replace a file, as a rename would not
    finally:
        with suppress(FileNotFoundError):
            scratch.unlink()
    _sync(path.parent)
    return key


def _sync(directory: Path) -> None:
    """See to it that the name of a new file survives a loss of power."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _explained(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or directory
        raise KeysUnusable(f"The keys cannot be used: {where}: {error.strerror}.") from None


KEY_NAMES: Final = Keys.__struct_fields__
"""Every key by name; its file is ``NAME.key``."""
