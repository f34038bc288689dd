"""A fresh process that opens a book and records once: ``python -m benchmarks.opener ADDRESS``.

It reads one line of JSON from standard input, the fund and a donation, connects, records, and
answers how long that took: from before the first connection until the donation is in the book.
"""

import sys
import time
from uuid import UUID, uuid4

import msgspec
import uvloop
from msgspec import Struct

from benchmarks.book import KEEPER
from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.store.database import Database
from projections.migrations import projection_migrations


class First(Struct, frozen=True):
    """The first command of a process."""

    fund_id: UUID
    donation: RecordDonation


class Opened(Struct, frozen=True):
    """Seconds until the pool was connected, and until the command was answered."""

    connected: float
    answered: float
    position: int


async def _open(address: str, first: First) -> Opened:
    started = time.perf_counter()
    async with Database.open(address, migrations=projection_migrations()) as database:
        connected = time.perf_counter() - started
        books = Books(database)
        receipt = await books.execute(first.fund_id, first.donation, actor=KEEPER, key=str(uuid4()))
        answered = time.perf_counter() - started
        await books.close()
    return Opened(connected, answered, receipt.answer.last)


if __name__ == "__main__":
    given = msgspec.json.decode(sys.stdin.buffer.readline(), type=First)
    opened = uvloop.run(_open(sys.argv[1], given))
    sys.stdout.buffer.write(msgspec.json.encode(opened) + b"\n")
