"""A promise: this commitment will be in the log by a moment, or this paper is evidence."""

from typing import Final, Self

from msgspec import Struct

from ledger.transparency.leaf import Opening
from ledger.transparency.note import Signer, VerifierKey, opened, read_note, sign_note
from ledger.transparency.receipt import extra_of, read_field
from ledger.transparency.text import (
    Unusable,
    as_base64,
    decoded,
    from_base64,
    from_number,
    malformed,
)
from ledger.transparency.tree import HASH_BYTES

_NOTE: Final = "parasol-promise/v1"
_FILE: Final = "parasol.promise/v1"
_LINES: Final = 4


class Promise(Struct, frozen=True):
    """A leaf with this *commitment* will be in the log by *deadline* (seconds since 1970)."""

    origin: str
    commitment: bytes
    deadline: int

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{_NOTE}\n{self.origin}\n{as_base64(self.commitment)}\n{self.deadline}\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the text of a promise. Raises Unusable (malformed)."""
        *lines, last = text.split("\n")
        if last or len(lines) != _LINES or lines[0] != _NOTE or not lines[1]:
            raise malformed("not a promise")
        commitment, deadline = from_base64(lines[2]), from_number(lines[3])
        if commitment is None or len(commitment) != HASH_BYTES or deadline is None:
            raise malformed("a promise has a commitment and a deadline")
        return cls(lines[1], commitment, deadline)


def sign_promise(promise: Promise, signer: Signer) -> str:
    """Write a promise as a signed note."""
    return sign_note(promise.text, signer)


def open_promise(data: str | bytes, key: VerifierKey, origin: str) -> Promise:
    """Open the note of a promise of the log of an *origin*.

    Raises Unusable in order: too-large, malformed, origin-differs, signature-missing,
    signature-wrong.
    """
    note = read_note(data)
    promise = Promise.read(note.text)
    if promise.origin != origin:
        raise Unusable("origin-differs", "the promise is another log's")
    opened(note, (key,))
    return promise


def compose_promise(note: str, opening: Opening) -> str:
    """Write the file of a promise: its note, and what opens the commitment."""
    return f"{_FILE}\nextra {as_base64(extra_of(opening))}\n\n{note}"


def read_promise(data: str | bytes) -> tuple[bytes, str]:
    """Take a file apart: extra, and the note unchecked. Raises Unusable (too-large, malformed)."""
    head, empty_line, note = decoded(data).partition("\n\n")
    first, *lines = head.split("\n")
    if not empty_line or first != _FILE or len(lines) != 1:
        raise malformed("not a promise")
    return read_field(lines[0], "extra "), note
