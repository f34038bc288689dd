"""What facts mean: one row for each side of each threshold, and what holds for all facts."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.i18n import language
from api.well import (
    Disk,
    Facts,
    Finding,
    KeyTrouble,
    Subject,
    Verdict,
    headline,
    judge,
    needs_somebody,
    spoken,
)

NOW: Final = datetime(2026, 11, 21, 6, 15, tzinfo=UTC)
GB: Final = 1_000_000_000
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
WELL, LOOK, NOT_WELL = Verdict.WELL, Verdict.LOOK, Verdict.NOT_WELL
FINE: Final = Facts(
    now=NOW,
    time_zones=("America/New_York",),
    books=1,
    lines=20_000,
    newest_line_at=NOW - HOUR,
    backup_at=NOW - 14 * HOUR,
    drill_at=NOW - 9 * DAY,
    clock_is_kept=True,
    disk=Disk(free=43 * GB, total=107 * GB),
    stored_bytes=40_000_000,
    lines_lately=900,
    program="1.0.0",
    installed="1.0.0",
    postgresql="18.1",
    schema="5.3",
)
CASES: Final[list[tuple[Subject, Verdict, dict[str, Any]]]] = [
    (Subject.BACKUP, WELL, {"backup_at": NOW - 36 * HOUR}),
    (Subject.BACKUP, LOOK, {"backup_at": NOW - 36 * HOUR - SECOND}),
    (Subject.BACKUP, LOOK, {"backup_at": NOW - 7 * DAY}),
    (Subject.BACKUP, NOT_WELL, {"backup_at": NOW - 7 * DAY - SECOND}),
    (Subject.BACKUP, NOT_WELL, {"backup_at": None}),
    (Subject.BACKUP, WELL, {"backup_at": None, "books": 0}),
    (Subject.BACKUP, WELL, {"backup_at": NOW + 5 * SECOND}),
    (Subject.BACKUP, LOOK, {"backup_at": NOW + 6 * SECOND}),
    (Subject.DRILL, WELL, {"drill_at": NOW - 90 * DAY}),
    (Subject.DRILL, LOOK, {"drill_at": NOW - 90 * DAY - SECOND}),
    (Subject.DRILL, LOOK, {"drill_at": None}),
    (Subject.DRILL, WELL, {"drill_at": None, "books": 0}),
    (Subject.DRILL, WELL, {"drill_at": None, "restored_at": NOW - DAY}),
    (Subject.DRILL, WELL, {"drill_at": NOW - 100 * DAY, "restored_at": NOW - DAY}),
    (Subject.DRILL, LOOK, {"drill_at": None, "restored_at": NOW - 91 * DAY}),
    (Subject.DRILL, LOOK, {"drill_at": NOW + 6 * SECOND}),
    (Subject.CLOCK, WELL, {"newest_line_at": None}),
    (Subject.CLOCK, WELL, {"newest_line_at": NOW + 5 * SECOND}),
    (Subject.CLOCK, NOT_WELL, {"newest_line_at": NOW + 6 * SECOND}),
    (Subject.CLOCK, NOT_WELL, {"newest_line_at": NOW + 6 * SECOND, "clock_is_kept": False}),
    (Subject.CLOCK, WELL, {"clock_is_kept": None}),
    (Subject.CLOCK, LOOK, {"clock_is_kept": False}),
    (Subject.DISK, WELL, {"disk": Disk(20 * GB, 100 * GB)}),
    (Subject.DISK, LOOK, {"disk": Disk(20 * GB - 1, 100 * GB)}),
    (Subject.DISK, LOOK, {"disk": Disk(GB, 100 * GB)}),
    (Subject.DISK, NOT_WELL, {"disk": Disk(GB - 1, 100 * GB)}),
    (Subject.DISK, NOT_WELL, {"disk": Disk(GB - 1, GB)}),
    (Subject.DISK, NOT_WELL, {"disk": Disk(0, 100 * GB)}),
    (Subject.DISK, LOOK, {"disk": None}),
    (Subject.DISK, LOOK, {"disk": Disk(0, 0)}),
    (Subject.DISK, Verdict.NOT_SEEN, {"disk": None, "has_own_database": False}),
    (Subject.SUMS, WELL, {"behind": 900, "behind_since": NOW - 30 * SECOND}),
    (Subject.SUMS, LOOK, {"behind": 1, "behind_since": NOW - 31 * SECOND}),
    (Subject.SUMS, LOOK, {"behind": 1, "behind_since": NOW - 600 * SECOND}),
    (Subject.SUMS, NOT_WELL, {"behind": 1, "behind_since": NOW - 601 * SECOND}),
    (Subject.SUMS, WELL, {"behind": 1, "behind_since": NOW + SECOND}),
    (Subject.SUMS, NOT_WELL, {"degraded": 1}),
    (Subject.VERSION, LOOK, {"installed": "1.0.1"}),
    (Subject.VERSION, WELL, {"installed": None}),
    (Subject.VERSION, WELL, {"installed": None, "program": None}),
    (Subject.VERSION, LOOK, {"postgresql_waits": True}),
    (Subject.VERSION, NOT_WELL, {"schema_is_newer": True}),
    (Subject.VERSION, NOT_WELL, {"schema_is_newer": True, "installed": "1.0.1"}),
    *((Subject.KEYS, NOT_WELL, {"key_trouble": trouble}) for trouble in KeyTrouble),
    (Subject.STATEMENTS, WELL, {"gaps": 0}),
    (Subject.STATEMENTS, LOOK, {"gaps": 1}),
    (Subject.STATEMENTS, LOOK, {"gaps": 2}),
    (Subject.BALLOTS, LOOK, {"boxes_in_doubt": 1}),
    (Subject.BALLOTS, LOOK, {"boxes_in_doubt": 2}),
    (Subject.BALLOTS, NOT_WELL, {"ballot_keys_missing": 1, "boxes_in_doubt": 1}),
    (Subject.BALLOTS, NOT_WELL, {"ballot_keys_missing": 2}),
    (Subject.LOGS, WELL, {"logs_stopped": 0, "logs_late": 0}),
    (Subject.LOGS, LOOK, {"logs_late": 1}),
    (Subject.LOGS, LOOK, {"logs_late": 2}),
    (Subject.LOGS, LOOK, {"logs_unwitnessed": 1}),
    (Subject.LOGS, LOOK, {"logs_late": 1, "logs_unwitnessed": 2}),
    (Subject.LOGS, WELL, {"witnesses_failing": 1}),
    (Subject.LOGS, LOOK, {"logs_unwitnessed": 1, "witnesses_failing": 2}),
    (Subject.LOGS, NOT_WELL, {"witnesses_failing": 1, "witnesses_contradicting": 1}),
    (Subject.LOGS, NOT_WELL, {"witnesses_failing": 2, "witnesses_contradicting": 2}),
    (Subject.LOGS, NOT_WELL, {"logs_stopped": 1, "logs_late": 1}),
    (Subject.LOGS, NOT_WELL, {"logs_stopped": 2}),
]


def changed(**changes: Any) -> Facts:
    known = {name: getattr(FINE, name) for name in FINE.__struct_fields__}
    return Facts(**(known | changes))


def line(facts: Facts, subject: Subject) -> Finding:
    return judge(facts)[subject.number - 1]


def words(facts: Facts, subject: Subject, code: str = "en") -> str:
    return spoken(judge(facts), language(code)).lines[subject.number - 1].says


@pytest.mark.parametrize(("subject", "verdict", "changes"), CASES)
def test_each_side_of_each_threshold(
    subject: Subject, verdict: Verdict, changes: dict[str, Any]
) -> None:
    assert line(changed(**changes), subject).verdict is verdict


@pytest.mark.parametrize(
    ("subject", "verdict", "changes"),
    # Whether there are books, and where the database is, is asked by two lines each.
    [case for case in CASES if not {"books", "has_own_database"} & case[2].keys()],
)
def test_a_line_changes_no_other(
    subject: Subject, verdict: Verdict, changes: dict[str, Any]
) -> None:
    usual, seen = judge(FINE), judge(changed(**changes))
    assert [one for one in seen if one.subject is not subject] == [
        one for one in usual if one.subject is not subject
    ]


def test_all_is_well_when_everything_is() -> None:
    assert {each.verdict for each in judge(FINE)} == {WELL}
    assert headline(judge(FINE)) == "All is well."


def test_what_cannot_be_seen_is_not_called_well() -> None:
    elsewhere = judge(changed(has_own_database=False, disk=None))
    assert headline(elsewhere) == "All that can be seen from here is well."
    assert not needs_somebody(elsewhere)
    late = judge(changed(has_own_database=False, disk=None, backup_at=None))
    assert headline(late) == "One thing needs somebody."


def test_the_headline_counts_to_ten_and_names_the_lines() -> None:
    worst: dict[str, Any] = {
        "backup_at": None,
        "drill_at": None,
        "clock_is_kept": False,
        "disk": None,
        "degraded": 2,
        "schema_is_newer": True,
        "key_trouble": KeyTrouble.MISSING,
        "gaps": 3,
        "ballot_keys_missing": 1,
        "logs_stopped": 1,
    }
    counts = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    for count, word in enumerate(counts, start=1):
        findings = judge(changed(**dict(list(worst.items())[:count])))
        noun = "thing needs" if count == 1 else "things need"
        assert headline(findings) == f"{word} {noun} somebody."
        assert [each.subject.number for each in needs_somebody(findings)] == list(
            range(1, count + 1)
        )
    two = judge(changed(backup_at=None, degraded=1))
    assert spoken(two, language("en")).begin == "They are lines 1 and 5."
    assert spoken(two, language("es")).begin == "Son las líneas 1 y 5."
    assert spoken(two[:4], language("en")).begin == "It is line 1."


near_now = st.timedeltas(-2000 * DAY, 2000 * DAY).map(lambda length: NOW + length)
moments = st.none() | near_now
sizes = st.integers(0, 10**15)
facts_of_any_kind = st.builds(
    Facts,
    now=near_now,
    time_zones=st.lists(
        st.sampled_from(["UTC", "Asia/Kolkata", "America/Sao_Paulo"]), unique=True
    ).map(tuple),
    books=st.integers(0, 1000),
    lines=sizes,
    newest_line_at=moments,
    backup_at=moments,
    drill_at=moments,
    restored_at=moments,
    clock_is_kept=st.sampled_from([None, True, False]),
    has_own_database=st.booleans(),
    disk=st.none() | st.builds(Disk, free=sizes, total=sizes),
    stored_bytes=sizes,
    lines_lately=sizes,
    behind=sizes,
    behind_since=moments,
    degraded=st.integers(0, 9),
    program=st.sampled_from([None, "1.0.0"]),
    installed=st.sampled_from([None, "1.0.0", "1.0.1"]),
    postgresql_waits=st.booleans(),
    schema_is_newer=st.booleans(),
    key_trouble=st.none() | st.sampled_from(KeyTrouble),
    gaps=st.integers(0, 3),
    ballot_keys_missing=st.integers(0, 3),
    boxes_in_doubt=st.integers(0, 3),
    logs_stopped=st.integers(0, 3),
    logs_late=st.integers(0, 3),
    logs_unwitnessed=st.integers(0, 3),
    witnesses_failing=st.integers(0, 3),
    witnesses_contradicting=st.integers(0, 3),
)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "One witness did not sign when it was last asked; the page of its log says why."),
        (2, "2 witnesses did not sign when they were last asked; the pages of their logs say why."),
    ],
)
def test_a_witness_that_does_not_sign_is_said_although_others_do(count: int, said: str) -> None:
    assert words(changed(witnesses_failing=count), Subject.LOGS).endswith(f" {said}")


@given(facts_of_any_kind)
def test_any_facts_give_ten_lines_that_can_be_read_out(facts: Facts) -> None:
    findings = judge(facts)
    assert [each.subject for each in findings] == list(Subject)
    for code in ("en", "es"):
        said = spoken(findings, language(code))
        assert [each.number for each in said.lines] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        for each in said.lines:
            assert each.says
            assert each.word
            assert "{" not in each.says + each.to_do
            assert "-" not in each.says.partition(" ")[0]


@given(facts_of_any_kind)
def test_whatever_needs_somebody_says_what_to_do(facts: Facts) -> None:
    findings = judge(facts)
    for each in findings:
        assert (each.cure is None) == (each.verdict is WELL)
        if each.command:
            assert each.cure is not None
            assert each.cure.template.endswith(":")
    assert (headline(findings) in {"All is well.", "All that can be seen from here is well."}) == (
        not needs_somebody(findings)
    )


ages = st.timedeltas(timedelta(0), 400 * DAY)


@given(ages, ages, st.integers(0, 100 * GB), st.integers(0, 100 * GB))
def test_what_is_older_fuller_or_further_behind_is_never_better(
    one: timedelta, other: timedelta, room: int, other_room: int
) -> None:
    rank = [WELL, LOOK, NOT_WELL]

    def seen(age: timedelta, free: int) -> Facts:
        at, disk = NOW - age, Disk(free, 100 * GB)
        return changed(backup_at=at, drill_at=at, behind=1, behind_since=at, disk=disk)

    better = judge(seen(min(one, other), max(room, other_room)))
    worse = judge(seen(max(one, other), min(room, other_room)))
    for before, after in zip(better, worse, strict=True):
        assert rank.index(before.verdict) <= rank.index(after.verdict)
