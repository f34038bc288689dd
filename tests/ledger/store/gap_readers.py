"""Everybody who reads a book by position, each asked over and over which lines it sees.

A reader here delivers positions as its users would take them in. Whoever reads sums delivers the
positions that the sums stand for, once the sums are right for them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from itertools import chain
from typing import Final
from uuid import UUID

import msgspec

from ledger.books import Books
from ledger.store.database import Database
from ledger.store.eventsourcing_bridge import BridgedProcessRecorder, LoopThread
from ledger.store.eventsourcing_bridge.recorders import BridgedSubscription
from ledger.store.reading import get_head, list_lines_after, walk_lines
from ledger.store.recorder import AsyncProcessRecorder
from ledger.transport.exporting import export_book
from projections.balances import get_balances
from projections.check.fund import check_fund
from projections.known import ProjectionBehind
from projections.runner import Runner

OPENING_LINES: Final = 6
GIFT: Final = 100_00
"""Every line after the opening is a gift of this much to one account."""


SUBSCRIPTIONS: Final = ("subscription", "bridge subscription")
"""Readers that nobody asks: lines come to them."""


class Skipped(Exception):
    """A reader saw a line, but not one before it."""


Look = Callable[[int], Awaitable[list[int]]]
"""Given the last position that was seen, returns those that are seen beyond it."""


class Readers:
    """Looks at one book in every way there is."""

    def __init__(self, database: Database, fund_id: UUID, book: BridgedProcessRecorder) -> None:
        self.database = database
        self.book = book
        self.fund_id = fund_id
        self.books = Books(database)
        self.recorder = AsyncProcessRecorder(database, fund_id)

    def looks(self) -> dict[str, Look]:
        """Return every way of asking; the subscriptions come by themselves."""
        return {
            "lines": self.by_listing,
            "walk": self.by_walking,
            "head": self.by_the_head,
            "notifications": self.by_notifications,
            "bridge": self.by_the_bridge,
            "rules": self.by_the_rules,
            "statement": self.by_statement,
            "export": self.by_export,
            "check": self.by_check,
        }

    async def by_listing(self, seen: int) -> list[int]:
        async with self.database.acquire() as connection:
            lines = await list_lines_after(connection, self.fund_id, seen, limit=3)
        return [line.position for line in lines]

    async def by_walking(self, seen: int) -> list[int]:
        async with self.database.acquire() as connection:
            walked = walk_lines(connection, self.fund_id, seen, batch=2)
            return [line.position async for lines in walked for line in lines]

    async def by_the_head(self, seen: int) -> list[int]:
        async with self.database.acquire() as connection:
            head = await get_head(connection, self.fund_id)
            upto = head.position if head else 0
            lines = await list_lines_after(connection, self.fund_id, 0, upto=upto)
        if len(lines) != upto:
            raise Skipped(f"the head says {upto}, there are {len(lines)} lines")
        return [line.position for line in lines if line.position > seen]

    async def by_notifications(self, seen: int) -> list[int]:
        found = await self.recorder.select_notifications(seen, 3, inclusive_of_start=False)
        return [each.id for each in found]

    async def by_the_bridge(self, seen: int) -> list[int]:
        select = self.book.select_notifications
        return [each.id for each in await asyncio.to_thread(select, seen + 1, 3)]

    async def by_the_rules(self, seen: int) -> list[int]:
        fund, position = await self.books.get_fund(self.fund_id)
        return _summed(seen, position, next(iter(fund.accounts.values())).balance)

    async def by_statement(self, seen: int) -> list[int]:
        with suppress(ProjectionBehind):
            async with self.database.transaction(snapshot=True) as connection:
                found = await get_balances(connection, self.fund_id)
            accounts = {each.kind: each.balance for each in found.accounts}
            return _summed(seen, found.known_at, max(accounts.values()))
        return []

    async def by_export(self, seen: int) -> list[int]:
        pieces = [piece async for piece in export_book(self.database, self.fund_id)]
        records = [msgspec.json.decode(line) for line in b"".join(pieces).splitlines()]
        lines = [record["position"] for record in records if record["record"] == "line"]
        if lines != list(range(1, records[0]["lines"] + 1)):
            raise Skipped(f"exported were {lines}")
        return [position for position in lines if position > seen]

    async def by_check(self, seen: int) -> list[int]:
        async with self.database.acquire() as connection:
            report = await check_fund(connection, self.fund_id)
        if report.found:
            raise Skipped("; ".join(map(str, report.findings)))
        return list(range(seen + 1, report.head + 1))


def _summed(seen: int, position: int, balance: int) -> list[int]:
    if balance != (gifts := position - OPENING_LINES) * GIFT:
        raise Skipped(f"{balance} is not the sum of {gifts} gifts")
    return list(range(seen + 1, position + 1))


class Watched:
    """What each reader has seen so far, and how often it was asked."""

    def __init__(self) -> None:
        self.seen: dict[str, list[int]] = {}
        self.asked: dict[str, int] = {}
        self.wrong: dict[str, Exception] = {}

    def losers(self, last: int) -> set[str]:
        """Name the readers that do not have every line up to *last* once and in order."""
        whole = list(range(1, last + 1))
        return {name for name, seen in self.seen.items() if name in self.wrong or seen != whole}

    async def until(self, holds: Callable[[str], bool], *, seconds: float = 10) -> bool:
        """Wait until *holds* for every reader; False when one does not get there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not all(name in self.wrong or holds(name) for name in self.seen):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                return True
        return False

    async def keep_asking(self, name: str, look: Look) -> None:
        seen = self.seen[name]
        try:
            while True:
                seen += await look(seen[-1] if seen else 0)
                self.asked[name] += 1
                await asyncio.sleep(0.01)
        except Exception as error:  # noqa: BLE001  every way of being wrong is told
            self.wrong[name] = error

    def follow(self, name: str, following: BridgedSubscription) -> None:
        """Take lines in as an application of the `eventsourcing` library does, in a thread."""
        self.seen[name].extend(each.id for each in following)

    async def follow_here(self, name: str, recorder: AsyncProcessRecorder) -> None:
        async with recorder.subscribe(gt=0) as following:
            async for each in following:
                self.seen[name].append(each.id)


