"""The days of the example: what happens on each, and a clock that stands there while it does.

Until the day on which single-signer mode ends one person writes everything. From then on what
takes two goes through an order: one asks and prepares, the other approves and lets go.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from api.demo.people import Cast
from ledger.asking import Answer
from ledger.books import Books
from ledger.decider import AnyCommand
from ledger.events import OrderRequested, Way
from ledger.fund import Fund
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.content import PAYMENTS, Orderable, Payment, Resolution, content_of, hash_of
from ledger.orders.state import Order, orders_of
from ledger.rejections import WitnessNeeded
from ledger.store.database import Database
from ledger.witnessed import Witnessed

MONTHS: Final = 24
ALONE: Final = 18
"""For so many months one person signs, in the large fund of the example."""
UNHEARD_DAYS: Final = 4
"""Nobody has confirmed yet that payments of the last days arrived."""
_EVENING: Final = time(19, tzinfo=UTC)

Happening = Callable[[], Awaitable[object]]


class Diary:
    """Writes the example into a book of its own, day after day.

    The same seed tells the same, but for who the people are: *cast*. For *alone* months one person
    signs.
    """

    def __init__(
        self,
        database: Database,
        cast: Cast,
        *,
        today: date,
        now: datetime,
        seed: int,
        alone: int = ALONE,
    ) -> None:
        self.chance = Random(seed)  # noqa: S311  an example should look the same every time
        self.today = today
        self._now = now
        self._at = now
        self._day = today
        self._alone = alone
        self._number = 0
        self._acts: dict[date, list[tuple[int, Happening]]] = defaultdict(list)
        self.fund_id = self.new_id()
        self.cast = cast
        self.new_id()  # the others keep the ids that they had when one person signed
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

    def on(self, day: date, act: Happening, *, last: bool = False) -> None:
        """Let *act* happen on *day*, unless that is still to come.

        Acts of one day happen together; those that are *last* after the others.
        """
        if day <= self.today:
            self._acts[day].append((int(last), act))

    def writes(self, day: date, command: AnyCommand) -> None:
        """Let *command* be written on *day*."""
        self.on(day, lambda: self.write(command))

    @property
    def day(self) -> date:
        """The day that the diary is at."""
        return self._day

    @property
    def now(self) -> datetime:
        """The moment that the diary is at, in UTC."""
        return self._at

    @property
    def turn(self) -> date:
        """The day at whose end two people are needed."""
        return self.month(self._alone)

    async def write(self, command: AnyCommand) -> Answer:
        """Write a command now, that is on the day that the diary is at; by two if it takes two.

        The answer's first line is the one about money.
        """
        if isinstance(command, Payment | Resolution) and self._day > self.turn:
            if isinstance(command, Witnessed):
                with suppress(WitnessNeeded):  # small enough for one
                    return await self.act(self.cast.heron, command)
            return await self._by_two(command)
        return await self.act(self.cast.heron, command)

    async def act(self, who: UUID | str, command: AnyCommand, key: str = "") -> Answer:
        """Write a command of one person, or of the clock under its *key*."""
        self._number += 1
        receipt = await self.books.execute(
            self.fund_id, command, actor=str(who), key=key or f"demo:{self._number}"
        )
        return receipt.answer

    async def ask(
        self, who: UUID, order: Orderable, *, way: Way = Way.USUAL, prepared: bool = False
    ) -> Order:
        """Ask for an order, and return it."""
        asked = await self.act(
            who, RequestOrder(occurred_on=self._day, order=order, way=way, prepared=prepared)
        )
        case = await self.books.get_case(self.fund_id, asked.case_id)
        line = case.at(asked.first)
        assert line is not None, "it was written a moment ago"
        assert isinstance(line.event, OrderRequested), "an order is asked for by its first line"
        return orders_of(case)[line.event.order]

    async def sign(self, who: UUID, order: Order, *acts: Act) -> Answer:
        """Sign an order as it was when it was asked for."""
        signature = SignOrder(
            occurred_on=self._day,
            case_id=order.case_id,
            order_id=order.order,
            content_hash=order.content_hash,
            acts=acts,
        )
        return await self.act(who, signature)

    async def _by_two(self, command: Orderable) -> Answer:
        pair = (self.cast.heron, self.cast.lark)
        turned = int(hash_of(content_of(command))[0], 16) % 2
        asks, signs = pair[turned], pair[1 - turned]
        pays = type(command) in PAYMENTS
        order = await self.ask(asks, command, prepared=pays)
        acts = (
            *((Act.APPROVE,) if order.approvals else ()),
            *((Act.AUTHORISE, Act.CARRY_OUT) if pays else ()),
        )
        answer = await self.sign(signs, order, *acts)
        if pays and self._day < self.ago(UNHEARD_DAYS):
            await self.sign(asks, order, Act.CONFIRM)
        return replace(answer, first=answer.last)

    async def fund(self) -> Fund:
        """Return the fund as it is now."""
        return (await self.books.get_fund(self.fund_id))[0]

    def is_at(self, day: date) -> bool:
        """Say whether the diary is at *day* right now."""
        return self._day == day

    async def tell(self, until: date | None = None) -> None:
        """Let every day that something was put down for happen, in order; those up to *until*."""
        while self._acts and (until is None or min(self._acts) <= until):
            self._day = min(self._acts)
            self._at = min(datetime.combine(self._day, _EVENING), self._now)
            acts = self._acts.pop(self._day)
            for turn in (0, 1):
                await asyncio.gather(*(act() for when, act in acts if when == turn))
