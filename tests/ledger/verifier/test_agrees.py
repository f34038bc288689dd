"""What keeps the log and what checks it were written apart from one page: they agree."""

import json
from typing import Final

import pytest

from ledger.transparency.checkpoint import Checkpoint, sign_checkpoint
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.keys import log_keys, origin_of
from ledger.transparency.leaf import Blinding, opening_of
from ledger.transparency.note import add_signatures
from ledger.transparency.promise import Promise, compose_promise, sign_promise
from ledger.transparency.receipt import compose_receipt
from ledger.transparency.tiles import ENTRIES, Tile, bundle, grow, right_edge, tiles_at
from ledger.transparency.tiles import address as their_address
from ledger.transparency.tree import Frontier, consistency_proof, inclusion_proof, leaf_hash
from ledger.verifier import check_log, check_promise, check_receipt, read_pinned
from ledger.verifier.tree import is_consistent
from tests.ledger.verifier.maker import FUND, SEEN, donor_commitment, random, root_of
from tests.ledger.verifier.test_logs import Served

ORIGIN: Final = origin_of("fund.example.org", FUND, 1)
KEYS: Final = log_keys(b"m" * 32, ORIGIN)
WITNESS: Final = Cosigner("w.example", b"w" * 32)
POSTER: Final = "\n".join(
    [
        f"log {KEYS.head.key.text}",
        f"witness w {WITNESS.key.text}",
        "quorum w",
        KEYS.promise.key.text,
    ]
).encode()
PAYLOAD: Final = json.dumps({"donor_commitment": donor_commitment(2)}).encode()
TOPIC: Final = "donation.received.v1"
ENVELOPE: Final = b"7\ncase\n0\n2026-11-21T02:55:00.000001Z\nactor\n\nid\n"
"""Its seven fields mean nothing here."""
BLINDING: Final = Blinding(KEYS.secret, ORIGIN)


class Kept:
    """A log that grew as the service has it grow, in batches."""

    def __init__(self, *batches: int) -> None:
        self.leaves: list[bytes] = []
        self.tiles: dict[Tile, bytes] = {}
        self.heads: list[str] = []
        for size in batches:
            self.grow([random("dummy", len(self.leaves), at) for at in range(size - 1)])

    def grow(self, dummies: list[bytes]) -> None:
        size, mine = len(self.leaves), BLINDING.commitment(7, ENVELOPE, TOPIC, PAYLOAD)
        batch = sorted([*dummies, random("last", size) if mine in self.leaves else mine])
        kept = {tile: self.tiles[tile] for tile in right_edge(size)}
        self.tiles |= grow(kept, size, batch)
        self.leaves += batch
        root = Frontier().add([leaf_hash(each) for each in self.leaves]).root
        head = Checkpoint(ORIGIN, len(self.leaves), root)
        cosigned = [WITNESS.cosign(head.text, SEEN)]
        self.heads.append(add_signatures(sign_checkpoint(head, KEYS.head), cosigned))

    def files(self) -> dict[str, bytes]:
        """Return what the service answers with, by address."""
        found = {"checkpoint": self.heads[-1].encode()}
        for tile, width in tiles_at(len(self.leaves)):
            row = self.tiles[tile][: 32 * width]
            found[their_address(tile, width)] = bundle(row) if tile.level == ENTRIES else row
        return found

    def node(self, level: int, index: int) -> bytes:
        return root_of(tuple(self.leaves[index << level : (index + 1) << level]))


@pytest.mark.parametrize("batches", [(64,), (64, 64, 64), (256, 1), (512, 64, 64, 64)], ids=str)
def test_receipts_and_logs_that_are_kept_are_accepted(batches: tuple[int, ...]) -> None:
    kept = Kept(*batches)
    opened = BLINDING.open(7, ENVELOPE, TOPIC, PAYLOAD)
    assert opened.opening == opening_of(TOPIC, PAYLOAD)
    mine = BLINDING.commitment(7, ENVELOPE, TOPIC, PAYLOAD)
    index, size = kept.leaves.index(mine), len(kept.leaves)
    policy = read_pinned(POSTER)
    path = inclusion_proof(index, size, kept.node)
    receipt = compose_receipt(index, path, kept.heads[-1], opened)
    proven = check_receipt(receipt.encode(), policy, "0123-4567-89AB-CDEF-GHJK")
    assert (proven.index, proven.gift, proven.commitment) == (index, 2, mine)
    assert proven.head.is_witnessed
    log = check_log(Served(kept.files()), policy, None, {mine})
    assert log.found == {mine: index}


def test_proofs_that_a_log_grew_are_accepted() -> None:
    kept = Kept(64, 37, 64, 300)
    sizes = [64, 101, 165, 465]
    for at, older in enumerate(sizes):
        for newer in sizes[at:]:
            path = consistency_proof(older, newer, kept.node)
            roots = [root_of(tuple(kept.leaves[:size])) for size in (older, newer)]
            assert is_consistent((older, roots[0]), (newer, roots[1]), path)


def test_promises_that_are_given_are_accepted() -> None:
    opened = BLINDING.open(7, ENVELOPE, TOPIC, PAYLOAD)
    mine = BLINDING.commitment(7, ENVELOPE, TOPIC, PAYLOAD)
    note = sign_promise(Promise(ORIGIN, mine, 1_800_000_000), KEYS.promise)
    proven = check_promise(compose_promise(note, opened).encode(), read_pinned(POSTER))
    assert (proven.commitment, proven.deadline, proven.note) == (mine, 1_800_000_000, note)
