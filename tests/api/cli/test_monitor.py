"""`parasol monitor` as a timer runs it: it remembers, compares, and keeps evidence."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Final

import pytest

from api.cli.failures import Outcome
from tests.ledger.verifier.maker import ORIGIN, WITNESSES, Key, Maker, gift
from tests.spare import spare

NOW: Final = int(time.time())
MADE: Final = Maker([gift(3)], size=192)
OTHER: Final = Maker([gift(3)], size=192, salted="other")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "keys").write_text(MADE.keys)
    (tmp_path / "policy").write_text(MADE.policy() + MADE.promise_key.vkey + "\n")
    publish(tmp_path, MADE, 64)
    return tmp_path


def publish(place: Path, made: Maker, size: int, time: int = NOW) -> None:
    """Put a log where the monitor looks, with a head that witnesses saw at *time*."""
    log = made.write(place / "log", size)
    (log / "checkpoint").write_text(made.head(size, time=time))


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = ("DATABASE_URL", "PARASOL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return spare().run(arguments, b"", kept, place, 60)


def monitor(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    asked = ("monitor", "log", "--policy", "policy", "--memory", "memory", *arguments)
    return run(place, *asked)


def test_it_remembers_and_then_compares(place: Path) -> None:
    first = monitor(place)
    assert (first.returncode, first.stdout) == (
        Outcome.DONE,
        f"Remembered: {ORIGIN}, 64 places.\n",
    ), first.stderr
    publish(place, MADE, 192)
    second = monitor(place)
    assert (second.returncode, second.stdout) == (
        Outcome.DONE,
        f"Well: it only grew: {ORIGIN}, 192 places.\n",
    )
    assert json.loads(monitor(place, "--json").stdout)["well"]
    assert json.loads((place / "memory").read_text())["format"] == "parasol-monitor/1"


def test_without_witnesses_it_says_so(place: Path) -> None:
    done = run(place, "monitor", "log", "--key", "keys", "--memory", "memory")
    assert done.returncode == Outcome.DONE
    assert done.stdout.endswith("could show different books to different people.\n")


def test_two_books_are_evidence_that_verifies_offline(place: Path) -> None:
    monitor(place)
    publish(place, OTHER, 192)
    done = monitor(place)
    assert done.returncode == Outcome.DISAGREES
    assert done.stdout.startswith("NOT PROVEN (log-forked). ")
    evidence = done.stderr.removeprefix("Evidence: ").strip()
    checked = run(place, "verify", "log", "--evidence", evidence, "--key", "keys")
    assert checked.returncode == Outcome.DONE, checked.stderr
    assert checked.stdout.startswith(f"The evidence is sound (log-forked): {ORIGIN} has signed it.")
    assert "Which of it came first" not in checked.stdout
    assert json.loads((place / "memory").read_text())["checkpoint"] == MADE.head(64, time=NOW)
    assert monitor(place).returncode == Outcome.DISAGREES, "it is not forgotten"


def test_a_shorter_log_is_evidence_with_somebodys_word(place: Path) -> None:
    publish(place, MADE, 192)
    monitor(place)
    publish(place, MADE, 64)
    done = monitor(place)
    assert "NOT PROVEN (log-shrank)" in done.stdout
    evidence = done.stderr.removeprefix("Evidence: ").strip()
    checked = run(place, "verify", "log", "--evidence", evidence, "--policy", "policy")
    assert "Which of it came first" in checked.stdout


def test_a_late_head_and_a_broken_promise_are_both_named(place: Path) -> None:
    (place / "gift.promise").write_text(MADE.promise(deadline=NOW - 90_000))
    publish(place, OTHER, 64, NOW - 80_000)
    asked = ("--promise", "gift.promise", "--every-hours", "2")
    done = monitor(place, *asked)
    assert done.returncode == Outcome.DISAGREES
    assert "WRONG (head-late)." in done.stdout
    assert "WRONG (promise-broken)." in done.stdout
    evidence = done.stderr.removeprefix("Evidence: ").strip()
    checked = run(place, "verify", "log", "--evidence", evidence, "--policy", "policy", "--json")
    assert json.loads(checked.stdout)["shows"]["failure"] == "promise-broken"
    assert json.loads(checked.stdout)["whole"]
    publish(place, MADE, 64, NOW)
    (place / "memory").unlink()
    kept = monitor(place, *asked)
    assert kept.returncode == Outcome.DONE, kept.stdout


def test_what_cannot_be_used_is_said_and_the_memory_is_left_alone(place: Path) -> None:
    monitor(place)
    remembered = (place / "memory").read_bytes()
    (place / "gift.promise").write_text(MADE.promise() + "x")
    done = monitor(place, "--promise", "gift.promise")
    assert done.returncode == Outcome.UNUSABLE
    assert done.stderr.startswith("gift.promise: ")
    (place / "public").write_text(MADE.policy())
    keyless = monitor(place, "--promise", "gift.promise", "--policy", "public")
    assert (keyless.returncode, "second key" in keyless.stderr) == (Outcome.UNUSABLE, True)
    silent = run(place, "monitor", "http://x.invalid/", "--policy", "policy", "--memory", "memory")
    assert silent.returncode == Outcome.UNAVAILABLE
    (place / "policy").write_text(Maker(witnesses=WITNESSES[:2]).policy())
    assert monitor(place).returncode == Outcome.DONE, "a policy may change"
    (place / "policy").write_text(Maker(head_key=Key("h/x/1")).policy())
    other = monitor(place)
    assert (other.returncode, "of another log" in other.stderr) == (Outcome.UNUSABLE, True)
    (place / "memory").write_bytes(remembered[:-1])
    assert monitor(place).returncode == Outcome.UNUSABLE
    assert (place / "memory").read_bytes() == remembered[:-1]
