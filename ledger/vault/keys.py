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
from collections.abc import Iterator
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


class KeysUnusable(Exception):
    """The keys cannot be used; the sentence says what to restore or to mend."""


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


async def _open(connection: Connection, directory: Path, name: str) -> bytes:
    path = directory / f"{name}.key"
    row = f"key fingerprint: {name}"
    known = await connection.fetchval("select value from instance where name = $1", row)
    key = _read(path)
    if key is None:
        if known is not None:
            raise KeysUnusable(
                f"The key {path} is missing, and this database was used with it. Restore the key "
                "directory from its backup, or set PARASOL_KEYS_DIR to where it is."
            )
        key = _make(path)
    if known is None:
        await connection.execute(
            "insert into instance (name, value) values ($1, $2)", row, fingerprint(name, key)
        )
    elif not secrets.compare_digest(known, fingerprint(name, key)):
        raise KeysUnusable(
            f"The key {path} is not the one that this database was used with. Restore the key "
            "directory that belongs to it, or set PARASOL_KEYS_DIR to where it is."
        )
    return key


def _check_directory(directory: Path) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    seen = directory.stat()
    if seen.st_uid not in {os.geteuid(), 0}:
        raise KeysUnusable(f"The key directory {directory} belongs to another account.")
    if seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise KeysUnusable(f"Others may write to the key directory {directory}: chmod it to 700.")


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
        raise KeysUnusable(f"Others may read the key {path}: chmod it to 600.")
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
