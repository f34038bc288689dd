"""The Merkle tree of RFC 6962 and RFC 9162: hashes, the right edge, proofs and their check.

A *node* is a complete subtree: at *level* l and *index* i it stands for the leaves from i · 2^l
up to, but not including, (i + 1) · 2^l. Everything else of a tree is put together from nodes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from hashlib import sha256
from typing import Final, Self

from msgspec import Struct

from ledger.transparency.text import as_base64, from_base64, from_number, malformed

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

NodeHash = Callable[[int, int], bytes]
"""Gives the hash of the node at a level and an index."""


Node = tuple[int, int]
"""The level and the index of a node."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf from its data."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def pair_hashes(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the hashes one level up; an odd one at the end is left out."""
    pairs = zip(hashes[::2], hashes[1::2], strict=False)
    return [sha256(b"\x01" + left + right).digest() for left, right in pairs]


class Frontier(Struct, frozen=True):
    """The right edge of a tree: all that is needed to add leaves and to know the root.

    *hashes* are the roots of the largest complete subtrees that *size* leaves fall into, from
    left to right: one for each bit that is set in *size*.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def add(self, leaf_hashes: Iterable[bytes]) -> "Frontier":
        """Return the edge with more leaves to the right, given their hashes."""
        nodes = list(leaf_hashes)
        size = self.size + len(nodes)
        old = list(self.hashes)
        kept: list[bytes] = []
        level = 0
        while nodes:
            if self.size >> level & 1:
                nodes.insert(0, old.pop())
            if len(nodes) & 1:
                kept.append(nodes.pop())
            nodes = pair_hashes(nodes)
            level += 1
        return Frontier(size, (*old, *reversed(kept)))

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return _folded(self.hashes) if self.hashes else EMPTY_ROOT

    def text(self) -> str:
        """Write it: the size, then one hash a line."""
        return "".join(f"{line}\n" for line in (self.size, *map(as_base64, self.hashes)))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `text` wrote. Raises Unusable (malformed)."""
        first, *lines = text.split("\n")
        size = from_number(first)
        hashes = tuple(from_base64(line) or b"" for line in lines[:-1])
        if size is None or not lines or lines[-1] or len(hashes) != size.bit_count():
            raise malformed("not the right edge of a tree")
        if any(len(each) != HASH_BYTES for each in hashes):
            raise malformed("a hash of the right edge is not a hash")
        return cls(size, hashes)


def nodes_of_root(size: int) -> list[Node]:
    """List the nodes that the root of a tree follows from, from left to right."""
    return list(_nodes(0, size))


def root(size: int, node: NodeHash) -> bytes:
    """Return the root of the first *size* leaves."""
    return _range_hash(0, size, node) if size else EMPTY_ROOT


def nodes_of_inclusion(index: int, size: int) -> list[Node]:
    """List the nodes that the proof of a leaf follows from. An index outside is a ValueError."""
    return [each for low, high in _inclusion_ranges(index, size) for each in _nodes(low, high)]


def inclusion_proof(index: int, size: int, node: NodeHash) -> list[bytes]:
    """Prove that a leaf is in a tree: the hashes beside its way, from the leaf to the root.

    An index outside the tree is a ValueError.
    """
    return [_range_hash(low, high, node) for low, high in _inclusion_ranges(index, size)]


def nodes_of_consistency(old: int, new: int) -> list[Node]:
    """List the nodes that a proof of consistency follows from. *old* > *new* is a ValueError."""
    return [each for low, high in _consistency_ranges(old, new) for each in _nodes(low, high)]


def consistency_proof(old: int, new: int, node: NodeHash) -> list[bytes]:
    """Prove that a tree of *new* leaves begins with those of one of *old* leaves.

    Empty where *old* is 0 or *new*. *old* > *new* is a ValueError.
    """
    return [_range_hash(low, high, node) for low, high in _consistency_ranges(old, new)]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether a proof shows that the leaf hash *leaf* is at *index* below the root *expected*."""
    if not 0 <= index < size or not _are_hashes(leaf, expected, *proof):
        return False
    # Up to here a right edge of one node has siblings on both sides; from there on the left only.
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        return False
    computed = leaf
    for level, sibling in enumerate(proof):
        is_right = level >= inner or index >> level & 1
        computed = node_hash(sibling, computed) if is_right else node_hash(computed, sibling)
    return computed == expected


def check_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether a proof shows that the tree of *new* leaves begins with the tree of *old* leaves.

    Every tree begins with the empty one, whose root is `EMPTY_ROOT`, and with itself: there the
    proof has to be empty.
    """
    if not 0 <= old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root and (new > 0 or new_root == EMPTY_ROOT)
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    return _grows(old, old_root, new, new_root, proof)


def _grows(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Check a proof between two sizes that differ; neither is 0."""
    # The last node of the old tree, as seen on its way up in the new one.
    level = (old & -old).bit_length() - 1
    index, last = (old - 1) >> level, (new - 1) >> level
    hashes = list(proof)
    # Where the old tree is one complete node, its root is what the proof begins with.
    first = hashes.pop(0) if index and hashes else old_root
    inner = (index ^ last).bit_length()
    if len(proof) != (index > 0) + inner + (index >> inner).bit_count():
        return False
    before = after = first
    for height, sibling in enumerate(hashes):
        if height >= inner or index >> height & 1:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    return before == old_root and after == new_root


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _split(low: int, high: int) -> int:
    """Where a range divides: the largest power of two below its length, from its start."""
    return low + (1 << (high - low - 1).bit_length() - 1)


def _nodes(low: int, high: int) -> Iterator[Node]:
    """Divide a range that begins where a node does into the fewest nodes, from left to right."""
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def _range_hash(low: int, high: int, node: NodeHash) -> bytes:
    return _folded([node(level, index) for level, index in _nodes(low, high)])


def _folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root above subtrees of falling height."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def _inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    if not 0 <= index < size:
        raise ValueError(f"index {index} is outside a tree of {size}")
    low, high = 0, size
    ranges = []
    while high - low > 1:
        middle = _split(low, high)
        if index < middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    return ranges[::-1]


def _consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} cannot begin with {old}")
    low, high = 0, new
    ranges = []
    while 0 < old < high:
        middle = _split(low, high)
        if old <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            low = middle
    if low > 0:
        ranges.append((low, high))
    return ranges[::-1]
