"""What a witness cosigned last, kept outside the database: one small file for each log.

A database that is restored to an older day would otherwise cosign, from there, another history
than the one that it cosigned already. The file is on the disk before a cosignature goes out.
"""

from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct

from ledger.transparency.text import Unusable, as_base64, decoded, from_base64, from_number
from ledger.transparency.tree import HASH_BYTES
from ledger.vault.files import make_directory, read_file, write_file
from ledger.vault.keys import KeysUnusable

FOLDER: Final = "witness"
"""Where the files are, in the key directory."""
_FORM: Final = "parasol-witness/v1"
_LINES: Final = 4
"""Behind the form: origin, size, root, and nothing."""


class WitnessMemoryUnusable(KeysUnusable):
    """A file of the memory cannot be read or written; the sentence says which."""


class Seen(Struct, frozen=True):
    """The size and the root of a head."""

    size: int
    root: bytes


class WitnessMemory:
    """The memory of the witness of one instance. Who uses it holds the log's row meanwhile."""

    def __init__(self, keys_dir: Path) -> None:
        self._folder = keys_dir / FOLDER

    def later(self, origin: str, known: Seen) -> Seen:
        """Return the head that was cosigned last: what the database knows, or what is here.

        Raises WitnessMemoryUnusable.
        """
        path = self._path(origin)
        try:
            written = read_file(path)
        except OSError as error:
            raise WitnessMemoryUnusable(f"{path} cannot be read: {error.strerror}.") from None
        if written is None:
            return known
        seen = _read(written, origin)
        if seen is None:
            raise WitnessMemoryUnusable(f"{path} is damaged. Restore it from the copy of the keys.")
        return seen if seen.size >= known.size else known

    def keep(self, origin: str, seen: Seen) -> None:
        """Write what is cosigned now, whole or not at all; it is on the disk when this returns.

        Raises WitnessMemoryUnusable.
        """
        path = self._path(origin)
        text = f"{_FORM}\n{origin}\n{seen.size}\n{as_base64(seen.root)}\n"
        try:
            make_directory(self._folder)
            write_file(path, text.encode())
        except OSError as error:
            raise WitnessMemoryUnusable(f"{path} cannot be written: {error.strerror}.") from None

    def _path(self, origin: str) -> Path:
        return self._folder / sha256(origin.encode()).hexdigest()


def _read(written: bytes, origin: str) -> Seen | None:
    """Return what a file of the log of *origin* says, None when it is damaged."""
    try:
        form, *rest = decoded(written).split("\n")
    except Unusable:
        return None
    if form != _FORM or len(rest) != _LINES or rest[0] != origin or rest[-1]:
        return None
    size, root = from_number(rest[1]), from_base64(rest[2])
    if size is None or root is None or len(root) != HASH_BYTES:
        return None
    return Seen(size, root)
