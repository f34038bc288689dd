"""Going through the leaves of a tree in the database, and reading nodes of it."""

from collections.abc import AsyncIterator, Collection
from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.transparency.stopped import Forked
from ledger.transparency.table import Tree, get_tiles
from ledger.transparency.tiles import ENTRIES, WIDTH, Tile, node_in, tiles_of
from ledger.transparency.tree import HASH_BYTES, Node, NodeHash

_TILES_AT_ONCE: Final = 64


async def read_leaves(
    connection: Connection, fund_id: UUID, number: int, first: int, count: int
) -> bytes:
    """Return *count* leaves from index *first* on, 32 bytes each; fewer where there are fewer."""
    if count <= 0:
        return b""
    wanted = [Tile(ENTRIES, n) for n in range(first // WIDTH, (first + count - 1) // WIDTH + 1)]
    found = await get_tiles(connection, fund_id, number, wanted)
    data = b"".join(found.get(tile, b"") for tile in wanted)
    start = first % WIDTH * HASH_BYTES
    return data[start : start + count * HASH_BYTES]


async def walk_leaves(
    connection: Connection, tree: Tree, first: int, at_once: int
) -> AsyncIterator[bytes]:
    """Go through the leaves of *tree* from an index on. Raises `Forked` where one is missing."""
    while first < tree.size:
        count = min(at_once, tree.size - first)
        data = await read_leaves(connection, tree.fund_id, tree.number, first, count)
        if len(data) != count * HASH_BYTES:
            raise Forked
        yield data
        first += count


async def read_nodes(
    connection: Connection, fund_id: UUID, number: int, nodes: Collection[Node]
) -> NodeHash:
    """Return what gives the hashes of *nodes*; one that is not there is a LookupError."""
    tiles: dict[Tile, bytes] = {}
    wanted = tiles_of(nodes)
    for start in range(0, len(wanted), _TILES_AT_ONCE):
        some = wanted[start : start + _TILES_AT_ONCE]
        tiles |= await get_tiles(connection, fund_id, number, some)
    return node_in(tiles)
