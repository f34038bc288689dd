"""The records of an exported book: JSON, one a line of text, always in the same bytes.

    book      what the file is, how much is in it, and what it lacks
    label …   the names of accounts, purposes, authorities and cases
    line …    every line of the book, from position 1
    answer …  every answer given under an idempotency key, so that nothing is written twice
    end       how many records came before, and the SHA-256 of all their bytes

A payload stands in its line as it is stored, byte for byte; one that is not JSON in a single line
stands there in base64. The same book gives the same file.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import BinaryIO, Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

FORMAT: Final = "parasol-book"
VERSION: Final = 1
LACKS: Final = ("vault", "keys", "sign-ins")
"""What never travels with a book."""


class _Record(Struct, frozen=True, tag_field="record", forbid_unknown_fields=True):
    """One line of the file."""


class BookRecord(_Record, frozen=True, tag="book"):
    """The first record."""

    format: str
    version: int
    fund_id: UUID
    labels: int
    lines: int
    answers: int
    lacks: tuple[str, ...]


class LabelRecord(_Record, frozen=True, tag="label"):
    """A name."""

    kind: str
    id: UUID
    text: str


class LineRecord(_Record, frozen=True, kw_only=True, tag="line", omit_defaults=True):
    """A line of the book, envelope and payload."""

    position: int
    case_id: UUID
    version: int
    event_id: UUID
    recorded_at: datetime
    actor: str
    cause: UUID | None = None
    topic: str
    payload: Raw | UnsetType = UNSET
    payload_base64: bytes | UnsetType = UNSET

    def stored_payload(self) -> bytes | None:
        """Return the bytes as they are stored; None when they are missing or there twice."""
        if not isinstance(self.payload, UnsetType):
            return bytes(self.payload) if isinstance(self.payload_base64, UnsetType) else None
        return None if isinstance(self.payload_base64, UnsetType) else self.payload_base64


class AnswerRecord(_Record, frozen=True, tag="answer"):
    """An answer given under a key; *request_hash* in hexadecimal."""

    actor: str
    key: str
    request_hash: str
    answer: Raw


class EndRecord(_Record, frozen=True, tag="end"):
    """The last record. *records* and *sha256* are about everything before it."""

    records: int
    sha256: str


AnyRecord = BookRecord | LabelRecord | LineRecord | AnswerRecord | EndRecord

_LONGEST: Final = 4 << 20
"""More bytes than any record has. Nobody's memory is filled with a file that has no line ends."""

_ENCODER: Final = msgspec.json.Encoder()
_DECODER: Final = msgspec.json.Decoder(AnyRecord)


def encode_record(record: AnyRecord) -> bytes:
    """Return the one form of a record, with its line end."""
    return _ENCODER.encode(record) + b"\n"


def decode_record(text: bytes) -> AnyRecord | None:
    """Read a record; None when *text* is none, or one in another form than ours."""
    try:
        record = _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return record if encode_record(record) == text else None


def decode_records(texts: Sequence[bytes]) -> list[AnyRecord]:
    """Read one record from each of *texts*, up to the first that `decode_record` would not read."""
    whole = b"".join(texts)
    try:
        records: list[AnyRecord] = _DECODER.decode_lines(whole)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        records = []
    if len(records) == len(texts) and _ENCODER.encode_lines(records) == whole:
        return records
    return list(_until_bad(texts))


def _until_bad(texts: Sequence[bytes]) -> Iterator[AnyRecord]:
    for text in texts:
        record = decode_record(text)
        if record is None:
            return
        yield record


def read_texts(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of text of a file; one that is longer than any record comes in parts."""
    return iter(partial(file.readline, _LONGEST), b"")


def written_payload(payload: bytes) -> tuple[Raw | UnsetType, bytes | UnsetType]:
    """Return how a payload stands in its record: as it is when that keeps every byte."""
    try:
        msgspec.json.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return UNSET, payload
    if payload != payload.strip() or b"\n" in payload:
        return UNSET, payload
    return Raw(payload), UNSET
