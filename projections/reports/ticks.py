"""The moments at which public pages take over changes: known beforehand, whatever happens.

A page that changed when something was decided would say when that was.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def monthly_tick(moment: datetime, time_zone: str) -> datetime:
    """Return the last monthly tick at or before *moment*: the first of a month, 00:00 there."""
    first = moment.astimezone(ZoneInfo(time_zone)).date().replace(day=1)
    tick = start_of(first, time_zone)
    if tick > moment:  # where the clock goes forward at midnight
        tick = start_of((first - timedelta(days=1)).replace(day=1), time_zone)
    return tick


def next_monthly_tick(moment: datetime, time_zone: str) -> datetime:
    """Return the first monthly tick after *moment*."""
    tick = monthly_tick(moment, time_zone)
    day = tick.astimezone(ZoneInfo(time_zone)).date()
    return start_of((day.replace(day=1) + timedelta(days=32)).replace(day=1), time_zone)


def daily_hour(moment: datetime, time_zone: str, hour: int) -> datetime:
    """Return the last time at or before *moment* that it struck *hour*, 0 to 23, there."""
    day = moment.astimezone(ZoneInfo(time_zone)).date()
    struck = start_of(day, time_zone, hour)
    return struck if struck <= moment else start_of(day - timedelta(days=1), time_zone, hour)


def start_of(day: date, time_zone: str, hour: int = 0) -> datetime:
    """Return the moment, in UTC, at which *hour* strikes on *day* there."""
    return datetime.combine(day, time(hour), ZoneInfo(time_zone)).astimezone(UTC)
