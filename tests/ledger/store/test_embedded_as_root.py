"""The embedded PostgreSQL when root starts it: the server steps down, and nothing else changes.

Collected only when the tests run as root.
"""

import grp
import os
import pwd
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.store.embedded_stage import ORDINARY, Stage, goes_down, lives

pytestmark = pytest.mark.slow

# What containers leave to root by default: it may not look into processes of other accounts.
CONTAINER = "chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service"


@pytest.fixture
def stage() -> Iterator[Stage]:
    made = Stage("root", None)
    yield made
    made.close()


def uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def test_the_server_runs_as_another_account_without_any_group_of_root(stage: Stage) -> None:
    pid = stage.user().do("start")["server"]
    assert uid_of(pid) != 0
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    groups = next(line.split()[1:] for line in status if line.startswith("Groups:"))
    assert groups == []


def test_the_servers_account_owns_its_data_and_its_socket_only(stage: Stage) -> None:
    uid = uid_of(stage.user().do("start")["server"])
    owners = {path.name: path.lstat().st_uid for path in stage.state.iterdir()}
    assert {name for name, owner in owners.items() if owner == uid} == {"data", "s"}
    assert stat.S_IMODE(stage.state.stat().st_mode) == 0o711
    assert stage.state.stat().st_uid == 0
    files = [path for path in stage.state.iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_the_account_can_be_chosen_and_the_data_keep_theirs(stage: Stage) -> None:
    user = stage.user(os_user=ORDINARY.name)
    assert uid_of(user.do("start")["server"]) == ORDINARY.uid
    user.do("stop")
    after = stage.user()
    assert uid_of(after.do("start")["server"]) == ORDINARY.uid
    after.do("stop")
    refused = stage.user(environment={"PARASOL_PG_OSUSER": "daemon"}).do("start")
    assert refused["refused"] == "NoServerAccount"
    assert f"belongs to {ORDINARY.name}" in refused["text"]


def test_root_itself_cannot_be_chosen(stage: Stage) -> None:
    refused = stage.user(environment={"PARASOL_PG_OSUSER": "root"}).do("start")
    assert refused["refused"] == "NoServerAccount"


def test_another_account_cannot_come_in(stage: Stage) -> None:
    started = stage.user(os_user="daemon").do("start")
    socket = stage.state / "s/.s.PGSQL.5432"
    assert socket.is_socket()
    looked = ORDINARY.run(["/bin/sh", "-c", 'test -e "$1"', "sh", str(socket)])
    assert looked.returncode != 0
    names = (stage.state / "data/pg_ident.conf").read_text().split("\n")
    assert names[:4] == [
        'parasol "root" postgres',
        'parasol "root" parasol_owner',
        'parasol "root" parasol',
        'parasol "daemon" postgres',
    ]
    assert lives(started["server"])


@pytest.mark.parametrize("major", [18, 16, 15])
def test_a_directory_below_a_closed_one_works_and_stays_closed(stage: Stage, major: int) -> None:
    home = stage.place / "home"
    home.mkdir(mode=0o700)
    stage.data_dir = home / "parasol"
    found = stage.majors()
    environment = {"PARASOL_PG_BIN": str(found.get(major, next(iter(found.values()))))}
    user = stage.user(durable=True, environment=environment)
    pid = user.do("start")["server"]
    assert uid_of(pid) != 0
    user.ask("create table kept as select 7 as number", "parasol_owner")
    os.kill(pid, 9)
    assert goes_down(pid)
    user.do("stop")
    user.do("start")
    assert user.ask("select number from kept", "parasol_owner") == 7
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_closed_programs_are_copied_and_their_directory_stays_closed(stage: Stage) -> None:
    closed = stage.place / "closed"
    closed.mkdir(mode=0o700)
    bin_dir = stage.majors()[18]
    package = bin_dir.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        subprocess.run(["cp", "-r", str(part), str(closed)], check=True)
    named = closed / package.name / bin_dir.parent.name / "bin"
    user = stage.user(environment={"PARASOL_PG_BIN": str(named)})
    assert user.do("start")["bin_dir"].startswith(str(stage.state / "programs"))
    assert user.ask("select 1") == 1
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_no_account_is_made_and_no_group(stage: Stage) -> None:
    before = ([e.pw_name for e in pwd.getpwall()], [e.gr_name for e in grp.getgrall()])
    stage.user().do("start")
    assert before == ([e.pw_name for e in pwd.getpwall()], [e.gr_name for e in grp.getgrall()])


def test_root_with_only_a_containers_rights_can_keep_the_server(stage: Stage) -> None:
    user = stage.user(rights=CONTAINER)
    pid = user.do("start")["server"]
    assert user.ask("select 1") == 1
    os.kill(pid, 9)
    assert goes_down(pid)
    assert user.do("start")["server"] != pid
    assert user.ask("select 1") == 1
    user.do("stop")
    assert user.do("look")["server"] is None
