"""(d) One, two and four processes recording into one fund; every line must be there once."""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from benchmarks.book import donation_of, open_fund
from benchmarks.harness import Result, Round, interleave, ratio, round_of, show_rounds, speeds
from benchmarks.place import Place
from benchmarks.scale import Scale
from benchmarks.writer import Order, Recorded
from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.store.database import Database
from ledger.store.embedded import Addresses
from projections.migrations import projection_migrations

CALLERS: Final = 64
COUNTS: Final = (1, 2, 4)
_ROOT: Final = Path(__file__).parents[2]
_LINE_LIMIT: Final = 1 << 28
_NAMES: Final = {1: "one", 2: "two", 4: "four"}
_FOUND: Final = """
select position from events where fund_id = $1 and topic = 'donation.received.v1' order by 1
"""


async def run(place: Place, scale: Scale) -> Result:
    """Measure 64 callers in all, spread over the processes of a service; each service has a fund.

    A service of four is four workers that meet: one of them writes for all.
    """
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, migrations=projection_migrations()) as database,
        AsyncExitStack() as running,
    ):
        services = [await _service(running, addresses, database, count) for count in COUNTS]
        sides = {_NAMES[len(each.writers)]: partial(_side, each, scale) for each in services}
        for side in sides.values():  # each process opens the book, and they find each other
            await side()
        found = await interleave(sides, scale.rounds)
        counted = [await _count(database, each) for each in services]
    show_rounds(f"processes, {CALLERS} callers in all", found)
    one = speeds(found["one"])
    return {
        "processes.four_vs_one": ratio(speeds(found["four"]), one),
        "processes.two_vs_one": ratio(speeds(found["two"]), one),
        "processes.rounds": found,
        "processes.counted": {what: sum(counts[what] for counts in counted) for what in counted[0]},
    }


class _Service(Struct, frozen=True):
    """Processes that meet, the fund that they write into, and the positions they were answered."""

    writers: list[Process]
    fund_id: UUID
    donation: RecordDonation
    positions: list[int]


async def _service(
    running: AsyncExitStack, addresses: Addresses, database: Database, count: int
) -> _Service:
    books = Books(database)
    fund_id = uuid4()
    donation = donation_of(await open_fund(books, fund_id))
    await books.close()
    meeting = running.enter_context(
        TemporaryDirectory(prefix="parasol-", ignore_cleanup_errors=True)
    )
    writers = await running.enter_async_context(_writers(addresses, meeting, count))
    return _Service(writers, fund_id, donation, [])


async def _count(database: Database, service: _Service) -> dict[str, int]:
    """Compare the positions that were answered with those of the lines that are there."""
    async with database.acquire() as connection:
        stored = [row[0] for row in await connection.fetch(_FOUND, service.fund_id)]
    times = Counter(service.positions)
    counts = {
        "answers": len(service.positions),
        "lines": len(stored),
        "lost": len(times.keys() - set(stored)),
        "doubled": sum(times.values()) - len(times) + len(set(stored) - times.keys()),
    }
    if counts["lost"] or counts["doubled"]:
        raise RuntimeError(f"Lines were lost or doubled: {counts}")
    return counts


@asynccontextmanager
async def _writers(addresses: Addresses, meeting: str, count: int) -> AsyncIterator[list[Process]]:
    """Start as many processes as take part; end them afterwards."""
    writers = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.writer", addresses.service, meeting),
            cwd=_ROOT,
            stdin=PIPE,
            stdout=PIPE,
            limit=_LINE_LIMIT,
        )
        for _ in range(count)
    ]
    try:
        yield writers
    finally:
        for writer in writers:
            if writer.stdin is not None:
                writer.stdin.close()
        await asyncio.gather(*(writer.wait() for writer in writers))


async def _side(service: _Service, scale: Scale) -> Round:
    writers = service.writers
    order = Order(service.fund_id, service.donation, CALLERS // len(writers), scale.seconds)
    sent = msgspec.json.encode(order) + b"\n"

    async def ask(writer: Process) -> Recorded:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(sent)
        return msgspec.json.decode(await writer.stdout.readline(), type=Recorded)

    started = time.perf_counter()
    answers = await asyncio.gather(*(ask(writer) for writer in writers))
    took = time.perf_counter() - started
    service.positions.extend(position for answer in answers for position in answer.positions)
    return round_of([wait for answer in answers for wait in answer.waits], took)
