"""How Python runs while many lines are folded in a thread and their rows written beside it.

A batch is some hundred thousand objects that refer to one another in no circle, so they go as
soon as nobody has them. Looking through them for circles every few hundred objects, as Python
does, takes a third of the time of a rebuild; looking every fifty thousand still takes a seventh,
because there are more than that in a batch. What is looked through now is more than two batches,
so it is only done when something else has left circles behind.

Whoever writes rows asks PostgreSQL often and has little to do in between. If it waited as long
as Python lets a thread run by itself, PostgreSQL would have nothing to do meanwhile.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SELDOM: Final = (1_000_000, 50, 50)
_SWITCH_SECONDS: Final = 0.0005


class _Work:
    """How many are at work, and how Python ran before the first of them."""

    def __init__(self) -> None:
        self.running = 0
        self.threshold = gc.get_threshold()
        self.switch = sys.getswitchinterval()


_WORK: Final = _Work()


@contextmanager
def folding_many() -> Iterator[None]:
    """Look for garbage seldom and switch threads often until the last block like this has ended."""
    if not _WORK.running:
        _WORK.threshold, _WORK.switch = gc.get_threshold(), sys.getswitchinterval()
        gc.set_threshold(*_SELDOM)
        sys.setswitchinterval(_SWITCH_SECONDS)
    _WORK.running += 1
    try:
        yield
    finally:
        _WORK.running -= 1
        if not _WORK.running:
            gc.set_threshold(*_WORK.threshold)
            sys.setswitchinterval(_WORK.switch)
