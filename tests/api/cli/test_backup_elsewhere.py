"""Backing up and restoring a PostgreSQL that somebody else runs."""

import pytest

from api.cli.failures import Outcome
from tests.api.cli.backup_stage import back_up, donate, exported, open_fund, run
from tests.database import Urls
from tests.database import run as in_a_loop
from tests.instance import Instance
from tests.ledger.store.backup_stage import fetch

pytestmark = pytest.mark.slow


def named(urls: Urls) -> dict[str, str]:
    return {"DATABASE_URL": urls.service, "PARASOL_DATABASE_DIRECT_URL": urls.owner}


def test_a_database_of_ones_own_comes_back_in_an_empty_one(
    own: Instance, fresh_database: Urls, unmigrated_database: Urls
) -> None:
    source, target = named(fresh_database), named(unmigrated_database)
    run(own, "funds", **source)
    fund = open_fund(own, fresh_database.service)
    path = back_up(own, DATABASE_URL=fresh_database.service)  # the service's role can do it
    before = exported(own, fund, fresh_database.service)

    without_owner = own.run("restore", str(path), DATABASE_URL=unmigrated_database.service)
    assert without_owner.returncode == Outcome.UNUSABLE
    assert "PARASOL_DATABASE_DIRECT_URL" in without_owner.stderr
    done = own.run("restore", str(path), **target)

    assert done.returncode == Outcome.DONE, done.stderr
    assert exported(own, fund, unmigrated_database.service) == before
    assert "agrees with its lines" in run(own, "check", **target)
    assert not (own.data / "postgres").exists()
    donate(own, fund, unmigrated_database.service)
    for options in ([], ["--replace"]):
        refused = own.run("restore", *options, str(path), **target)
        assert refused.returncode == Outcome.UNUSABLE
        assert "holds books already: 1." in refused.stderr
    assert len(exported(own, fund, unmigrated_database.service)) > len(before)


def test_what_cannot_be_checked_leaves_an_empty_database(
    own: Instance, fresh_database: Urls, unmigrated_database: Urls
) -> None:
    run(own, "funds", **named(fresh_database))
    open_fund(own, fresh_database.service)
    in_a_loop(
        fetch(
            fresh_database.superuser,
            "insert into events select fund_id, case_id, gen_random_uuid(), position + 1,"
            " recorded_at, version + 1, null, topic, actor, 'no fact' from events"
            " order by position desc limit 1",
        )
    )
    in_a_loop(fetch(fresh_database.superuser, "update heads set position = position + 1"))
    path = back_up(own, **named(fresh_database))
    target = named(unmigrated_database)
    done = own.run("restore", str(path), **target)
    assert done.returncode == Outcome.UNUSABLE
    assert "cannot be read by this program" in done.stderr
    counts = "select (select count(*) from heads) + (select count(*) from instance)"
    assert in_a_loop(fetch(unmigrated_database.owner, counts)) == [(0,)]
    assert "There is no fund yet" in own.run("funds", **target).stderr


def test_a_drill_needs_no_room_in_the_named_database(own: Instance, fresh_database: Urls) -> None:
    where = named(fresh_database)
    run(own, "funds", **where)
    fund = open_fund(own, fresh_database.service)
    path = back_up(own, **where)
    before = exported(own, fund, fresh_database.service)
    assert "The drill went well" in run(own, "restore", "--drill", str(path), **where)
    assert exported(own, fund, fresh_database.service) == before
    noted = in_a_loop(fetch(fresh_database.owner, "select what from upkeep order by 1"))
    assert noted == [("backup",), ("drill",)]


def test_a_database_that_is_away_is_said_without_its_address(own: Instance) -> None:
    away = "postgresql://parasol:hidden@127.0.0.1:1/parasol"
    for command in (["backup"], ["upgrade", "--check"]):
        done = own.run(*command, DATABASE_URL=away)
        assert done.returncode == Outcome.UNAVAILABLE
        assert "PostgreSQL cannot be reached" in done.stderr
        assert "hidden" not in done.stderr + done.stdout
