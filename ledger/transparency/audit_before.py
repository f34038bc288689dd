"""The older logs in a sealed book: whether each says of every line what the book says now.

A new log holds whatever the book said when it began. What was signed before that binds the book
all the same: only lines that were really lost may be missing, and people have to know of those.
"""

from collections.abc import Collection, Mapping
from typing import Final

from ledger.events import LogHead
from ledger.transparency.audit_heads import policy_of, signed_head
from ledger.transparency.audit_leaves import are_whole, explain, roots_of, turn_of
from ledger.transparency.audited import Findings
from ledger.transparency.leaf import commitment_of, inner_of
from ledger.transport.sealed_records import (
    LEAF_BYTES,
    AboutOlder,
    BeforeLeavesRecord,
    BeforeRecord,
    LineRecord,
    OlderPlace,
)

_CLAIMED: Final = 1
_DISPUTED: Final = 2
"""A line says that it stands there, and does not: that leaf is told of once, and is not lost."""


class _Older:
    """One of them: its leaves, which of them are lines, and the seeds of dummies."""

    def __init__(self, record: BeforeRecord) -> None:
        self.record = record
        self.leaves, self.seeds, self.claimed = bytearray(), bytearray(), bytearray()
        self._dummies = 0
        self._first_waiting: dict[int, int] = {}

    def add_leaves(self, first: int, data: bytes) -> bool:
        """Add leaves; False where they do not follow on those before."""
        if first * LEAF_BYTES != len(self.leaves) or self.seeds or not are_whole(data):
            return False
        self.leaves += data
        self.claimed += bytes(len(data) // LEAF_BYTES)
        return True

    def add_seeds(self, first: int, data: bytes) -> bool:
        """Add seeds; False where they do not follow on those before."""
        if first < self._dummies or not self.leaves or not are_whole(data):
            return False
        self._dummies = first + len(data) // LEAF_BYTES
        self.seeds += data
        return True

    def claim(self, place: OlderPlace, envelope: bytes, opening: bytes) -> str | None:
        """Find a line at its place; the name of what is wrong with that."""
        at = place.index * LEAF_BYTES
        if not 0 <= place.index < len(self.claimed):
            return "before-line-differs"
        inner = inner_of(place.salt2, envelope)
        commitment = commitment_of(self.record.origin, place.salt, inner, opening)
        has_salts = len(place.salt) == len(place.salt2) == LEAF_BYTES
        if not has_salts or self.leaves[at : at + LEAF_BYTES] != commitment:
            self.claimed[place.index] |= _DISPUTED
            return "before-line-differs"
        if self.claimed[place.index] & _CLAIMED:
            return "index-taken-twice"
        self.claimed[place.index] |= _CLAIMED
        return None

    def wait(self, line: LineRecord) -> None:
        """Remember a line that has no place in it."""
        self._first_waiting.setdefault(turn_of(line), line.position)

    def passed(self, line: LineRecord) -> int | None:
        """Return the first line that was to go before one that is in it, and is not."""
        if not self._first_waiting:
            return None
        turn = turn_of(line)
        return min((at for each, at in self._first_waiting.items() if each <= turn), default=None)


class OlderLogs:
    """All of them, by their numbers."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._logs: dict[int, _Older] = {}

    @property
    def records(self) -> list[BeforeRecord]:
        """What the file says of each."""
        return [each.record for each in self._logs.values()]

    def read(self, record: AboutOlder) -> bool:
        """Read a record; False where it does not stand where it belongs."""
        newest = next(reversed(self._logs.values()), None)
        if isinstance(record, BeforeRecord):
            is_later = newest is None or newest.record.number < record.number
            is_named = record.origin.rpartition("/")[2] == str(record.number)
            self._logs[record.number] = _Older(record)
            return is_later and is_named
        if newest is None:
            return False
        if isinstance(record, BeforeLeavesRecord):
            return newest.add_leaves(record.first, record.data)
        return newest.add_seeds(record.first, record.data)

    def line(self, line: LineRecord, envelope: bytes, opening: bytes) -> None:
        """Look whether a line is in each of them what it is in the book."""
        for number, older in self._logs.items():
            if not older.leaves:
                continue
            place = next((each for each in line.before if each.log == number), None)
            if place is None:
                older.wait(line)
                continue
            where = f"line {line.position}, log {number}"
            if (name := older.claim(place, envelope, opening)) is not None:
                self._findings.add(name, where)
            if (passed := older.passed(line)) is not None:
                self._findings.add("line-passed-over", f"line {passed}, by {where}")

    def roots(self, sizes: Mapping[str, Collection[int]]) -> dict[str, dict[int, bytes]]:
        """Return roots of those of the logs whose leaves are here, by origin and size."""
        return {
            older.record.origin: roots_of(
                bytes(older.leaves), set(sizes.get(older.record.origin, ()))
            )
            for older in self._logs.values()
            if older.leaves
        }

    def conclude(self, ends: Mapping[str, LogHead]) -> tuple[int, ...]:
        """Compare each with what was signed of it, and say what of it is not in the book.

        *ends* has the last head of each by origin, as the log behind it names it. Return the
        numbers of those whose leaves are not here.
        """
        absent = []
        for number, older in self._logs.items():
            end = ends.get(older.record.origin)
            if older.leaves:
                self._compare(number, older, end)
                self._explain(number, older)
            elif end is None or end.size:
                absent.append(number)
        return tuple(absent)

    def _compare(self, number: int, older: _Older, end: LogHead | None) -> None:
        """Look whether the leaves give the newest head that is signed, and the one that is named.

        The signature itself is looked at where the logs are followed from one to the next.
        """
        record, count = older.record, len(older.claimed)
        signed = signed_head(record.checkpoint, policy_of(record.vkey), Findings())
        heads = [(end.size, end.root)] if end else []
        heads += [(signed.size, signed.root.hex())] if signed else []
        roots = roots_of(bytes(older.leaves), {size for size, _ in heads})
        for size, root in heads:
            if size > count:
                self._findings.add("leaves-missing", f"log {number}: {count} of {size}")
            elif roots[size].hex() != root:
                self._findings.add("root-differs", f"log {number}: under {size} leaves")
        if count > max((size for size, _ in heads), default=0):
            self._findings.add("leaves-missing", f"log {number}: no head covers all {count}")

    def _explain(self, number: int, older: _Older) -> None:
        origin, leaves = older.record.origin, bytes(older.leaves)
        lost, _ = explain(origin, leaves, older.claimed, bytes(older.seeds))
        if lost:
            self._findings.add("before-lines-lost", f"log {number}: {len(lost)}", len(lost))
