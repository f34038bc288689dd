"""Evidence: what shows to anybody that a log contradicts itself, in one directory."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ledger.verifier.failures import Failure
from ledger.verifier.heads import Head, check_head
from ledger.verifier.logs import Fork, Forked, is_fork, root_of_leaves
from ledger.verifier.monitoring import Broken, Shrunk
from ledger.verifier.policy import NONE, Policy
from ledger.verifier.promises import check_signed_promise, read_signed
from ledger.verifier.sources import Directory
from ledger.verifier.text import BYTES_MAX, HASH_BYTES, hash_of, text_of

OLDER: Final = "older.checkpoint"
NEWER: Final = "newer.checkpoint"
PATH: Final = "path"
PROMISE: Final = "promise.note"
LEAVES: Final = "leaves"
WHY: Final = "why.txt"

_LEAVES_MAX: Final = 2**31

_SHRUNK: Final = (
    "Whoever kept this saw the larger head first and the smaller one later. Both are signed; which "
    "came first is what they say. The larger one proves that there was more."
)
_FORKED: Final = (
    "Both heads are signed by the log, and no log that was only added to can have both. The file "
    "path holds the hashes that show it; it is empty where the heads have one size."
)
_BROKEN: Final = (
    "The promise is signed by the fund, and its leaf is not among the leaves of the head, which "
    "are all here. Times of witnesses below the head tell that it is later than the deadline; "
    "without any, that is what whoever kept this says. The promise here opens nothing."
)


@dataclass(frozen=True)
class Evidence:
    """What evidence shows: log-forked, log-shrank or promise-broken.

    It *is whole* when nothing in it rests on the word of whoever kept it.
    """

    name: str
    newer: Head
    is_whole: bool


def write_evidence(beside: Path, failure: Forked | Shrunk) -> Path:
    """Write evidence to a directory below *beside* and return it; the same evidence goes there."""
    fork = failure.fork if isinstance(failure, Forked) else Fork(failure.older, failure.newer)
    told = hashlib.sha256(f"{fork.older.note}\n{fork.newer.note}".encode()).hexdigest()
    said = _FORKED if isinstance(failure, Forked) else _SHRUNK
    path = "".join(f"{b64encode(each).decode()}\n" for each in fork.path)
    written = {OLDER: fork.older.note, NEWER: fork.newer.note, PATH: path}
    return _write(beside / told[:16], written, failure, said)


def write_broken(beside: Path, failure: Broken, leaves: bytes) -> Path:
    """Write a promise that was broken, with all leaves of the head, as `write_evidence` does."""
    written = {PROMISE: failure.promise.note, NEWER: failure.head.note}
    place = _write(beside / failure.promise.commitment.hex()[:16], written, failure, _BROKEN)
    (place / LEAVES).write_bytes(leaves)
    return place


def _write(place: Path, written: dict[str, str], failure: Failure, said: str) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    written = written | {WHY: f"{failure.name}\n{failure.detail}\n\n{said}\n"}
    for name, text in written.items():
        (place / name).write_text(text, "utf-8", newline="")
    return place


def check_evidence(place: Path, policy: Policy) -> Evidence:
    """Check evidence against the keys of the log. Who cosigned matters for times alone.

    Refusals in order: tile-missing (a file), those of the heads as `checkpoint-…`; those of a
    promise, root-differs; malformed. It is root-differs as well where nothing follows from it.
    """
    alone = replace(policy, quorum=NONE)
    newer = _head(place, NEWER, alone)
    if (place / PROMISE).exists():
        return _check_broken(place, newer, policy)
    older = _head(place, OLDER, alone)
    text = text_of(_file(place, PATH, BYTES_MAX))
    lines = text[:-1].split("\n") if text else []
    path = tuple(hash_of(line, number) for number, line in enumerate(lines, 1))
    if is_fork(Fork(older, newer, path)):
        return Evidence("log-forked", newer, is_whole=True)
    if older.origin == newer.origin and newer.size < older.size:
        return Evidence("log-shrank", newer, is_whole=False)
    raise Failure("root-differs", "nothing here shows that the two heads contradict each other")


def _check_broken(place: Path, newer: Head, policy: Policy) -> Evidence:
    signed = read_signed(text_of(_file(place, PROMISE, BYTES_MAX)))
    check_signed_promise(signed, policy)
    leaves = _file(place, LEAVES, _LEAVES_MAX)
    starts = range(0, len(leaves), HASH_BYTES)
    if signed.origin != newer.origin:
        raise Failure("origin-differs", "promise and head are of two logs")
    if len(leaves) != newer.size * HASH_BYTES or root_of_leaves(leaves) != newer.root:
        raise Failure("root-differs", f"of {newer.size} leaves")
    if any(leaves[at : at + HASH_BYTES] == signed.commitment for at in starts):
        raise Failure("root-differs", "the leaf is there: the promise was kept")
    is_late = any(each.time > signed.deadline for each in newer.cosigned)
    return Evidence("promise-broken", newer, is_whole=is_late)


def _head(place: Path, name: str, policy: Policy) -> Head:
    try:
        return check_head(_file(place, name, BYTES_MAX), policy)
    except Failure as failure:
        if failure.name == "tile-missing":
            raise
        raise failure.of_checkpoint() from None


def _file(place: Path, name: str, bytes_max: int) -> bytes:
    found = Directory(place).get(name, bytes_max)
    if found is None:
        raise Failure("tile-missing", name)
    return found
