"""Goes through the file of a book once and checks everything in it.

That each record is in its one form, that positions, versions and times go on without a gap, that
each payload is a fact in its canonical bytes, that the facts fold, and at the end the number of
records and their hash. The file is read piece by piece: what is held in memory is one piece, the
folded fund, and one number for each case.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final, NoReturn

import msgspec
from msgspec import Struct, field

from ledger.asking import Answer
from ledger.events import FundEvent, FundOpened
from ledger.fund import Fund, evolve, replay
from ledger.store.append import Kept, Label, NewLine
from ledger.store.mapper import (
    UnknownTopic,
    UnreadablePayload,
    UnstorableFact,
    decode_canonical,
)
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
    decode_records,
)

_PIECE_BYTES: Final = 64 * 1024
"""About how much is checked at a time; in between, others have their turn."""
_HASH_BYTES: Final = 32
_ORDER: Final = (LabelRecord, LineRecord, AnswerRecord, EndRecord)
_ANSWERS: Final = msgspec.json.Decoder(Answer)


class LoadRefused(Exception):
    """The file cannot be loaded; the sentence says where and why. Nothing was written."""


class Piece(Struct):
    """A part of the file that was found in order: its *rows* and bytes, and what is to be written.

    *recorded_at* has one time for each of *lines*.
    """

    rows: range
    size: int
    labels: list[Label] = field(default_factory=list)
    lines: list[NewLine] = field(default_factory=list)
    recorded_at: list[datetime] = field(default_factory=list)
    answers: list[Kept] = field(default_factory=list)


class Checker:
    """Yields the pieces of a file. Raises `LoadRefused` at the first thing that is wrong."""

    def __init__(self, file: Iterable[bytes]) -> None:
        self._file = iter(file)
        self._row = 1
        self._counted: Counter[type[AnyRecord]] = Counter()
        self._place = 0
        self._position = 0
        self._recorded_at = datetime.min.replace(tzinfo=UTC)
        self._versions: dict[int, int] = {}  # by the number that an id is: a quarter of its size
        self._end: EndRecord | None = None
        self._rows_before_end = 0
        text = next(self._file, b"")
        first = decode_record(text)
        if first is None:
            raise LoadRefused("Row 1 of the file is not a record in the form of an export.")
        if not isinstance(first, BookRecord) or first.format != FORMAT:
            raise LoadRefused("The file is not a book exported by Parasol.")
        if first.version != VERSION:
            raise LoadRefused(f"The file is of version {first.version}; {VERSION} is known here.")
        self.book = first
        self._digest = hashlib.sha256(text)
        self._fund = Fund(fund_id=first.fund_id)

    @property
    def position(self) -> int:
        """The position of the last line that was checked."""
        return self._position

    def __iter__(self) -> Iterator[Piece]:
        for texts in self._pieces():
            yield self._check(texts)
        self._check_whole()

    def _pieces(self) -> Iterator[list[bytes]]:
        texts: list[bytes] = []
        size = 0
        for text in self._file:
            texts.append(text)
            size += len(text)
            if size >= _PIECE_BYTES:
                yield texts
                texts, size = [], 0
        if texts:
            yield texts

    def _check(self, texts: Sequence[bytes]) -> Piece:
        piece = Piece(range(self._row + 1, self._row + len(texts) + 1), sum(map(len, texts)))
        done = 0
        for kind, records in groupby(decode_records(texts), type):
            if self._end is not None:
                break
            run = list(records)
            self._check_run(kind, run, piece)
            if self._end is None:
                self._digest.update(b"".join(texts[done : done + len(run)]))
            done += len(run)
            self._row += len(run)
        if self._end is None and done < len(texts):
            _refuse(self._row + 1, " is not a record in the form of an export.")
        if self._end is not None and any(text.strip() for text in texts[done:]):
            raise LoadRefused("There is something behind the last record of the file.")
        return piece

    def _check_run(self, kind: type[AnyRecord], run: list[Any], piece: Piece) -> None:
        """Check records of one kind, and put what is to be written into *piece*."""
        if kind not in _ORDER or _ORDER.index(kind) < self._place:
            _refuse(self._row + 1, " stands in a place where it does not belong.")
        self._place = _ORDER.index(kind)
        self._counted[kind] += len(run)
        if kind is LineRecord:
            self._check_envelopes(run)
            lines, events = self._check_payloads(run)
            self._fold(events)
            piece.lines += lines
            piece.recorded_at += [line.recorded_at for line in run]
        elif kind is AnswerRecord:
            piece.answers += self._check_answers(run)
        elif kind is LabelRecord:
            piece.labels += [Label(record.kind, record.id, record.text) for record in run]
        else:
            self._end = run[0]
            self._rows_before_end = self._row

    def _check_envelopes(self, lines: list[LineRecord]) -> None:
        versions, recorded_at = self._versions, self._recorded_at
        for row, line in enumerate(lines, self._row + 1):
            self._position += 1
            if line.position != self._position:
                _refuse(row, f": line {line.position} does not follow the one before.")
            case = line.case_id.int
            version = versions.get(case, 0)
            if line.version != version:
                _refuse(row, f": version {line.version} of its case does not follow.")
            versions[case] = version + 1
            if line.recorded_at.tzinfo is not UTC:
                _refuse(row, " does not say in UTC when it was recorded.")
            if line.recorded_at <= recorded_at:
                _refuse(row, " was recorded before the line before it.")
            recorded_at = line.recorded_at
        self._recorded_at = recorded_at

    def _check_payloads(self, lines: list[LineRecord]) -> tuple[list[NewLine], list[FundEvent]]:
        new, events = [], []
        for row, line in enumerate(lines, self._row + 1):
            payload = line.stored_payload()
            if payload is None:
                _refuse(row, " has no payload.")
            try:
                event = decode_canonical(line.topic, payload)
            except UnknownTopic:
                _refuse(row, f": the topic {line.topic} is not known here; take a newer program.")
            except UnreadablePayload:
                _refuse(row, f": the payload does not fit {line.topic}.")
            except UnstorableFact:
                _refuse(row, ": the payload is not in its canonical bytes.")
            if (line.position == 1) is not (type(event) is FundOpened):
                _refuse(row, ": a book begins with the opening of its fund, once.")
            events.append(event)
            new.append(
                NewLine(
                    line.case_id,
                    line.version,
                    line.topic,
                    payload,
                    line.event_id,
                    line.actor,
                    line.cause,
                )
            )
        return new, events

    def _fold(self, events: list[FundEvent]) -> None:
        try:
            self._fund = replay(self._fund, events)
        except (LookupError, ValueError):
            self._fold_singly(events)

    def _fold_singly(self, events: list[FundEvent]) -> None:
        """Find the row that cannot be folded, to name it."""
        for row, event in enumerate(events, self._row + 1):
            try:
                self._fund = evolve(self._fund, event)
            except (LookupError, ValueError):
                _refuse(row, " names something that no line opened.")

    def _check_answers(self, records: list[AnswerRecord]) -> list[Kept]:
        kept = []
        for row, record in enumerate(records, self._row + 1):
            try:
                answer = _ANSWERS.decode(record.answer)
                request_hash = bytes.fromhex(record.request_hash)
            except (msgspec.MsgspecError, ValueError):
                _refuse(row, " is no answer.")
            whole = len(request_hash) == _HASH_BYTES and request_hash.hex() == record.request_hash
            if not whole or not 1 <= answer.first <= answer.last <= self._position:
                _refuse(row, " answers with lines that are not in the book.")
            kept.append(Kept(record.actor, record.key, request_hash, bytes(record.answer)))
        return kept

    def _check_whole(self) -> None:
        """Refuse a file that has more or less in it than it says, or other bytes."""
        if self._end is None:
            raise LoadRefused("The file ends too early: its last record is missing.")
        counts = tuple(self._counted[kind] for kind in (LabelRecord, LineRecord, AnswerRecord))
        said = (self.book.labels, self.book.lines, self.book.answers)
        if counts != said or self._end.records != self._rows_before_end:
            raise LoadRefused("The file holds another number of records than it says.")
        if not self._position:
            raise LoadRefused("The file holds no line.")
        if self._end.sha256 != self._digest.hexdigest():
            raise LoadRefused("The file was changed: its hash is another.")


def _refuse(row: int, said: str) -> NoReturn:
    raise LoadRefused(f"Row {row} of the file{said}") from None
