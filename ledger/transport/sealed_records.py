"""The records of a sealed book: JSON, one a line of text. docs/proofs.md says what each is.

    log        what the file is, whose, and its newest head
    before …   the logs that the fund had before this one, the oldest first; behind each its
               leaves and what opens those that are no line, as far as the service still has them
    leaves …   every leaf that the head covers, in order, up to 4,096 a record
    dummies …  what opens those leaves that are no line
    line …     every line of the book, from position 1

Who has it has the whole book, with salts: nothing in it says a name, and all of it is private.
"""

from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

FORMAT: Final = "parasol-sealed-book/1"
LEAF_BYTES: Final = 32
IN_A_RECORD: Final = 4_096
"""Leaves, or dummies, at most in one record."""


class _Record(Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True, gc=False):
    """One line of the file."""


class LogRecord(_Record, frozen=True, tag="log", kw_only=True, gc=False):
    """The first record. *lines* counts those of the book; *checkpoint* is a whole signed note."""

    format: str = FORMAT
    fund_id: UUID
    origin: str
    vkey: str
    time_zone: str
    lines: int
    checkpoint: str


class BeforeRecord(_Record, frozen=True, tag="before", kw_only=True, gc=False):
    """An older log, and the newest head of it that the service still has; empty without one."""

    number: int
    origin: str
    vkey: str
    checkpoint: str


class BeforeLeavesRecord(_Record, frozen=True, tag="before_leaves", kw_only=True, gc=False):
    """Leaves of the older log above, as `LeavesRecord` has them."""

    first: int = msgspec.field(name="from")
    data: bytes


class BeforeDummiesRecord(_Record, frozen=True, tag="before_dummies", kw_only=True, gc=False):
    """Seeds of dummies of the older log above, as `DummiesRecord` has them."""

    first: int = msgspec.field(name="from")
    data: bytes


class LeavesRecord(_Record, frozen=True, tag="leaves", kw_only=True, gc=False):
    """Leaves in order, 32 bytes each, from an index on."""

    first: int = msgspec.field(name="from")
    data: bytes


class DummiesRecord(_Record, frozen=True, tag="dummies", kw_only=True, gc=False):
    """Seeds of dummies, 32 bytes each, of places that follow on one another."""

    first: int = msgspec.field(name="from")
    data: bytes


class OlderPlace(Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Where a line is in an older log, by its number, and what hides it there."""

    log: int
    index: int
    salt: bytes
    salt2: bytes


class LineRecord(_Record, frozen=True, tag="line", kw_only=True, omit_defaults=True, gc=False):
    """One line of the book, as its envelope says it, and what hides it in the log.

    *cause* is empty without one. *index* is None while the line waits for a head. *before* is left
    out where no older log in the file has the line.
    """

    position: int
    case_id: str
    version: int
    recorded_at: str
    actor: str
    cause: str
    event_id: str
    topic: str
    payload: bytes
    salt: bytes
    salt2: bytes
    index: int | None
    before: tuple[OlderPlace, ...] = ()

    @property
    def envelope(self) -> bytes:
        """The canonical bytes of the envelope."""
        return (
            f"{self.position}\n{self.case_id}\n{self.version}\n{self.recorded_at}\n"
            f"{self.actor}\n{self.cause}\n{self.event_id}\n"
        ).encode()


AboutOlder = BeforeRecord | BeforeLeavesRecord | BeforeDummiesRecord
AnyRecord = LogRecord | AboutOlder | LeavesRecord | DummiesRecord | LineRecord

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(AnyRecord)


def encode_record(record: AnyRecord) -> bytes:
    """Write a record, with the end of its line."""
    return _ENCODER.encode(record) + b"\n"


def decode_record(text: bytes) -> AnyRecord | None:
    """Read a record; None when it is none."""
    try:
        record: AnyRecord = _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return record
