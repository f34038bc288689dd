"""The tree of RFC 6962 (section 2.1), word for word: recursive, slow, and nobody's own idea.

What `ledger.transparency.tree` does is held against it. Ranges are remembered, so that a thousand
proofs of one tree do not hash it a thousand times.
"""

from functools import cache
from hashlib import sha256


def leaf(number: int) -> bytes:
    """Return the data of a leaf of the tests' tree: 32 bytes."""
    return sha256(b"leaf %d" % number).digest()


def split(length: int) -> int:
    """Return k: the largest power of two that is smaller than the length."""
    k = 1
    while k * 2 < length:
        k *= 2
    return k


@cache
def mth(low: int, high: int) -> bytes:
    """MTH(D[low:high]) of the tests' tree."""
    if high == low:
        return sha256(b"").digest()
    if high - low == 1:
        return sha256(b"\x00" + leaf(low)).digest()
    k = split(high - low)
    return sha256(b"\x01" + mth(low, low + k) + mth(low + k, high)).digest()


def path(index: int, low: int, high: int) -> list[bytes]:
    """PATH(index, D[low:high])."""
    if high - low == 1:
        return []
    k = split(high - low)
    if index < k:
        return [*path(index, low, low + k), mth(low + k, high)]
    return [*path(index - k, low + k, high), mth(low, low + k)]


def proof(old: int, new: int) -> list[bytes]:
    """PROOF(old, D[0:new])."""
    return subproof(old, 0, new, is_whole=True)


def subproof(old: int, low: int, high: int, *, is_whole: bool) -> list[bytes]:
    """SUBPROOF(old, D[low:high], is_whole)."""
    if old == high - low:
        return [] if is_whole else [mth(low, high)]
    k = split(high - low)
    if old <= k:
        return [*subproof(old, low, low + k, is_whole=is_whole), mth(low + k, high)]
    return [*subproof(old - k, low + k, high, is_whole=False), mth(low, low + k)]


def node(level: int, index: int) -> bytes:
    """Return the hash of a complete subtree of the tests' tree."""
    return mth(index << level, (index + 1) << level)
