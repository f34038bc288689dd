"""Filling a log up again from the signer's memory.

Where the database lacks leaves that were signed, but the book holds every line that is in them,
nothing is lost: the leaves are in the memory, and each line's commitment tells which is its own.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from msgspec.structs import replace

from ledger.store.connection import Connection
from ledger.store.reading import get_head, walk_lines
from ledger.transparency.keys import LogKeys
from ledger.transparency.leaf import Blinding
from ledger.transparency.memory import Memory, Remembered
from ledger.transparency.sealer import CHUNK, Growth, find_sealed_upto
from ledger.transparency.spool import Leaf
from ledger.transparency.stopped import DatabaseBehind, Forked
from ledger.transparency.table import Tree, get_places, save_grown
from ledger.transparency.tiles import split
from ledger.transparency.tree import HASH_BYTES

_AT_ONCE: Final = 1000


async def refill(
    connection: Connection, tree: Tree, memory: Memory, remembered: Remembered, keys: LogKeys
) -> Tree:
    """Add the leaves that were signed and are not in *tree*; return the tree as it is then.

    Call it in a transaction that holds the lock of the tree's row. Raises `DatabaseBehind` when
    the book lacks a line that is in them, `Forked` when they do not go on from *tree*.
    """
    missing = remembered.size - tree.size
    data = await asyncio.to_thread(memory.leaves, tree.size, missing)
    if len(data) != missing * HASH_BYTES:
        raise Forked
    head = await get_head(connection, tree.fund_id)
    upto = head.position if head else 0
    positions = await _positions(connection, tree, Blinding(keys.secret, tree.origin), data, upto)
    if tree.lines + len(positions) != remembered.lines:
        raise DatabaseBehind
    growth = Growth(connection, tree)
    leaves = split(data)
    for start in range(0, missing, CHUNK):
        some = leaves[start : start + CHUNK]
        await growth.add([Leaf(each, positions.get(each, 0)) for each in some])
    frontier = await growth.finish()
    if frontier.root.hex() != remembered.root:
        raise Forked
    grown = replace(
        tree,
        frontier=frontier,
        lines=remembered.lines,
        grown_at=remembered.grown_at,
        next_at=remembered.next_at,
    )
    grown = replace(grown, sealed_upto=await find_sealed_upto(connection, grown, upto))
    await save_grown(connection, grown)
    return grown


async def _positions(
    connection: Connection, tree: Tree, blinding: Blinding, data: bytes, upto: int
) -> dict[bytes, int]:
    """Return the positions of the lines of the book that are among some leaves."""
    leaves = set(split(data))
    found: dict[bytes, int] = {}
    async for waiting in _without_place(connection, tree, upto, blinding):
        found |= {leaf: position for leaf, position in waiting.items() if leaf in leaves}
    return found


async def _without_place(
    connection: Connection, tree: Tree, upto: int, blinding: Blinding
) -> AsyncIterator[dict[bytes, int]]:
    lines = walk_lines(connection, tree.fund_id, tree.sealed_upto, upto=upto, batch=_AT_ONCE)
    async for some in lines:
        asked = [line.position for line in some]
        placed = await get_places(connection, tree.fund_id, tree.number, asked)
        rest = [line for line in some if line.position not in placed]
        yield {blinding.commitment_of(line): line.position for line in rest}
