"""The embedded PostgreSQL: who starts it, who shares it, what happens when somebody is killed."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.ledger.store.embedded_stage import (
    Stage,
    User,
    goes_down,
    lives,
    processes_of,
    wait_until,
)


def answer_after_crash(user: User, sql: str = "select 1") -> object:
    """Ask until there is an answer, as a pool does after its server was killed."""
    end = time.monotonic() + 15
    while "answer" not in (heard := user.do("ask", "parasol", sql)):
        assert time.monotonic() < end, heard
        time.sleep(0.05)
    return heard["answer"]


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert goes_down(pid)


def test_a_first_start_makes_the_database_and_its_three_roles(stage: Stage) -> None:
    user = stage.user(durable=True)
    started = user.do("start")
    for role in ("parasol", "parasol_owner", "postgres"):
        assert user.ask("select current_user::text", role) == role
    owner = "select pg_get_userbyid(datdba)::text from pg_database where datname = 'parasol'"
    assert user.ask(owner) == "parasol_owner"
    supers = "select string_agg(rolname, ',') from pg_roles where rolsuper or rolcreaterole"
    assert user.ask(supers) == "postgres"
    assert str(user.ask("show server_version")).split()[0] == started["version"]
    assert (Path(started["bin_dir"]) / "pg_dump").exists()


def test_nobody_comes_in_but_by_the_private_socket(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    assert user.ask("show listen_addresses") == ""
    assert user.ask("show unix_socket_permissions", "postgres") == "0700"
    methods = "select string_agg(distinct type || ' ' || auth_method, ',') from pg_hba_file_rules"
    assert user.ask(methods, "postgres") == "local peer"
    assert (stage.state / "s").stat().st_mode & 0o777 == 0o700
    assert (stage.state / "data").stat().st_mode & 0o777 == 0o700
    writable = user.do("ask", "parasol", "create table mine (id int)")
    assert writable["failed"] == "InsufficientPrivilegeError"


def test_commits_are_safe_unless_a_test_gives_that_up(stage: Stage) -> None:
    settings = "select string_agg(setting, ',') from pg_settings where name in "
    settings += "('fsync', 'full_page_writes', 'synchronous_commit')"
    careful, hasty = stage.user(durable=True), stage.user(durable=False)
    careful.do("start")
    assert careful.ask(settings) == "on,on,on"
    careful.do("stop")
    hasty.do("start")
    assert hasty.ask(settings) == "off,off,off"


def test_a_stopped_server_starts_again_with_its_data(stage: Stage) -> None:
    user = stage.user(durable=True)
    first = user.do("start")
    user.ask("create table kept as select 7 as number", "parasol_owner")
    assert user.do("stop")["server"] is None
    assert goes_down(first["server"])
    assert goes_down(first["guardian"])
    again = user.do("start")
    assert again["server"] != first["server"]
    assert user.ask("select number from kept", "parasol_owner") == 7


def test_a_second_user_joins_at_once(stage: Stage) -> None:
    first, second = stage.user(), stage.user()
    started, joined = first.do("start"), second.do("start")
    assert joined["server"] == started["server"]
    assert joined["guardian"] == started["guardian"]
    assert joined["seconds"] < max(1, started["seconds"])
    assert second.ask("select 1") == 1


def test_the_server_outlives_its_starter_while_another_uses_it(stage: Stage) -> None:
    first, second = stage.user(), stage.user()
    pid = first.do("start")["server"]
    second.do("start")
    first.kill()
    time.sleep(0.5)
    assert second.ask("select 1") == 1
    assert second.do("look")["server"] == pid
    second.do("stop")
    assert goes_down(pid)


def test_leaving_does_not_take_the_server_from_the_others(stage: Stage) -> None:
    first, second = stage.user(), stage.user()
    pid = first.do("start")["server"]
    second.do("start")
    assert first.do("stop")["server"] == pid
    assert second.ask("select 1") == 1


@pytest.mark.crash
def test_killing_the_only_user_brings_the_server_down(stage: Stage) -> None:
    user = stage.user()
    started = user.do("start")
    user.kill()
    assert goes_down(started["server"])
    assert goes_down(started["guardian"])
    assert wait_until(lambda: not processes_of(stage.place))


@pytest.mark.crash
def test_killing_a_user_that_is_just_starting_leaves_nothing_running(stage: Stage) -> None:
    for delay_seconds in (0.0, 0.05, 0.2, 0.4, 0.6, 0.8):
        user = stage.user()
        user.say("start")
        time.sleep(delay_seconds)
        user.kill()
    assert wait_until(lambda: not processes_of(stage.place))
    after = stage.user()
    after.do("start")
    assert after.ask("select 1") == 1


@pytest.mark.crash
def test_a_killed_server_comes_back_with_what_was_committed(stage: Stage) -> None:
    user = stage.user(durable=True)
    pid = user.do("start")["server"]
    user.ask("create table kept as select 7 as number", "parasol_owner")
    user.ask("grant select on kept to parasol", "parasol_owner")
    kill(pid)
    assert answer_after_crash(user, "select number from kept") == 7
    assert user.do("look")["server"] != pid


@pytest.mark.crash
def test_a_server_killed_again_and_again_comes_back_each_time(stage: Stage) -> None:
    user = stage.user()
    user.do("start")
    for _ in range(4):
        kill(user.do("look")["server"])
        assert answer_after_crash(user) == 1


@pytest.mark.crash
def test_whoever_comes_after_the_guardian_was_killed_adopts_the_server(stage: Stage) -> None:
    first, second = stage.user(), stage.user()
    started = first.do("start")
    kill(started["guardian"])
    joined = second.do("start")
    assert joined["server"] == started["server"]
    assert joined["guardian"] != started["guardian"]
    kill(joined["server"])
    assert answer_after_crash(first) == 1
    first.kill()
    second.kill()
    assert wait_until(lambda: not processes_of(stage.place))


@pytest.mark.crash
def test_starting_again_brings_back_a_guardian(stage: Stage) -> None:
    user = stage.user()
    started = user.do("start")
    kill(started["guardian"])
    again = user.do("start")
    assert again["server"] == started["server"]
    assert lives(again["guardian"])


@pytest.mark.crash
def test_the_last_user_stops_a_server_whose_guardian_was_killed(stage: Stage) -> None:
    user = stage.user()
    started = user.do("start")
    kill(started["guardian"])
    assert user.do("stop")["server"] is None
    assert goes_down(started["server"])


def test_the_guardian_does_not_end_when_it_is_asked_to(stage: Stage) -> None:
    user = stage.user()
    started = user.do("start")
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(started["guardian"], number)
    time.sleep(0.3)
    assert lives(started["guardian"])
    assert user.ask("select 1") == 1


@pytest.mark.crash
def test_after_everything_was_killed_the_next_start_works(stage: Stage) -> None:
    user = stage.user(durable=True)
    user.do("start")
    user.ask("create table kept as select 7 as number", "parasol_owner")
    everything = [pid for pid in processes_of(stage.place) if pid != user.process.pid]
    user.kill()
    for pid in everything:
        if lives(pid):
            os.kill(pid, signal.SIGKILL)
    after = stage.user(durable=True)
    after.do("start")
    assert after.ask("select number from kept", "parasol_owner") == 7


@pytest.mark.crash
def test_eight_cold_starts_at_once_make_one_server(stage: Stage) -> None:
    users = [stage.user() for _ in range(8)]
    for user in users:
        user.say("start")
    started = [user.hear(120) for user in users]
    assert len({answer["server"] for answer in started}) == 1
    assert len({answer["guardian"] for answer in started}) == 1
    assert [user.ask("select 1") for user in users] == [1] * 8
    for user in users:
        user.kill()
    assert goes_down(started[0]["server"])


@pytest.mark.crash
def test_acknowledged_commits_survive_killing_everything_under_load(stage: Stage) -> None:
    user = stage.user(durable=True)
    user.do("start")
    user.ask("create table kept (number int)", "parasol_owner")
    user.ask("grant insert, select on kept to parasol", "parasol_owner")
    count = 0
    for kept in (3, 17, 9, 25, 1):
        for _ in range(kept):
            user.ask(f"insert into kept values ({count})")
            count += 1
        user.say("ask", "parasol", "select pg_sleep(20)")
        everything = [pid for pid in processes_of(stage.place) if pid != user.process.pid]
        for pid in everything:
            if lives(pid):
                os.kill(pid, signal.SIGKILL)
        user.kill()
        user = stage.user(durable=True)
        user.do("start")
        assert user.ask("select count(distinct number) from kept") == count


@pytest.mark.crash
def test_a_deleted_directory_leaves_no_server_behind(stage: Stage) -> None:
    user = stage.user()
    started = user.do("start")
    while stage.data_dir.exists():  # the server and its guardian still write there
        shutil.rmtree(stage.data_dir, ignore_errors=True)
    assert goes_down(started["server"])
    assert goes_down(started["guardian"])


@pytest.mark.crash
def test_an_ephemeral_directory_is_gone_after_its_last_user(stage: Stage) -> None:
    first, second = stage.user(ephemeral=True), stage.user(ephemeral=True)
    first.do("start")
    second.do("start")
    first.do("stop")
    assert second.ask("select 1") == 1
    second.do("stop")
    assert list(stage.place.iterdir()) == []
    again = stage.user(ephemeral=True)
    again.do("start")
    again.kill()
    assert wait_until(lambda: list(stage.place.iterdir()) == [])


def test_a_second_service_on_a_directory_is_refused_and_told_of_the_first(stage: Stage) -> None:
    first, second = stage.user(), stage.user()
    assert first.do("serve") == {}
    refused = second.do("serve")
    assert refused["refused"] == "ServiceRunning"
    assert f"process {first.process.pid}" in refused["text"]
    first.kill()
    assert second.do("serve") == {}
