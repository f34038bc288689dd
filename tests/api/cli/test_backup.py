"""`parasol backup` and `parasol restore`, as somebody uses them on the day it matters."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.cli.failures import Outcome
from tests.api.cli.backup_stage import (
    back_up,
    donate,
    exported,
    give_keys,
    open_fund,
    piped,
    run,
    snapshot,
)
from tests.funds import OpenedFund
from tests.instance import Instance, stop, wait_until

pytestmark = pytest.mark.slow

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
from api.cli import main
sys.argv = ["parasol", *sys.argv[1:]]
main()
"""
"""A program for which a disk is full after some bytes."""


@pytest.fixture
def another() -> Iterator[Instance]:
    """A second machine."""
    instance = Instance()
    try:
        yield instance
    finally:
        instance.close()


def session(instance: Instance) -> dict[str, str]:
    """Sign in at the API and return the header that goes with every request."""
    answer = httpx.post(
        f"{instance.origin}/api/v1/session", json={"code": instance.sign_in_code()}, timeout=20
    )
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def answers(instance: Instance, header: dict[str, str], fund: OpenedFund) -> int:
    address = f"{instance.origin}/api/v1/funds/{fund.fund_id}/lines"
    return httpx.get(address, headers=header, timeout=20).status_code


def test_a_lost_machine_comes_back_on_another_one(own: Instance, another: Instance) -> None:
    service = own.serve()
    funds = [open_fund(own), open_fund(own)]
    header = session(own)
    assert answers(own, header, funds[0]) == 200
    path = back_up(own)
    assert answers(own, header, funds[0]) == 200
    before = [exported(own, fund) for fund in funds]
    assert stop(service) == Outcome.DONE
    give_keys(own, another)
    keys = snapshot(another.keys)

    done = another.run("restore", str(path))

    assert done.returncode == Outcome.DONE, done.stderr
    assert "The keys match." in done.stderr
    assert "parasol sign-in-code" in done.stdout
    assert snapshot(another.keys) == keys
    assert [exported(another, fund) for fund in funds] == before
    assert "agrees with its lines" in run(another, "check")
    again = another.serve()
    assert answers(another, header, funds[0]) == 401
    assert answers(another, session(another), funds[0]) == 200
    assert stop(again) == Outcome.DONE
    assert snapshot(another.keys) == keys


def test_no_key_is_in_a_backup(own: Instance) -> None:
    open_fund(own.start())
    content = back_up(own).read_bytes()
    for path in own.keys.iterdir():
        written = path.read_text().strip()
        assert len(written) == 64
        assert written.encode() not in content
        assert bytes.fromhex(written) not in content


def test_a_drill_restores_everything_and_touches_nothing(own: Instance) -> None:
    service = own.serve()
    fund = open_fund(own)
    header = session(own)
    path = back_up(own)
    donate(own, fund)
    before = exported(own, fund)
    listed = sorted(each.name for each in own.data.iterdir())

    done = own.run("restore", "--drill", str(path))

    assert done.returncode == Outcome.DONE, done.stderr
    assert "The drill went well" in done.stdout
    assert exported(own, fund) == before
    assert answers(own, header, fund) == 200
    assert sorted(each.name for each in own.data.iterdir()) == listed
    assert "Restore drill: Well" in own.run("well").stdout
    assert stop(service) == Outcome.DONE


def test_books_in_use_are_replaced_only_on_demand_and_are_kept(own: Instance) -> None:
    fund = open_fund(own.start())
    old = exported(own, fund)
    path = back_up(own)
    donate(own, fund)
    new = exported(own, fund)
    refused = own.run("restore", str(path))
    assert refused.returncode == Outcome.UNUSABLE
    assert "This instance holds books already: 1. With --replace" in refused.stderr
    assert exported(own, fund) == new

    done = own.run("restore", "--replace", str(path))

    assert done.returncode == Outcome.DONE, done.stderr
    assert exported(own, fund) == old
    wrong = own.run("restore", "--remove-replaced", "parasol")
    assert wrong.returncode == Outcome.UNUSABLE
    command = next(line for line in done.stderr.splitlines() if "--remove-replaced" in line)
    assert run(own, *command.split()[1:]) == f"Removed: {command.split()[-1]}\n"
    assert "There are: none." in own.run("restore", "--remove-replaced", "x").stderr
    assert exported(own, fund) == old


def test_a_running_service_is_not_replaced(own: Instance) -> None:
    service = own.serve()
    path = back_up(own)
    done = own.run("restore", "--replace", str(path))
    assert done.returncode == Outcome.UNAVAILABLE
    assert f"by process {service.pid}." in done.stderr
    assert own.answers()
    assert stop(service) == Outcome.DONE


