"""The Merkle tree of RFC 6962 and RFC 9162: hashes, and what follows from a path of them."""

import hashlib
from collections.abc import Sequence
from typing import Final

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
_HASH_BYTES: Final = 32


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of what is above two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def path_length(index: int, size: int) -> int:
    """Return how many hashes prove the leaf at *index* of a tree of *size* leaves.

    The index must be below the size.
    """
    inner, border = _shape(index, size)
    return inner + border


def root_of_path(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Return the root that follows from a leaf's hash and its path.

    The path must have the length that `path_length` says.
    """
    inner, _ = _shape(index, size)
    return _border(_inner(leaf, path[:inner], index), path[inner:])


def consistency_length(older: int, newer: int) -> int:
    """Return how many hashes prove that a tree of *newer* leaves begins with one of *older*."""
    if older in (0, newer):
        return 0
    return _full_length(older, newer) - (1 if _is_power(older) else 0)


def is_consistent(
    older: tuple[int, bytes], newer: tuple[int, bytes], path: Sequence[bytes]
) -> bool:
    """Whether the path proves that the newer tree begins with the older; each is size and root."""
    (old_size, old_root), (new_size, new_root) = older, newer
    if old_size > new_size or len(path) != consistency_length(old_size, new_size):
        return False
    if any(len(each) != _HASH_BYTES for each in (old_root, new_root, *path)):
        return False
    if old_size == 0:
        return old_root == EMPTY_ROOT
    if old_size == new_size:
        return old_root == new_root
    whole = [old_root, *path] if _is_power(old_size) else path
    return roots_of(old_size, new_size, whole) == (old_root, new_root)


def roots_of(older: int, newer: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return both roots that follow from a *whole* consistency path; None for a wrong length.

    In a whole path the first hash is always there, also where the older root could stand for it.
    So it can prove, from the newer root, that the first *older* leaves have **another** root.
    """
    if not 0 < older <= newer or len(path) != _full_length(older, newer):
        return None
    first, *rest = path
    if older == newer:
        return first, first
    shift = (older & -older).bit_length() - 1
    inner, _ = _shape(older - 1, newer)
    inner -= shift
    mask = (older - 1) >> shift
    old = first
    for at, each in enumerate(rest[:inner]):
        if mask >> at & 1:
            old = node_hash(each, old)
    return _border(old, rest[inner:]), _border(_inner(first, rest[:inner], mask), rest[inner:])


def ranges_of(older: int, newer: int) -> list[tuple[int, int]]:
    """Return the leaves, from and before, under each hash of a whole consistency path."""
    begin, end, found = 0, newer, []
    while older < end:
        middle = begin + _split(end - begin)
        if older <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((begin, middle))
            begin = middle
    return [(begin, end), *reversed(found)]


class Frontier:
    """A tree that grows at its right edge and keeps nothing but the complete subtrees there."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []

    def add(self, subtree: bytes, height: int = 0) -> None:
        """Add a complete subtree of 2^*height* leaves; what is there must be a multiple of it."""
        self.size += 1 << height
        while self._edge and self._edge[-1][0] == height:
            _, left = self._edge.pop()
            subtree, height = node_hash(left, subtree), height + 1
        self._edge.append((height, subtree))

    def copy(self) -> "Frontier":
        """Return one that grows by itself from here."""
        other = Frontier()
        other.size, other._edge = self.size, list(self._edge)
        return other

    @property
    def root(self) -> bytes:
        """The root of all that was added."""
        if not self._edge:
            return EMPTY_ROOT
        *others, (_, root) = self._edge
        for _, left in reversed(others):
            root = node_hash(left, root)
        return root


def root_of_complete(hashes: Sequence[bytes]) -> bytes:
    """Return the root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def _split(size: int) -> int:
    """Return the largest power of two below *size*, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def _is_power(number: int) -> bool:
    return number & (number - 1) == 0


def _shape(index: int, size: int) -> tuple[int, int]:
    """Return how much of a path is below, and how much is left of, the right edge of the tree."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _full_length(older: int, newer: int) -> int:
    if older == newer:
        return 1
    inner, border = _shape(older - 1, newer)
    return 1 + inner - ((older & -older).bit_length() - 1) + border


def _inner(node: bytes, path: Sequence[bytes], index: int) -> bytes:
    for at, each in enumerate(path):
        node = node_hash(each, node) if index >> at & 1 else node_hash(node, each)
    return node


def _border(node: bytes, path: Sequence[bytes]) -> bytes:
    for each in path:
        node = node_hash(each, node)
    return node
