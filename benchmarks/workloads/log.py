"""(k) The verifiable log: sealing beside recording, receipts made and checked, a whole audit.

Sealing is counted in processor time, that of PostgreSQL included: a book is sealed again and again
into logs that begin anew. Beside it stands the processor time that the service and PostgreSQL take
to record lines for programs, and that of bare commands inside one process.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

import asyncpg
from msgspec import Struct

from api.publishing.auditing import audit_book
from benchmarks.book import KEEPER, MadeBook, make_book
from benchmarks.harness import Result, interleave, show, timed
from benchmarks.own_fund import OwnFund, open_own_fund
from benchmarks.place import Place
from benchmarks.processor import of_programs, own
from benchmarks.scale import Scale
from benchmarks.service import Service, running
from benchmarks.workloads.http import CALLERS, order_of
from ledger.books import Books
from ledger.publishing.commands import SetLog
from ledger.store.database import Database
from ledger.transparency.log import Log
from ledger.transport.sealed_book import sealed_book
from ledger.verifier import check_receipt, read_keys
from projections.migrations import projection_migrations

_HOST: Final = "parasol.example"
_RECEIPTS: Final = 300
_CHECKS: Final = 20
_MILLION: Final = 1_000_000


class Logged(Struct, frozen=True):
    """A book, and its log."""

    book: MadeBook
    database: Database
    log: Log
    owner_url: str

    async def seal(self) -> None:
        """Have every line of the book sealed into a log that begins, and its head signed."""
        fund_id = self.book.fund_id
        if await self.log.numbers(fund_id):
            await self.log.new_origin(fund_id)
        else:
            await self.log.keep(fund_id)
        head = await self.log.head(fund_id)
        if head is None or head.size < self.book.lines:
            raise RuntimeError("No head covers the book.")

    async def analyse(self) -> None:
        """Have PostgreSQL learn what is in the log, as it does by itself within a minute."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.execute("analyze")
        finally:
            await connection.close()


@asynccontextmanager
async def logged(place: Place, lines: int) -> AsyncIterator[Logged]:
    """Have a book of *lines* that keeps a log, in a database of its own. Nothing is sealed yet."""
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, migrations=projection_migrations()) as database,
    ):
        book = await make_book(addresses.service, lines=lines)
        books = Books(database)
        rule = SetLog(occurred_on=datetime.now(UTC).date())
        await books.execute(book.fund_id, rule, actor=KEEPER, key="rule")
        keys = place.directory / f"keys-{lines}"
        log = Log(database, books, keys, _HOST, _now)
        yield Logged(book, database, log, addresses.owner)
        await books.close()


def _now() -> datetime:
    return datetime.now(UTC)


async def run(place: Place, scale: Scale) -> Result:
    """Measure; keys begin with ``log.``."""
    result = await _beside_recording(place, scale)
    async with logged(place, scale.lines_logged) as it:
        await it.seal()
        await it.analyse()
        return result | await _receipts(it) | await _audit(it, place.directory / "sealed-book")


async def _beside_recording(place: Place, scale: Scale) -> Result:
    """Seal and record in turn, and count microseconds of work for each line."""
    server = place.server.server_pid()
    if server is None:
        raise RuntimeError("The server of this place does not run.")
    async with (
        logged(place, scale.lines_sealed) as it,
        open_own_fund(place) as fund,
        place.fresh_database() as addresses,
    ):
        book = await make_book(addresses.service, lines=scale.lines_few)
        async with running(place, addresses) as service:
            programs = (server, service.pid)
            sides: dict[str, Callable[[], Awaitable[float]]] = {
                "service": lambda: _recording(programs, service, book, scale.seconds),
                "commands": lambda: _commanding(server, fund, scale.seconds),
                "sealing": lambda: _sealing(server, it),
            }
            for side in sides.values():  # what is made once is made
                await side()
            found = await interleave(sides, scale.rounds)
    show("log", ("us of work a line",), {name: (median(each),) for name, each in found.items()})
    return {
        "log.sealing_vs_recording": _ratio(found["sealing"], found["service"]),
        "log.sealing_vs_commands": _ratio(found["sealing"], found["commands"]),
        "log.microseconds_of_work": dict(found),
    }


def _ratio(above: list[float], below: list[float]) -> float:
    return median(one / other for one, other in zip(above, below, strict=True))


async def _recording(
    programs: tuple[int, int], service: Service, book: MadeBook, seconds: float
) -> float:
    before = of_programs(programs)
    heard = await service.client.ask(order_of(service, book, "/donations", seconds))
    return (of_programs(programs) - before) / heard.accepted * _MILLION


async def _commanding(server: int, fund: OwnFund, seconds: float) -> float:
    before, started = own() + of_programs((server,)), time.perf_counter()
    found = await fund.measure(CALLERS, seconds)
    count = found.per_second * (time.perf_counter() - started)
    return (own() + of_programs((server,)) - before) / count * _MILLION


async def _sealing(server: int, it: Logged) -> float:
    before = own() + of_programs((server,))
    await it.seal()
    return (own() + of_programs((server,)) - before) / it.book.lines * _MILLION


async def _receipts(it: Logged) -> Result:
    """Make receipts of lines here and there, one after another, and check them."""
    chance = random.Random(5)
    positions = [chance.randint(1, it.book.lines) for _ in range(_RECEIPTS)]
    vkeys = await it.log.verifier_keys(it.book.fund_id, 1)
    if vkeys is None:
        raise RuntimeError("The log has no keys.")
    policy = read_keys(vkeys[0])
    made, checked = list[float](), list[float]()
    for position in positions:
        text: list[str | None] = []

        async def make(at: int = position, into: list[str | None] = text) -> None:
            into.append(await it.log.receipt(it.book.fund_id, at))

        made.append(1000 * await timed(make))
        receipt = (text[0] or "").encode()
        before = own()
        for _ in range(_CHECKS):
            check_receipt(receipt, policy)
        checked.append(1000 * (own() - before) / _CHECKS)
    return {
        "log.receipt_ms": median(made),
        "log.verify_ms": median(checked),
        "log.receipts": {"made_ms": sorted(made), "checked_ms": sorted(checked)},
    }


async def _audit(it: Logged, file: Path) -> Result:
    """Write the sealed book, and audit it from the file."""
    started, size = time.perf_counter(), 0
    with file.open("wb") as output:
        async for piece in sealed_book(it.database, it.log, it.book.fund_id):
            size += output.write(piece)
    wrote = time.perf_counter() - started
    took = await asyncio.to_thread(_audited, file)
    return {
        "log.audit_seconds": took * _MILLION / it.book.lines,
        "log.audit": {
            "lines": it.book.lines,
            "file_bytes": size,
            "writing_seconds": wrote,
            "audit_seconds": took,
        },
    }


def _audited(file: Path) -> float:
    """Audit a book that is whole, and remove its file."""
    started = time.perf_counter()
    with file.open("rb") as rows:
        verdict = audit_book(rows)
    took = time.perf_counter() - started
    if not verdict.is_well:
        raise RuntimeError(f"The audit found something: {verdict.findings}")
    file.unlink()
    return took