def test_other_keys_are_refused_and_missing_ones_are_said(own: Instance, another: Instance) -> None:
    fund = open_fund(own.start())
    path = back_up(own)
    run(another.start(), "funds")  # makes keys of its own
    keys = snapshot(another.keys)
    refused = another.run("restore", str(path))
    assert refused.returncode == Outcome.UNUSABLE
    assert "are not those of the backup" in refused.stderr
    done = another.run("restore", "--other-keys", str(path))
    assert done.returncode == Outcome.DONE, done.stderr
    assert snapshot(another.keys) == keys
    assert another.run("funds").returncode == Outcome.UNAVAILABLE
    for key in another.keys.iterdir():
        key.unlink()
    again = another.run("restore", "--replace", str(path))
    assert again.returncode == Outcome.DONE, again.stderr
    assert "The keys are missing." in again.stderr
    assert list(another.keys.iterdir()) == []
    another.keys.rmdir()
    give_keys(own, another)
    assert exported(another, fund) == exported(own, fund)


@pytest.mark.parametrize("spoil", ["cut", "flip", "other"])
def test_a_spoilt_file_is_refused_before_anything_happens(own: Instance, spoil: str) -> None:
    fund = open_fund(own.start())
    path = back_up(own)
    before = exported(own, fund)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    spoilt = {"cut": path.read_bytes()[:-600], "flip": bytes(content), "other": b"nothing"}[spoil]
    path.write_bytes(spoilt)
    for options in (["--replace"], ["--drill"]):
        done = own.run("restore", *options, str(path))
        assert done.returncode == Outcome.UNUSABLE
        assert "Nothing was changed." in done.stderr
        assert "Loading" not in done.stderr
    assert exported(own, fund) == before


@pytest.mark.parametrize("moment", ["The keys match", "Loading", "Every row", "is kept as"])
def test_a_restore_that_is_killed_leaves_the_books_of_one_or_the_other(
    own: Instance, moment: str
) -> None:
    fund = open_fund(own.start())
    path = back_up(own)
    old = exported(own, fund)
    donate(own, fund)
    new = exported(own, fund)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "api.cli", "restore", "--replace", str(path)],
        env=own.environment,
        cwd=own.place,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    said = next((line for line in process.stderr if moment in line), "")
    process.kill()
    process.communicate()
    assert moment in said
    assert exported(own, fund) == (old if moment == "is kept as" else new)
    assert "agrees with its lines" in run(own, "check")
    again = own.run("restore", "--replace", str(path))
    assert again.returncode == Outcome.DONE, again.stderr
    assert exported(own, fund) == old


@pytest.mark.parametrize("target", ["file", "directory", "output"])
def test_a_full_disk_leaves_no_file(own: Instance, target: str) -> None:
    for _ in range(3):
        open_fund(own.start())
    place = own.place / "here"
    place.mkdir()
    named = {"file": str(place / "x"), "directory": str(place), "output": "-"}[target]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "backup", named],
        env=own.environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == Outcome.UNAVAILABLE, done.stderr
    assert b"File too large" in done.stderr
    assert list(place.iterdir()) == []
    assert done.stdout == b""
    assert "Backup: Not well" in own.run("well").stdout


def test_it_goes_through_a_pipe(own: Instance, another: Instance) -> None:
    fund = open_fund(own.start())
    made = piped(own, "backup", "-")
    assert made.returncode == Outcome.DONE, made.stderr
    give_keys(own, another)
    done = piped(another.start(), "restore", "-", given=made.stdout)
    assert done.returncode == Outcome.DONE, done.stderr
    assert exported(another, fund) == exported(own, fund)
    assert sorted(each.name for each in another.data.iterdir()) == ["postgres", "service.lock"]


def test_without_a_name_it_goes_beside_the_books_and_replaces_no_file(own: Instance) -> None:
    open_fund(own.start())
    path = Path(run(own, "backup").strip())
    assert path.parent == own.data / "backups"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = own.run("backup", str(path))
    assert again.returncode == Outcome.UNAVAILABLE
    assert "there is a file of that name already" in again.stderr
    wait_until(lambda: not list(path.parent.glob(".*")))
    manifest = subprocess.run(
        ["tar", "xOf", str(path), "manifest.json"], capture_output=True, check=True, timeout=60
    )
    assert json.loads(manifest.stdout)["format"] == "parasol-backup"
    assert b"Tidewater" not in manifest.stdout
