"""Chunks of positions, in levels: a chunk of a level is made of a few chunks of the level below.

Any stretch from the first line on is a few whole chunks of each level, and then less than one of
the lowest. So what makes up a sum grows with the logarithm of the length of a book.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

CHUNK_LINES: Final = 512
"""How many positions make a chunk of level 0. Part of what is stored: a change is a new version."""

CHUNKS_A_LEVEL: Final = 16
"""How many chunks make one of the next level. Part of what is stored."""


class Scheme(NamedTuple):
    """How a book is cut up: *lines* make a chunk of level 0, *chunks* one of the next level."""

    lines: int
    chunks: int

    def size(self, level: int) -> int:
        """Return how many positions a chunk of *level* has."""
        return self.lines * int(self.chunks**level)


BEFORE: Final = {2: Scheme(2_048, 8)}
"""How older versions of the sums, which are read until this one's are built, cut books up."""


class Chunk(NamedTuple):
    """One chunk: of *level*, and its *number* there, from 0."""

    level: int
    number: int


def scheme() -> Scheme:
    """Return how books are cut up now."""
    return Scheme(CHUNK_LINES, CHUNKS_A_LEVEL)


def size(level: int) -> int:
    """Return how many positions a chunk of *level* has."""
    return scheme().size(level)


def number_of(position: int) -> int:
    """Return the number of the chunk of level 0 that *position* is in."""
    return (position - 1) // CHUNK_LINES


def cover(position: int, by: Scheme | None = None) -> tuple[list[Chunk], int]:
    """Return the whole chunks that lie before *position* or end at it, and where they end.

    Those of the highest levels come first. *by* is how books are cut up, if not as now.
    """
    by = by or scheme()
    level = 0
    while by.size(level + 1) <= position:
        level += 1
    chunks, end = [], 0
    for each in range(level, -1, -1):
        while end + by.size(each) <= position:
            chunks.append(Chunk(each, end // by.size(each)))
            end += by.size(each)
    return chunks, end


def completed(first: int, last: int) -> Iterator[Chunk]:
    """Go through the chunks above level 0 that end in the lines from *first* to *last*.

    A chunk comes after those that it is made of.
    """
    level = 1
    while size(level) <= last:
        for number in range((first - 1) // size(level), last // size(level)):
            yield Chunk(level, number)
        level += 1
