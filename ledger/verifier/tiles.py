"""Where the parts of a log are (C2SP tlog-tiles), and hashes of the tree taken from them."""

from collections.abc import Iterator
from itertools import count
from typing import Final, Protocol

from ledger.verifier.failures import Failure
from ledger.verifier.text import HASH_BYTES
from ledger.verifier.tree import Frontier, ranges_of, root_of_complete

WIDTH: Final = 256
HEIGHT: Final = 8
BUNDLED_BYTES: Final = 2 + HASH_BYTES
"""A leaf in a bundle: its length in two bytes, and its data."""

_LENGTH: Final = HASH_BYTES.to_bytes(2)
_GROUP: Final = 1000


class Source(Protocol):
    """Whoever gives out the parts of a log, and is not believed."""

    def get(self, address: str, bytes_max: int) -> bytes | None:
        """Return what is at an address; None where there is nothing.

        Of what is longer than *bytes_max* come so many bytes and one more, for whoever asked to
        refuse. Raises `Unreachable` when there is no answer.
        """


def address(level: int | str, number: int, width: int) -> str:
    """Return the address of a tile: its level or `entries`, its number, how much is in it."""
    groups = [f"{number % _GROUP:03}"]
    while number >= _GROUP:
        number //= _GROUP
        groups.insert(0, f"x{number % _GROUP:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def width_of(size: int, level: int, number: int) -> int:
    """Return how many hashes are in a tile of a log of *size* leaves, 0 for one not there."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


def parts_of(size: int) -> Iterator[tuple[str, int]]:
    """Yield address and bytes of every bundle and tile, in the order of `logs.check_log`.

    A tile comes as soon as everything below it is there; those that are not full come last.
    """
    for number in count():
        width = width_of(size, 0, number)
        if width:
            yield address("entries", number, width), WIDTH * BUNDLED_BYTES
        if width < WIDTH:
            break
        yield address(0, number, WIDTH), WIDTH * HASH_BYTES
        level, full = 1, number
        while (full + 1) % WIDTH == 0:
            full //= WIDTH
            yield address(level, full, WIDTH), WIDTH * HASH_BYTES
            level += 1
    for level in range(1 + size.bit_length() // HEIGHT):
        if width := (size >> HEIGHT * level) % WIDTH:
            yield address(level, size >> HEIGHT * (level + 1), width), WIDTH * HASH_BYTES


class Tiles:
    """The tiles of a log of *size* leaves, each fetched once."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._size = size
        self._kept: dict[tuple[int, int], bytes] = {}

    def width(self, level: int, number: int) -> int:
        """Return how many hashes are in a tile, 0 for one that is not there."""
        return width_of(self._size, level, number)

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile. Refusals: tile-missing, tile-malformed."""
        return self._fetch(level, level, number, HASH_BYTES)

    def leaves(self, number: int) -> list[bytes]:
        """Return the data of the leaves under a tile. Refusals: tile-missing, tile-malformed."""
        bundle = self._fetch("entries", 0, number, BUNDLED_BYTES)
        starts = range(0, len(bundle), BUNDLED_BYTES)
        if any(bundle[at : at + 2] != _LENGTH for at in starts):
            raise Failure("tile-malformed", f"{self._address('entries', 0, number)}: a length")
        return [bundle[at + 2 : at + BUNDLED_BYTES] for at in starts]

    def root(self, begin: int, end: int) -> bytes:
        """Return the root over these leaves; *begin* must be where a subtree begins."""
        frontier = Frontier()
        while begin < end:
            height = (end - begin).bit_length() - 1
            frontier.add(self._node(height, begin >> height), height)
            begin += 1 << height
        return frontier.root

    def consistency(self, older: int) -> list[bytes]:
        """Return the whole consistency path from a tree of *older* leaves, 1 at least."""
        return [self.root(*each) for each in ranges_of(older, self._size)]

    def _node(self, height: int, index: int) -> bytes:
        """Return the hash of a complete subtree of 2^*height* leaves."""
        level, above = divmod(height, HEIGHT)
        number, first = divmod(index << above, WIDTH)
        kept = self._kept.get((level, number))
        if kept is None:
            kept = self._kept[level, number] = self.tile(level, number)
        hashes = range(first, first + (1 << above))
        return root_of_complete([kept[at * HASH_BYTES : (at + 1) * HASH_BYTES] for at in hashes])

    def _address(self, kind: int | str, level: int, number: int) -> str:
        return address(kind, number, self.width(level, number))

    def _fetch(self, kind: int | str, level: int, number: int, each: int) -> bytes:
        """Fetch a tile, or the full one in its place: a log may keep no others for ever."""
        width = self.width(level, number)
        where = address(kind, number, width)
        found = self._source.get(where, WIDTH * each)
        if found is None and width < WIDTH:
            full = self._source.get(address(kind, number, WIDTH), WIDTH * each)
            found = None if full is None else full[: width * each]
        if found is None:
            raise Failure("tile-missing", where)
        if len(found) != width * each:
            raise Failure("tile-malformed", f"{where}: {len(found)} bytes")
        return found
