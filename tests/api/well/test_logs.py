"""Looking at the logs of an instance: one that stopped, and one whose head is late."""

from datetime import timedelta
from pathlib import Path

from api.settings import Settings
from api.well import gather
from ledger.publishing.commands import SetLog
from ledger.store.database import Database
from ledger.vault.keys import open_keys
from tests.api.client import plain_settings
from tests.funds import DAY
from tests.ledger.publishing.logs import witness
from tests.ledger.transparency.stage import Stage


async def seen(stage: Stage) -> tuple[int, int]:
    """Return how many logs have stopped, and how many others are late."""
    facts = await gather(stage.database, settings_of(stage), stage.clock())
    return facts.logs_stopped, facts.logs_late


def settings_of(stage: Stage) -> Settings:
    return plain_settings(PARASOL_KEYS_DIR=str(stage.keys_dir))


async def test_a_log_that_stopped_or_is_late_is_seen(database: Database, tmp_path: Path) -> None:
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    stage = Stage(database, tmp_path / "keys")
    await stage.open()
    assert await seen(stage) == (0, 0)
    await stage.keep()
    assert await seen(stage) == (0, 0)
    stage.clock.turn(timedelta(hours=12, minutes=29))
    assert await seen(stage) == (0, 0)
    stage.clock.turn(timedelta(minutes=2))
    assert await seen(stage) == (0, 1)
    (stage.memory.directory / "memory").unlink()
    await stage.keep()
    assert await seen(stage) == (1, 0)
    # The log that comes after it is all that counts.
    await stage.log.new_origin(stage.fund_id)
    assert await seen(stage) == (0, 0)


async def test_a_head_that_too_few_witnesses_signed_is_seen(
    database: Database, tmp_path: Path
) -> None:
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    stage = Stage(database, tmp_path / "keys")
    await stage.open()
    await stage.keep()

    async def unwitnessed() -> int:
        return (await gather(database, settings_of(stage), stage.clock())).logs_unwitnessed

    stage.clock.turn(timedelta(hours=2))
    assert await unwitnessed() == 0  # nobody asked for any
    watching = tuple(witness(f"w{number}", number) for number in (1, 2))
    await stage.do(SetLog(occurred_on=DAY, witnesses=watching, quorum=2))
    assert await unwitnessed() == 1
    head = await stage.head()
    for name, left in (("w1", 1), ("w2", 0)):
        line = f"\u2014 {name} AAAA"
        await stage.log.add_cosignatures(stage.fund_id, 1, head.size, [line])
        assert await unwitnessed() == left
    stage.clock.turn(timedelta(hours=10))
    await stage.keep()
    assert await unwitnessed() == 0  # witnesses have an hour
    stage.clock.turn(timedelta(hours=2))
    assert await unwitnessed() == 1


async def test_a_second_master_key_that_is_gone_is_noticed(
    database: Database, tmp_path: Path
) -> None:
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    stage = Stage(database, tmp_path / "keys")
    await stage.open()
    await stage.log.new_origin(stage.fund_id, new_key=True)
    facts = await gather(database, settings_of(stage), stage.clock())
    assert facts.key_trouble is None
    (stage.keys_dir / "log-2.key").unlink()
    facts = await gather(database, settings_of(stage), stage.clock())
    assert facts.key_trouble is not None
