"""Chunks of positions, in levels: a chunk of a level is made of a few chunks of the level below.

Any stretch from the first line on is a few whole chunks of each level, and then less than one of
the lowest. So what makes up a sum grows with the logarithm of the length of a book.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

CHUNK_LINES: Final = 2_048
"""How many positions make a chunk of level 0. Part of what is stored: a change is a new version."""

CHUNKS_A_LEVEL: Final = 8
"""How many chunks make one of the next level. Part of what is stored."""


class Chunk(NamedTuple):
    """One chunk: of *level*, and its *number* there, from 0."""

    level: int
    number: int


def size(level: int) -> int:
    """Return how many positions a chunk of *level* has."""
    return CHUNK_LINES * int(CHUNKS_A_LEVEL**level)


def number_of(position: int) -> int:
    """Return the number of the chunk of level 0 that *position* is in."""
    return (position - 1) // CHUNK_LINES


def cover(position: int) -> tuple[list[Chunk], int]:
    """Return the whole chunks that lie before *position* or end at it, and where they end.

    Those of the highest levels come first.
    """
    level = 0
    while size(level + 1) <= position:
        level += 1
    chunks, end = [], 0
    for each in range(level, -1, -1):
        while end + size(each) <= position:
            chunks.append(Chunk(each, end // size(each)))
            end += size(each)
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
