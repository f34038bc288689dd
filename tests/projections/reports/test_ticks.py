"""The moments at which public pages take over changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.reports.ticks import daily_hour, monthly_tick, next_monthly_tick

MOMENTS = st.integers(0, 50_000_000).map(
    lambda minutes: datetime(1995, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
# In some of these places the clock has gone forward at midnight, on the first of a month too.
ZONES = st.sampled_from(
    ("UTC", "America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Pacific/Apia", "Asia/Kolkata")
)


def test_a_month_begins_where_the_fund_is() -> None:
    night = datetime(2026, 12, 1, 2, 59, tzinfo=UTC)
    assert monthly_tick(night, "America/Sao_Paulo") == datetime(2026, 11, 1, 3, tzinfo=UTC)
    assert next_monthly_tick(night, "America/Sao_Paulo") == datetime(2026, 12, 1, 3, tzinfo=UTC)
    first = datetime(2026, 12, 1, 3, tzinfo=UTC)
    assert monthly_tick(first, "America/Sao_Paulo") == first


@pytest.mark.parametrize("hour, day", [(6, 20), (23, 19), (0, 20)])
def test_the_hour_of_the_day_is_the_last_that_struck(hour: int, day: int) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert daily_hour(noon, "UTC", hour) == datetime(2026, 11, day, hour, tzinfo=UTC)


@given(MOMENTS, ZONES)
def test_ticks_follow_each_other_and_every_moment_is_between_two(
    moment: datetime, zone: str
) -> None:
    last, following = monthly_tick(moment, zone), next_monthly_tick(moment, zone)
    assert last <= moment < following
    assert timedelta(days=27) < following - last < timedelta(days=32)
    assert monthly_tick(following - timedelta(microseconds=1), zone) == last
    assert monthly_tick(following, zone) == following
    assert following.astimezone(ZoneInfo(zone)).day == 1


@given(MOMENTS, ZONES, st.integers(0, 23))
def test_the_same_hour_comes_once_a_day(moment: datetime, zone: str, hour: int) -> None:
    struck = daily_hour(moment, zone, hour)
    assert struck <= moment
    assert moment - struck < timedelta(days=2, hours=2)
    assert daily_hour(struck, zone, hour) == struck
