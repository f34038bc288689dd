"""The check of the log: its tree follows from its leaves, and its leaves from the lines.

Without the key of a log nobody can tell which leaf is a line's; the tree is checked all the same.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.store.reading import StoredLine, walk_lines
from ledger.transparency import table
from ledger.transparency.checkpoint import open_checkpoint
from ledger.transparency.keys import LogKeys, log_keys
from ledger.transparency.leaf import Blinding
from ledger.transparency.note import VerifierKey
from ledger.transparency.promise import open_promise
from ledger.transparency.stopped import Forked
from ledger.transparency.table import SignedHead, Tree
from ledger.transparency.tiles import Tile, grow, right_edge, split, tiles_at
from ledger.transparency.tree import HASH_BYTES, Frontier, leaf_hash
from ledger.transparency.waiting import class_of
from ledger.transparency.walking import read_leaves
from projections.check.report import Findings

_CHUNK: Final = 4096
_ROOM: Final = "select count(*), coalesce(sum(octet_length(data)), 0) from log_tiles"
_HEADS: Final = """
select number, size, root, note, at from log_heads where fund_id = $1 and number = $2 order by size
"""
_PROMISES: Final = """
select position, note from log_promises
where fund_id = $1 and number = $2 and position between $3 and $4
"""
_STRAY: Final = """
select count(*), count(*) filter (where position > $3 or index >= $4)
from log_places where fund_id = $1 and number = $2
"""


async def check_logs(
    connection: Connection,
    fund_id: UUID,
    findings: Findings,
    head: int,
    masters: Sequence[bytes] | None,
) -> None:
    """Check every log of a fund. *head* is the last position of its book.

    *masters* are the master keys of logs that are at hand; what they would tell is left out
    without a word where they are None, and named where none of them fits.
    """
    newest = await table.get_tree(connection, fund_id)
    for number in range(1, newest.number + 1 if newest else 1):
        tree = await table.get_tree(connection, fund_id, number)
        if tree is None:
            continue
        try:
            leaves = await _TreeCheck(connection, tree, findings).check()
        except Forked:
            findings.add(f"log {number}: it lacks leaves")
            continue
        keys = _keys_of(tree, masters or ())
        if keys is not None:
            await _LinesCheck(connection, tree, findings, keys).check(leaves, head)
        elif masters is not None:
            findings.skip(f"The key of log {number} is not here: its leaves tell no lines.")


def _keys_of(tree: Tree, masters: Sequence[bytes]) -> LogKeys | None:
    every = (log_keys(master, tree.origin) for master in masters)
    return next((keys for keys in every if keys.head.key.text == tree.vkey), None)


class _TreeCheck:
    """Makes the tiles and the heads of one log again from its leaves."""

    def __init__(self, connection: Connection, tree: Tree, findings: Findings) -> None:
        self._connection, self._tree, self._findings = connection, tree, findings
        self._where = (tree.fund_id, tree.number)
        self._frontier = Frontier()
        self._kept: dict[Tile, bytes] = {}
        self._said: set[Tile] = set()

    async def check(self) -> bytes:
        """Check it, and return the leaves, 32 bytes each. Raises `Forked` where one is missing."""
        tree, leaves = self._tree, bytearray()
        rows = await self._connection.fetch(_HEADS, *self._where)
        heads = {row[1]: SignedHead(*row) for row in rows}
        for size in [*(size for size in heads if size < tree.size), tree.size]:
            while len(leaves) < size * HASH_BYTES:
                leaves += await self._grow(min(_CHUNK, size - len(leaves) // HASH_BYTES))
            if size in heads:
                self._head(heads[size])
        if tree.frontier != self._frontier:
            self._add("its right edge is another one")
        if max(heads, default=0) != tree.signed_size:
            self._add("its newest head is of another size")
        room = await self._connection.fetchrow(
            f"{_ROOM} where fund_id = $1 and number = $2", *self._where
        )
        tiles = tiles_at(tree.size)
        if room is None or tuple(room) != (len(tiles), sum(w for _, w in tiles) * HASH_BYTES):
            self._add("it has more tiles than leaves make")
        return bytes(leaves)

    async def _grow(self, count: int) -> bytes:
        first = self._frontier.size
        data = await read_leaves(self._connection, *self._where, first, count)
        if len(data) != count * HASH_BYTES:
            raise Forked
        leaves = split(data)
        made = grow(self._kept, first, leaves)
        stored = await table.get_tiles(self._connection, *self._where, list(made))
        for tile, hashes in made.items():
            if not stored.get(tile, b"").startswith(hashes) and tile not in self._said:
                self._said.add(tile)
                self._add(f"its tile {tile.level}/{tile.index} does not follow from the leaves")
        known = self._kept | made
        self._kept = {tile: known[tile] for tile in right_edge(first + count)}
        self._frontier = self._frontier.add(leaf_hash(leaf) for leaf in leaves)
        return data

    def _head(self, head: SignedHead) -> None:
        if head.root != self._frontier.root:
            self._add(f"its head of size {head.size} has another root than its leaves")
        try:
            checkpoint, _ = open_checkpoint(head.note, VerifierKey.read(self._tree.vkey))
        except Exception:  # noqa: BLE001  whatever is wrong with it, nobody can use it
            self._add(f"its head of size {head.size} is not one that it signed")
            return
        if (checkpoint.size, checkpoint.root) != (head.size, head.root):
            self._add(f"its head of size {head.size} says something else")

    def _add(self, what: str) -> None:
        self._findings.add(f"log {self._tree.number}: {what}")


class _LinesCheck:
    """Compares the lines of the book with the leaves of one log."""

    def __init__(
        self, connection: Connection, tree: Tree, findings: Findings, keys: LogKeys
    ) -> None:
        self._connection, self._tree, self._findings = connection, tree, findings
        self._where = (tree.fund_id, tree.number)
        self._blinding = Blinding(keys.secret, tree.origin)
        self._promises = keys.promise.key
        self._waiting: dict[int, int] = {}
        """The first line of each class that waits."""

    async def check(self, leaves: bytes, head: int) -> None:
        """Check every line up to the position *head*."""
        placed = 0
        async for lines in walk_lines(self._connection, self._tree.fund_id, upto=head):
            positions = [line.position for line in lines]
            places = await table.get_places(self._connection, *self._where, positions)
            span = (positions[0], positions[-1])
            rows = await self._connection.fetch(_PROMISES, *self._where, *span)
            promises = {row[0]: row[1] for row in rows}
            placed += len(places)
            for line in lines:
                self._line(line, places.get(line.position), leaves, promises.get(line.position))
        if placed != self._tree.lines:
            self._add("it counts other lines", stored=self._tree.lines, derived=placed)
        row = await self._connection.fetchrow(_STRAY, *self._where, head, self._tree.size)
        if row is not None and (row[1] or row[0] != placed):
            self._add("it has places of lines that are not there")

    def _line(
        self, line: StoredLine, index: int | None, leaves: bytes, promise: str | None
    ) -> None:
        commitment = self._blinding.commitment_of(line)
        if index is None and line.position <= self._tree.sealed_upto:
            self._add("it lacks a line", line.position)
        elif index is None:
            self._waiting.setdefault(class_of(line), line.position)
        else:
            self._queue(line)
            start = index * HASH_BYTES
            if leaves[start : start + HASH_BYTES] != commitment:
                self._add("the leaf of a line is another one", line.position)
        if promise is not None:
            self._promise(promise, commitment, line.position)

    def _queue(self, line: StoredLine) -> None:
        """Look whether a line that is in the log went before one that waits."""
        passed = [at for each, at in self._waiting.items() if each <= class_of(line)]
        if passed:
            self._add("a line waits that was to go before another one", min(passed))

    def _promise(self, note: str, commitment: bytes, position: int) -> None:
        try:
            promised = open_promise(note, self._promises, self._tree.origin).commitment
        except Exception:  # noqa: BLE001  whatever is wrong with it, nobody can use it
            promised = b""
        if promised != commitment:
            self._add("what was promised is not of this line", position)

    def _add(
        self, what: str, position: int | None = None, *, stored: object = "", derived: object = ""
    ) -> None:
        number = self._tree.number
        self._findings.add(f"log {number}: {what}", position, stored=stored, derived=derived)
