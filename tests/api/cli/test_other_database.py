"""Commands on a PostgreSQL that somebody else runs."""

from pathlib import Path

import pytest

from api.cli.failures import Outcome
from tests.database import Urls
from tests.instance import Instance

pytestmark = pytest.mark.slow


def test_the_named_database_is_used_and_no_other_is_started(
    own: Instance, unmigrated_database: Urls, tmp_path: Path
) -> None:
    secret = tmp_path / "url"
    secret.write_text(unmigrated_database.service + "\n")
    named = {"DATABASE_URL_FILE": str(secret)}
    before = own.run("funds", **named)
    assert before.returncode == Outcome.UNAVAILABLE
    assert "run the migrations first" in before.stderr
    owner = {"PARASOL_DATABASE_DIRECT_URL": unmigrated_database.owner}
    assert own.run("funds", **named, **owner).returncode == Outcome.DONE
    assert own.run("funds", **named).returncode == Outcome.DONE
    assert not (own.data / "postgres").exists()


@pytest.mark.parametrize("role", ["owner", "superuser"])
def test_the_owner_and_the_superuser_are_refused(
    own: Instance, fresh_database: Urls, role: str
) -> None:
    direct = {"PARASOL_DATABASE_DIRECT_URL": fresh_database.owner}
    done = own.run("funds", DATABASE_URL=getattr(fresh_database, role), **direct)
    assert done.returncode == Outcome.UNAVAILABLE
    assert "The service does not run as" in done.stderr


def test_a_database_that_is_away_is_said_without_its_address(own: Instance) -> None:
    done = own.run("funds", DATABASE_URL="postgresql://parasol:hidden@127.0.0.1:1/parasol")
    assert done.returncode == Outcome.UNAVAILABLE
    assert "PostgreSQL cannot be reached" in done.stderr
    assert "hidden" not in done.stderr
