"""Sealing: lines that wait become leaves, with dummies up to the size that the clock demands.

Everything of one look at the clock is one transaction under the lock of the tree's row: a crash
leaves nothing or all of it. Indices follow from the tree's size alone. Writers of the book are not
kept waiting: positions commit in order, so the lines up to the book's end are all there are.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ledger.store.connection import Connection
from ledger.store.reading import StoredLine, get_head, walk_lines
from ledger.transparency.dummies import Dummies
from ledger.transparency.keys import LogKeys
from ledger.transparency.leaf import Blinding
from ledger.transparency.spool import Leaf, Spool
from ledger.transparency.table import Tree, get_tiles, put_places, put_tiles, save_grown
from ledger.transparency.tiles import Tile, grow, right_edge
from ledger.transparency.tree import Frontier, leaf_hash
from ledger.transparency.waiting import get_first_waiting, list_lines, list_waiting

CHUNK: Final = 4096
"""As many leaves are hashed and written at once."""
_ROUND: Final = 16_384
"""As many leaves of regular batches are filled before lines are asked for again, at most."""


class Growth:
    """Adds leaves to a tree inside a transaction, a chunk at a time."""

    def __init__(self, connection: Connection, tree: Tree) -> None:
        self._connection, self._tree = connection, tree
        self._kept: dict[Tile, bytes] | None = None
        self._held: list[Leaf] = []
        self.lines = 0
        """How many of the leaves added so far are lines."""
        self.frontier = tree.frontier

    async def add(self, leaves: Sequence[Leaf]) -> None:
        """Add leaves in this order."""
        self._held += leaves
        while len(self._held) >= CHUNK:
            now, self._held = self._held[:CHUNK], self._held[CHUNK:]
            await self._write(now)

    async def finish(self) -> Frontier:
        """Write what is left, and return the right edge of the tree."""
        await self._write(self._held)
        self._held = []
        return self.frontier

    async def _write(self, leaves: Sequence[Leaf]) -> None:
        if not leaves:
            return
        tree, first = self._tree, self.frontier.size
        if self._kept is None:
            self._kept = await get_tiles(
                self._connection, tree.fund_id, tree.number, right_edge(first)
            )
        changed, self.frontier = await asyncio.to_thread(_grown, self._kept, self.frontier, leaves)
        await put_tiles(self._connection, tree.fund_id, tree.number, changed)
        known = self._kept | changed
        self._kept = {tile: known[tile] for tile in right_edge(self.frontier.size)}
        places = [(leaf.position, first + at) for at, leaf in enumerate(leaves) if leaf.position]
        await put_places(self._connection, tree.fund_id, tree.number, places)
        self.lines += len(places)


def _grown(
    kept: dict[Tile, bytes], frontier: Frontier, leaves: Sequence[Leaf]
) -> tuple[dict[Tile, bytes], Frontier]:
    data = [leaf.data for leaf in leaves]
    return grow(kept, frontier.size, data), frontier.add(leaf_hash(each) for each in data)


class Times(Struct, frozen=True):
    """For how many moments of the clock a tree grows, which the last one is, and the next.

    *before* is the size of the log before, as everybody knows it: an opening batch has as many
    leaves, so that another log does not tell how much was written since.
    """

    count: int
    grown_at: datetime
    next_at: datetime
    before: int = 0


class Sealer:
    """Grows the tree of one log. *scratch* is a private directory for what memory cannot hold."""

    def __init__(self, keys: LogKeys, origin: str, scratch: Path) -> None:
        self._blinding = Blinding(keys.secret, origin)
        self._dummies = Dummies(keys.secret, origin)
        self._scratch = scratch

    async def seal(self, connection: Connection, tree: Tree, times: Times, batch_size: int) -> Tree:
        """Add one batch for each moment, or the opening batch; return the tree as it is then.

        Call it in a transaction that holds the lock of the tree's row.
        """
        head = await get_head(connection, tree.fund_id)
        upto = head.position if head else 0
        growth = Growth(connection, tree)
        if tree.size == 0:
            size = max(batch_size, _power_of_two(times.before or upto))
            lines = walk_lines(connection, tree.fund_id, upto=upto, batch=CHUNK)
            if upto > size:
                chosen = await list_waiting(connection, tree, upto, size, size)
                lines = _listed(connection, tree, chosen)
            await self._add_batch(growth, 0, size, lines)
        else:
            await self._add_regular(connection, tree, growth, (times.count, batch_size, upto))
        frontier = await growth.finish()
        grown = replace(
            tree,
            frontier=frontier,
            lines=tree.lines + growth.lines,
            grown_at=times.grown_at,
            next_at=times.next_at,
        )
        grown = replace(grown, sealed_upto=await find_sealed_upto(connection, grown, upto))
        await save_grown(connection, grown)
        return grown

    async def _add_regular(
        self, connection: Connection, tree: Tree, growth: Growth, what: tuple[int, int, int]
    ) -> None:
        """Add *count* batches of *size* leaves, with lines up to a position."""
        count, size, upto = what
        first, at_once = tree.size, max(1, _ROUND // size)
        while count > 0:
            batches = min(count, at_once)
            so_far = replace(tree, lines=tree.lines + growth.lines)
            waiting = await list_waiting(connection, so_far, upto, batches * size, size)
            for start in range(0, batches * size, size):
                chosen = waiting[start : start + size]
                lines = _listed(connection, tree, chosen)
                await self._add_batch(growth, first, size, lines)
                first += size
            if waiting:  # what has a place now is not chosen once more
                await growth.finish()
            count -= batches

    async def _add_batch(
        self, growth: Growth, first: int, size: int, lines: AsyncIterator[list[StoredLine]]
    ) -> None:
        """Add one batch: commitments of lines, and dummies, in the order of their bytes."""
        spool, count = Spool(self._scratch), 0
        async for some in lines:
            await asyncio.to_thread(self._take_in, spool, some)
            count += len(some)
        for place in range(first + count, first + size, CHUNK):
            until = min(place + CHUNK, first + size)
            dummies = [Leaf(self._dummies.data(each), 0) for each in range(place, until)]
            spool.add(dummies)
            await asyncio.sleep(0)
        leaves = spool.in_order()
        while some_leaves := await asyncio.to_thread(_next, leaves):
            await growth.add(some_leaves)

    def _take_in(self, spool: Spool, lines: Sequence[StoredLine]) -> None:
        commitment = self._blinding.commitment_of
        spool.add([Leaf(commitment(line), line.position) for line in lines])


def _power_of_two(least: int) -> int:
    return 1 << max(least - 1, 0).bit_length()


def _next(leaves: Iterator[Leaf]) -> list[Leaf]:
    return list(islice(leaves, CHUNK))


async def _listed(
    connection: Connection, tree: Tree, positions: Sequence[int]
) -> AsyncIterator[list[StoredLine]]:
    for start in range(0, len(positions), CHUNK):
        yield await list_lines(connection, tree.fund_id, positions[start : start + CHUNK])


async def find_sealed_upto(connection: Connection, tree: Tree, upto: int) -> int:
    """Return the last position up to which every line has a place."""
    if tree.lines >= upto:
        return upto
    first = await get_first_waiting(connection, tree, upto)
    return upto if first is None else first[0] - 1
