"""The days on which reports may come out: known beforehand, whether or not one does."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from ledger.publishing.months import first_day, month_of_day

MONTHS_BACK: Final = 14
"""A delay of a year and a day still leaves a report date within this many months."""


def out_from(until_month: int, delay_days: int) -> date:
    """Return the first day on which a stretch that ends with *until_month* may be out."""
    return first_day(until_month + 1) + timedelta(days=delay_days)


def report_dates(period_months: int, delay_days: int, since: date, until: date) -> tuple[date, ...]:
    """Return the report dates from *since* through *until*. Periods are counted from January."""
    found: list[date] = []
    for day in _dates_from(period_months, delay_days, since):
        if day > until:
            break
        found.append(day)
    return tuple(found)


def next_report_date(period_months: int, delay_days: int, after: date) -> date:
    """Return the first report date later than *after*."""
    return next(_dates_from(period_months, delay_days, after + timedelta(days=1)))


def is_report_date(day: date, period_months: int, delay_days: int) -> bool:
    """Say whether reports may come out on *day* that could not the day before."""
    return next(_dates_from(period_months, delay_days, day)) == day


def _dates_from(period_months: int, delay_days: int, since: date) -> Iterator[date]:
    """Yield every report date from *since* on, without end."""
    ahead = month_of_day(since) - MONTHS_BACK
    end = ahead - ahead % period_months
    while True:
        end += period_months
        day = out_from(end - 1, delay_days)
        if day >= since:
            yield day
