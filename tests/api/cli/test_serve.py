"""`parasol serve`: starts, shares, refuses a second one, stops, and survives being killed."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from api.cli.failures import Outcome
from tests.instance import ROOT, Instance, stop, wait_until

pytestmark = pytest.mark.slow


def sign_in(instance: Instance, code: str) -> int:
    """Redeem a code at the API and return the status."""
    request = Request(
        f"http://127.0.0.1:{instance.port}/api/v1/session",
        data=json.dumps({"code": code}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310  as above
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def children(pid: int) -> list[int]:
    """List the processes that a process started and that are still there."""
    return [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/stat")
        if (words := _stat(path)) and words[1] == str(pid) and words[0] != "Z"
    ]


def workers_of(pid: int) -> list[int]:
    """List the workers of a service: those of its processes that answer requests."""
    return [each for each in children(pid) if b"spawn_main" in _command(each)]


def any_alive(pids: list[int]) -> bool:
    """Say whether one of the processes is still there; one that nobody buried counts as gone."""
    return any((_stat(Path(f"/proc/{pid}/stat")) or ["Z"])[0] != "Z" for pid in pids)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _stat(path: Path) -> list[str]:
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


@pytest.fixture
def output(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "output"
    path.touch()
    yield path
    print(path.read_text())  # noqa: T201  shown when a test fails


def test_the_first_code_is_in_a_file_that_only_its_owner_reads_and_works_once(
    own: Instance, output: Path
) -> None:
    with output.open("wb") as file:
        service = own.serve(output=file)
    wait_until(lambda: "Parasol is ready" in output.read_text())
    path = own.data / "first-sign-in.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    address, code = path.read_text().splitlines()
    assert address == f"http://127.0.0.1:{own.port}/"
    assert code not in output.read_text()
    assert [sign_in(own, code), sign_in(own, code)] == [201, 401]
    another = own.run("sign-in-code").stdout.strip()
    assert sign_in(own, another) == 201
    assert stop(service) == Outcome.DONE
    assert code not in output.read_text()
    assert "Traceback" not in output.read_text()


def test_a_second_service_is_refused_and_names_the_first(own: Instance) -> None:
    service = own.serve()
    second = own.run("serve")
    assert second.returncode == Outcome.UNAVAILABLE
    assert f"by process {service.pid}." in second.stderr
    assert own.answers()
    assert stop(service, signal.SIGINT) == Outcome.DONE


def test_it_stops_cleanly_and_the_database_with_it(own: Instance) -> None:
    service = own.serve("--workers", "2")
    workers = children(service.pid)
    assert len(workers) >= 2
    assert own.run("funds").returncode == Outcome.DONE
    assert stop(service) == Outcome.DONE
    wait_until(lambda: not any_alive(workers))
    assert not own.answers()
    wait_until(lambda: not (own.data / "postgres" / "data" / "postmaster.pid").exists())


def test_workers_do_not_outlive_a_killed_service_and_it_starts_again(own: Instance) -> None:
    service = own.serve("--workers", "2")
    workers = children(service.pid)
    stop(service, signal.SIGKILL)
    again = own.serve()
    wait_until(lambda: not any_alive(workers))
    wait_until(own.answers)
    assert stop(again) == Outcome.DONE


def test_a_worker_that_starts_late_knows_that_its_supervisor_is_gone(tmp_path: Path) -> None:
    # A supervisor that is killed while its worker still imports: the worker has another parent
    # by the time it looks, and must not take that one for the supervisor.
    program = tmp_path / "late.py"
    program.write_text(
        """
import multiprocessing, os, sys, time
from pathlib import Path
from api.cli import worker

def work(supervisor: int, answer: str) -> None:
    while os.getppid() == supervisor:
        time.sleep(0.01)
    Path(answer).write_text(f"{worker._supervisor() == supervisor}")

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    started = context.Process(target=work, args=(os.getpid(), sys.argv[1]))
    started.start()
    os._exit(0)
"""
    )
    answer = tmp_path / "answer"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, str(program), str(answer)], env=environment, check=True)
    wait_until(answer.exists)
    wait_until(lambda: answer.read_text() != "")
    assert answer.read_text() == "True"


def test_a_killed_worker_is_replaced(own: Instance) -> None:
    service = own.serve()
    killed = workers_of(service.pid)
    assert killed
    for worker in killed:
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not any_alive(killed))
    wait_until(lambda: bool(workers_of(service.pid)) and own.answers())
    assert stop(service) == Outcome.DONE


def test_a_port_that_is_taken_is_said(own: Instance) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", own.port))
        other.listen()
        done = own.run("serve")
    assert done.returncode == Outcome.UNAVAILABLE
    assert f"port {own.port}: Address already in use" in done.stderr
    assert "PARASOL_PORT" in done.stderr


def test_a_lost_key_stops_the_start_and_says_what_to_restore(own: Instance) -> None:
    assert own.run("funds").returncode == Outcome.DONE
    (own.keys / "references.key").rename(own.place / "kept")
    done = own.run("serve")
    assert done.returncode == Outcome.UNAVAILABLE
    assert "references.key is missing" in done.stderr
    assert "Restore the key directory" in done.stderr
    (own.place / "kept").rename(own.keys / "references.key")
    assert own.run("funds").returncode == Outcome.DONE


def test_the_demo_leaves_the_own_fund_alone(own: Instance) -> None:
    demo = own.place / "demo"
    done = own.run("demo", "--data-dir", str(demo), "--fill-only", DATABASE_URL="nonsense")
    assert done.returncode == Outcome.DONE, done.stderr
    assert not own.data.exists()
    listed = own.run("funds", PARASOL_DATA_DIR=str(demo), PARASOL_KEYS_DIR=f"{demo}-keys")
    assert "Lantern Street Mutual Aid" in listed.stdout
    again = own.run("demo", "--data-dir", str(demo), "--fill-only")
    assert again.returncode == Outcome.DONE
