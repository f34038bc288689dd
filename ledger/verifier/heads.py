"""Heads: what a log says it is (C2SP tlog-checkpoint), and who has seen it (tlog-cosignature)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger.verifier.failures import Failure
from ledger.verifier.keys import VerifierKey
from ledger.verifier.notes import Note, check_signed, split_note
from ledger.verifier.policy import Policy
from ledger.verifier.text import NUMBER_LIMIT, hash_of, malformed, number_of, text_of

_LINES: Final = 3
_TIME_BYTES: Final = 8
_COSIGNATURE_BYTES: Final = 72


@dataclass(frozen=True)
class Cosigned:
    """A witness, as the policy calls it, saw the head at *time* (seconds since 1970, UTC)."""

    name: str
    time: int


@dataclass(frozen=True)
class Head:
    """A head that the log has signed. *note* is all of it, as text.

    *cosigned* are the witnesses of the policy that saw it. It *is witnessed* when they are enough
    for the policy and one at least.
    """

    origin: str
    size: int
    root: bytes
    note: str
    cosigned: tuple[Cosigned, ...]

    @property
    def is_witnessed(self) -> bool:
        """Whether anybody but the log itself vouches that others see the same."""
        return bool(self.cosigned)


@dataclass(frozen=True)
class UncheckedHead:
    """A head as it was read: nothing in it is to be believed yet."""

    origin: str
    size: int
    root: bytes
    note: Note
    text: str


def read_head(text: str, line: int = 1) -> UncheckedHead:
    """Read a head whose first line is the *line*-th of its file. Refusals: malformed."""
    note = split_note(text, line)
    lines = note.text[:-1].split("\n")
    if len(lines) != _LINES or not lines[0]:
        raise malformed(line, "three lines: origin, size, root")
    size = number_of(lines[1], line + 1)
    return UncheckedHead(lines[0], size, hash_of(lines[2], line + 2), note, text)


def check_read_head(head: UncheckedHead, policy: Policy) -> Head:
    """Check who signed a head.

    Refusals in order: origin-differs, signature-missing, signature-wrong, quorum-missing.
    """
    refuse_other_origin(head.origin, policy.origins)
    keys = [key for key in policy.logs if key.name == head.origin]
    check_signed(head.note, keys)
    cosigned = _cosigned(head.note, policy)
    if not policy.is_met(cosigned.keys()):
        seen = ", ".join(cosigned) or "nobody"
        raise Failure("quorum-missing", f"cosigned by {seen}")
    witnesses = tuple(Cosigned(name, time) for name, time in cosigned.items())
    return Head(head.origin, head.size, head.root, head.text, witnesses)


def refuse_other_origin(origin: str, pinned: Sequence[str]) -> None:
    """Refusals: origin-differs."""
    if origin not in pinned:
        raise Failure("origin-differs", f"it is of {origin}, the key is of {', '.join(pinned)}")


def check_head(data: bytes, policy: Policy) -> Head:
    """Read and check a head.

    Refusals in order: too-large, malformed, and those of `check_read_head`.
    """
    return check_read_head(read_head(text_of(data)), policy)


def _cosigned(note: Note, policy: Policy) -> dict[str, int]:
    """Return when each witness of the policy last saw the head. Refusals: signature-wrong."""
    found: dict[str, int] = {}
    for name, key in policy.witnesses.items():
        for each in note.signatures:
            if not each.is_by(key):
                continue
            time = _time_of(key, each.value, note.text)
            if time is None:
                raise Failure("signature-wrong", f"the cosignature of {key.name}")
            found[name] = max(time, found.get(name, 0))
    return found


def _time_of(key: VerifierKey, value: bytes, text: str) -> int | None:
    """Return the time of a cosignature, or None for one that is none."""
    if len(value) != _COSIGNATURE_BYTES:
        return None
    time = int.from_bytes(value[:_TIME_BYTES])
    if time >= NUMBER_LIMIT:
        return None
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    return time if key.is_signature(value[_TIME_BYTES:], message) else None
