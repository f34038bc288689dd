"""A fund whose members decide."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.site import Site
from ledger.store.database import Database
from tests.api.deciding.stage import Members, Turned, site_on


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    """The directory of keys of this test."""
    return tmp_path / "keys"


@pytest_asyncio.fixture(loop_scope="session")
async def clock() -> Turned:
    return Turned()


@pytest_asyncio.fixture(loop_scope="session")
async def site(database: Database, keys_dir: Path, clock: Turned) -> AsyncIterator[Site]:
    made = site_on(database, keys_dir, clock)
    yield made
    await made.books.close()


@pytest_asyncio.fixture(loop_scope="session")
async def members(site: Site, clock: Turned) -> Members:
    return await Members.open(site, clock)
