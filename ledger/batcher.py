"""Writing what waits for a book: a batch is decided while the one before it is on its way.

Whatever becomes of an append, there are three cases. It is committed: then what was decided on
top of it holds. Nothing of it is there, because the head moved or a key was used before: then all
that was decided since is decided again, in turn with other writers and with every key looked up
first. Nobody knows, because the connection is gone: likewise, and the keys will tell.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from itertools import islice
from typing import Final
from uuid import UUID

from ledger.asking import Asking
from ledger.current import Current
from ledger.known import Known
from ledger.plan import Plan
from ledger.rejections import Rejection
from ledger.store.append import Kept, append, take_turn
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.errors import (
    DiskFull,
    HeadMoved,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from ledger.store.idempotency import find_kept
from ledger.store.reading import get_head

BATCH_MAX: Final = 256
"""How many commands one append takes; more does not write more lines a second."""

HALVED_FROM: Final = 32
"""From how many waiting commands on one half goes ahead, so that it is on its way while the other
is decided. Of fewer, two appends cost more than they save."""

STRETCH: Final = 16
"""How many appends follow one another on one connection before others may have it."""

CROWDED: Final = 16
"""How many batches are written in turn with other writers once one of them was in the way."""

PATIENCE_SECONDS: Final = 20.0
"""How long a batch is tried again while PostgreSQL is away."""

_MISFIT: Final = "The head of a book does not fit its lines: run `parasol check`."
_AGAIN: Final = (OperationalError, InternalError, InterfaceError)
"""What a cut connection may look like; whether the append was committed the keys will tell."""


class Batcher:
    """Decides and writes the commands for one book in this process, first come, first served."""

    def __init__(
        self,
        database: Database,
        fund_id: UUID,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
        grown: Callable[[UUID, int], None],
    ) -> None:
        self._database = database
        self._fund_id = fund_id
        self._clock = clock
        self._new_id = new_id
        self._grown = grown
        self._crowded = 0
        self._ring = asyncio.Event()
        self.waiting: deque[Asking] = deque()
        self.current = Current(fund_id)
        """What this process holds of the book. Between two stretches all of it is committed."""

    def put(self, asking: Asking) -> None:
        """Let *asking* wait for its turn."""
        self.waiting.append(asking)
        self._ring.set()

    async def write(self) -> None:
        """Write a stretch of what waits, and answer each command by itself.

        While PostgreSQL stays away a batch is tried for `PATIENCE_SECONDS`. Then everything that
        waits is answered with the error: it would only wait as long again.
        """
        batch: list[Asking] = []
        try:
            batch = self._take(BATCH_MAX) if self._crowded else await self._write_ahead()
            if batch:
                await self._write_in_turn(batch)
        except Exception as error:  # noqa: BLE001  whoever asked gets it
            self.current.forget()
            if isinstance(error, OperationalError):
                batch += self._take(len(self.waiting))
            _refuse(batch, error)

    def _take(self, most: int) -> list[Asking]:
        return [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]

    async def _write_ahead(self) -> list[Asking]:
        """Write batch behind batch while all goes well; return what must be written in turn."""
        plan: Plan | None = None
        following: Plan | None = None
        flight: asyncio.Task[Collection[Kept]] | None = None
        landed: tuple[Plan, Collection[Kept]] | None = None
        try:
            async with self._database.acquire() as connection:
                try:
                    for left in reversed(range(STRETCH)):
                        plan, following = following or await self._first_plan(connection), None
                        if plan is None:
                            break
                        plan.become_known()
                        flight = asyncio.create_task(self._fly(connection, plan))
                        if landed is not None:  # answered only now: the next is on its way
                            self._answer(*landed)
                        following = await self._decide_behind(flight, BATCH_MAX if left else 0)
                        landed, plan = (plan, flight.result()), None
                        if following is None:
                            self._answer(*landed)
                            landed = None
                            await asyncio.sleep(0)  # whoever was answered may ask again at once
                finally:
                    if flight is not None:  # no connection goes back while it is at work
                        await asyncio.wait({flight})
            return []
        except Exception as error:  # noqa: BLE001  every command gets an answer
            return self._take_back(plan, following, error)

    async def _first_plan(self, connection: Connection) -> Plan | None:
        """Decide what waits while nothing is on its way, reading what it needs to be decided."""
        if not self.waiting:
            return None
        commands = [asking.command for asking in islice(self.waiting, BATCH_MAX)]
        await self.current.read_for(connection, commands)
        count = len(self.waiting)
        return self._decide(None, count // 2 if count >= HALVED_FROM else count)

    async def _decide_behind(
        self, flight: "asyncio.Task[Collection[Kept]]", most: int
    ) -> Plan | None:
        """Decide at most *most* of what arrives while *flight* is on its way."""
        plan: Plan | None = None
        flight.add_done_callback(lambda _: self._ring.set())
        while not flight.done():
            plan = self._decide(plan, most)
            self._ring.clear()
            await self._ring.wait()
        return plan

    def _decide(self, plan: Plan | None, most: int) -> Plan | None:
        """Add what waits to *plan*, as far as its cases are in memory; None for nothing at all."""
        most = min(most, BATCH_MAX)
        known = self.current.known
        while known is not None and self.waiting and len(plan.askings if plan else ()) < most:
            plan = plan or Plan(known, now=self._clock(), new_id=self._new_id)
            if not all(map(plan.has, self.current.cases_named(self.waiting[0].command))):
                break
            _add(plan, self.waiting.popleft())
        return plan if plan and plan.askings else None

    async def _fly(self, connection: Connection, plan: Plan) -> Collection[Kept]:
        """Append what *plan* writes; return what was answered before to those that it refuses."""
        if plan.lines:
            await self._append(connection, plan)
        elif plan.refused:  # nothing else would notice that the refusals are of yesterday
            head = await get_head(connection, self._fund_id)
            if (0 if head is None else head.position) != plan.after:
                raise HeadMoved(f"The book does not end at position {plan.after}.")
        kept = await find_kept(connection, self._fund_id, plan.refused)
        return kept.values()

    async def _append(self, connection: Connection, plan: Plan) -> None:
        await append(
            connection,
            self._fund_id,
            plan.lines,
            after=plan.after,
            now=plan.now,
            kept=plan.kept,
            labels=plan.labels,
        )

    def _answer(self, plan: Plan, kept: Collection[Kept] = ()) -> None:
        plan.answer(kept)
        if plan.lines:
            self._grown(self._fund_id, plan.position)

    def _take_back(
        self, plan: Plan | None, following: Plan | None, error: Exception
    ) -> list[Asking]:
        """Undo what was decided ahead; return its commands, or some that wait, to try in turn."""
        batch = [*(plan.askings if plan else ()), *(following.askings if following else ())]
        if plan is not None:
            plan.take_back()
        self.current.doubt()
        if isinstance(error, HeadMoved):
            self._crowded = CROWDED
        if isinstance(error, IntegrityError):
            self.current.forget()  # more than a used key may be amiss
        if isinstance(error, (HeadMoved, IntegrityError, Rejection, *_AGAIN)):
            return batch or self._take(BATCH_MAX)
        self.current.forget()
        _refuse(batch or self._take(BATCH_MAX), error)
        return []

    async def _write_in_turn(self, batch: list[Asking]) -> None:
        """Write *batch* behind the lock of the book's head, again and again while that may help."""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + PATIENCE_SECONDS, 0.02
        opened_meanwhile = False
        while True:
            try:
                return await self._write_whole(batch)
            except HeadMoved:  # nobody comes between, except to open the book
                if opened_meanwhile:
                    raise InternalError(_MISFIT) from None
                opened_meanwhile = True
            except IntegrityError:
                self.current.forget()
                if len(batch) == 1:
                    raise
                for asking in batch:  # one of them cannot be written; the others can
                    await self._write_alone(asking)
                return None
            except _AGAIN as error:
                self.current.doubt()
                if isinstance(error, DiskFull) or loop.time() + pause > deadline:
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, 1.0)

    async def _write_alone(self, asking: Asking) -> None:
        try:
            await self._write_in_turn([asking])
        except IntegrityError as error:
            asking.refuse(error)

    async def _write_whole(self, batch: list[Asking]) -> None:
        """Decide and write *batch* in one transaction that no other writer comes between."""
        async with self._database.transaction() as connection:
            head = await take_turn(connection, self._fund_id)
            known = self.current.known
            before = 0 if known is None else known.position
            if head < before:
                self.current.forget()  # an older copy of the database was put in its place
            elif head == before:
                self._crowded = max(0, self._crowded - 1)
            try:
                self.current.doubt()
                known = await self.current.read_for(connection, [each.command for each in batch])
            except Rejection as rejection:
                return _refuse(batch, rejection)
            plan = await self._decide_whole(connection, known, batch)
            if plan.lines:
                await self._append(connection, plan)
        plan.become_known()
        self._answer(plan)
        return None

    async def _decide_whole(
        self, connection: Connection, known: Known, batch: list[Asking]
    ) -> Plan:
        """Decide *batch* after looking every key up."""
        plan = Plan(known, now=self._clock(), new_id=self._new_id)
        kept = await find_kept(connection, self._fund_id, {each.name for each in batch})
        for asking in batch:
            if asking.name in kept:
                plan.repeat(asking, kept[asking.name])
            else:
                _add(plan, asking)
        return plan


def _add(plan: Plan, asking: Asking) -> None:
    """Decide *asking*; a bug in one rule must not stop the others."""
    try:
        plan.add(asking)
    except Exception as error:  # noqa: BLE001  whoever asked gets it
        asking.refuse(error)


def _refuse(askings: Iterable[Asking], error: Exception) -> None:
    for asking in askings:
        asking.refuse(error)
