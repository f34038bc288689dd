"""What the oracles look at: heads, proofs and tiles of a log, and some of them spoiled.

Each says what our program thinks of it. The oracles have to think the same, not only accept what
is right.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from random import Random
from typing import Any, Final

from msgspec import Struct

from ledger.transparency.checkpoint import Checkpoint
from ledger.transparency.note import VerifierKey, open_note, read_note
from ledger.transparency.text import Unusable
from ledger.transparency.tiles import (
    ENTRIES,
    Tile,
    address,
    bundle,
    node_in,
    right_edge,
    tiles_at,
    width_at,
)
from ledger.transparency.tree import (
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
)

SEED: Final = 8
_PLACES: Final = 4
_SPOILED_BITS: Final = 400
_Proof = dict[str, Any]


class Log(Struct, frozen=True):
    """A log from outside: its keys, all leaves, the tiles at its last head, and its heads."""

    vkey: str
    witness: str
    leaves: list[bytes]
    tiles: dict[Tile, bytes]
    heads: list[str]

    @property
    def points(self) -> list[Checkpoint]:
        """The heads without signatures, the smallest first."""
        return [Checkpoint.read(read_note(note).text) for note in self.heads]


def encoded(data: bytes) -> str:
    """Write bytes as Go and JavaScript read them in JSON."""
    return b64encode(data).decode()


def heads(log: Log) -> list[dict[str, Any]]:
    """List heads, and one with single bits turned."""
    raw = log.heads[-1].encode()
    # Bits behind the last byte of base64 mean nothing to Go, and a refusal to us.
    free = {number - 1 for number, byte in enumerate(raw) if byte == ord("=")}
    chance = Random(SEED)
    bits = [chance.randrange(len(raw) * 8) for _ in range(_SPOILED_BITS)]
    spoiled = [_turned(raw, bit) for bit in bits if bit // 8 not in free]
    made = [
        {"made": True, "size": point.size, "root": encoded(point.root), **_judged(log, note)}
        for point, note in zip(log.points, log.heads, strict=True)
    ]
    texts = [each.decode() for each in spoiled if _is_text(each)]
    return made + [{"made": False, **_judged(log, note)} for note in texts]


def _judged(log: Log, note: str) -> dict[str, Any]:
    keys = [VerifierKey.read(log.vkey), VerifierKey.read(log.witness)]
    try:
        cosigners = len(open_note(note, keys).signed) - 1
    except Unusable:
        return {"note": note, "cosigners": 0, "holds": False}
    return {"note": note, "cosigners": cosigners, "holds": True}


def _turned(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _spoiled(given: _Proof, chance: Random) -> list[_Proof]:
    """Spoil a proof in several ways: its hashes, their number, the place, the size, the root."""
    proof: list[str] = given["proof"]
    other = {**given, "made": False}
    found = [
        {**other, "proof": [*proof, encoded(bytes(32))]},
        {**other, "place": chance.randrange(1, given["size"] + 2)},
        {**other, "size": given["size"] + chance.choice([1, 2, 64])},
        {**other, "root": encoded(bytes(32))},
    ]
    if proof:
        number = chance.randrange(len(proof))
        turned = encoded(_turned(b64decode(proof[number]), chance.randrange(256)))
        found.append({**other, "proof": proof[1:]})
        found.append({**other, "proof": [*proof[:number], turned, *proof[number + 1 :]]})
    return found


def said(given: _Proof, kind: str) -> _Proof:
    """Add what our program says of a proof of a kind (inclusion, consistency)."""
    hashes = [b64decode(each) for each in given["proof"]]
    place, size = given["place"], given["size"]
    first, last = b64decode(given["hash"]), b64decode(given["root"])
    if kind == "inclusion":
        return {**given, "holds": check_inclusion(first, place, size, hashes, last)}
    return {**given, "holds": check_consistency(place, first, size, last, hashes)}


def proofs(log: Log, kind: str) -> list[_Proof]:
    """List proofs of a kind (inclusion, consistency), and spoiled ones."""
    chance, found = Random(SEED), []
    for point in log.points:
        lowest, above = (0, point.size) if kind == "inclusion" else (1, point.size + 1)
        drawn = [chance.randrange(lowest, above) for _ in range(_PLACES)]
        for given in _proofs_of(log, kind, point, sorted({lowest, above - 1, *drawn})):
            found.append(given)
            if point.size % 7 == 0 or len(log.heads) < _PLACES:
                found += _spoiled(given, chance)
    return [said(given, kind) for given in found]


def _proofs_of(log: Log, kind: str, point: Checkpoint, places: list[int]) -> Iterator[_Proof]:
    """Prove places of a head: leaves that are in it, or smaller trees that it begins with."""
    node = node_in(log.tiles)
    is_inclusion = kind == "inclusion"
    prove = inclusion_proof if is_inclusion else consistency_proof
    for place in places:
        data = log.leaves[place] if is_inclusion else b""
        yield {
            "size": point.size,
            "place": place,
            "data": encoded(data),
            "hash": encoded(leaf_hash(data) if is_inclusion else root(place, node)),
            "root": encoded(point.root),
            "proof": [encoded(each) for each in prove(place, point.size, node)],
            "made": True,
        }


def rows(log: Log) -> list[tuple[str, Tile, int]]:
    """List addresses: all of the last head, and what was partial at every head before."""
    before, last = log.points[:-1], log.points[-1]
    listed = [(address(tile, width), tile, width) for tile, width in tiles_at(last.size)]
    for point in before:
        edge = ((tile, width_at(tile, point.size)) for tile in right_edge(point.size))
        listed += [(address(tile, width), tile, width) for tile, width in edge]
    return listed


def material(log: Log) -> dict[str, Any]:
    """Return everything, as it is given to the oracles."""
    return {
        "vkey": log.vkey,
        "witness": log.witness,
        "leaves": [encoded(data) for data in log.leaves],
        "heads": heads(log),
        "inclusion": proofs(log, "inclusion"),
        "consistency": proofs(log, "consistency"),
        "tiles": [
            {"address": place, "data": encoded(log.tiles[tile][: width * 32])}
            for place, tile, width in rows(log)
            if tile.level != ENTRIES
        ],
        "bundles": [
            {
                "address": place,
                "data": encoded(bundle(log.tiles[tile][: width * 32])),
                "hashes": encoded(log.tiles[Tile(0, tile.index)][: width * 32]),
            }
            for place, tile, width in rows(log)
            if tile.level == ENTRIES
        ],
    }
