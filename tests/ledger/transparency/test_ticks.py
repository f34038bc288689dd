"""Heads come on the fund's clock, day in, day out, whatever its clocks are put to."""

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.transparency.ticks import Clockwork, heads_due, next_head

NEW_YORK = "America/New_York"
HOURS = (24, 12, 8, 6, 4, 3, 2, 1)

clocks = st.builds(
    Clockwork,
    time_zone=st.sampled_from(
        [
            NEW_YORK,
            "UTC",
            "America/Sao_Paulo",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Europe/Dublin",
        ]
    ),
    hour=st.integers(0, 23),
    every_hours=st.sampled_from(HOURS),
)
moments = st.datetimes(
    datetime(2005, 1, 1),  # noqa: DTZ001  they get theirs
    datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def after(clock: Clockwork, moment: str, count: int) -> list[str]:
    zone, found, at = ZoneInfo(clock.time_zone), [], of(moment)
    for _ in range(count):
        at = next_head(clock, at)
        found.append(at.astimezone(zone).isoformat(timespec="minutes"))
    return found


def test_a_head_comes_every_day_at_the_hour_of_the_fund() -> None:
    assert after(Clockwork(NEW_YORK, 3, 24), "2026-07-01T06:59:59Z", 2) == [
        "2026-07-01T03:00-04:00",
        "2026-07-02T03:00-04:00",
    ]


def test_the_moment_itself_is_not_the_next_one() -> None:
    assert next_head(Clockwork("UTC", 3, 24), of("2026-07-01T03:00:00Z")) == of(
        "2026-07-02T03:00:00Z"
    )


def test_hours_are_counted_from_the_hour_of_the_fund() -> None:
    assert after(Clockwork("UTC", 5, 8), "2026-07-01T05:00:00Z", 4) == [
        "2026-07-01T13:00+00:00",
        "2026-07-01T21:00+00:00",
        "2026-07-02T05:00+00:00",
        "2026-07-02T13:00+00:00",
    ]


@pytest.mark.parametrize(
    ("every_hours", "found"),
    [
        (24, ["2026-11-01T00:00-04:00", "2026-11-02T00:00-05:00"]),
        (12, ["2026-11-01T00:00-04:00", "2026-11-01T11:00-05:00", "2026-11-02T00:00-05:00"]),
    ],
)
def test_a_day_of_25_hours_has_no_more_heads(every_hours: int, found: list[str]) -> None:
    clock = Clockwork(NEW_YORK, 0, every_hours)
    assert after(clock, "2026-11-01T03:59:59Z", len(found)) == found


def test_on_a_day_of_23_hours_two_heads_are_never_at_one_moment() -> None:
    hourly = after(Clockwork(NEW_YORK, 0, 1), "2026-03-08T04:59:59Z", 24)
    assert hourly[0] == "2026-03-08T00:00-05:00"
    assert hourly[22:] == ["2026-03-08T23:00-04:00", "2026-03-09T00:00-04:00"]


def test_an_hour_that_a_day_leaves_out_is_a_moment_later() -> None:
    assert after(Clockwork(NEW_YORK, 2, 24), "2026-03-08T05:00:00Z", 2) == [
        "2026-03-08T03:00-04:00",
        "2026-03-09T02:00-04:00",
    ]


def test_an_hour_that_comes_twice_counts_once() -> None:
    assert after(Clockwork(NEW_YORK, 1, 24), "2026-11-01T00:00:00Z", 2) == [
        "2026-11-01T01:00-04:00",
        "2026-11-02T01:00-05:00",
    ]


@given(clocks, moments, st.integers(1, 80))
def test_nothing_is_left_out_or_comes_twice(clock: Clockwork, start: datetime, count: int) -> None:
    one_by_one = [start]
    for _ in range(count):
        one_by_one.append(next_head(clock, one_by_one[-1]))
    first, last = one_by_one[1], one_by_one[-1]

    assert list(heads_due(clock, first, last)) == one_by_one[1:]
    assert list(heads_due(clock, first, last - timedelta(microseconds=1))) == one_by_one[1:-1]
    for earlier, later in pairwise(one_by_one[1:]):
        # Half an hour is what a zone may put its clocks by, and a day what it may leave out.
        assert timedelta(0) < later - earlier <= timedelta(hours=2 * clock.every_hours + 25)
        assert later.microsecond == later.second == 0


@given(clocks.filter(lambda clock: clock.time_zone != "Pacific/Apia"), moments)
def test_a_year_has_as_many_heads_as_its_days_allow(clock: Clockwork, start: datetime) -> None:
    a_day = 24 // clock.every_hours
    due = sum(1 for _ in heads_due(clock, next_head(clock, start), start + timedelta(days=364)))
    assert 364 * a_day - 2 <= due <= 364 * a_day + 1


@given(clocks, moments)
def test_nothing_is_due_before_the_first(clock: Clockwork, start: datetime) -> None:
    first = next_head(clock, start)
    assert not list(heads_due(clock, first, first - timedelta(seconds=1)))
    assert list(islice(heads_due(clock, first, datetime.max.replace(tzinfo=UTC)), 1)) == [first]


@given(clocks, moments)
def test_a_moment_of_another_clock_is_kept_and_the_new_clock_goes_on(
    clock: Clockwork, first: datetime
) -> None:
    due = list(heads_due(clock, first, first + timedelta(days=3)))
    assert due[0] == first
    assert due[1] == next_head(clock, first)
