"""The locks: complete, without hosts, and of one mind with pyproject.toml."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement

from tests.house.tree import ROOT

LOCKS: Final = (
    "requirements.lock",
    "service.lock",
    "embedded.lock",
    "bootstrap.lock",
    "browser.lock",
)
PIN: Final = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)
HASH: Final = "    --hash=sha256:" + "0" * 64


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text("utf-8")))


def guard(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ROOT / "scripts" / "lock-guard", folder],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the locks and nothing else."""
    for lock in LOCKS:
        shutil.copy(ROOT / lock, tmp_path)
    return tmp_path


def test_the_locks_pass_the_guard(copy: Path) -> None:
    answer = guard(copy)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert guard(ROOT).returncode == 0


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize(
    "planted",
    [
        "--index-url " + "https:" + "//packages.example.org/simple",
        "--find-links wheels",
        "--trusted-host packages.example.org",
        "-e .",
        f"sly @ https://example.org/sly-1.0-py3-none-any.whl \\\n{HASH}",
        f"sly @ file:sly-1.0-py3-none-any.whl \\\n{HASH}",
        "unhashed==1.0",
        "unhashed==1.0 \\",
        f"loose>=1.0 \\\n{HASH}",
    ],
)
def test_the_guard_stops_whatever_leads_elsewhere(copy: Path, lock: str, planted: str) -> None:
    with (copy / lock).open("a") as file:
        file.write(planted + "\n")

    answer = guard(copy)

    assert answer.returncode == 1
    assert lock in answer.stderr


@pytest.mark.parametrize("lock", LOCKS)
def test_the_guard_misses_a_lock_that_is_gone(copy: Path, lock: str) -> None:
    (copy / lock).unlink()
    assert f"{lock}: missing" in guard(copy).stderr


def test_the_guard_stops_a_lock_of_another_kind(copy: Path) -> None:
    (copy / "uv.lock").write_text("version = 1\n")
    assert "uv.lock" in guard(copy).stderr


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", [*settings()["project"]["dependencies"]]),
        ("requirements.lock", settings()["dependency-groups"]["dev"]),
        ("service.lock", settings()["project"]["dependencies"]),
        ("embedded.lock", settings()["project"]["optional-dependencies"]["embedded"]),
        ("bootstrap.lock", settings()["dependency-groups"]["bootstrap"]),
        ("browser.lock", settings()["dependency-groups"]["browser"]),
    ],
    ids=["run-time", "dev", "service", "embedded", "bootstrap", "browser"],
)
def test_a_lock_gives_what_pyproject_asks_for(lock: str, wanted: list[str]) -> None:
    found = pins(lock)
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(found.get(requirement.name.lower(), "0"))


def test_the_service_runs_on_what_was_tested() -> None:
    tested = pins("requirements.lock")
    service = pins("service.lock")
    assert service
    assert {name: tested.get(name) for name in service} == service
    assert not {"pytest", "ruff", "playwright"} & set(service)


def test_the_service_needs_no_other_driver_for_postgresql() -> None:
    assert not {name for name in pins("requirements.lock") if name.startswith("psycopg")}
