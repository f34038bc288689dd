"""When a hearing is, seen from a day, and in which order hearings stand."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from api.vault.hearings import Band, Hearing, day_in, hearing_of, in_order, next_of
from ledger.vault.records import OpenedRecord, RecordKind

TODAY = date(2026, 11, 21)
ANNA = UUID("10000000-0000-4000-8000-000000000001")


def on(day: date | None, place: str = "Room 2") -> Hearing:
    written = day.isoformat() if day else "soon"
    return Hearing(person_id=ANNA, case_ids=(), day=day, written=written, place=place)


@pytest.mark.parametrize(
    ("days", "band"),
    [(-1, Band.OVER), (0, Band.TODAY), (1, Band.SOON), (14, Band.SOON), (15, Band.LATER)],
)
def test_a_hearing_is_over_today_near_or_later(days: int, band: Band) -> None:
    assert on(TODAY + timedelta(days=days)).band(TODAY) is band


def test_those_that_are_over_stand_first_and_those_without_a_day_last() -> None:
    days = [None, 20, 0, -1, 3, -8]
    hearings = [on(None if each is None else TODAY + timedelta(days=each)) for each in days]
    found = [(each.day - TODAY).days if each.day else None for each in in_order(hearings, TODAY)]
    assert found == [-8, -1, 0, 3, 20, None]


def test_the_next_is_todays_or_the_first_to_come() -> None:
    assert next_of([on(None), on(TODAY - timedelta(days=1))], TODAY) is None
    later, today = on(TODAY + timedelta(days=2)), on(TODAY)
    assert next_of([later, today], TODAY) == today


@pytest.mark.parametrize("written", ["", "21 November", "2026-02-30", "2026-13-01", "soon"])
def test_what_is_no_day_is_none(written: str) -> None:
    assert day_in(written) is None


def test_a_record_that_says_neither_when_nor_where_is_no_hearing() -> None:
    def record(**fields: str) -> OpenedRecord:
        return OpenedRecord(ANNA, ANNA, RecordKind.HEARING, 1, fields, "", b"")

    assert hearing_of(record(missed_on="2026-11-01")) is None
    found = hearing_of(record(hearing_on="2026-11-30"))
    assert found is not None
    assert (found.day, found.place) == (date(2026, 11, 30), "")
    assert "2026" not in repr(found)
