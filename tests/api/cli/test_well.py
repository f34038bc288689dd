"""``parasol well`` as an operator types it."""

import json

import msgspec
import pytest

from api.cli.failures import Outcome
from tests.database import Urls
from tests.funds import opening
from tests.instance import Instance

pytestmark = pytest.mark.slow


def test_it_names_places_and_ends_with_its_own_code(own: Instance) -> None:
    own.start()
    asked = json.loads(msgspec.json.encode(opening()))
    assert own.run("record", "new", given=json.dumps(asked)).returncode == Outcome.DONE
    done = own.run("well")
    assert done.returncode == Outcome.UNWELL
    answer, *lines = done.stdout.splitlines()
    assert answer.endswith("somebody.")
    assert "1  Backup: Not well. No backup was ever made." in lines
    assert "   To do: Make one now: parasol backup" in lines
    numbers = [line.split()[0] for line in lines if line[0] != " "]
    assert numbers == [str(number) for number in range(1, 11)]
    assert any(line.startswith("7  Keys: Well.") for line in lines)
    assert str(own.keys) not in done.stdout

    (own.keys / "log.key").chmod(0o644)
    exposed = own.run("well").stdout
    assert f"   Others may read the key {own.keys / 'log.key'}: chmod it to 600." in exposed
    assert "To do: Close" not in exposed


def test_nothing_is_made_by_asking(own: Instance, fresh_database: Urls) -> None:
    done = own.run("well", DATABASE_URL=fresh_database.service)
    assert done.returncode == Outcome.UNWELL
    assert "4  Disk: Not seen from here." in done.stdout
    assert not own.keys.exists()
    assert not own.data.exists()


def test_a_database_without_tables_is_said_and_left_alone(
    own: Instance, unmigrated_database: Urls
) -> None:
    done = own.run("well", DATABASE_URL=unmigrated_database.service)
    assert done.returncode == Outcome.UNAVAILABLE
    assert "run the migrations first" in done.stderr
