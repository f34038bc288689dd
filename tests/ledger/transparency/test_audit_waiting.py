"""Lines wait for the log as long as its clock lets them, and no longer."""

import pytest

from ledger.transparency.audit_waiting import is_kept_back

SINCE = "2026-11-01T12:00:00.000000Z"
TWO_DAYS = "2026-11-03T12:00:00.000000Z"
LONGER = "2026-11-03T12:00:00.000001Z"


@pytest.mark.parametrize(
    ("since", "newest", "has_room", "expected"),
    [
        (SINCE, LONGER, True, True),
        (SINCE, TWO_DAYS, True, False),
        (SINCE, LONGER, False, False),
        (None, LONGER, True, False),
        ("2026-13-01T12:00:00.000000Z", LONGER, True, False),
        ("2026-11-01T12:00:00.0000000", LONGER, True, False),
    ],
    ids=["longer", "two days", "no room", "nothing waits", "no month", "no zone"],
)
def test_what_waits_too_long(
    since: str | None, newest: str, *, has_room: bool, expected: bool
) -> None:
    assert is_kept_back(since, newest, has_room=has_room) is expected
