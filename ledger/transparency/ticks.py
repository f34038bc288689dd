"""When heads come: on a clock of the fund, whether or not anything happened. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

HOURS_OF_DAY: Final = 24
_DAY: Final = timedelta(days=1)


class Clockwork(Struct, frozen=True):
    """The clock of a log: every day at *hour* in *time_zone*, and then every *every_hours* hours.

    A day has ``24 / every_hours`` heads. One of 25 hours has no more of them; on one of 23 hours
    whatever would fall on the first head of the next day is that head.
    """

    time_zone: str
    hour: int
    every_hours: int


def next_head(clock: Clockwork, after: datetime) -> datetime:
    """Return the first moment (UTC) later than *after* at which a head comes."""
    return next(_moments(clock, after))


def heads_due(clock: Clockwork, first: datetime, now: datetime) -> Iterator[datetime]:
    """Go through the moments (UTC) at which heads come: *first*, and those after it up to *now*.

    *first* was fixed by the head before, perhaps by another clock; nothing is due before it.
    """
    if first > now:
        return
    yield first
    for moment in _moments(clock, first):
        if moment > now:
            return
        yield moment


def _moments(clock: Clockwork, after: datetime) -> Iterator[datetime]:
    """Go through the moments later than *after*, for ever."""
    zone = ZoneInfo(clock.time_zone)
    day = after.astimezone(zone).date() - _DAY
    begins = _moment(day, clock.hour, zone)
    while True:
        day += _DAY
        ends = _moment(day, clock.hour, zone)
        for place in range(HOURS_OF_DAY // clock.every_hours):
            moment = begins + timedelta(hours=place * clock.every_hours)
            if after < moment < ends:
                yield moment
        begins = ends


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """Return when the clocks of *zone* show *hour*; of an hour that comes twice, the first time.

    An hour that a day leaves out is where it would be if the clocks had been put on later.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
