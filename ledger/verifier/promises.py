"""Promises: a line is in the book, and by a moment it must be in the log."""

from dataclasses import dataclass
from typing import Final

from ledger.verifier.failures import Failure
from ledger.verifier.heads import refuse_other_origin
from ledger.verifier.notes import Note, check_signed, split_note
from ledger.verifier.openings import Extra, Opening, check_code, read_opening
from ledger.verifier.policy import PROMISE_SUFFIX, Policy
from ledger.verifier.receipts import read_extra_line
from ledger.verifier.text import hash_of, malformed, number_of, text_of

HEADER: Final = "parasol.promise/v1"
NOTE_HEADER: Final = "parasol-promise/v1"
_LINES: Final = 4


@dataclass(frozen=True)
class Promise:
    """What a promise proves: who has the keys of *origin* owes this leaf by *deadline*.

    The deadline is in seconds since 1970, UTC. *note* is the signed part, which opens nothing.
    """

    origin: str
    commitment: bytes
    deadline: int
    opening: Opening
    note: str
    gift: int | None = None


@dataclass(frozen=True)
class SignedPromise:
    """The signed part of a promise."""

    origin: str
    commitment: bytes
    deadline: int
    note: Note


def is_promise(data: bytes) -> bool:
    """Whether a file says that it is a promise."""
    return data.startswith(HEADER.encode())


def check_promise(data: bytes, policy: Policy, code: str | None = None) -> Promise:
    """Check a promise, with the code of whoever gave where there is one.

    Refusals in order: too-large, malformed, origin-differs, signature-missing, signature-wrong,
    commitment-differs, opening-unreadable, code-differs.
    """
    text = text_of(data)
    extra, note = read_promise(text)
    signed = read_signed(note, 4)
    check_signed_promise(signed, policy)
    if extra.commitment(signed.origin) != signed.commitment:
        raise Failure("commitment-differs", "another commitment follows from what is in the file")
    opening = read_opening(extra.opening)
    gift = None if code is None else check_code(signed.origin, opening, code)
    return Promise(signed.origin, signed.commitment, signed.deadline, opening, note, gift)


def read_signed(text: str, line: int = 1) -> SignedPromise:
    """Read the signed part, whose first line is the *line*-th. Refusals: malformed."""
    note = split_note(text, line)
    lines = note.text[:-1].split("\n")
    if lines[0] != NOTE_HEADER:
        raise malformed(line, NOTE_HEADER)
    if len(lines) != _LINES or not lines[1]:
        raise malformed(line, "four lines: the kind, origin, commitment, deadline")
    commitment = hash_of(lines[2], line + 2)
    return SignedPromise(lines[1], commitment, number_of(lines[3], line + 3), note)


def check_signed_promise(signed: SignedPromise, policy: Policy) -> None:
    """Check who signed. Refusals in order: origin-differs, signature-missing, signature-wrong."""
    refuse_other_origin(signed.origin, policy.origins)
    keys = [key for key in policy.promises if key.name == signed.origin + PROMISE_SUFFIX]
    check_signed(signed.note, keys)


def read_promise(text: str) -> tuple[Extra, str]:
    """Take the file apart: what opens the leaf, and the note. Refusals: malformed."""
    above, _, note = text.partition("\n\n")
    lines = above.split("\n")
    if lines[0] != HEADER:
        raise malformed(1, HEADER)
    extra = read_extra_line(lines, 2)
    if len(lines) > 2:  # noqa: PLR2004 - the two lines above
        raise malformed(3, "an empty line")
    return extra, note
