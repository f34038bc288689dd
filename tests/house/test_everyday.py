"""The everyday words: `make help` knows them all, and what a newcomer runs is what we run."""

import re
import subprocess
import tomllib

from tests.house.tree import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_make_help_explains_every_word_that_is_meant_for_people() -> None:
    phony = " ".join(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)).split()
    answer = subprocess.run(
        ["make", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    explained = re.findall(r"^  make ([\w-]+) +\S.*$", answer.stdout, re.MULTILINE)
    assert sorted(set(phony) - {"static"}) == sorted(explained)


def test_continuous_integration_runs_the_whole_suite_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ['cd "$(dirname "$0")/.." && exec make test']


def test_every_mark_is_explained() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    marks = settings["tool"]["pytest"]["ini_options"]["markers"]
    told = (ROOT / "docs" / "testing.md").read_text("utf-8")
    assert [mark for mark in marks if f"`{mark.split(':')[0]}`" not in told] == []


def test_every_script_runs_and_every_one_that_make_calls_is_there() -> None:
    called = {name for name in re.findall(r"scripts/([\w-]+)", MAKEFILE) if name}
    there = {path.name: path for path in (ROOT / "scripts").iterdir() if path.is_file()}
    assert sorted(called - set(there)) == []
    assert [name for name, path in there.items() if not path.stat().st_mode & 0o111] == []


def test_every_decision_says_why() -> None:
    parts = ["Status", "Context", "Decision", "Consequences", "Alternatives"]
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        text = record.read_text("utf-8")
        assert text.startswith(f"# {int(record.name[:4])}. ")
        assert [part for part in parts if f"\n## {part}\n" not in text] == [], record.name
