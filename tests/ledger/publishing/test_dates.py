"""Months, and the days on which reports may come out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.publishing.dates import is_report_date, next_report_date, out_from, report_dates
from ledger.publishing.months import first_day, month_of, month_of_day, month_text

PERIODS = st.sampled_from((1, 3, 6, 12))
DELAYS = st.integers(45, 366)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_quarters_come_out_in_the_middle_of_four_months() -> None:
    found = report_dates(3, 45, date(2026, 1, 1), date(2027, 2, 15))
    assert [each.isoformat() for each in found] == [
        "2026-02-15", "2026-05-16", "2026-08-15", "2026-11-15", "2027-02-15",
    ]  # fmt: skip


@given(st.integers(1900 * 12, 2199 * 12 + 11))
def test_a_month_is_written_and_read_the_same(month: int) -> None:
    assert month_of(month_text(month)) == month == month_of_day(first_day(month))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-7",
        "26-07",
        "2026-07-01",
        "\u0662\u0660\u0662\u0666-\u0660\u0667",
    ],
)
def test_nothing_else_is_a_month(text: str) -> None:
    with pytest.raises(ValueError, match="2026-07"):
        month_of(text)


@given(PERIODS, DELAYS, DAYS)
def test_a_report_date_is_a_delay_after_some_period_and_none_is_left_out(
    period: int, delay: int, day: date
) -> None:
    following = next_report_date(period, delay, day)
    assert following > day
    assert is_report_date(following, period, delay)
    end = month_of_day(following - timedelta(days=delay))
    assert out_from(end - 1, delay) == following
    assert end % period == 0
    between = report_dates(period, delay, day, following)
    assert between[-1] == following
    assert len(between) == 1 + is_report_date(day, period, delay)