@asynccontextmanager
async def bridged(url: str, fund_id: UUID) -> AsyncIterator[BridgedProcessRecorder]:
    """Open the book as an application of the `eventsourcing` library would."""
    with LoopThread() as loop:
        database = await asyncio.to_thread(loop.enter, Database.open(url, min_size=1, max_size=3))
        yield BridgedProcessRecorder(loop, AsyncProcessRecorder(database, fund_id))
        await asyncio.to_thread(loop.close)


@asynccontextmanager
async def watched(url: str, fund_id: UUID) -> AsyncIterator[Watched]:
    """Have every reader look at the book all the time."""
    found = Watched()
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        database = await enter(Database.open(url, min_size=4, max_size=12))
        await enter(Runner(database, poll_seconds=0.05).running())
        book = await enter(bridged(url, fund_id))
        readers = Readers(database, fund_id, book)
        for name in chain(looks := readers.looks(), SUBSCRIPTIONS):
            found.seen[name], found.asked[name] = [], 0
        following = book.subscribe(gt=0)
        await asyncio.to_thread(following.__enter__)
        thread = asyncio.to_thread(found.follow, "bridge subscription", following)
        work = [found.keep_asking(name, look) for name, look in looks.items()]
        work.append(found.follow_here("subscription", readers.recorder))
        tasks = [asyncio.create_task(each) for each in work]
        in_thread = asyncio.create_task(thread)
        try:
            yield found
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.to_thread(following.__exit__, None, None, None)
            await asyncio.gather(*tasks, in_thread, return_exceptions=True)
