from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from ledger.store.database import Database
from ledger.transparency.witness import Witness
from tests.api.transparency.made_log import MadeLog
from tests.api.transparency.stage import Stage, staged

NOW: Final = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(service_url: str) -> AsyncIterator[Stage]:
    """A fund that neither publishes nor keeps a log yet."""
    async with staged(service_url) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def public(stage: Stage) -> Stage:
    """A fund that publishes, with the first head of its log."""
    await stage.publish()
    await stage.keep()
    return stage


@pytest.fixture
def log() -> MadeLog:
    return MadeLog("books.example.org/a-fund/1")


@pytest_asyncio.fixture(loop_scope="session")
async def witness(database: Database, tmp_path: Path, log: MadeLog) -> Witness:
    """A witness that cosigns one log, and never saw a head of it."""
    made = Witness(database, tmp_path / "keys", "w.example.org/witness", lambda: NOW)
    await made.add(log.vkey)
    return made
