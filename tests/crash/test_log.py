"""kill -9 of whatever seals and signs: no two histories, no line lost, no line twice."""

import asyncio
import json
import random
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import pytest_asyncio

from ledger.publishing.commands import SetLog
from ledger.store.database import Database
from ledger.vault.keys import open_keys
from tests.crash.sealer import STEPS
from tests.funds import DAY
from tests.ledger.transparency.stage import START, Stage

KILLS: Final = 12
WRITERS: Final = 4
CALLERS: Final = 4
COMMANDS: Final = 60
SPEED: Final = 3600
"""An hour of the fund a second."""


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database, tmp_path: Path) -> Stage:
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    made = Stage(database, tmp_path / "keys")
    await made.open(rule=SetLog(occurred_on=DAY, every_hours=1))
    return made


async def started(module: str, task: dict[str, Any]) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(task).encode() + b"\n")
    await process.stdin.drain()
    return process


@pytest.mark.crash
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("step", STEPS)
async def test_after_a_kill_at_any_step_the_same_head_comes_out(
    stage: Stage, service_url: str, step: str, is_first: bool
) -> None:
    if not is_first:
        await stage.keep()
        await stage.give(5)
        stage.clock.turn()
    task = {
        "url": service_url,
        "keys_dir": str(stage.keys_dir),
        "fund_id": str(stage.fund_id),
        "at": stage.clock.at.isoformat(),
        "step": step,
    }
    victim = await started("tests.crash.sealer", task)
    said, _ = await victim.communicate()
    assert victim.returncode == -signal.SIGKILL
    sealed, memory = await stage.tree(), stage.memory.read()
    before = await stage.log.head(stage.fund_id)
    assert before is None or before.size == 64, "nothing that it did is public yet"

    assert (await stage.another().keep(stage.fund_id)).signed
    head = await stage.head()
    if sealed.size > (before.size if before else 0):
        assert (head.size, head.root) == (sealed.size, sealed.frontier.root)
    if memory is not None and memory.size > (before.size if before else 0):
        assert (head.size, head.root.hex()) == (memory.size, memory.root)
    if said:
        assert head.note == json.loads(said)["note"]
    await stage.assert_sound()
    assert stage.memory.leaves(0, head.size + 1) == b"".join(await stage.leaves())
    assert (await stage.indices()).keys() == {line.position for line in await stage.lines()}


@pytest.mark.crash
async def test_sixteen_writers_and_two_sealers_that_are_killed(
    stage: Stage, service_url: str
) -> None:
    """Every second an hour goes by; writers and sealers are killed in the middle of their work."""
    since, roots = time.time(), dict[int, str]()
    await _under_fire(stage, service_url, since, roots)

    stage.clock.at = START + timedelta(seconds=(time.time() - since) * SPEED)
    await stage.another().keep(stage.fund_id)
    await _look(stage, roots)
    await stage.assert_sound()
    tree = await stage.tree()
    lines = await stage.lines()
    assert tree.size % 64 == 0
    assert tree.lines == len(await stage.indices()) <= len(lines)
    for _ in range(1 + (len(lines) - tree.lines) // 64):
        stage.clock.at += timedelta(hours=1)
        await stage.another().keep(stage.fund_id)
    await stage.assert_sound()
    assert (await stage.indices()).keys() == {line.position for line in lines}
    assert len(lines) > 200
    assert len(roots) > 3


async def _look(stage: Stage, roots: dict[int, str]) -> None:
    """A head that was seen once is never another one."""
    async with stage.database.acquire() as connection:
        rows = await connection.fetch(
            "select size, note from log_heads where fund_id = $1", stage.fund_id
        )
    for size, note in rows:
        assert roots.setdefault(size, note) == note
    assert {row[0] for row in rows} >= roots.keys()


async def _writer(stage: Stage, url: str, number: int) -> asyncio.subprocess.Process:
    ids = {name: str(value) for name, value in msgspec.structs.asdict(stage.fund).items()}
    task = {
        "url": url,
        "ids": ids,
        "fund_id": ids["fund_id"],
        "seed": f"log-{number}",
        "callers": CALLERS,
        "commands": COMMANDS,
        "meeting": None,
    }
    writer = await started("tests.crash.writer", task)
    assert writer.stdout is not None
    assert await writer.stdout.readline() == b"ready\n"
    return writer


async def _under_fire(stage: Stage, url: str, since: float, roots: dict[int, str]) -> None:
    """Have lines written and sealed, and kill now one sealer, now the other, and a writer."""
    chance = random.Random(20261121)
    task = {
        "url": url,
        "keys_dir": str(stage.keys_dir),
        "fund_id": str(stage.fund_id),
        "since": since,
        "speed": SPEED,
    }
    writers = [await _writer(stage, url, number) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write(b"go\n")
    talking = [asyncio.create_task(writer.communicate()) for writer in writers]
    sealers = [await started("tests.crash.sealer", task) for _ in range(2)]
    for number in range(KILLS):
        await asyncio.sleep(chance.uniform(0.6, 1.6))
        await _look(stage, roots)
        place = chance.randrange(2)
        sealers[place].kill()
        await sealers[place].wait()
        sealers[place] = await started("tests.crash.sealer", task)
        if number == KILLS // 3 and writers[0].returncode is None:
            writers[0].kill()
    for sealer in sealers:
        sealer.kill()
        await sealer.wait()
    await asyncio.gather(*talking)
