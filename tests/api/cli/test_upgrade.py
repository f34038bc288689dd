"""Upgrading: looked at beforehand, backed up by itself, and undone by nothing half-made."""

import shutil
from pathlib import Path

import pytest

from api.cli.failures import Outcome
from ledger.store.backup import open_backup
from tests.api.cli.backup_stage import exported, open_fund, run, snapshot
from tests.database import run as in_a_loop
from tests.funds import OpenedFund
from tests.instance import Instance
from tests.ledger.store.backup_stage import fetch

pytestmark = pytest.mark.slow

OLDER = """
delete from schema_migrations where part = 'ledger' and name = 'upkeep';
drop table upkeep;
"""
"""What takes the newest-but-one step back: the database as the version before left it."""


def execute(instance: Instance, *statements: str) -> None:
    for statement in statements:
        in_a_loop(fetch(instance.addresses.superuser, statement))


def make_older(instance: Instance) -> None:
    execute(instance, *filter(str.strip, OLDER.split(";")))


def made_before(instance: Instance) -> list[Path]:
    return sorted((instance.data / "backups").glob("before-upgrade-parasol-*.backup"))


@pytest.fixture
def fund(own: Instance) -> OpenedFund:
    return open_fund(own)


def test_books_are_backed_up_before_they_are_migrated(own: Instance, fund: OpenedFund) -> None:
    before = exported(own, fund)
    for time, kept in enumerate((1, 2, 3, 3), start=1):
        make_older(own)
        run(own, "funds")
        assert len(made_before(own)) == kept
        run(own, "funds")
        assert len(made_before(own)) == kept
        last = made_before(own)[-1]  # else the next one may be of the same second
        last.rename(last.with_name(f"before-upgrade-parasol-2026010{time}T000000Z.backup"))
    newest = made_before(own)[-1]
    assert newest.stat().st_mode & 0o777 == 0o600
    with open_backup(newest) as backup:
        assert backup.manifest.lines == 7
        assert "upkeep" not in {step.name for step in backup.manifest.migrations}
    assert "Backup: Well" in own.run("well").stdout
    done = own.run("restore", "--replace", str(newest))
    assert done.returncode == Outcome.DONE, done.stderr
    assert "Migrated: ledger/0005_upkeep" in done.stderr
    assert exported(own, fund) == before


def test_without_room_for_that_backup_nothing_is_migrated(own: Instance, fund: OpenedFund) -> None:
    make_older(own)
    shutil.rmtree(own.data / "backups", ignore_errors=True)
    (own.data / "backups").write_text("in the way")
    for command in ("funds", "serve", "upgrade"):
        done = own.run(command)
        assert done.returncode == Outcome.UNAVAILABLE
        assert "Nothing was changed." in done.stderr
    named = "select count(*) from schema_migrations where name = 'upkeep'"
    assert in_a_loop(fetch(own.addresses.owner, named)) == [(0,)]
    (own.data / "backups").unlink()
    assert "Migrated: ledger/0005_upkeep" in run(own, "upgrade")
    assert len(made_before(own)) == 1
    assert "agrees with its lines" in run(own, "check")


def test_a_new_instance_is_migrated_without_a_backup(own: Instance) -> None:
    run(own, "funds")
    assert not (own.data / "backups").exists()


def test_the_look_beforehand_changes_nothing(own: Instance, fund: OpenedFund) -> None:
    make_older(own)
    execute(own, "update projection_checkpoints set version = 0 where projection = 'journal'")
    steps = "select part, number from schema_migrations order by 1, 2"
    before = in_a_loop(fetch(own.addresses.owner, steps)), snapshot(own.keys)
    said = run(own, "upgrade", "--check")
    assert "to be run: ledger/0005_upkeep" in said
    assert "to be built anew: journal from 7 lines" in said
    assert "1 with 7 lines" in said
    assert "all known" in said
    assert said.endswith("Ready.\n")
    assert (in_a_loop(fetch(own.addresses.owner, steps)), snapshot(own.keys)) == before
    assert not (own.data / "backups").exists()
    done = run(own, "upgrade")
    assert "Up to date: 1 books" in done
    said = run(own, "upgrade", "--check")
    assert "to be built anew: none" in said
    assert "up to date" in said


def test_the_look_beforehand_names_what_is_in_the_way(own: Instance, fund: OpenedFund) -> None:
    execute(
        own,
        "insert into events select fund_id, case_id, gen_random_uuid(), position + 1, recorded_at,"
        " version + 1, null, 'moon.landed.v1', actor, payload from events"
        " order by position desc limit 1",
    )
    (own.keys / "log.key").unlink()
    done = own.run("upgrade", "--check")
    assert done.returncode == Outcome.UNAVAILABLE
    assert "NOT READY: unknown to this program: moon.landed.v1 (1 lines)" in done.stdout
    assert "log.key is missing" in done.stdout
    assert done.stdout.endswith("Not ready: topics, keys.\n")
    execute(own, "insert into schema_migrations values ('ledger', 9999, 'later', '\\x00')")
    done = own.run("upgrade", "--check")
    assert done.returncode == Outcome.UNAVAILABLE
    assert "The database has ledger/9999_later, which this program does not know" in done.stdout


def test_programs_that_do_not_fit_are_named_before_anything_starts(own: Instance) -> None:
    nowhere = {"PARASOL_PG_BIN": str(own.place)}
    done = own.run("upgrade", "--check", **nowhere)
    assert done.returncode == Outcome.UNAVAILABLE
    assert "no working programs" in done.stdout
    assert not own.data.exists()
    assert "none yet" in run(own, "upgrade", "--check")
    assert not (own.data / "postgres").exists()


def test_a_running_service_is_not_upgraded(own: Instance) -> None:
    own.serve()
    done = own.run("upgrade")
    assert done.returncode == Outcome.UNAVAILABLE
    assert "is already being served" in done.stderr
    assert "Ready." in run(own, "upgrade", "--check")
