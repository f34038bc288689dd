"""A log that grows from one leaf to 131,075, made by our program and kept in memory."""

from functools import cache
from random import Random
from typing import Final

from ledger.transparency.checkpoint import Checkpoint, sign_checkpoint
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.keys import log_keys
from ledger.transparency.note import add_signatures
from ledger.transparency.promise import Promise, sign_promise
from ledger.transparency.tiles import Tile, grow, node_in, right_edge
from ledger.transparency.tree import root
from tests.ledger.transparency.rfc6962 import leaf
from tests.oracles.material import SEED, Log

ORIGIN: Final = "fund.example.org:8443/6b1c2d3e-0000-4000-8000-000000000001/1"
KEYS: Final = log_keys(bytes(range(32)), ORIGIN)
WITNESS: Final = Cosigner("witness.example/witness", bytes([7]) * 32)
_BIG: Final = (1_023, 1_024, 1_025, 65_535, 65_536, 65_537, 70_000, 131_075)


def sizes() -> list[int]:
    """List the sizes at which the log has a head: all the small ones, then some."""
    return [*range(1, 41), *sorted(Random(SEED).sample(range(41, 1_001), 60)), *_BIG]


@cache
def tiles() -> dict[Tile, bytes]:
    """Return the tiles of the log at its last size, grown from head to head."""
    kept: dict[Tile, bytes] = {}
    before = 0
    for size in sizes():
        edge = {tile: kept[tile] for tile in right_edge(before)}
        kept |= grow(edge, before, [leaf(number) for number in range(before, size)])
        before = size
    return kept


def head_at(size: int) -> str:
    """Return a head; that of every third size is cosigned."""
    head = Checkpoint(ORIGIN, size, root(size, node_in(tiles())))
    note = sign_checkpoint(head, KEYS.head)
    lines = [WITNESS.cosign(head.text, 1_795_000_000 + size)] if size % 3 == 0 else []
    return add_signatures(note, lines)


def promise() -> str:
    """Return a promise."""
    return sign_promise(Promise(ORIGIN, leaf(1), 1_795_219_200), KEYS.promise)


def log() -> Log:
    """Return the log as the oracles are given it."""
    return Log(
        vkey=KEYS.head.key.text,
        witness=WITNESS.key.text,
        leaves=[leaf(number) for number in range(sizes()[-1])],
        tiles=tiles(),
        heads=[head_at(size) for size in sizes()],
    )
