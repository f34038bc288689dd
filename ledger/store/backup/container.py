"""The file of a backup: a plain tar of three members, read as strictly as it is written.

    database.dump   what pg_dump wrote, in its custom format
    manifest.json   what must be in it
    SHA256SUMS      of the other two, as sha256sum writes and checks them

Every byte of the file is determined by these, so a changed one is always noticed.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from ledger.store.backup.manifest import (
    BackupDamaged,
    Manifest,
    NotABackup,
    decode_manifest,
    encode_manifest,
)

DUMP: Final = "database.dump"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"

_BLOCK: Final = tarfile.BLOCKSIZE
_END: Final = b"\0" * (2 * _BLOCK)
_PIECE_BYTES: Final = 1 << 20
_MANIFEST_BYTES_MAX: Final = 64 << 20
_SUMS_BYTES_MAX: Final = 1024


class DumpWriter:
    """Takes what pg_dump writes into a file that can be wound back, and closes the container."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0
        file.write(b"\0" * _BLOCK)  # the header stands here once the size is known

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> None:
        """Add a piece of the dump."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def finish(self, manifest: Manifest) -> None:
        """Write everything else. The file is whole then."""
        made_at = int(manifest.made_at.timestamp())
        self._file.write(_padding(self.size))
        text = encode_manifest(manifest)
        sums = _sums(self.sha256, text)
        for name, content in ((MANIFEST, text), (SUMS, sums)):
            self._file.write(_header(name, len(content), made_at) + content)
            self._file.write(_padding(len(content)))
        self._file.write(_END)
        self._file.seek(0)
        self._file.write(_header(DUMP, self.size, made_at))
        self._file.flush()


class Backup:
    """A backup that was read to its end and found whole. Made by `open_backup`."""

    def __init__(self, file: BinaryIO, manifest: Manifest) -> None:
        self._file = file
        self.manifest = manifest

    def pieces(self) -> Iterator[bytes]:
        """Yield the dump."""
        self._file.seek(_BLOCK)
        yield from _pieces(self._file, self.manifest.dump_bytes)


@contextmanager
def open_backup(source: Path | BinaryIO) -> Iterator[Backup]:
    """Open a backup and look at every byte of it before it is used.

    A *source* that is open must be a file that can be wound back. Raises `BackupRefused`.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield Backup(file, _read(file))
    else:
        yield Backup(source, _read(source))


def _read(file: BinaryIO) -> Manifest:
    file.seek(0)
    dump_bytes, made_at = _read_header(file, DUMP, None)
    digest = hashlib.sha256()
    for piece in _pieces(file, dump_bytes):
        digest.update(piece)
    _expect(file, _padding(dump_bytes))
    text = _read_small(file, MANIFEST, made_at, _MANIFEST_BYTES_MAX)
    sums = _read_small(file, SUMS, made_at, _SUMS_BYTES_MAX)
    _expect(file, _END)
    if file.read(1):
        raise BackupDamaged("The backup is damaged: something was added at its end.")
    if sums != _sums(digest.hexdigest(), text):
        raise BackupDamaged("The backup is damaged: it is not what was once written.")
    manifest = decode_manifest(text)
    if (manifest.dump_bytes, manifest.dump_sha256) != (dump_bytes, digest.hexdigest()):
        raise BackupDamaged("The backup is damaged: its manifest is that of another one.")
    return manifest


def _read_small(file: BinaryIO, name: str, made_at: int, most: int) -> bytes:
    size, _ = _read_header(file, name, made_at)
    if size > most:
        raise BackupDamaged(f"The backup is damaged: its {name} is too long.")
    content = b"".join(_pieces(file, size))
    _expect(file, _padding(size))
    return content


def _read_header(file: BinaryIO, name: str, made_at: int | None) -> tuple[int, int]:
    """Return size and time of the member that begins here, which must be *name*."""
    block = file.read(_BLOCK)
    try:
        info = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        told = int(info.mtime)
        right = block == _header(name, info.size, told) and made_at in {None, told}
    except (tarfile.HeaderError, ValueError):
        right, info, told = False, tarfile.TarInfo(), 0
    if right:
        return info.size, told
    if name == DUMP:
        raise NotABackup("The file is no backup that Parasol made, or its beginning is damaged.")
    raise BackupDamaged(f"The backup is damaged: its {name} is not where it should be.")


def _header(name: str, size: int, made_at: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, made_at, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "ascii", "strict")


def _sums(dump_sha256: str, manifest: bytes) -> bytes:
    return f"{dump_sha256}  {DUMP}\n{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _BLOCK)


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = file.read(min(left, _PIECE_BYTES))
        if not piece:
            raise BackupDamaged("The backup is damaged: it ends too early.")
        left -= len(piece)
        yield piece


def _expect(file: BinaryIO, content: bytes) -> None:
    if file.read(len(content)) != content:
        raise BackupDamaged("The backup is damaged: it ends too early, or was changed.")


def file_name(made_at: datetime) -> str:
    """Return the usual name of a backup: it tells the moment and nothing else."""
    return f"parasol-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.backup"
