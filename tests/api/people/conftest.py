"""The services on this worker's database."""

import pytest

from ledger.store.database import Database
from tests.api.people.stage import Stage


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)
