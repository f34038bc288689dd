"""Commands that the tests do not start anew behave like commands that somebody types."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.failures import Outcome
from tests.instance import ROOT
from tests.spare import spare

pytestmark = pytest.mark.slow


def test_a_command_is_the_same_as_one_that_is_started_anew(tmp_path: Path) -> None:
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PARASOL_PORT": "http"}
    for arguments in (["--help"], ["funds"], ["nothing"], ["elect", "-"], ["elect", "here"]):
        (tmp_path / "here").write_text("META\n", encoding="utf-8")
        anew = subprocess.run(
            [sys.executable, "-m", "api.cli", *arguments],
            input="Zürich",
            env=settings,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        done = spare().run(arguments, "Zürich".encode(), settings, tmp_path, 60)
        found = done.returncode, done.stdout, done.stderr
        assert found == (anew.returncode, anew.stdout, anew.stderr)


def test_one_that_takes_too_long_is_ended_and_the_next_one_runs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never")
    with pytest.raises(subprocess.TimeoutExpired):
        spare().run(["elect", "never"], b"", os.environ, tmp_path, 0.5)
    assert spare().run(["--help"], b"", os.environ, tmp_path, 60).returncode == Outcome.DONE
