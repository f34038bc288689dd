"""A book from a file, into a fund that has none: whole, or nothing.

Everything is checked on the way: that each record is in its one form, that positions, versions
and times go on without a gap, that each payload is a fact in its canonical bytes, that the facts
fold, and at the end the number of records and their hash. What the rules say is not asked again:
history already happened.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from ledger.asking import Answer
from ledger.events import FundEvent, FundOpened
from ledger.fund import Fund, evolve
from ledger.store.append import Kept, Label, NewLine, append
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.errors import DataError, HeadMoved, IntegrityError
from ledger.store.idempotency import add_kept
from ledger.store.mapper import UnknownTopic, UnreadablePayload, decode, encode
from ledger.store.reading import get_head
from ledger.transport.records import (
    FORMAT,
    VERSION,
    AnswerRecord,
    AnyRecord,
    BookRecord,
    EndRecord,
    LabelRecord,
    LineRecord,
    decode_record,
)

_BATCH: Final = 500
_HASH_BYTES: Final = 32


class LoadRefused(Exception):
    """The file cannot be loaded; the sentence says where and why. Nothing was written."""


class Loaded(Struct, frozen=True):
    """What was loaded, and what the file says it lacks."""

    fund_id: UUID
    labels: int
    lines: int
    answers: int
    lacks: tuple[str, ...]


async def load_book(database: Database, file: Iterable[bytes]) -> Loaded:
    """Load the book in *file*, which yields its lines of text as bytes.

    Raises `LoadRefused` when the file is not whole or not in order, and when the fund has a book.
    """
    reader = _Reader(file)
    book = reader.book
    async with database.transaction() as connection:
        if await get_head(connection, book.fund_id) is not None:
            raise LoadRefused(f"The fund {book.fund_id} has a book here already.")
        try:
            await _write(connection, reader)
        except HeadMoved:
            raise LoadRefused(f"Somebody else is opening the fund {book.fund_id}.") from None
        except (IntegrityError, DataError):
            raise LoadRefused(
                f"{reader.where}: something is there twice, or cannot be stored."
            ) from None
        reader.check_whole()
    return Loaded(book.fund_id, book.labels, book.lines, book.answers, book.lacks)


async def _write(connection: Connection, reader: "_Reader") -> None:
    fund_id = reader.book.fund_id
    labels: list[Label] = []
    lines: list[LineRecord] = []
    answers: list[Kept] = []

    async def flush() -> None:
        if lines:
            await append(
                connection,
                fund_id,
                [_new_line(line) for line in lines],
                after=lines[0].position - 1,
                now=lines[-1].recorded_at,
                labels=labels,
                recorded_at=[line.recorded_at for line in lines],
            )
            labels.clear()
        if answers:
            await add_kept(connection, fund_id, answers)
        lines.clear()
        answers.clear()

    for record in reader:
        match record:
            case LabelRecord():
                labels.append(Label(record.kind, record.id, record.text))
            case LineRecord():
                lines.append(record)
            case AnswerRecord():
                answers.append(_kept(record))
            case _:
                pass
        if max(len(lines), len(answers)) >= _BATCH:
            await flush()
    await flush()


def _new_line(record: LineRecord) -> NewLine:
    return NewLine(
        record.case_id,
        record.version,
        record.topic,
        record.stored_payload() or b"",
        record.event_id,
        record.actor,
        record.cause,
    )


def _kept(record: AnswerRecord) -> Kept:
    request_hash = bytes.fromhex(record.request_hash)
    return Kept(record.actor, record.key, request_hash, bytes(record.answer))


class _Reader:
    """Goes through the records of a file once, and checks each of them and their order."""

    _ORDER: Final = (LabelRecord, LineRecord, AnswerRecord, EndRecord)

    def __init__(self, file: Iterable[bytes]) -> None:
        self._file = iter(file)
        self._digest = hashlib.sha256()
        self._number = 0
        self._counted: Counter[type] = Counter()
        self._place = 0
        self._versions: Counter[UUID] = Counter()
        self._last: LineRecord | None = None
        self._end: EndRecord | None = None
        first = self._next()
        if not isinstance(first, BookRecord) or first.format != FORMAT:
            raise LoadRefused("The file is not a book exported by Parasol.")
        if first.version != VERSION:
            raise LoadRefused(f"The file is of version {first.version}; {VERSION} is known here.")
        self.book = first
        self._fund = Fund(fund_id=first.fund_id)

    @property
    def where(self) -> str:
        """The place in the file, for messages."""
        return f"Row {self._number} of the file"

    def __iter__(self) -> Iterator[AnyRecord]:
        while self._end is None:
            record = self._next()
            if record is None:
                raise LoadRefused("The file ends too early: its last record is missing.")
            self._check_order(record)
            match record:
                case LineRecord():
                    self._check_line(record)
                case AnswerRecord():
                    self._check_answer(record)
                case EndRecord():
                    self._end = record
                    return
                case _:
                    pass
            yield record

    def check_whole(self) -> None:
        """Refuse a file that has more or less in it than it says, or other bytes."""
        counts = tuple(self._counted[kind] for kind in (LabelRecord, LineRecord, AnswerRecord))
        if counts != (self.book.labels, self.book.lines, self.book.answers):
            raise LoadRefused("The file holds another number of records than it says.")
        if self._end is None or self._end.records != self._number - 1:
            raise LoadRefused("The file holds another number of records than it says.")
        if self._end.sha256 != self._sealed:
            raise LoadRefused("The file was changed: its hash is another.")
        if any(text.strip() for text in self._file):
            raise LoadRefused("There is something behind the last record of the file.")

    def _next(self) -> AnyRecord | None:
        text = next(self._file, None)
        if text is None:
            return None
        self._number += 1
        record = decode_record(text)
        if record is None:
            raise LoadRefused(f"{self.where} is not a record in the form of an export.")
        self._sealed = self._digest.hexdigest()  # of all records before this one
        self._digest.update(text)
        return record

    def _check_order(self, record: AnyRecord) -> None:
        kind = type(record)
        if kind not in self._ORDER or self._ORDER.index(kind) < self._place:
            raise LoadRefused(f"{self.where} stands in a place where it does not belong.")
        self._place = self._ORDER.index(kind)
        self._counted[kind] += 1

    def _check_line(self, line: LineRecord) -> None:
        last = self._last
        if line.position != (last.position if last else 0) + 1:
            raise LoadRefused(f"{self.where}: line {line.position} does not follow the one before.")
        if line.version != self._versions[line.case_id]:
            raise LoadRefused(f"{self.where}: version {line.version} of its case does not follow.")
        if line.recorded_at.utcoffset() != timedelta(0):
            raise LoadRefused(f"{self.where} does not say in UTC when it was recorded.")
        if last and line.recorded_at <= last.recorded_at:
            raise LoadRefused(f"{self.where} was recorded before the line before it.")
        self._versions[line.case_id] += 1
        self._last = line
        event = self._event(line)
        if (line.position == 1) is not isinstance(event, FundOpened):
            raise LoadRefused(f"{self.where}: a book begins with the opening of its fund, once.")
        try:
            self._fund = evolve(self._fund, event)
        except (LookupError, ValueError):
            raise LoadRefused(f"{self.where} names something that no line opened.") from None

    def _event(self, line: LineRecord) -> FundEvent:
        payload = line.stored_payload()
        try:
            if payload is None:
                raise LoadRefused(f"{self.where} has no payload.")
            event = decode(line.topic, payload)
        except UnknownTopic:
            raise LoadRefused(
                f"{self.where}: the topic {line.topic} is not known here; take a newer program."
            ) from None
        except UnreadablePayload:
            raise LoadRefused(f"{self.where}: the payload does not fit {line.topic}.") from None
        if event.topic == line.topic and encode(event) != (line.topic, payload):
            raise LoadRefused(f"{self.where}: the payload is not in its canonical bytes.")
        return event

    def _check_answer(self, record: AnswerRecord) -> None:
        last = self._last.position if self._last else 0
        try:
            answer = msgspec.json.decode(record.answer, type=Answer)
            request_hash = bytes.fromhex(record.request_hash)
        except (msgspec.MsgspecError, ValueError):
            raise LoadRefused(f"{self.where} is no answer.") from None
        whole = len(request_hash) == _HASH_BYTES and request_hash.hex() == record.request_hash
        if not whole or not 1 <= answer.first <= answer.last <= last:
            raise LoadRefused(f"{self.where} answers with lines that are not in the book.")
