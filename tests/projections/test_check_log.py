"""The check follows the log from its lines, and names every fault that is planted in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from ledger.store.database import Database
from ledger.transparency.keyring import read_masters
from ledger.vault.keys import open_keys
from projections.check import Report, check_fund
from projections.runner import Runner
from tests.ledger.transparency.stage import Stage, as_superuser


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A log of five tiles, with a line that waits and has a promise."""
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    made = Stage(database, tmp_path / "keys")
    await made.open()
    await made.keep()
    await made.give(60)
    for _ in range(4):
        made.clock.turn()
        await made.keep()
    await made.give(2)
    last = (await made.lines())[-1].position
    assert await made.log.promise(made.fund_id, last) is not None
    yield made


async def checked(stage: Stage, *, with_keys: bool = True) -> Report:
    await Runner(stage.database).catch_up(stage.fund_id)
    async with stage.database.acquire() as connection:
        masters = await read_masters(connection, stage.keys_dir) if with_keys else None
        return await check_fund(connection, stage.fund_id, log_masters=masters)


async def test_a_sound_log_is_ok(stage: Stage) -> None:
    await stage.log.new_origin(stage.fund_id, new_key=True)
    stage.clock.turn()
    await stage.keep()
    report = await checked(stage)
    assert (report.verdict, report.findings, report.skipped) == ("OK", (), ())


async def test_without_its_key_it_says_what_it_left_out(stage: Stage) -> None:
    (stage.keys_dir / "log.key").rename(stage.keys_dir / "away")
    report = await checked(stage)
    assert report.verdict == "INCOMPLETE"
    assert report.skipped == ("The key of log 1 is not here: its leaves tell no lines.",)
    assert (await checked(stage, with_keys=False)).verdict == "OK"


FAULTS = {
    "a leaf": (
        (
            "update log_tiles set data = set_byte(data, 40, get_byte(data, 40) # 1)"
            " where level = -1 and index = 0"
        ),
        {
            "log 1: its right edge is another one",
            "log 1: its tile 0/0 does not follow from the leaves",
            "log 1: its tile 1/0 does not follow from the leaves",
            *(
                f"log 1: its head of size {size} has another root than its leaves"
                for size in (64, 128, 192, 256, 320)
            ),
        },
    ),
    "a hash": (
        (
            "update log_tiles set data = set_byte(data, 40, get_byte(data, 40) # 1) where level = 0"
            " and index = 1"
        ),
        {"log 1: its tile 0/1 does not follow from the leaves"},
    ),
    "leaves that are gone": ("delete from log_tiles where level = -1", {"log 1: it lacks leaves"}),
    "a tile too many": (
        "insert into log_tiles select fund_id, number, 3, 0, data from log_tiles where level = 1",
        {"log 1: it has more tiles than leaves make"},
    ),
    "an edge": (
        "update log_trees set frontier = set_byte(frontier, 3, get_byte(frontier, 3) # 1)",
        {"log 1: its right edge is another one"},
    ),
    "a root": (
        "update log_heads set root = set_byte(root, 3, get_byte(root, 3) # 1) where size = 128",
        {
            "log 1: its head of size 128 has another root than its leaves",
            "log 1: its head of size 128 says something else",
        },
    ),
    "a note": (
        "update log_heads set note = replace(note, '128', '129') where size = 128",
        {"log 1: its head of size 128 is not one that it signed"},
    ),
    "a head that is gone": (
        "delete from log_heads where size = 320",
        {"log 1: its newest head is of another size"},
    ),
    "a place that is gone": (
        "delete from log_places where position = 9",
        {"log 1: it lacks a line", "log 1: it counts other lines"},
    ),
    "a line that is passed over": (
        (
            "delete from log_places where position = 12;"
            " update log_trees set sealed_upto = 11, lines = lines - 1"
        ),
        {"log 1: a line waits that was to go before another one"},
    ),
    "two places": (
        (
            "update log_places set index = case position when 9 then 100000 when 10 then index end"
            " where position in (9, 10)"
        ),
        {
            "log 1: the leaf of a line is another one",
            "log 1: it has places of lines that are not there",
        },
    ),
    "a line": (
        (
            "update events set payload = convert_to(replace(convert_from(payload, 'UTF8'),"
            " '\"gross\":100,', '\"gross\":101,'), 'UTF8') where position = 12"
        ),
        {"log 1: the leaf of a line is another one"},
    ),
    "a promise": (
        "update log_promises set position = position - 1",
        {"log 1: what was promised is not of this line"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_named(stage: Stage, superuser_url: str, fault: str) -> None:
    statement, expected = FAULTS[fault]
    await as_superuser(superuser_url, statement)
    report = await checked(stage)
    found = {each.what for each in report.findings if each.what.startswith("log ")}
    if fault == "a leaf":  # perhaps that of a line, and perhaps a dummy
        found.discard("log 1: the leaf of a line is another one")
    assert found == expected
    assert report.verdict == "DISAGREES"
