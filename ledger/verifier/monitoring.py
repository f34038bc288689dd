"""Looking after a log: what was seen is remembered, and the next look must follow from it."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ledger.verifier.failures import Failure, PolicyUnusable, Unreachable
from ledger.verifier.heads import Head, check_head
from ledger.verifier.logs import check_grown, check_log, fetch_head
from ledger.verifier.policy import NONE, Policy
from ledger.verifier.promises import Promise
from ledger.verifier.tiles import Source

FORMAT: Final = "parasol-monitor/1"
_LATE_AFTER: Final = 2
"""A head is late when none came in so many times the time of the clock."""

_BYTES_MAX: Final = 16 * 1024 * 1024


@dataclass(frozen=True)
class Memory:
    """What a monitor keeps: the newest head, as it was signed, and when its size was first seen.

    *grown_at* is in seconds since 1970. *kept* are promises that were kept: the commitment in
    hexadecimal, and its index.
    """

    note: str
    grown_at: int
    kept: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Looked:
    """What came of one look, with what to remember. *found* is what is wrong with the log."""

    head: Head
    memory: Memory
    found: tuple[Failure, ...]


class Shrunk(Failure):
    """The failure log-shrank, with both heads."""

    def __init__(self, older: Head, newer: Head) -> None:
        super().__init__("log-shrank", f"from {older.size} to {newer.size}")
        self.older, self.newer = older, newer


class Broken(Failure):
    """The failure promise-broken, with the promise and a head that does not hold it."""

    def __init__(self, promise: Promise, head: Head) -> None:
        super().__init__("promise-broken", f"nothing holds {promise.commitment.hex()}")
        self.promise, self.head = promise, head


@dataclass(frozen=True)
class Monitor:
    """Looks at one log. A new head must come in every *seconds* (by its own clock)."""

    source: Source
    policy: Policy
    seconds: int

    def look(self, memory: Memory | None, now: int, promises: Sequence[Promise] = ()) -> Looked:
        """Look once, at *now* (seconds since 1970), also for the promises that are overdue.

        Refusals in order: those of `fetch_head`, log-shrank, log-forked, those of tiles. What does
        not stop the look comes back: head-late, promise-broken. Raises `Unreachable`, unless the
        log has been silent for so long that this is head-late.
        """
        older = None if memory is None else remembered(memory, self.policy)
        try:
            head = fetch_head(self.source, self.policy)
            if older is not None:
                self._check_grown(older, head)
        except Unreachable as failure:
            if memory is not None and self._is_late(memory.grown_at, now):
                raise Failure("head-late", str(failure)) from None
            raise
        is_new = memory is None or older is None or head.size > older.size
        memory = Memory(
            head.note, now if is_new or memory is None else memory.grown_at, _kept(memory)
        )
        found = []
        since = min([memory.grown_at, *self._seen(head, now)])
        if self._is_late(since, now):
            found.append(Failure("head-late", f"{(now - since) // 3600} hours without a new head"))
        broken = self._broken(head, memory, [each for each in promises if each.deadline < now])
        return Looked(head, memory, (*found, *broken))

    def _check_grown(self, older: Head, head: Head) -> None:
        try:
            check_grown(self.source, older, head)
        except Failure as failure:
            raise Shrunk(older, head) if failure.name == "log-shrank" else failure from None

    def _is_late(self, since: int, now: int) -> bool:
        return now - since > _LATE_AFTER * self.seconds

    def _seen(self, head: Head, now: int) -> list[int]:
        """Return when a witness saw this head last: it was not newer than that."""
        return [max(each.time for each in head.cosigned)] if head.cosigned else [now]

    def _broken(
        self, head: Head, memory: Memory, overdue: Sequence[Promise]
    ) -> tuple[Failure, ...]:
        """Look for what was promised, and remember what was kept."""
        if any(each.origin != head.origin for each in overdue):
            raise PolicyUnusable("A promise is of another log than this one.")
        sought = {
            each.commitment: each for each in overdue if each.commitment.hex() not in memory.kept
        }
        if not sought:
            return ()
        log = check_log(self.source, self.policy, head, sought.keys())
        memory.kept.update({each.hex(): index for each, index in log.found.items()})
        missing = [promise for leaf, promise in sought.items() if leaf not in log.found]
        return tuple(Broken(promise, log.head) for promise in missing)


def remembered(memory: Memory, policy: Policy) -> Head:
    """Return the head in the memory; its witnesses counted when it was seen.

    Raises `PolicyUnusable` where it is not of the log of this policy.
    """
    try:
        return check_head(memory.note.encode(), replace(policy, quorum=NONE))
    except Failure as failure:
        raise PolicyUnusable(f"The memory is of another log or key: {failure}") from None


def read_memory(path: Path) -> Memory | None:
    """Read a memory; None where there is none yet. Raises `PolicyUnusable` for a damaged one."""
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES_MAX)
    except FileNotFoundError:
        return None
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise PolicyUnusable(f"{path} is no memory of a monitor.")
        note, grown_at, kept = str(found["checkpoint"]), int(found["grown_at"]), found["kept"]
        return Memory(note, grown_at, {str(each): int(at) for each, at in kept.items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PolicyUnusable(
            f"{path} is damaged. Bring it back from a backup; without it, heads that were seen "
            "are forgotten."
        ) from None


def write_memory(path: Path, memory: Memory) -> None:
    """Write a memory so that it is there whole or as it was before."""
    said = {
        "format": FORMAT,
        "checkpoint": memory.note,
        "grown_at": memory.grown_at,
        "kept": memory.kept,
    }
    beside = path.with_name(f"{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
        json.dump(said, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _kept(memory: Memory | None) -> dict[str, int]:
    return {} if memory is None else dict(memory.kept)
