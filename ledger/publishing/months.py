"""Months as reports count them: ``2026-07`` in text, a number that grows by one in sums."""

import re
from datetime import date
from typing import Final

YEAR: Final = 12
_MONTH: Final = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")


def month_of(text: str) -> int:
    """Return the number of the month written as *text*. Raises ValueError for anything else."""
    if not _MONTH.fullmatch(text):
        raise ValueError("a month is written as 2026-07")
    return int(text[:4]) * YEAR + int(text[5:]) - 1


def month_text(month: int) -> str:
    """Return a month as text, such as ``2026-07``."""
    return f"{month // YEAR:04}-{month % YEAR + 1:02}"


def month_of_day(day: date) -> int:
    """Return the number of the month in which *day* is."""
    return day.year * YEAR + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // YEAR, month % YEAR + 1, 1)
