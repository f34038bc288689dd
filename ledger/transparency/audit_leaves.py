"""What an audit does with the leaves of any log: roots, dummies, and the turn of a line."""

from collections.abc import Iterable
from typing import Final

from ledger.events import DonationReceived, LogBegun, ReportLogged
from ledger.transparency.dummies import dummy_of
from ledger.transparency.tree import Frontier, leaf_hash
from ledger.transport.sealed_records import LEAF_BYTES, LineRecord

_AT_ONCE: Final = 4_096


def are_whole(data: bytes) -> bool:
    """Say whether data is some leaves, or seeds, and no part of one."""
    return bool(data) and len(data) % LEAF_BYTES == 0


def turn_of(line: LineRecord) -> int:
    """Say in which turn a line enters the log where more waits than fits; 0 is the first."""
    if line.topic in {LogBegun.topic, ReportLogged.topic}:
        return 0
    is_looked_for = b'"donor_commitment":"' in line.payload
    return 1 if line.topic == DonationReceived.topic and is_looked_for else 2


def roots_of(leaves: bytes, sizes: Iterable[int]) -> dict[int, bytes]:
    """Return the roots of the first so many leaves, as far as there are so many."""
    tree, roots = Frontier(), dict[int, bytes]()
    for size in sorted(each for each in sizes if 0 <= each <= len(leaves) // LEAF_BYTES):
        while tree.size < size:
            until = min(tree.size + _AT_ONCE, size)
            places = range(tree.size * LEAF_BYTES, until * LEAF_BYTES, LEAF_BYTES)
            tree = tree.add([leaf_hash(leaves[at : at + LEAF_BYTES]) for at in places])
        roots[size] = tree.root
    return roots


def explain(
    origin: str, leaves: bytes, claimed: Iterable[int], seeds: bytes
) -> tuple[list[int], int]:
    """Find each leaf that no line claims among the dummies that *seeds* open.

    Return the indices of those that are none, and how many are.
    """
    known = {
        dummy_of(origin, seeds[at : at + LEAF_BYTES]) for at in range(0, len(seeds), LEAF_BYTES)
    }
    strange, found = list[int](), 0
    for index, is_claimed in enumerate(claimed):
        if is_claimed:
            continue
        leaf = leaves[index * LEAF_BYTES : (index + 1) * LEAF_BYTES]
        if leaf in known:
            known.remove(leaf)
            found += 1
        else:
            strange.append(index)
    return strange, found
