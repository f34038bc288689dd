"""Letting Python look for garbage seldom while many lines are folded.

A batch is some hundred thousand objects that refer to one another in no circle, so they go as
soon as nobody has them. Looking through them for circles every few hundred objects, as Python
does, takes a third of the time of a rebuild.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SELDOM: Final = (50_000, 50, 50)


class _Work:
    """How many are at work, and how often Python looked before the first of them."""

    def __init__(self) -> None:
        self.running = 0
        self.before = gc.get_threshold()


_WORK: Final = _Work()


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom until the last block like this has ended."""
    if not _WORK.running:
        _WORK.before = gc.get_threshold()
        gc.set_threshold(*_SELDOM)
    _WORK.running += 1
    try:
        yield
    finally:
        _WORK.running -= 1
        if not _WORK.running:
            gc.set_threshold(*_WORK.before)
