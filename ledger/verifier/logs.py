"""A whole log: every leaf, every tile, the root, and whether it only grew."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from ledger.verifier.ahead import ahead
from ledger.verifier.failures import Failure
from ledger.verifier.heads import Head, check_head
from ledger.verifier.policy import Policy
from ledger.verifier.text import BYTES_MAX, HASH_BYTES
from ledger.verifier.tiles import HEIGHT, WIDTH, Source, Tiles, address
from ledger.verifier.tree import EMPTY_ROOT, Frontier, leaf_hash, root_of_complete, roots_of

CHECKPOINT: Final = "checkpoint"


@dataclass(frozen=True)
class Log:
    """What was proven: the leaves that are given out are those of *head*, and no others.

    *older* is the head that they begin with, where one was given. *found* has the index of every
    leaf that was looked for and is there.
    """

    head: Head
    older: Head | None = None
    found: dict[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Fork:
    """Two heads that one log has signed and that contradict each other.

    *path* is the whole consistency path from the newer head, which shows that its tree begins with
    something else than the older's; it is empty where both have one size.
    """

    older: Head
    newer: Head
    path: tuple[bytes, ...] = ()


class Forked(Failure):
    """The failure log-forked, with what shows it to anybody."""

    def __init__(self, fork: Fork) -> None:
        sizes = f"sizes {fork.older.size} and {fork.newer.size}"
        super().__init__("log-forked", f"two heads of {fork.newer.origin}, {sizes}")
        self.fork = fork


def fetch_head(source: Source, policy: Policy) -> Head:
    """Fetch the newest head and check it.

    Refusals in order: tile-missing, and those of a head as `checkpoint-…`.
    """
    data = source.get(CHECKPOINT, BYTES_MAX)
    if data is None:
        raise Failure("tile-missing", CHECKPOINT)
    try:
        return check_head(data, policy)
    except Failure as failure:
        raise failure.of_checkpoint() from None


def check_grown(source: Source, older: Head, newer: Head) -> None:
    """Check by a few tiles that the newer tree begins with the older.

    Refusals in order: log-shrank, log-forked, tile-missing, tile-malformed, tile-differs.
    """
    _refuse_other(older, newer)
    if older.size in (0, newer.size):
        return
    path = Tiles(source, newer.size).consistency(older.size)
    roots = roots_of(older.size, newer.size, path)
    if roots is None or roots[1] != newer.root:
        raise Failure("tile-differs", "the tiles do not give the root of the head")
    if roots[0] != older.root:
        raise Forked(Fork(older, newer, tuple(path)))


def check_log(
    source: Source,
    policy: Policy,
    older: Head | None = None,
    wanted: AbstractSet[bytes] = frozenset(),
) -> Log:
    """Read a whole log and compute everything in it again; note where *wanted* leaves are.

    Refusals in order: those of `fetch_head`, log-shrank, log-forked (of one size); tile-missing,
    tile-malformed, tile-differs of each part; root-differs; log-forked.
    """
    head = fetch_head(source, policy)
    if older is not None:
        _refuse_other(older, head)
    with ahead(source, head.size) as parts:
        reading = _Reading(Tiles(parts, head.size), wanted)
        root = reading.read(older.size if older else 0)
    if root != head.root:
        raise Failure("root-differs", f"of {head.size} leaves")
    if older is not None and reading.older_root != older.root:
        check_grown(source, older, head)
    return Log(head, older, reading.found)


def read_leaves(source: Source, head: Head) -> bytes:
    """Return the data of every leaf of a head, one behind the other.

    Refusals in order: tile-missing, tile-malformed, root-differs.
    """
    tiles, found = Tiles(source, head.size), bytearray()
    for number in count():
        if not tiles.width(0, number):
            break
        found += b"".join(tiles.leaves(number))
    if root_of_leaves(found) != head.root:
        raise Failure("root-differs", f"of {head.size} leaves")
    return bytes(found)


def root_of_leaves(data: bytes | bytearray) -> bytes:
    """Return the root over leaves whose data stand one behind the other."""
    tree = Frontier()
    for at in range(0, len(data), HASH_BYTES):
        tree.add(leaf_hash(bytes(data[at : at + HASH_BYTES])))
    return tree.root


def is_fork(fork: Fork) -> bool:
    """Whether two checked heads contradict each other, as anybody can compute."""
    older, newer = fork.older, fork.newer
    if older.origin != newer.origin:
        return False
    if older.size == newer.size:
        return older.root != newer.root
    roots = roots_of(older.size, newer.size, fork.path)
    return roots is not None and roots[1] == newer.root and roots[0] != older.root


def _refuse_other(older: Head, newer: Head) -> None:
    """Refusals in order: origin-differs, log-shrank, log-forked."""
    if older.origin != newer.origin:
        raise Failure("origin-differs", f"the older head is of {older.origin}")
    if newer.size < older.size:
        raise Failure("log-shrank", f"from {older.size} to {newer.size}")
    if newer.size == older.size and newer.root != older.root:
        raise Forked(Fork(older, newer))


class _Reading:
    """A log that is read from its first leaf on, in little memory."""

    def __init__(self, tiles: Tiles, wanted: AbstractSet[bytes]) -> None:
        self.older_root = EMPTY_ROOT
        self.found: dict[bytes, int] = {}
        self._tiles, self._wanted = tiles, wanted
        self._complete = Frontier()
        self._rows: list[list[bytes]] = []
        self._closed: list[int] = []

    def read(self, older: int) -> bytes:
        """Read everything and return the root; keep the root over the first *older* leaves."""
        for number in count():
            if not self._tiles.width(0, number):
                break
            leaves, begin = self._tiles.leaves(number), number * WIDTH
            for at, leaf in enumerate(leaves, begin):
                if leaf in self._wanted:
                    self.found.setdefault(leaf, at)
            hashes = [leaf_hash(leaf) for leaf in leaves]
            if begin < older <= begin + len(leaves):
                self.older_root = self._root_with(hashes[: older - begin])
            for each in hashes:
                self._add(0, each)
        for level, row in enumerate(self._rows):
            if row:
                self._compare(level)
        return self._root_with(self._rows[0] if self._rows else [])

    def _root_with(self, hashes: Sequence[bytes]) -> bytes:
        """Return the root over the complete tiles so far and these leaves behind them."""
        tree = self._complete.copy()
        for each in hashes:
            tree.add(each)
        return tree.root

    def _add(self, level: int, node: bytes) -> None:
        """Put a hash into its tile, and where that is full its root into the one above."""
        if level == len(self._rows):
            self._rows.append([])
            self._closed.append(0)
        row = self._rows[level]
        row.append(node)
        if len(row) == WIDTH:
            self._compare(level)
            above = root_of_complete(row)
            if level == 0:
                self._complete.add(above, HEIGHT)
            self._rows[level] = []
            self._closed[level] += 1
            self._add(level + 1, above)

    def _compare(self, level: int) -> None:
        """Refusals in order: tile-missing, tile-malformed, tile-differs."""
        number = self._closed[level]
        if self._tiles.tile(level, number) != b"".join(self._rows[level]):
            width = self._tiles.width(level, number)
            raise Failure("tile-differs", address(level, number, width))
