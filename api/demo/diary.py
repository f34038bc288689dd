"""The days of the example: what happens on each, and a clock that stands there while it does."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from ledger.asking import Answer
from ledger.books import Books
from ledger.decider import AnyCommand
from ledger.fund import Fund
from ledger.store.database import Database

MONTHS: Final = 24
_EVENING: Final = time(19, tzinfo=UTC)

Act = Callable[[], Awaitable[object]]


class Diary:
    """Writes the example into a book of its own, day after day. The same seed tells the same."""

    def __init__(self, database: Database, *, today: date, now: datetime, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311  an example should look the same every time
        self.today = today
        self._now = now
        self._at = now
        self._day = today
        self._number = 0
        self._acts: dict[date, list[tuple[int, Act]]] = defaultdict(list)
        self.fund_id = self.new_id()
        self._actor = str(self.new_id())
        self.books = Books(database, clock=lambda: self._at, new_id=self.new_id)

    def new_id(self) -> UUID:
        """Return the next id: random to look at, the same in every telling."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def month(self, number: int, day: int = 1) -> date:
        """Return a day of month *number*: 0 is the first of the story, 23 the present one."""
        first = self.today.year * 12 + self.today.month - MONTHS + number
        return date(first // 12, first % 12 + 1, day)

    def ago(self, days: int) -> date:
        """Return the day that was *days* before today."""
        return self.today - timedelta(days=days)

    def on(self, day: date, act: Act, *, last: bool = False) -> None:
        """Let *act* happen on *day*, unless that is still to come.

        Acts of one day happen together; those that are *last* after the others.
        """
        if day <= self.today:
            self._acts[day].append((int(last), act))

    def writes(self, day: date, command: AnyCommand) -> None:
        """Let *command* be written on *day*."""
        self.on(day, lambda: self.write(command))

    async def write(self, command: AnyCommand) -> Answer:
        """Write a command now, that is on the day that the diary is at."""
        self._number += 1
        receipt = await self.books.execute(
            self.fund_id, command, actor=self._actor, key=f"demo:{self._number}"
        )
        return receipt.answer

    async def fund(self) -> Fund:
        """Return the fund as it is now."""
        return (await self.books.get_fund(self.fund_id))[0]

    def is_at(self, day: date) -> bool:
        """Say whether the diary is at *day* right now."""
        return self._day == day

    async def tell(self) -> None:
        """Let every day that something was put down for happen, in order."""
        while self._acts:
            self._day = min(self._acts)
            self._at = min(datetime.combine(self._day, _EVENING), self._now)
            acts = self._acts.pop(self._day)
            for turn in (0, 1):
                await asyncio.gather(*(act() for when, act in acts if when == turn))
