"""docs/security.md answers every requirement, and what it names is there."""

import ast
import re
from functools import cache
from typing import Final, NamedTuple

from api.people.devices import LIFE as DEVICE_LIFE
from api.people.devices import MOST as MOST_DEVICES
from api.people.invitations import LIFE as INVITATION_LIFE
from api.people.limits import CODE, CODE_ON_DEVICE, DEVICE, STRANGER, WITH_RECOVERY
from api.sessions import ABSOLUTE, IDLE
from tests.house.tree import ROOT, list_code, parse

REQUIREMENTS: Final = [
    "6.1.1", "6.1.2", "6.1.3", "6.2.1", "6.2.2", "6.2.3", "6.2.4", "6.2.5", "6.2.6", "6.2.7",
    "6.2.8", "6.2.9", "6.2.10", "6.2.11", "6.2.12", "6.3.1", "6.3.2", "6.3.3", "6.3.4", "6.4.1",
    "6.4.2", "6.4.3", "6.4.4", "6.5.1", "6.5.2", "6.5.3", "6.5.4", "6.5.5", "6.6.1", "6.6.2",
    "6.6.3", "6.8.1", "6.8.2", "6.8.3", "6.8.4", "7.1.1", "7.1.2", "7.1.3", "7.2.1", "7.2.2",
    "7.2.3", "7.2.4", "7.3.1", "7.3.2", "7.4.1", "7.4.2", "7.4.3", "7.4.4", "7.4.5", "7.5.1",
    "7.5.2", "7.6.1", "7.6.2", "8.1.1", "8.1.2", "8.2.1", "8.2.2", "8.2.3", "8.3.1", "8.4.1",
]  # fmt: skip
"""Levels 1 and 2 of OWASP ASVS 5.0, chapters V6, V7 and V8."""
VERDICTS: Final = ("holds", "does not hold", "n/a")


class Row(NamedTuple):
    number: str
    asked: str
    verdict: str
    why: str


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def rows_of(text: str) -> list[Row]:
    """Return the rows of a table whose first cell is the number of a requirement."""
    cells = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in text.splitlines()
        if re.match(r"\| \d+\.\d+\.\d+ \|", line)
    ]
    return [Row(*each) for each in cells]


def part(name: str, heading: str) -> str:
    """Return what stands below a heading."""
    _, found, text = page(name).partition(f"\n## {heading}\n")
    assert found, f"{name} has no part {heading}"
    return text.partition("\n## ")[0]


@cache
def names_of_tests() -> frozenset[str]:
    return frozenset(
        node.name
        for path in list_code("tests")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def faults_of(rows: list[Row]) -> list[str]:
    """Say what is wrong with rows: a verdict that is none, a test that is not there, no reason."""
    found = []
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.why)
        if row.verdict not in VERDICTS:
            found.append(f"{row.number}: {row.verdict} is no verdict")
        if not (row.asked and row.why):
            found.append(f"{row.number}: says too little")
        if row.verdict == "holds" and not named:
            found.append(f"{row.number}: holds, and no test shows it")
        found += [
            f"{row.number}: there is no {name}" for name in named if name not in names_of_tests()
        ]
    return found


def test_every_requirement_has_one_row_and_no_other_has() -> None:
    assert [row.number for row in rows_of(page("security.md"))] == REQUIREMENTS


def test_every_row_has_a_verdict_and_what_it_rests_on() -> None:
    assert faults_of(rows_of(page("security.md"))) == []


def test_a_row_that_promises_too_much_is_found() -> None:
    rows = [
        Row("6.1.1", "Something", "mostly", "because"),
        Row("6.1.2", "Something", "holds", "it just does"),
        Row("6.1.3", "Something", "holds", "`test_that_is_nowhere`"),
        Row("6.2.1", "Something", "n/a", ""),
    ]
    assert [fault.partition(":")[0] for fault in faults_of(rows)] == [row.number for row in rows]


def test_signing_in_says_what_holds_guessing_up() -> None:
    text = part("signing-in.md", "What holds guessing up, and nobody else")
    rows = [line for line in text.splitlines() if re.search(r"\| \d+ \|", line)]
    for limit, line in zip(
        (STRANGER, DEVICE, WITH_RECOVERY, CODE, CODE_ON_DEVICE), rows, strict=False
    ):
        numbers = [int(number) for number in re.findall(r"\d+", line)]
        longest = int(limit.memory.total_seconds())
        assert numbers[:2] == [limit.free, limit.first], line
        assert limit.longest in numbers, line
        assert longest in {numbers[-1] * 60, numbers[-1] * 3600}, line
    assert f"lasts {DEVICE_LIFE.days} days" in text
    assert {10: "ten"}[MOST_DEVICES] in text


def test_signing_in_names_every_way_in() -> None:
    text = part("signing-in.md", "The ways in")
    assert text.count("\n| ") == len(("head", "code", "invitation", "one", "two", "lost", "token"))
    assert f"within {INVITATION_LIFE.days} days" in text
    assert "There is no other way." in text


def test_signing_in_says_how_long_things_last() -> None:
    text = part("signing-in.md", "Sessions")
    assert f"after {IDLE.total_seconds() / 60:.0f} minutes unused" in text
    assert f"{ABSOLUTE.total_seconds() / 3600:.0f} hours in any case" in text


def test_signing_in_says_how_many_sessions_one_may_have() -> None:
    assert "as many as one likes" in part("signing-in.md", "Sessions")


def test_this_page_says_who_reads_and_writes_which_fields() -> None:
    text = part("security.md", "Fields")
    assert "Who may read" in text
    assert "Nobody may write a field" in text
