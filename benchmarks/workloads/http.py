"""(b) Recording over HTTP, beside a route of the same process that does everything but record."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from benchmarks.book import MadeBook, make_book
from benchmarks.caller import Heard, Order
from benchmarks.harness import Result, interleave, ratio, show_rounds, speeds
from benchmarks.place import Place
from benchmarks.scale import Scale
from benchmarks.service import Service, running
from benchmarks.serving import NOOP
from ledger.store.database import Database
from ledger.store.reading import get_head
from projections.known import get_known
from projections.migrations import projection_migrations
from projections.runner import Runner

CALLERS: Final = 64
_WARM_SECONDS: Final = 0.5
_SETTLE_SECONDS: Final = 60.0


async def run(place: Place, scale: Scale) -> Result:
    """Measure both routes in turn, by 64 connections to one worker."""
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, migrations=projection_migrations()) as database,
    ):
        book = await make_book(addresses.service, lines=scale.lines_few)
        async with running(place, addresses) as service:
            return await _measure(service, database, book, scale)


async def _measure(service: Service, database: Database, book: MadeBook, scale: Scale) -> Result:
    lags: list[int] = []

    def side(path: str) -> Callable[[], Awaitable[Heard]]:
        async def ask() -> Heard:
            await _settle(database, book)
            heard = await service.client.ask(order_of(service, book, path, scale.seconds))
            lags.append(await _lag(database, book))
            return heard

        return ask

    for path in ("/donations", NOOP):
        await service.client.ask(order_of(service, book, path, _WARM_SECONDS))
    found = await interleave({"record": side("/donations"), "noop": side(NOOP)}, scale.rounds)
    rounds = {name: [each.round for each in heard] for name, heard in found.items()}
    show_rounds(f"http, {CALLERS} connections", rounds)
    return {
        "http.vs_noop": ratio(speeds(rounds["record"]), speeds(rounds["noop"])),
        "http.rounds": rounds,
        "http.lines_behind_at_the_end_of_a_round": lags[::2],
    }


def order_of(service: Service, book: MadeBook, path: str, seconds: float) -> Order:
    """Return the order to post donations to *path* below the fund."""
    body: dict[str, Any] = msgspec.to_builtins(book.donation())
    del body["command"]
    return Order(
        method="POST",
        path=f"/api/v1/funds/{book.fund_id}{path}",
        headers=service.as_program,
        body=msgspec.json.encode(body).decode(),
        keyed=True,
        callers=CALLERS,
        seconds=seconds,
    )


async def _lag(database: Database, book: MadeBook) -> int:
    """Return how many lines the read models lack."""
    async with database.acquire() as connection:
        head = await get_head(connection, book.fund_id)
        assert head is not None
        return head.position - await get_known(connection, book.fund_id)


async def _settle(database: Database, book: MadeBook) -> None:
    """Wait until the read models know every line, so that no round pays for the one before."""
    async with database.acquire() as connection:
        head = await get_head(connection, book.fund_id)
    assert head is not None
    await Runner(database).wait_for(book.fund_id, head.position, timeout=_SETTLE_SECONDS)
