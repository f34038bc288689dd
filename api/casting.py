"""How often somebody may put a ballot in, counted in memory and nowhere else.

A count in the database would say who was at a box and when; so would a log.
"""

import time
from collections.abc import Callable
from math import ceil
from typing import Final
from uuid import UUID

HOURLY: Final = 20
"""How many ballots one person sends at once, and again in an hour; for each process."""
_MOST_PEOPLE: Final = 10_000
_HOUR: Final = 3600.0


class Casts:
    """So many sendings for each person of a fund."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, hourly: int = HOURLY) -> None:
        self._clock, self._hourly = clock, hourly
        self._left: dict[tuple[UUID, UUID], tuple[float, float]] = {}

    def take(self, fund_id: UUID, who: UUID) -> int:
        """Count one more sending. Returns how many seconds to wait, 0 where there is no need to."""
        now, place = self._clock(), (fund_id, who)
        left, at = self._left.get(place, (float(self._hourly), now))
        left = min(float(self._hourly), left + (now - at) * self._hourly / _HOUR)
        if left < 1:
            return ceil((1 - left) * _HOUR / self._hourly)
        if place not in self._left and len(self._left) >= _MOST_PEOPLE:
            self._left.clear()
        self._left[place] = (left - 1, now)
        return 0
