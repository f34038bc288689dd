"""`parasol elect` as somebody types it: real elections, and files that cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.cli.failures import Outcome
from tests.instance import ROOT
from tests.ledger.election.pabulib_files import EXPECTED, PLACE

pytestmark = pytest.mark.slow

SMALL = """META
key;value
description;Winter
budget;600
vote_type;approval
PROJECTS
project_id;cost
heat;200
food;200.5
bus;200
fire;601
book;5
VOTES
voter_id;vote
1;heat,food
2;heat,food
3;heat,food,fire
4;bus
5;bus
6;
"""


def elect(*arguments: str, given: str = "", cwd: Path = PLACE) -> subprocess.CompletedProcess[str]:
    """Run the command where nothing is set and nothing may be written."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DATABASE_URL", "PARASOL_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "api.cli", "elect", *arguments],
        input=given,
        env=kept | {"PYTHONPATH": str(ROOT), "PARASOL_DATA_DIR": "/dev/null/nowhere"},
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "small.pb").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("rule", ["equal-shares", "greedy"])
def test_every_real_election_is_counted_as_by_the_reference(rule: str) -> None:
    done = elect("--rule", rule, "--json", *EXPECTED)
    assert (done.returncode, done.stderr) == (Outcome.DONE, "")
    counted = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["file"] for each in counted] == list(EXPECTED)
    for each in counted:
        expected = EXPECTED[each["file"]]
        winners = expected.equal_shares if rule == "equal-shares" else expected.greedy_cost
        assert set(each["winners"]) == winners, each["file"]
        assert (each["rule"], each["completion"]) == (rule, "none")
        assert (each["budget"], each["ballots"]) == (expected.budget, expected.votes)
        assert len(each["items"]) == expected.projects
        assert sum(item["bought"] for item in each["items"]) == len(winners)


def test_json_says_everything_exactly(small: Path) -> None:
    done = elect("--json", "small.pb", cwd=small)
    said: dict[str, Any] = json.loads(done.stdout)
    items = {each.pop("project_id"): each for each in said.pop("items")}
    assert said == {
        "file": "small.pb",
        "rule": "equal-shares",
        "completion": "none",
        "ballots": 6,
        "budget": "600",
        "winners": ["heat", "bus"],
        "cost": "400",
        "left": "200",
        "ties_broken": [{"project_id": "heat", "over": ["food"]}],
    }
    won = {"bought": True, "completed": False}
    lost = {"bought": False, "left": None}
    assert items == {
        "heat": won | {"cost": "200", "votes": 3, "price": "200/3", "share": "2/3"},
        "bus": won | {"cost": "200", "votes": 2, "price": "100", "share": "1"},
        "food": lost
        | {"cost": "200.5", "votes": 3, "why": "supporters_short", "at_first": "300", "had": "100"},
        "fire": lost
        | {"cost": "601", "votes": 1, "why": "too_dear", "at_first": "100", "had": "100/3"},
        "book": lost | {"cost": "5", "votes": 0, "why": "no_votes", "at_first": "0", "had": "0"},
    }


@pytest.mark.parametrize(
    "options, said",
    [
        (
            (),
            """-: equal shares; 6 ballots, budget 600
  1. heat, 200: 3 votes, 66.67 each, 66.67 % of an equal part; tied with food
  2. bus, 200: 2 votes, 100 each, 100 % of an equal part
  -  food, 200.5: 3 votes, its supporters had 100 left
  -  fire, 601: 1 vote, it costs more than the budget
  -  book, 5: no votes
  400 spent, 200 left
""",
        ),
        (
            ("--completion", "greedy"),
            """-: equal shares, then greedy with what they leave; 6 ballots, budget 600
  1. heat, 200: 3 votes, 66.67 each, 66.67 % of an equal part; tied with food
  2. bus, 200: 2 votes, 100 each, 100 % of an equal part
  -  food, 200.5: 3 votes, its supporters had 100 left, and 200 was left at its turn
  -  fire, 601: 1 vote, it costs more than the budget
  -  book, 5: no votes
  400 spent, 200 left
""",
        ),
        (
            ("--rule", "greedy"),
            """-: greedy; 6 ballots, budget 600
  1. heat, 200: 3 votes; tied with food
  2. food, 200.5: 3 votes
  -  bus, 200: 2 votes, 199.5 was left at its turn
  -  fire, 601: 1 vote, it costs more than the budget
  -  book, 5: no votes
  400.5 spent, 199.5 left
""",
        ),
    ],
    ids=["equal shares", "completed", "greedy"],
)
def test_the_result_is_read_without_a_program(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = elect(*options, "-", given=SMALL, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (Outcome.DONE, "")
    assert done.stdout.replace("<stdin>", "-") == said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("food;200.5", "food;dear", "Line 9: cost is “dear”: expected an amount such as"),
        ("5;bus", "5;train", "Line 19: vote is for “train”: expected a project of PROJECTS"),
        ("VOTES\n", "", "Line 20: expected VOTES"),
    ],
    ids=["cost", "project", "cut off"],
)
def test_a_bad_file_is_named_with_its_line_and_nothing_is_counted(
    small: Path, old: str, new: str, said: str
) -> None:
    (small / "bad.pb").write_text(SMALL.replace(old, new), encoding="utf-8")
    done = elect("small.pb", "bad.pb", cwd=small)
    assert done.returncode == Outcome.UNUSABLE
    assert done.stderr.startswith(f"bad.pb: {said}")
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((), "Missing argument"),
        (("nowhere.pb",), "nowhere.pb"),
        (("--rule", "lots", "small.pb"), "--rule"),
        (("--rule", "greedy", "--completion", "greedy", "small.pb"), "--completion: only equal"),
    ],
    ids=["no file", "no such file", "no such rule", "nothing to complete"],
)
def test_options_that_cannot_be_used_are_named(
    small: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = elect(*arguments, cwd=small)
    assert done.returncode == Outcome.UNUSABLE
    assert said in done.stderr
    assert (done.stdout, "Traceback" in done.stderr) == ("", False)
