"""A fund that moves: its log goes on where its keys are, and begins anew where they are not."""

import shutil
from pathlib import Path

from ledger.events import LogBegun
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.transport.exporting import export_book
from ledger.transport.loading import load_book
from ledger.vault.keys import open_keys
from projections.migrations import projection_migrations
from tests.database import Urls
from tests.ledger.transparency.stage import Stage


async def exported(stage: Stage) -> list[bytes]:
    file = b"".join([piece async for piece in export_book(stage.database, stage.fund_id)])
    return file.splitlines(keepends=True)


async def moved(stage: Stage, database: Database, keys_dir: Path, file: list[bytes]) -> Stage:
    """Return the fund as it is at its new place, with the clock as it is."""
    await load_book(database, file)
    there = Stage(database, keys_dir)
    there.fund, there.clock.at = stage.fund, stage.clock.at
    return there


async def test_a_book_that_is_loaded_beside_its_keys_keeps_its_log(
    stage: Stage, fresh_database: Urls
) -> None:
    await stage.keep()
    await stage.give(70)
    stage.clock.turn()
    await stage.keep()
    before = await stage.head(), await stage.tree(), await stage.tiles(), await stage.indices()
    async with Database.open(
        fresh_database.service, min_size=2, migrations=projection_migrations()
    ) as database:
        async with database.acquire() as connection:
            await open_keys(connection, stage.keys_dir)
        there = await moved(stage, database, stage.keys_dir, await exported(stage))
        assert (await there.keep()).signed
        after = await there.head(), await there.tree(), await there.tiles(), await there.indices()
        assert after == before
        there.clock.turn()
        assert (await there.keep()).signed
        await there.assert_sound()


async def test_with_other_keys_the_next_log_names_the_last_head_of_the_old_one(
    stage: Stage, fresh_database: Urls, tmp_path: Path
) -> None:
    await stage.keep()
    head = await stage.head()
    keys_dir = tmp_path / "elsewhere"
    async with Database.open(
        fresh_database.service, min_size=2, migrations=projection_migrations()
    ) as database:
        async with database.acquire() as connection:
            await open_keys(connection, keys_dir)
        there = await moved(stage, database, keys_dir, await exported(stage))
        assert (await there.keep()).stopped == "key"
        shutil.copytree(stage.memory.directory, there.memory.directory)
        assert await there.log.new_origin(there.fund_id) == 2
        [*_, last] = await there.lines()
        event = decode(last.topic, last.payload)
        assert isinstance(event, LogBegun)
        assert event.before is not None
        assert (event.before.size, event.before.root) == (head.size, head.root.hex())
        await there.assert_sound(2)
