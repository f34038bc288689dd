"""How many requests come in at once: counted for a fund and for all, and never for an address.

Counted in memory: who is told to wait keeps what was typed, and the queue has its own limit.
"""

import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

FUND_HOURLY: Final = 40
"""How many requests one fund takes at once, and again in an hour; for each process that serves."""
INSTANCE_HOURLY: Final = 200
"""How many all funds of the instance take together."""
_MOST_FUNDS: Final = 10_000
_HOUR: Final = 3600.0


class _Bucket:
    """So many at once, and as many again in an hour."""

    def __init__(self, hourly: int, now: float) -> None:
        self.hourly, self.there, self.at = hourly, float(hourly), now

    def refill(self, now: float) -> float:
        self.there = min(self.hourly, self.there + (now - self.at) * self.hourly / _HOUR)
        self.at = now
        return self.there


class Rates:
    """Buckets for each fund and for the instance."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        of_fund: int = FUND_HOURLY,
        of_all: int = INSTANCE_HOURLY,
    ) -> None:
        self._clock, self._of_fund = clock, of_fund
        self._all = _Bucket(of_all, clock())
        self._funds: dict[UUID, _Bucket] = {}

    def take(self, fund_id: UUID) -> bool:
        """Count one more request of a fund; False when there were too many lately."""
        now = self._clock()
        bucket = self._funds.get(fund_id)
        if bucket is None:
            if len(self._funds) >= _MOST_FUNDS:
                self._funds.clear()
            bucket = self._funds[fund_id] = _Bucket(self._of_fund, now)
        if min(bucket.refill(now), self._all.refill(now)) < 1:
            return False
        bucket.there -= 1
        self._all.there -= 1
        return True
