"""(c) The same callers over a hundred funds, beside all of them on one."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import Final
from uuid import UUID, uuid4

from benchmarks.book import KEEPER, donation_of, open_fund
from benchmarks.harness import Result, Round, interleave, measure, ratio, show_rounds, speeds
from benchmarks.place import Place
from benchmarks.scale import Scale
from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.store.database import Database
from projections.migrations import projection_migrations

CALLERS: Final = 64
FUNDS: Final = 100


async def run(place: Place, scale: Scale) -> Result:
    """Measure one process: 64 callers, each of which chooses a fund anew for every command."""
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, migrations=projection_migrations()) as database,
    ):
        books = Books(database)
        opened = await asyncio.gather(*(_open(books) for _ in range(FUNDS)))
        sides = {"one": _side(books, opened[:1], scale), "hundred": _side(books, opened, scale)}
        for side in sides.values():
            await side()
        found = await interleave(sides, scale.rounds)
        await books.close()
    show_rounds(f"funds, {CALLERS} callers", found)
    return {
        "funds.hundred_vs_one": ratio(speeds(found["hundred"]), speeds(found["one"])),
        "funds.rounds": found,
    }


async def _open(books: Books) -> tuple[UUID, RecordDonation]:
    fund_id = uuid4()
    return fund_id, donation_of(await open_fund(books, fund_id))


def _side(
    books: Books, funds: list[tuple[UUID, RecordDonation]], scale: Scale
) -> Callable[[], Awaitable[Round]]:
    random = Random(len(funds))

    async def command() -> None:
        fund_id, donation = random.choice(funds)
        await books.execute(fund_id, donation, actor=KEEPER, key=str(uuid4()))

    async def side() -> Round:
        return await measure(command, CALLERS, scale.seconds)

    return side
