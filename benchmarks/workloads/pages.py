"""(h) What pages and commands cost on a large book, beside a small one of the same two years."""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Final
from uuid import uuid4

from benchmarks.book import KEEPER, HeldBook, MadeBook, book_of, make_book
from benchmarks.caller import Order
from benchmarks.harness import Result, Round, middle, round_of, show, timed
from benchmarks.place import Place
from benchmarks.scale import Scale
from benchmarks.service import Service, running
from ledger.books import Books
from ledger.store.database import Database
from projections.migrations import projection_migrations
from projections.runner import Runner

_PROMISED: Final = ("overview", "budget")


async def run(place: Place, scale: Scale) -> Result:
    """Measure both books in one database and one service, one caller at a time."""
    held = await book_of(place, scale.lines)

    async def make_small() -> MadeBook:
        return await make_book(held.addresses.service, lines=scale.lines_few, seed=2)

    small = await place.once(f"book.{scale.lines_few} beside {scale.lines}", make_small)
    async with Database.open(
        held.addresses.service, migrations=projection_migrations()
    ) as database:
        for book in (small, held.book):
            await Runner(database).catch_up(book.fund_id)
        async with running(place, held.addresses) as service:
            pages, sizes = await _pages(service, held, small, scale)
        appends = await _appends(database, held.book, small, scale)
    grown = {name: _growth(found) for name, found in (pages | {"append": appends}).items()}
    rows = {
        name: (middle(found["few"]).p50_ms, middle(found["many"]).p50_ms, grown[name])
        for name, found in (pages | {"append": appends}).items()
    }
    headings = (f"{scale.lines_few:,} p50", f"{scale.lines:,} p50", "ratio")
    show("lines of the book", headings, rows)
    return {
        "growth.append": grown.pop("append"),
        "growth.pages": max(grown[name] for name in _PROMISED),
        **{f"growth.page.{name}": value for name, value in grown.items()},
        "growth.answer_bytes": sizes,
        "growth.rounds": pages | {"append": appends},
    }


def _growth(found: dict[str, list[Round]]) -> float:
    """Return the median ratio of the medians of what callers waited."""
    pairs = zip(found["many"], found["few"], strict=True)
    return median(many.p50_ms / few.p50_ms for many, few in pairs)


async def _pages(
    service: Service, held: HeldBook, small: MadeBook, scale: Scale
) -> tuple[dict[str, dict[str, list[Round]]], dict[str, dict[str, int]]]:
    """Return what callers waited for every page, and how many bytes each answer has."""
    found = {}
    sizes = {}
    for name in _addresses(small):
        books = {"few": small, "many": held.book}
        orders = {of: _order(service, book, name) for of, book in books.items()}
        sizes[name] = {
            of: (await service.client.ask(order)).answer_bytes for of, order in orders.items()
        }
        sides = {of: _asking(service, order) for of, order in orders.items()}
        found[name] = await alternate(sides, scale.rounds, 2 * scale.page_seconds)
    return found, sizes


def _order(service: Service, book: MadeBook, name: str) -> Order:
    """Return the order to read one thing once."""
    path = _addresses(book)[name]
    headers = service.as_program if path.startswith("/api/") else service.as_person
    return Order(path=path, headers=headers, callers=1, seconds=0.0)


def _asking(service: Service, order: Order) -> Callable[[], Awaitable[float]]:
    async def ask() -> float:
        return (await service.client.ask(order)).round.p50_ms / 1000

    return ask


async def alternate(
    sides: Mapping[str, Callable[[], Awaitable[float]]], rounds: int, seconds: float
) -> dict[str, list[Round]]:
    """Do one piece of work of each side after the other, for *seconds* a round.

    The sides share every moment of a round, so what slows one slows all. Each returns how many
    seconds it waited.
    """
    found: dict[str, list[Round]] = {name: [] for name in sides}
    for _ in range(rounds):
        waits: dict[str, list[float]] = {name: [] for name in sides}
        end = time.perf_counter() + seconds
        while not all(waits.values()) or time.perf_counter() < end:
            for name, side in sides.items():
                waits[name].append(await side())
        for name, waited in waits.items():
            found[name].append(round_of(waited, sum(waited)))
    return found


def _addresses(book: MadeBook) -> dict[str, str]:
    """Return what is read, by name. The day of the statement lies in the middle of the story."""
    today = datetime.now(UTC).date()
    first, middle_day = today - timedelta(days=700), today - timedelta(days=365)
    pages, api = f"/en/{book.fund_id}", f"/api/v1/funds/{book.fund_id}"
    return {
        "overview": f"{pages}/",
        "budget": f"{api}/budget?from_month={first:%Y-%m}&to_month={today:%Y-%m}",
        "statement": f"{pages}/statement?as_of={middle_day}",
        "journal": f"{pages}/journal",
        "account": f"{pages}/journal?account_id={book.things.accounts[1]}",
    }


async def _appends(
    database: Database, large: MadeBook, small: MadeBook, scale: Scale
) -> dict[str, list[Round]]:
    """Record in both books in turn, one caller, in one process."""
    books = Books(database)

    def recording(book: MadeBook) -> Callable[[], Awaitable[float]]:
        donation = book.donation()

        async def record() -> float:
            key = str(uuid4())
            return await timed(lambda: books.execute(book.fund_id, donation, actor=KEEPER, key=key))

        return record

    sides = {"few": recording(small), "many": recording(large)}
    for open_book in sides.values():
        await open_book()
    found = await alternate(sides, scale.rounds, scale.seconds)
    await books.close()
    return found
