"""A fund whose operator cheats. Commands go by its clock."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio

from ledger.store.database import Database
from ledger.vault.keys import open_keys
from tests.api.client import plain_settings, serving
from tests.api.pages.people.stage import Clock
from tests.api.publishing.logged import keep, published
from tests.api.publishing.stage import settled
from tests.attack.log.operator import Operator


@pytest_asyncio.fixture(loop_scope="session")
async def operator(
    database: Database,
    tmp_path: Path,
    service_url: str,
    superuser_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Operator:
    """A fund with two heads out, a poster with its keys, and a monitor that looked once."""
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    made = Operator(database, tmp_path, service_url, superuser_url)
    monkeypatch.setattr("api.clock.utc_now", made.clock)
    monkeypatch.setattr("api.cli.monitor.time", SimpleNamespace(time=made.seconds))
    await made.open()
    await made.begun()
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def reporter(
    database: Database,
    tmp_path: Path,
    service_url: str,
    superuser_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Operator:
    """A fund that has published a report, which is in its log; its service has stopped."""
    clock, keys = Clock(), str(tmp_path / "keys")
    settings = plain_settings(PARASOL_KEYS_DIR=keys)
    made = Operator(database, tmp_path, service_url, superuser_url)
    async with serving(service_url, now=clock, settings=settings) as client:
        town = await settled(client, clock)
        await keep(town)
        made.moments = [clock()]
        await published(town)
        await keep(town, days=1)
        made.moments.append(clock())
    made.fund, made.clock.at = town.fund, clock()
    await made.forge()
    await made.publish()
    await made.poster()
    monkeypatch.setattr("api.clock.utc_now", made.clock)
    return made
