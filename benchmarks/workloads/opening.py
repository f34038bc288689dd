"""(g) Opening a large book in a fresh process: with a snapshot, and without one while people read.

The system's file cache stays warm, as it does when a service restarts.
"""

import asyncio
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path
from statistics import median
from typing import Final
from uuid import uuid4

import msgspec

from benchmarks.book import KEEPER, HeldBook, MadeBook, book_of
from benchmarks.harness import Result, Round, round_of, show
from benchmarks.opener import First, Opened
from benchmarks.place import Place
from benchmarks.scale import Scale
from benchmarks.service import Service, get, running
from benchmarks.workloads.http import order_of
from ledger.books import Books
from ledger.fund import FOLD
from ledger.store.database import Database
from ledger.store.snapshots import drop_snapshots, list_snapshots
from projections.migrations import projection_migrations
from projections.runner import Runner

_ROOT: Final = Path(__file__).parents[2]
_OLDEST: Final = 1_000
_LINES_AFTER_SNAPSHOT: Final = 900
"""Fewer than would make the next snapshot, and room for the lines that the openings add."""
_CALM_SECONDS: Final = 2.0


async def run(place: Place, scale: Scale) -> Result:
    """Open a book of ``scale.lines``: first without a snapshot, then with an old one."""
    held = await book_of(place, scale.lines)
    async with Database.open(
        held.addresses.service, migrations=projection_migrations()
    ) as database:
        await Runner(database).catch_up(held.book.fund_id)
        folded = await _without_snapshot(place, held, database)
        await _age_snapshot(database, held.book)
        ages, opened = [], []
        for _ in range(scale.rounds):
            opened.append(await _open(held))
            ages.append(opened[-1].position - await _snapshot_position(database, held.book))
    if max(ages) > _OLDEST or min(ages) < _LINES_AFTER_SNAPSHOT:
        raise RuntimeError(f"Snapshots were {ages} lines old: this measured something else.")
    cold = median(each.answered for each in opened)
    show("opening", ("seconds",), {"from a snapshot": (cold,)})
    return {
        "open.cold_seconds": cold,
        "open.cold": opened,
        "open.lines_after_snapshot": ages,
        **folded,
    }


async def _without_snapshot(place: Place, held: HeldBook, database: Database) -> Result:
    """Let a service fold the whole book for one command, and read the overview meanwhile."""
    async with running(place, held.addresses) as service:
        calm = await _read(service, held.book, asyncio.create_task(asyncio.sleep(_CALM_SECONDS)))
        async with database.acquire() as connection:
            await drop_snapshots(connection, held.book.fund_id)
        started = time.perf_counter()
        command = asyncio.create_task(_record(service, held.book))
        during = await _read(service, held.book, command)
        folded = time.perf_counter() - started
        await command
    rows = {"calm": calm, "while folding": during}
    show(
        "overview",
        ("p50 ms", "p99 ms"),
        {name: (each.p50_ms, each.p99_ms) for name, each in rows.items()},
    )
    show("opening", ("seconds",), {"without a snapshot": (folded,)})
    return {
        "open.folded_seconds": folded,
        "open.overview_calm": {"round": calm},
        "open.overview_while_folding": {"round": during},
    }


async def _record(service: Service, book: MadeBook) -> None:
    """Record one donation over HTTP: the first command for this book in that process."""
    order = order_of(service, book, "/donations", 0.0)
    await service.client.ask(msgspec.structs.replace(order, callers=1))


async def _read(service: Service, book: MadeBook, until: "asyncio.Task[None]") -> Round:
    """Read the overview again and again until a task is done; once at least."""
    waits: list[float] = []
    started = time.perf_counter()
    while not waits or not until.done():
        before = time.perf_counter()
        await asyncio.to_thread(get, service.port, f"/en/{book.fund_id}/", service.as_person)
        waits.append(time.perf_counter() - before)
    return round_of(waits, time.perf_counter() - started)


async def _age_snapshot(database: Database, book: MadeBook) -> None:
    """Add lines after the snapshot that the service left, for the next to open to replay."""
    books = Books(database)
    command = book.donation()
    await asyncio.gather(
        *(
            books.execute(book.fund_id, command, actor=KEEPER, key=str(uuid4()))
            for _ in range(_LINES_AFTER_SNAPSHOT)
        )
    )
    await books.close()


async def _snapshot_position(database: Database, book: MadeBook) -> int:
    async with database.acquire() as connection:
        found = (await list_snapshots(connection, book.fund_id)).get(FOLD)
    return 0 if found is None else found.position


async def _open(held: HeldBook) -> Opened:
    """Let a fresh process open the book."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.opener", held.addresses.service),
        cwd=_ROOT,
        stdin=PIPE,
        stdout=PIPE,
    )
    first = First(held.book.fund_id, held.book.donation())
    said, _ = await process.communicate(msgspec.json.encode(first) + b"\n")
    return msgspec.json.decode(said, type=Opened)
