"""A fund with a log for tests of this directory."""

from pathlib import Path

import pytest_asyncio

from ledger.store.database import Database
from ledger.vault.keys import open_keys
from tests.ledger.transparency.stage import Stage


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database, tmp_path: Path) -> Stage:
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    made = Stage(database, tmp_path / "keys")
    await made.open()
    return made
