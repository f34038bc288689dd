"""Tiles: a tree cut into rows of 256 hashes, each at an address that never changes its bytes.

The tile at *level* l has as its hashes the nodes of level 8 · l. Beside them stand the leaves
themselves, as tiles of 256 × 32 bytes at the level `ENTRIES`. A tile at the right edge is a prefix
of what it will be, so one row a tile is enough.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from ledger.transparency.tree import HASH_BYTES, Node, NodeHash, leaf_hash, pair_hashes

HEIGHT: Final = 8
WIDTH: Final = 256
ENTRIES: Final = -1
TOP: Final = 5
"""The highest level that is served: a tree that needs more would have 2^48 leaves."""
TILE_BYTES: Final = WIDTH * HASH_BYTES
_ENTRY_LENGTH: Final = HASH_BYTES.to_bytes(2, "big")
_ADDRESS: Final = re.compile(
    r"tile/(entries|[0-5])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)
_LONGEST: Final = 64


class Tile(Struct, frozen=True, order=True):
    """A tile: *level* from 0, or `ENTRIES` for the leaves; *index* counts within its level."""

    level: int
    index: int


def address(tile: Tile, width: int = WIDTH) -> str:
    """Write the address of a tile of which *width* hashes are there (1 to 256)."""
    assert 1 <= width <= WIDTH
    level = "entries" if tile.level == ENTRIES else str(tile.level)
    digits = f"{tile.index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]
    return f"tile/{level}/{path}" + ("" if width == WIDTH else f".p/{width}")


def read_address(text: str) -> tuple[Tile, int] | None:
    """Read a tile and its width from an address in its only form; None for anything else."""
    found = _ADDRESS.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return None
    level = ENTRIES if found[1] == "entries" else int(found[1])
    tile = Tile(level, int(found[2].replace("x", "").replace("/", "")))
    width = int(found[3] or WIDTH)
    is_only_form = width <= WIDTH and address(tile, width) == text
    return (tile, width) if is_only_form and tile.index < most_tiles(level) else None


def most_tiles(level: int) -> int:
    """How many tiles a level can have at most."""
    return 1 << HEIGHT * (TOP - max(level, 0))


def width_at(tile: Tile, size: int) -> int:
    """How many hashes a tile has in a tree of *size* leaves: 0 to 256."""
    hashes = size >> HEIGHT * max(tile.level, 0)
    return max(0, min(WIDTH, hashes - tile.index * WIDTH))


def right_edge(size: int) -> list[Tile]:
    """List the tiles of a tree that are there and not full: those that grow."""
    levels = range(ENTRIES, (size.bit_length() + HEIGHT - 1) // HEIGHT)
    tiles = (Tile(level, size >> HEIGHT * (max(level, 0) + 1)) for level in levels)
    return [tile for tile in tiles if width_at(tile, size)]


def tiles_at(size: int) -> list[tuple[Tile, int]]:
    """List every tile of a tree with its width: leaves first, then level by level."""
    levels = range(ENTRIES, (size.bit_length() + HEIGHT - 1) // HEIGHT)
    return [
        (tile, width_at(tile, size))
        for level in levels
        for tile in (Tile(level, n) for n in range(-(-(size >> HEIGHT * max(level, 0)) // WIDTH)))
    ]


def tile_of(node: Node) -> Tile:
    """Return the tile from which the hash of a node follows."""
    level, rest = divmod(node[0], HEIGHT)
    return Tile(level, node[1] >> (HEIGHT - rest))


def tiles_of(nodes: Iterable[Node]) -> list[Tile]:
    """List the tiles from which the hashes of nodes follow, each once."""
    return list(dict.fromkeys(tile_of(node) for node in nodes))


def node_in(tiles: Mapping[Tile, bytes]) -> NodeHash:
    """Read nodes out of tiles; a tile that is missing or too short is a LookupError."""

    def node(level: int, index: int) -> bytes:
        tile = tile_of((level, index))
        width = 1 << level % HEIGHT
        start = index * width % WIDTH
        hashes = split(tiles[tile][start * HASH_BYTES : (start + width) * HASH_BYTES])
        if len(hashes) != width:
            raise LookupError(f"tile {tile} is too short")
        while len(hashes) > 1:
            hashes = pair_hashes(hashes)
        return hashes[0]

    return node


def split(data: bytes) -> list[bytes]:
    """Cut a tile into its hashes, or its leaves."""
    return [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]


def grow(kept: Mapping[Tile, bytes], size: int, leaf_data: Sequence[bytes]) -> dict[Tile, bytes]:
    """Add leaves to a tree of *size* leaves, and return every tile that changes, whole.

    *kept* has the tiles of `right_edge(size)` (more does no harm, and a tile that is longer than
    *size* says is cut); *leaf_data* are 32 bytes each. A tile that is missing is a KeyError.
    """
    assert all(len(data) == HASH_BYTES for data in leaf_data)
    changed = _extended(kept, ENTRIES, size, b"".join(leaf_data))
    added = [leaf_hash(data) for data in leaf_data]
    level = 0
    while added:
        rows = _extended(kept, level, size, b"".join(added))
        changed |= rows
        added = [_row_hash(row) for row in rows.values() if len(row) == TILE_BYTES]
        level += 1
    return changed


def _extended(kept: Mapping[Tile, bytes], level: int, size: int, added: bytes) -> dict[Tile, bytes]:
    """Return the tiles of a level that change when bytes are added at its right end."""
    first, width = divmod(size >> HEIGHT * max(level, 0), WIDTH)
    before = b""
    if width:
        before = kept[Tile(level, first)][: width * HASH_BYTES]
        if len(before) != width * HASH_BYTES:
            raise KeyError(Tile(level, first))
    data = before + added
    starts = range(0, len(data) if added else 0, TILE_BYTES)
    return {
        Tile(level, first + number): data[start : start + TILE_BYTES]
        for number, start in enumerate(starts)
    }


def _row_hash(row: bytes) -> bytes:
    """Return the hash above a full tile."""
    hashes = split(row)
    while len(hashes) > 1:
        hashes = pair_hashes(hashes)
    return hashes[0]


def bundle(raw: bytes) -> bytes:
    """Write leaves as C2SP has them: each behind its length in two bytes."""
    return b"".join(_ENTRY_LENGTH + data for data in split(raw))
