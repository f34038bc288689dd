"""Dummies: leaves that fill a batch up, so that the size of the tree tells nothing.

From outside they are random. An auditor can open each: otherwise a service could hide commitments
of lines among them that stand in no book, and hand out receipts for these.
"""

import hmac
from collections.abc import Container, Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from typing import Final

_SEED: Final = b"parasol-dummy-seed/v1\n"
_LEAF: Final = b"parasol-dummy/v1\n"
_PLACE_BYTES: Final = 8


class Dummies:
    """The dummies of one log. *secret* is the log's, of 32 bytes."""

    def __init__(self, secret: bytes, origin: str) -> None:
        self._secret = secret
        self._before = _LEAF + origin.encode() + b"\n"

    def seed(self, place: int) -> bytes:
        """Return what opens the dummy of a place, in 32 bytes.

        The place is counted before its batch is sorted: commitments of a batch come first, dummies
        behind them. So no place has two, and no index follows from it.
        """
        info = _SEED + place.to_bytes(_PLACE_BYTES, "big")
        return hmac.digest(self._secret, info + b"\x01", "sha256")  # HKDF-Expand, its only block

    def data(self, place: int) -> bytes:
        """Return the data of the leaf, in 32 bytes."""
        return sha256(self._before + self.seed(place)).digest()

    def runs(self, places: Iterable[int], leaves: Container[bytes]) -> Iterator[tuple[int, bytes]]:
        """Yield the seeds of those dummies of *places* that are among *leaves*.

        Each run of places that follow on one another comes as its first place and its seeds.
        """
        found = [each for each in places if self.data(each) in leaves]
        for _, run in groupby(enumerate(found), key=lambda pair: pair[1] - pair[0]):
            taken = [place for _, place in run]
            yield taken[0], b"".join(map(self.seed, taken))


def dummy_of(origin: str, seed: bytes) -> bytes:
    """Return the data of the leaf that a seed opens."""
    return sha256(_LEAF + origin.encode() + b"\n" + seed).digest()
