"""The embedded PostgreSQL in bad places: stale locks, closed directories, full disks, odd versions.

Every refusal is a sentence that says what to do, and leaves nothing half made.
"""

import errno
import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from ledger.store.embedded import DirectoryUnusable, available_majors, cluster, logfile
from ledger.store.embedded.errors import explain_output, explained
from tests.ledger.store.embedded_stage import (
    IS_ROOT,
    ORDINARY,
    Stage,
    User,
    goes_down,
    lives,
    processes_of,
    wait_until,
)

pytestmark = pytest.mark.slow
MAJORS = sorted(available_majors())


def crash(stage: Stage, user: User) -> None:
    """Kill everybody, so that PostgreSQL's own lock files stay behind."""
    everything = processes_of(stage.place)
    for pid in everything:
        if pid != user.process.pid and lives(pid):
            os.kill(pid, signal.SIGKILL)
    user.kill()


def put_pid(stage: Stage, pid: int) -> None:
    """Write another process number into both lock files, as after a reboot or in a container."""
    for lock in (stage.state / "data/postmaster.pid", stage.state / "s/.s.PGSQL.5432.lock"):
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(pid), *lines[1:]]) + "\n")


@pytest.fixture
def ended_pid() -> int:
    done = subprocess.Popen(["true"])
    done.wait()
    return done.pid


def test_lock_files_of_a_process_that_ended_do_not_matter(stage: Stage, ended_pid: int) -> None:
    user = stage.user()
    user.do("start")
    crash(stage, user)
    put_pid(stage, ended_pid)
    assert stage.user().do("start")["seconds"] < 10


