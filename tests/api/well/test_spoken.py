"""How findings are said: times, amounts of room, and nothing that must not be read out."""

from datetime import timedelta

import pytest

from api.i18n import language
from api.well import Disk, Subject
from api.well.spoken import duration_text
from tests.api.well.test_verdicts import DAY, GB, HOUR, NOW, changed, words


@pytest.mark.parametrize(
    ("length", "english", "spanish"),
    [
        (timedelta(0), "0 seconds", "0 segundos"),
        (timedelta(seconds=1), "1 second", "1 segundo"),
        (timedelta(seconds=119), "119 seconds", "119 segundos"),
        (timedelta(seconds=120), "2 minutes", "2 minutos"),
        (timedelta(minutes=119, seconds=59), "119 minutes", "119 minutos"),
        (2 * HOUR, "2 hours", "2 horas"),
        (48 * HOUR - timedelta(seconds=1), "47 hours", "47 horas"),
        (2 * DAY, "2 days", "2 días"),
        (729 * DAY, "729 days", "729 días"),
        (730 * DAY, "2 years", "2 años"),
        (timedelta(seconds=-1), "0 seconds", "0 segundos"),
    ],
)
def test_a_length_of_time_is_rounded_down(length: timedelta, english: str, spanish: str) -> None:
    assert duration_text(length, language("en")) == english
    assert duration_text(length, language("es")) == spanish


def test_the_clock_is_said_in_utc_and_where_the_funds_are() -> None:
    said = words(changed(time_zones=("America/New_York", "UTC")), Subject.CLOCK)
    assert said.startswith(
        "By the clock of this machine it is Saturday, November 21, 2026, 6:15\u202fAM, in UTC. "
        "In New York it is Saturday, November 21, 2026, 1:15\u202fAM. "
        "Compare this with a telephone."
    )
    spanish = words(changed(), Subject.CLOCK, "es")
    assert "es: sábado, 21 de noviembre de 2026, 6:15, en UTC." in spanish
    assert "En Nueva York es: sábado" in spanish


def test_many_time_zones_do_not_make_it_too_long_to_read_out() -> None:
    zones = ("Asia/Tokyo", "Asia/Kolkata", "Africa/Lagos", "Europe/Paris")
    said = words(changed(time_zones=zones), Subject.CLOCK)
    assert said.count("In ") == 3
    assert "Paris" not in said


def test_the_day_of_a_fund_may_be_another_one() -> None:
    said = words(changed(now=NOW.replace(hour=2)), Subject.CLOCK)
    assert "In New York it is Friday, November 20, 2026" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "43 GB of 107 GB are free, 40 %. That is room for more than 20,000,000 lines."),
        ({"disk": Disk(9_990_000_000, 10 * GB)}, "9.9 GB of 10 GB are free, 99 %."),
        ({"disk": Disk(999, 10 * GB)}, "0 GB of 10 GB are free, 0 %."),
        # 3,000 bytes a line are assumed while there are too few lines to measure.
        ({"lines": 9_999, "disk": Disk(30 * GB, 90 * GB)}, "more than 10,000,000 lines"),
        ({"lines": 10_000, "disk": Disk(30 * GB, 90 * GB)}, "more than 7,000,000 lines"),
        ({"lines_lately": 900_000}, "that lasts for 5 years."),
        ({"lines_lately": 9_000_000}, "that lasts for 215 days."),
        ({}, "that lasts longer than a hundred years."),
    ],
)
def test_the_room_on_the_disk_is_said_in_lines_and_time(
    changes: dict[str, object], said: str
) -> None:
    assert said in words(changed(**changes), Subject.DISK)


def test_without_recent_lines_there_is_no_pace() -> None:
    assert "pace" not in words(changed(lines_lately=0), Subject.DISK)
    assert "room" not in words(changed(disk=Disk(0, GB)), Subject.DISK)


def test_a_restored_book_says_so() -> None:
    said = words(changed(drill_at=None, restored_at=NOW - 3 * DAY), Subject.DRILL)
    assert said == "These books were themselves restored from a backup 3 days ago."
