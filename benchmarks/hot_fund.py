"""Durable commands with every rule on one fund, beside single-row inserts of the same bytes.

The insert is the floor of the machine: one row, one commit, no rule, as many callers. Both run in
turn within one round, so that a machine that gets slower in between slows both.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import date
from statistics import median
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from ledger.books import Books
from ledger.donations import RecordDonation
from ledger.events import AccountKind, Restriction
from ledger.opening import NewAccount, NewPurpose, OpenFund
from ledger.store.database import Database
from ledger.store.reading import list_lines_after

CALLERS: Final = (1, 8, 64, 256)
_DAY: Final = date(2026, 3, 2)
_RAW: Final = "insert into bench_raw (id, payload) values ($1, $2)"


class Round(Struct, frozen=True):
    """One measured stretch: what was done per second, and how long each caller waited."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


async def measure(work: Callable[[], Awaitable[object]], callers: int, seconds: float) -> Round:
    """Let *callers* do *work* again and again for *seconds*."""
    waits: list[float] = []
    started = time.perf_counter()
    end = started + seconds

    async def call() -> None:
        while (before := time.perf_counter()) < end:
            await work()
            waits.append(time.perf_counter() - before)

    await asyncio.gather(*(call() for _ in range(callers)))
    took = time.perf_counter() - started
    waits.sort()
    at = [1000 * waits[int(len(waits) * part)] for part in (0.5, 0.95, 0.99)]
    return Round(len(waits) / took, *at)


async def open_fund(books: Books) -> tuple[UUID, RecordDonation]:
    """Open a fund; return its id and a donation to record again and again."""
    fund_id = uuid4()
    opening = OpenFund(
        occurred_on=_DAY,
        label="Measured",
        currency="USD",
        time_zone="UTC",
        accounts=(NewAccount(kind=AccountKind.BANK, label="Bank", currency="USD"),),
        purposes=(NewPurpose(restriction=Restriction.UNRESTRICTED, label="Anything"),),
    )
    receipt = await books.execute(fund_id, opening, actor="bench", key="open")
    account_id, purpose_id = receipt.answer.opened
    donation = RecordDonation(
        occurred_on=_DAY,
        account_id=account_id,
        purpose_id=purpose_id,
        gross=25_00,
        processor_fee=1_03,
        currency="USD",
        exponent=2,
    )
    return fund_id, donation


async def run(database: Database, *, rounds: int, seconds: float) -> dict[str, dict[str, object]]:
    """Measure every number of callers; keys are ``hot_fund.<callers>``."""
    books = Books(database)
    fund_id, donation = await open_fund(books)
    await books.execute(fund_id, donation, actor="bench", key="first")
    async with database.acquire() as connection:
        lines = await list_lines_after(connection, fund_id, 3)
    payload = lines[0].payload

    async def command() -> None:
        await books.execute(fund_id, donation, actor="bench", key=str(uuid4()))

    async def insert() -> None:
        async with database.acquire() as connection:
            await connection.execute(_RAW, uuid4(), payload)

    results: dict[str, dict[str, object]] = {}
    for callers in CALLERS:
        pairs = [
            (await measure(command, callers, seconds), await measure(insert, callers, seconds))
            for _ in range(rounds)
        ]
        results[f"hot_fund.{callers}"] = {
            "commands": [pair[0] for pair in pairs],
            "single_inserts": [pair[1] for pair in pairs],
            "vs_single_insert": median(a.per_second / b.per_second for a, b in pairs),
        }
    await books.close()
    return results