def test_lock_files_that_name_a_stranger_do_not_matter(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    crash(stage, user)
    put_pid(stage, os.getpid())
    after = stage.user()
    assert after.do("start")["seconds"] < 10
    assert after.ask("select 1") == 1


def test_lock_files_that_name_a_zombie_do_not_matter(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    crash(stage, user)
    zombie = subprocess.Popen(["true"])
    try:
        assert goes_down(zombie.pid)
        put_pid(stage, zombie.pid)
        after = stage.user()
        assert after.do("start")["seconds"] < 10
        assert after.ask("select 1") == 1
    finally:
        zombie.wait()


def test_a_half_made_cluster_is_never_used(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    user.do("stop")
    (stage.state / "data").rename(stage.state / "data.init")
    (stage.state / "data.init/global/pg_control").unlink()
    assert user.do("start")["seconds"] < 30
    assert user.ask("select 1") == 1
    assert not (stage.state / "data.init").exists()


def test_a_path_too_long_for_a_socket_works(stage: Stage) -> None:
    stage.data_dir = stage.place / ("a" * 60) / ("b, with comma" * 5)
    user = stage.user()
    url = user.do("start")["url"]
    sockets = Path(url.partition("host=")[2].partition("&")[0])
    assert user.ask("select 1") == 1
    assert len(str(sockets)) < 80
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    user.do("stop")
    assert wait_until(lambda: not sockets.exists())


def test_a_directory_with_spaces_and_signs_works(stage: Stage) -> None:
    stage.data_dir = stage.place / "a b%&?'ñ"
    user = stage.user()
    user.do("start")
    assert user.ask("select 1") == 1


@pytest.mark.parametrize("major", MAJORS)
def test_every_version_on_the_machine_works(stage: Stage, major: int) -> None:
    environment = {"PARASOL_PG_BIN": str(stage.majors()[major])}
    user = stage.user(environment=environment, major=major, durable=True)
    assert user.do("start")["version"].split(".")[0] == str(major)
    user.ask("create table kept as select 7 as number", "parasol_owner")
    os.kill(user.do("look")["server"], signal.SIGKILL)
    user.do("stop")
    assert user.do("start")["seconds"] < 30
    assert user.ask("select number from kept", "parasol_owner") == 7


def test_data_keep_their_own_version(stage: Stage) -> None:
    assert len(MAJORS) > 1, "this test needs two versions of PostgreSQL: install the wheel"
    old, new = MAJORS[0], MAJORS[-1]
    user = stage.user(environment={"PARASOL_PG_BIN": str(stage.majors()[old])})
    user.do("start")
    user.do("stop")
    other = stage.user(environment={"PARASOL_PG_BIN": str(stage.majors()[new])})
    refused = other.do("start")
    assert refused["refused"] == "NoPostgresFound"
    assert f"version {old} is needed" in refused["text"]
    refused = stage.user(major=new).do("start")
    assert f"made by PostgreSQL {old}" in refused["text"]


def test_missing_programs_are_named(stage: Stage) -> None:
    user = stage.user(environment={"PARASOL_PG_BIN": str(stage.place / "nowhere")})
    refused = user.do("start")
    assert refused["refused"] == "NoPostgresFound"
    assert "PARASOL_PG_BIN names" in refused["text"]


def test_when_no_program_is_found_the_ways_out_are_named(stage: Stage) -> None:
    refused = stage.user(environment={"PARASOL_PG_BIN": ""}, major=99).do("start")
    assert refused["refused"] == "NoPostgresFound"
    assert "DATABASE_URL" in refused["text"]


def test_an_account_that_does_not_exist_is_named(stage: Stage) -> None:
    refused = stage.user(os_user="nobody-of-this-name").do("start")
    assert refused["refused"] == "NoServerAccount"
    assert "nobody-of-this-name" in refused["text"]


def test_no_room_for_a_new_database_is_said_and_leaves_nothing(stage: Stage) -> None:
    user = stage.user()
    user.do("limit", 100_000)
    refused = user.do("start")
    assert refused["refused"] == "ClusterNotCreated"
    assert "PostgreSQL says" in refused["text"]
    assert not (stage.state / "data").exists()
    assert not (stage.state / "data.init").exists()
    assert stage.user().do("start")["seconds"] < 30


def test_a_server_that_cannot_start_is_reported_soon_in_its_own_words(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    user.do("stop")
    with (stage.state / "data/postgresql.conf").open("a") as file:
        file.write("shared_buffers = many\n")
    began = time.monotonic()
    refused = user.do("start")
    assert refused["refused"] == "ServerNotReady"
    assert 'invalid value for parameter "shared_buffers"' in refused["text"]
    assert time.monotonic() - began < 15


def test_a_directory_of_somebody_else_is_refused(stage: Stage) -> None:
    stage.data_dir.mkdir()
    if stage.leg == "root":
        (stage.data_dir / "postgres").mkdir()
        os.chown(stage.data_dir / "postgres", ORDINARY.uid, ORDINARY.gid)
    elif not IS_ROOT:
        stage.data_dir.chmod(0o555)
    refused = stage.user().do("start")
    assert refused["refused"] == "DirectoryUnusable"
    assert "account" in refused["text"]


def test_a_link_in_the_place_of_the_log_is_not_followed(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    user.do("stop")
    target = stage.place / "elsewhere"
    (stage.state / "postgres.log").unlink()
    (stage.state / "postgres.log").symlink_to(target)
    refused = user.do("start")
    assert refused["refused"] == "DirectoryUnusable"
    assert "symbolic link" in refused["text"]
    assert not target.exists()


def test_the_log_holds_no_values_of_statements(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    user.ask("create table people as select 'Jane Roe' as name", "parasol_owner")
    user.ask("create unique index on people (name)", "parasol_owner")
    for sql in (
        "select 'Jane Roe'::int",
        'select 1/0 as "Jane Roe"',
        "do $$ begin raise exception 'Jane Roe'; end $$",
        "insert into people values ('Jane Roe')",
    ):
        assert "failed" in user.do("ask", "parasol_owner", sql)
    user.say("ask", "postgres", "select 'Jane Roe', pg_sleep(30)")
    find = (
        "select pid from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() "
        "and query like '%pg_sleep(30)%'"
    )
    other = stage.user()
    other.do("start")
    assert wait_until(lambda: other.ask(find, "postgres") is not None)
    os.kill(int(str(other.ask(find, "postgres"))), signal.SIGKILL)
    assert "failed" in user.hear()
    log = stage.state / "postgres.log"
    # The connection ends with its process; PostgreSQL writes about it a moment later.
    assert wait_until(lambda: "terminated by signal 9" in log.read_text()), log.read_text()
    assert "Jane" not in log.read_text()


def test_the_guardian_inherits_nothing_from_its_starter(stage: Stage) -> None:
    user = stage.user()
    started = user.do("start")
    for name in ("guardian", "server"):
        opened = [str(path.readlink()) for path in Path(f"/proc/{started[name]}/fd").iterdir()]
        starters = {
            str(Path(f"/proc/{user.process.pid}/fd/{number}").readlink()) for number in (0, 1)
        }
        assert not starters & set(opened)
        assert str(Path(f"/proc/{started[name]}/fd/0").readlink()) == "/dev/null"
        assert os.getsid(started[name]) != os.getsid(user.process.pid)


@pytest.mark.parametrize(
    "number, advice",
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "sound disk"),
        (errno.EACCES, "account that owns it"),
        (errno.ENOLCK, "local disk"),
        (errno.ENAMETOOLONG, "shorter PARASOL_DATA_DIR"),
    ],
)
def test_what_the_disk_refuses_is_said_with_advice(number: int, advice: str) -> None:
    with pytest.raises(DirectoryUnusable, match=advice), explained(Path("/data")):
        raise OSError(number, os.strerror(number), "/data/postgres")


def test_what_postgresql_says_is_explained() -> None:
    said = "x\nFATAL:  could not write lock file: No space left on device\n"
    assert explain_output(said).startswith("The disk is full")
    assert explain_output("") == "PostgreSQL says: nothing"


def test_without_shared_memory_the_server_uses_files(stage: Stage) -> None:
    stage.place.chmod(0o777)
    assert cluster.shared_memory(stage.place / "no-such-shm") == {
        "dynamic_shared_memory_type": "mmap"
    }
    assert cluster.shared_memory(stage.place) == {}


def test_the_log_is_capped_in_size_and_age(stage: Stage) -> None:
    log = stage.place / "postgres.log"
    aside = stage.place / "postgres.log.1"
    log.write_text("young and small\n")
    logfile.rotate(log)
    assert log.read_text() == "young and small\n"
    long_ago = time.time() - logfile.OLDEST_SECONDS - 1
    os.utime(aside, (long_ago, long_ago))
    logfile.rotate(log)
    assert (log.read_text(), aside.read_text()) == ("", "young and small\n")
    log.write_bytes(b"x" * logfile.MOST_BYTES)
    logfile.rotate(log)
    assert (log.stat().st_size, aside.stat().st_size) == (0, logfile.MOST_BYTES)
