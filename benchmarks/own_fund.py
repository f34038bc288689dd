"""One fund of ours that takes donations, as callers inside one process ask for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec

from benchmarks.book import KEEPER, donation_of, open_fund
from benchmarks.harness import Round, measure
from benchmarks.peers.peer import Answer
from benchmarks.place import Place
from ledger.books import Books
from ledger.store.database import Database
from ledger.store.ids import new_id
from ledger.store.reading import get_head, list_lines_after

_POOL: Final = 8


class OwnFund:
    """A fund with the accounts and purposes of every measured fund. Made by `open_own_fund`."""

    def __init__(self, database: Database, books: Books, fund_id: UUID) -> None:
        self._database = database
        self._books = books
        self.fund_id = fund_id
        self.payload_bytes = b""

    @property
    def payload(self) -> dict[str, Any]:
        """The stored body of one donation: what every peer writes as well."""
        body: dict[str, Any] = msgspec.json.decode(self.payload_bytes)
        return body

    async def prepare(self) -> None:
        """Open the fund and record one donation."""
        self._donation = donation_of(await open_fund(self._books, self.fund_id))
        async with self._database.acquire() as connection:
            before = await get_head(connection, self.fund_id)
            if before is None:
                raise RuntimeError("The fund was not opened.")
            await self.record()
            lines = await list_lines_after(connection, self.fund_id, before.position)
        self.payload_bytes = lines[0].payload

    async def record(self) -> None:
        """Execute one command with a key of its own: every rule, durable when it returns."""
        await self._books.execute(self.fund_id, self._donation, actor=KEEPER, key=str(new_id()))

    async def measure(self, callers: int, seconds: float) -> Round:
        """Let *callers* record for *seconds*."""
        return await measure(self.record, callers, seconds)

    async def measure_with_reader(self, callers: int, seconds: float) -> Answer:
        """Do so while a reader follows by position; count what it was never given."""
        async with self._database.acquire() as connection:
            head = await get_head(connection, self.fund_id)
        if head is None:
            raise RuntimeError("The fund was not opened.")
        writing = asyncio.Event()
        reader = asyncio.create_task(self._follow(head.position, writing))
        found = await self.measure(callers, seconds)
        writing.set()
        delivered = await reader
        async with self._database.acquire() as connection:
            after = await get_head(connection, self.fund_id)
        committed = (after or head).position - head.position
        return Answer(
            **msgspec.to_builtins(found),
            committed=committed,
            delivered=delivered,
            lost=committed - delivered,
        )

    async def _follow(self, position: int, finishing: asyncio.Event) -> int:
        delivered = 0
        while True:
            last_look = finishing.is_set()
            async with self._database.acquire() as connection:
                lines = await list_lines_after(connection, self.fund_id, position)
            delivered += len(lines)
            if lines:
                position = lines[-1].position
            elif last_look:
                return delivered
            else:
                await asyncio.sleep(0.002)


@asynccontextmanager
async def open_own_fund(place: Place) -> AsyncIterator[OwnFund]:
    """Open a fund in a database of its own."""
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, min_size=_POOL, max_size=_POOL) as database,
    ):
        books = Books(database)
        fund = OwnFund(database, books, uuid4())
        await fund.prepare()
        try:
            yield fund
        finally:
            await books.close()
