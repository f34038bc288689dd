"""The audit of a sealed book: whether its lines give its log, without any database.

Signatures are checked by `ledger.verifier`, which shares nothing with what made them. Everything
that is wrong is told; nothing but a damaged file ends an audit early.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import sha256
from typing import Final, NoReturn

from ledger.store.mapper import UnknownTopic, UnreadablePayload, decode
from ledger.transparency.audit_before import OlderLogs
from ledger.transparency.audit_heads import TOLD, Said, Told, is_told, policy_of, signed_head
from ledger.transparency.audit_leaves import are_whole, explain, roots_of, turn_of
from ledger.transparency.audit_waiting import is_kept_back
from ledger.transparency.audited import Audited, Findings
from ledger.transparency.leaf import commitment_of, inner_of, opening_of
from ledger.transport.sealed_records import (
    FORMAT,
    LEAF_BYTES,
    AnyRecord,
    BeforeDummiesRecord,
    BeforeLeavesRecord,
    BeforeRecord,
    DummiesRecord,
    LeavesRecord,
    LineRecord,
    LogRecord,
    decode_record,
)
from ledger.verifier.heads import Head
from ledger.verifier.policy import Policy

_ORDER: Final[dict[type, int]] = {
    LogRecord: 0,
    BeforeRecord: 1,
    BeforeLeavesRecord: 1,
    BeforeDummiesRecord: 1,
    LeavesRecord: 2,
    DummiesRecord: 3,
    LineRecord: 4,
}
_FIELDS: Final = 7
"""Of an envelope, each with the end of a line behind it."""
_MOMENT: Final = len("2026-11-21T02:55:00.000001Z")


class BookUnreadable(Exception):
    """The file is no sealed book, or is damaged; the sentence says where."""


class Audit:
    """Reads a sealed book, record by record, and says what it came to.

    *policy* is what whoever audits believes; without one the key that the file names is taken.
    *take* is given each line.
    """

    def __init__(
        self, policy: Policy | None = None, take: Callable[[LineRecord], None] | None = None
    ) -> None:
        self.findings = Findings()
        self._policy, self.take = policy, take
        self._log: LogRecord | None = None
        self._older = OlderLogs(self.findings)
        self._leaves = bytearray()
        self._seeds = bytearray()
        self._claimed = bytearray()
        self._row, self._place, self._dummies = 0, 0, 0
        self._lines, self._sealed, self._waiting = 0, 0, 0
        self._waiting_since: str | None = None
        self._first_waiting: dict[int, int] = {}
        self._moment = ""
        self._told: list[Said] = []
        self.openings: set[bytes] | None = None
        """SHA-256 of every opening, where somebody asks for them."""

    def read(self, rows: Iterable[bytes]) -> None:
        """Read the whole file. Raises `BookUnreadable`."""
        for row in rows:
            self._row += 1
            record = decode_record(row)
            if record is None:
                self._refuse("is not a record in the form of a sealed book.")
            if type(record) is LineRecord:
                if self._place != _ORDER[LineRecord]:
                    self._begin_lines()
                self._line(record)
            else:
                self._other(record)
        if self._log is None:
            raise BookUnreadable("The file is empty.")

    def _refuse(self, what: str) -> NoReturn:
        raise BookUnreadable(f"Row {self._row} of the file {what}")

    def _other(self, record: AnyRecord) -> None:
        place = _ORDER[type(record)]
        is_first = type(record) is LogRecord
        if place < self._place or is_first is not (self._row == 1):
            self._refuse("stands in a place where it does not belong.")
        self._place = place
        match record:
            case LogRecord():
                if record.format != FORMAT:
                    self._refuse(f"is of the format {record.format}; {FORMAT} is known here.")
                self._log = record
            case BeforeRecord() | BeforeLeavesRecord() | BeforeDummiesRecord():
                if not self._older.read(record):
                    self._refuse("does not follow on what is said of older logs before it.")
            case LeavesRecord():
                if record.first * LEAF_BYTES != len(self._leaves) or not are_whole(record.data):
                    self._refuse("does not follow on the leaves before it.")
                self._leaves += record.data
            case DummiesRecord():
                if record.first < self._dummies or not are_whole(record.data):
                    self._refuse("does not follow on the dummies before it.")
                self._dummies = record.first + len(record.data) // LEAF_BYTES
                self._seeds += record.data
            case LineRecord():
                raise AssertionError("lines are read elsewhere")

    def _begin_lines(self) -> None:
        if self._log is None:
            self._refuse("stands in a place where it does not belong.")
        self._place = _ORDER[LineRecord]
        self._claimed = bytearray(len(self._leaves) // LEAF_BYTES)

    def _line(self, line: LineRecord) -> None:
        assert self._log is not None, "lines come after it"
        envelope = line.envelope
        if (
            envelope.count(b"\n") != _FIELDS
            or "\n" in line.topic
            or len(line.recorded_at) != _MOMENT
            or not len(line.salt) == len(line.salt2) == LEAF_BYTES
        ):
            self._refuse("is not a line in the form of a sealed book.")
        self._lines += 1
        if line.position != self._lines:
            self.findings.add("position-missing", f"row {self._row}: line {line.position}")
            self._lines = line.position
        if line.recorded_at <= self._moment:
            self.findings.add("time-backwards", f"line {line.position}")
        self._moment = line.recorded_at
        opening = opening_of(line.topic, line.payload)
        if self.openings is not None:
            self.openings.add(sha256(opening).digest())
        if line.index is None:
            self._waiting += 1
            self._waiting_since = self._waiting_since or line.recorded_at
            self._first_waiting.setdefault(turn_of(line), line.position)
        else:
            inner = inner_of(line.salt2, envelope)
            commitment = commitment_of(self._log.origin, line.salt, inner, opening)
            self._claim(line.position, line.index, commitment)
            self._queue(line)
        self._older.line(line, envelope, opening)
        if line.topic in TOLD:
            self._hear(line)
        if self.take is not None:
            self.take(line)

    def _claim(self, position: int, index: int, commitment: bytes) -> None:
        at = index * LEAF_BYTES
        if index < 0 or self._leaves[at : at + LEAF_BYTES] != commitment:
            self.findings.add("line-not-in-log", f"line {position}")
            return
        if self._claimed[index]:
            self.findings.add("index-taken-twice", f"line {position}, index {index}")
            return
        self._claimed[index] = 1
        self._sealed += 1

    def _queue(self, line: LineRecord) -> None:
        """Look whether a line that is in the log went before one that still waits."""
        passed = [at for turn, at in self._first_waiting.items() if turn <= turn_of(line)]
        if passed:
            self.findings.add("line-passed-over", f"line {min(passed)}, by line {line.position}")

    def _hear(self, line: LineRecord) -> None:
        try:
            event = decode(line.topic, line.payload)
        except (UnknownTopic, UnreadablePayload):
            self.findings.add("line-unreadable", f"line {line.position}")
            return
        if is_told(event):
            self._told.append(Said(line.position, event))

    def conclude(self) -> Audited:
        """Compare what was read with the head, and say what it came to."""
        log = self._log
        assert log is not None, "the file was read"
        if self._lines != log.lines:
            self.findings.add("book-incomplete", f"{self._lines} of {log.lines} lines")
        has_room = 0 < self._dummies == len(self._claimed)
        if is_kept_back(self._waiting_since, self._moment, has_room=has_room):
            self.findings.add("lines-kept-back", f"{self._waiting} since {self._waiting_since}")
        head = signed_head(log.checkpoint, self._policy or policy_of(log.vkey), self.findings)
        dummies = self._explain(log.origin)
        unchecked, absent = self._compare(log, head)
        return Audited(
            fund_id=str(log.fund_id),
            origin=log.origin,
            vkey=log.vkey,
            size=head.size if head else len(self._claimed),
            lines=self._lines,
            sealed=self._sealed,
            waiting=self._waiting,
            waiting_since=self._waiting_since,
            dummies=dummies,
            witnesses=tuple(each.name for each in head.cosigned) if head else (),
            unchecked=unchecked,
            absent=absent,
        )

    def _explain(self, origin: str) -> int:
        """Find each leaf that no line claims among the dummies; return how many of these are."""
        leaves, seeds = bytes(self._leaves), bytes(self._seeds)
        strange, found = explain(origin, leaves, self._claimed, seeds)
        for index in strange:
            self.findings.add("leaf-unexplained", f"index {index}")
        return found

    def _compare(self, log: LogRecord, head: Head | None) -> tuple[int, tuple[int, ...]]:
        """Compare the root under the head, and the heads that the book names.

        Return how many reports name a head of a log that cannot be computed here, and the numbers
        of the older logs that are not in the file.
        """
        told = Told(log, tuple(self._told), self.findings)
        count = len(self._leaves) // LEAF_BYTES
        if head is not None and head.size != count:
            self.findings.add("leaves-missing", f"{count} of {head.size}")
        sizes = told.sizes
        roots = self.roots({**sizes, log.origin: {count, *sizes.get(log.origin, ())}})
        own = roots[log.origin]
        if head is not None and head.size == count and own[count] != head.root:
            self.findings.add("root-differs", f"under {count} leaves")
        told.check_chain(self._older.records, head)
        told.check_reports()
        return told.check_heads(roots), self._older.conclude(told.ends)

    def roots(self, sizes: Mapping[str, Collection[int]]) -> dict[str, dict[int, bytes]]:
        """Return the roots of the first so many leaves, as far as there are so many.

        By the origin of the log, of those whose leaves are in the file.
        """
        assert self._log is not None, "the file was read"
        origin = self._log.origin
        own = roots_of(bytes(self._leaves), set(sizes.get(origin, ())))
        return {**self._older.roots(sizes), origin: own}
