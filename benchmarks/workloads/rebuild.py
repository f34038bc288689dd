"""(f) Every read model made anew, beside COPY of the same rows and beancount's load of the book.

The rebuild reads the lines, decodes and folds them, writes the rows beside those in use and puts
them into use. COPY is handed the finished rows in PostgreSQL's own binary form and writes them
into empty tables with the same keys and indexes. Beancount loads the same book from a file of its
own. While any of the three is at work, somebody reads balances and the budget from the service.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from benchmarks.book import make_book
from benchmarks.copied import Copied, prepare
from benchmarks.harness import Result, interleave, middle, ratio, show, show_rounds
from benchmarks.peers.beancount_file import BeancountFile
from benchmarks.peers.environment import PYTHON, ROOT
from benchmarks.place import Place
from benchmarks.reader import Heard, Reading
from benchmarks.scale import Scale
from benchmarks.service import Service, running
from benchmarks.story.teller import DAYS
from ledger.store.database import Database
from ledger.store.reading import walk_lines
from projections.follower import Follower
from projections.migrations import projection_migrations
from projections.models import READ_MODELS
from projections.projection import line_of
from projections.runner import Runner

_DIGEST_SIGNS: Final = 64
_BEANCOUNT: Final = Path(__file__).parents[1] / "peers" / "run_beancount.py"
_AT_ONCE: Final = timedelta(0)


class _Took(Struct, frozen=True):
    """How long a side took, in seconds, and what the reader beside it heard."""

    seconds: float
    heard: Heard


async def run(place: Place, scale: Scale) -> Result:
    """Measure the three in turn on one book; return ratios of speed and what readers waited."""
    async with place.fresh_database() as addresses:
        lines = scale.lines_rebuilt
        fund_id = (await make_book(addresses.service, lines=lines)).fund_id
        async with Database.open(addresses.service, migrations=projection_migrations()) as database:
            await Runner(database).catch_up(fund_id)
            file = await _write_file(database, fund_id, place.directory)
            async with running(place, addresses) as service, prepare(addresses, fund_id) as copied:
                found = await _measure(
                    database, fund_id, file, copied, _reading(service, fund_id), scale.rounds
                )
    _check([each.heard for took in found.values() for each in took])
    seconds = {side: [each.seconds for each in took] for side, took in found.items()}
    heard = {side: [each.heard.round for each in took] for side, took in found.items()}
    show(
        f"{lines:,} lines, {copied.rows:,} rows",
        ("seconds", "rows a second"),
        {side: (median(took), copied.rows / median(took)) for side, took in seconds.items()},
    )
    show_rounds("reading meanwhile", heard)
    return {
        "rebuild.vs_copy": ratio(seconds["copy"], seconds["rebuild"]),
        "rebuild.vs_beancount": ratio(seconds["beancount"], seconds["rebuild"]),
        "rebuild.reader_p99_ms": middle(heard["rebuild"]).p99_ms,
        "rebuild.lines": lines,
        "rebuild.rows": copied.rows,
        "rebuild.seconds": dict(seconds),
        "rebuild.readers": {side: [each.heard for each in took] for side, took in found.items()},
    }


async def _measure(
    database: Database, fund_id: UUID, file: Path, copied: Copied, reading: Reading, rounds: int
) -> dict[str, list[_Took]]:
    async def rebuild() -> float:
        return await _rebuild(database, fund_id)

    async def beancount() -> float:
        return await _load(file)

    sides = {"rebuild": rebuild, "copy": copied.copy, "beancount": beancount}
    return await interleave(
        {name: _read_beside(side, reading) for name, side in sides.items()}, rounds
    )


async def _rebuild(database: Database, fund_id: UUID) -> float:
    """Rebuild; return the seconds until the new rows are in use.

    Nobody reads what the last one put out of use any more, so it is removed before.
    """
    async with database.acquire() as connection:
        follower = Follower(connection, fund_id, READ_MODELS, batch=1, keep=_AT_ONCE)
        while await follower.tidy():
            pass
    started = time.perf_counter()
    await Runner(database).rebuild(fund_id)
    return time.perf_counter() - started


async def _load(file: Path) -> float:
    """Let beancount load *file*; return its seconds, without the start of its Python."""
    process = await asyncio.create_subprocess_exec(
        *(str(PYTHON), str(_BEANCOUNT), str(file)), stdout=asyncio.subprocess.PIPE
    )
    answer = msgspec.json.decode((await process.communicate())[0])
    if answer["errors"]:
        raise RuntimeError(f"Beancount found {answer['errors']} errors in the book.")
    return float(answer["seconds"])


async def _write_file(database: Database, fund_id: UUID, directory: Path) -> Path:
    """Write the book in beancount's language."""
    path = directory / f"{fund_id}.beancount"
    before = datetime.now(UTC).date() - timedelta(days=DAYS + 2)
    async with database.acquire() as connection:
        with path.open("w", encoding="utf-8") as out:
            file = BeancountFile(out, before.isoformat())
            async for stored in walk_lines(connection, fund_id):
                file.write([line_of(each) for each in stored])
    return path


def _reading(service: Service, fund_id: UUID) -> Reading:
    today = datetime.now(UTC).date()
    first = today - timedelta(days=DAYS)
    fund = f"/api/v1/funds/{fund_id}"
    budget = f"{fund}/budget?from_month={first:%Y-%m}&to_month={today:%Y-%m}"
    return Reading(service.port, (f"{fund}/balances", budget), service.as_program)


def _read_beside(
    work: Callable[[], Awaitable[float]], reading: Reading
) -> Callable[[], Awaitable[_Took]]:
    """Return *work* with somebody who reads while it is done."""

    async def side() -> _Took:
        reader = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.reader"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(msgspec.json.encode(reading) + b"\n")
        await reader.stdout.readline()  # it has begun
        try:
            seconds = await work()
        finally:
            reader.stdin.close()
        answer = await reader.stdout.read()
        await reader.wait()
        return _Took(seconds, msgspec.json.decode(answer, type=Heard))

    return side


def _check(heard: Sequence[Heard]) -> None:
    """Every answer must be the same whatever went on meanwhile."""
    answers = {(path, digest) for each in heard for path, digest in each.digests.items()}
    is_well = all(len(digest) == _DIGEST_SIGNS and digest.isalnum() for _, digest in answers)
    if not is_well or len(answers) != len(heard[0].digests):
        raise RuntimeError(
            "Somebody who read during a rebuild was told something else: "
            + "; ".join(f"{path} {digest}" for path, digest in sorted(answers))
        )
