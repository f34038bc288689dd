"""The head of a log (C2SP tlog-checkpoint v1.0.0): origin, size, root, and nothing else."""

from collections.abc import Iterable
from typing import Self

from msgspec import Struct

from ledger.transparency.note import Opened, Signer, VerifierKey, opened, read_note, sign_note
from ledger.transparency.text import Unusable, as_base64, from_base64, from_number, malformed
from ledger.transparency.tree import HASH_BYTES

_LINES = 3


class Checkpoint(Struct, frozen=True):
    """The size and the root (32 bytes) of the log of an *origin*.

    *extensions* are further lines, which other logs may have and ours never do.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), as_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def read(cls, text: str, *, extended: bool = False) -> Self:
        """Read the text of a head; *extended* allows further lines. Raises Unusable (malformed)."""
        *lines, last = text.split("\n")
        if last or len(lines) < _LINES or not all(lines):
            raise malformed("a head has three lines")
        if len(lines) > _LINES and not extended:
            raise malformed("a head has three lines and no more")
        size, root = from_number(lines[1]), from_base64(lines[2])
        if size is None:
            raise malformed("the size of a head is a number")
        if root is None or len(root) != HASH_BYTES:
            raise malformed("the root of a head is a hash")
        return cls(lines[0], size, root, tuple(lines[_LINES:]))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """Write a head as a signed note."""
    return sign_note(checkpoint.text, signer)


def open_checkpoint(
    data: str | bytes, key: VerifierKey, witnesses: Iterable[VerifierKey] = ()
) -> tuple[Checkpoint, Opened]:
    """Open a head that the log with *key* signed, whose name is its origin.

    Raises Unusable in order: too-large, malformed, origin-differs, signature-missing (the log's),
    signature-wrong (the log's or a witness's).
    """
    note = read_note(data)
    checkpoint = Checkpoint.read(note.text)
    if checkpoint.origin != key.name:
        raise Unusable("origin-differs", "the head is another log's")
    if not any(signature.is_by(key) for signature in note.signatures):
        raise Unusable("signature-missing", "the log did not sign it")
    return checkpoint, opened(note, (key, *witnesses))
