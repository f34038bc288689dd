"""A process that records: ``python -m benchmarks.writer ADDRESS MEETING``.

It has books and a pool of its own and shares the writing with the processes that meet in the
directory MEETING, as a worker of the service does. It reads one `Order` a line
from standard input and answers each with `Recorded`, both as JSON.
"""

import asyncio
import sys
import time
from pathlib import Path
from uuid import UUID

import msgspec
import uvloop
from msgspec import Struct

from benchmarks.book import KEEPER
from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.store.database import Database
from ledger.store.ids import new_id
from projections.migrations import projection_migrations


class Order(Struct, frozen=True):
    """Record *donation* again and again for *seconds*, by *callers* at once."""

    fund_id: UUID
    donation: RecordDonation
    callers: int
    seconds: float


class Recorded(Struct, frozen=True):
    """What was answered: the position of every line, and how long each caller waited for it."""

    positions: list[int]
    waits: list[float]


async def _record(books: Books, order: Order) -> Recorded:
    recorded = Recorded([], [])
    end = time.perf_counter() + order.seconds

    async def call() -> None:
        before = time.perf_counter()
        while before < end:
            receipt = await books.execute(
                order.fund_id, order.donation, actor=KEEPER, key=str(new_id())
            )
            after = time.perf_counter()
            recorded.positions.append(receipt.answer.last)
            recorded.waits.append(after - before)
            before = after

    await asyncio.gather(*(call() for _ in range(order.callers)))
    return recorded


async def _serve(address: str, meeting: Path) -> None:
    async with Database.open(address, migrations=projection_migrations()) as database:
        books = Books(database)
        async with books.relayed(meeting):
            while line := await asyncio.to_thread(sys.stdin.buffer.readline):
                recorded = await _record(books, msgspec.json.decode(line, type=Order))
                sys.stdout.buffer.write(msgspec.json.encode(recorded) + b"\n")
                sys.stdout.buffer.flush()
            await books.close()


if __name__ == "__main__":
    uvloop.run(_serve(sys.argv[1], Path(sys.argv[2])))
