"""The signer: it signs a head only when the tree goes on from what it signed before.

It has a memory of its own outside the database (`ledger.transparency.memory`). It takes the leaves
that came since, writes them down, computes the root itself, and compares. So a database that was
put back, or changed, gets no second history signed.
"""

import asyncio
from typing import Final

from ledger.store.connection import Connection
from ledger.transparency.checkpoint import Checkpoint, sign_checkpoint
from ledger.transparency.keys import LogKeys
from ledger.transparency.memory import Memory, Remembered
from ledger.transparency.stopped import DatabaseBehind, Forked, MemoryLost
from ledger.transparency.table import SignedHead, Tree
from ledger.transparency.tiles import split
from ledger.transparency.tree import Frontier, leaf_hash
from ledger.transparency.walking import walk_leaves

CHUNK: Final = 16_384
"""As many leaves are read, written down and hashed at once."""


class Signer:
    """Signs the heads of one log."""

    def __init__(self, keys: LogKeys, memory: Memory) -> None:
        self._keys, self._memory = keys, memory

    async def remembered(self, tree: Tree) -> Remembered | None:
        """Return what was signed of this log, None before anything was.

        Raises `MemoryUnreadable`, `MemoryLost`, and `DatabaseBehind` where another log was signed
        in its place.
        """
        remembered = await asyncio.to_thread(self._memory.read)
        if remembered is None and tree.signed_size:
            raise MemoryLost
        if remembered is not None and remembered.vkey != tree.vkey:
            raise DatabaseBehind
        return remembered

    async def sign(self, connection: Connection, tree: Tree) -> SignedHead:
        """Sign the newest head of *tree*, which has leaves; the same tree gets the same bytes.

        What it signs is in its memory before. Raises `Stopped`.
        """
        assert tree.grown_at is not None
        known = await self.remembered(tree)
        size = known.size if known else 0
        if tree.size < size:
            raise DatabaseBehind
        frontier = known.frontier if known else Frontier()
        async for data in walk_leaves(connection, tree, size, CHUNK):
            frontier = await asyncio.to_thread(self._take_in, frontier, data)
        if frontier != tree.frontier:
            raise Forked
        if tree.size > size:
            await asyncio.to_thread(self._memory.write, remembered_of(tree))
        checkpoint = Checkpoint(tree.origin, tree.size, frontier.root)
        note = sign_checkpoint(checkpoint, self._keys.head)
        return SignedHead(tree.number, tree.size, frontier.root, note, tree.grown_at)

    def _take_in(self, frontier: Frontier, data: bytes) -> Frontier:
        self._memory.append(frontier.size, data)
        return frontier.add(leaf_hash(each) for each in split(data))


def remembered_of(tree: Tree) -> Remembered:
    """Return what is to be remembered of a tree that is about to be signed."""
    assert tree.grown_at is not None
    return Remembered(
        origin=tree.origin,
        vkey=tree.vkey,
        size=tree.size,
        root=tree.frontier.root.hex(),
        edge=tree.frontier.text(),
        lines=tree.lines,
        grown_at=tree.grown_at,
        next_at=tree.next_at,
    )
