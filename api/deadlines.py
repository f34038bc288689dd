"""Deadlines: what the service writes into books by itself.

A deadline counts as passed before its line exists; the line says it to readers. Every process of
a service keeps deadlines, and the keys make that harmless. After an outage they are kept in the
order in which they passed.

What is due stands in the state of a fund. It is read only of funds whose book holds a line that
sets a deadline, and only when it has grown: with thousands of funds a look costs two statements.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from msgspec import Struct

from api.adoption import Adoption
from api.deciding.carrying import carry_out_key, is_by_itself
from ledger.break_glass import InstallSuccessors
from ledger.fund import Fund
from ledger.orders.commands import ExpireRatification
from ledger.powers import CLOCK
from ledger.rejections import NotDue, Rejection
from ledger.store.all_books import list_heads, list_with_deadlines
from ledger.store.mapper import UnreadablePayload
from ledger.vault.keys import KeysUnusable

if TYPE_CHECKING:
    from api.clock import Clock
    from api.deciding.service import Deciding
    from ledger.books import Books
    from ledger.store.database import Database

EVERY_SECONDS: Final = 30.0
"""How often the service looks for deadlines, besides when the next one that it knows of passes."""

AGAIN_SECONDS: Final = 2.0
"""How soon it looks again when it could not, and how often it looks at most."""

FORGETTING_SECONDS: Final = 900.0
"""How often it looks which words are to be forgotten."""

TRY_AGAIN: Final = timedelta(minutes=1)
"""How long what was decided and could not be carried out is left alone at least."""

_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)
_log = structlog.get_logger(__name__)


class ToCount(Struct, frozen=True):
    """A proposal is to be counted: `api.deciding` brings what is beside the book."""

    proposal: UUID


class ToCarryOut(Struct, frozen=True):
    """What members decided is to be carried out; after *until* only a person tries."""

    decision: UUID
    until: datetime


Work: TypeAlias = ExpireRatification | InstallSuccessors | ToCount | ToCarryOut


class Due(Struct, frozen=True):
    """A deadline of a fund: when it is, and what the clock then writes, under which key."""

    until: datetime
    key: str
    command: Work


class _Tried(Struct, frozen=True):
    """When a decision was tried in vain, and how long the book was then."""

    position: int
    at: datetime


class Deadlines:
    """Keeps the deadlines of every fund of this service."""

    def __init__(
        self,
        database: "Database",
        books: "Books",
        now: "Clock",
        adoption: Adoption,
        deciding: "Deciding | None" = None,
    ) -> None:
        self._adoption = adoption
        self._deciding = deciding
        self._tried: dict[UUID, _Tried] = {}
        """Decisions that could not be carried out."""
        self._forgot_at: float | None = None
        self._database = database
        self._books = books
        self._now = now
        self._looked: dict[UUID, int] = {}
        """Up to which position each book was looked at."""
        self._dues: dict[UUID, tuple[Due, ...]] = {}
        """The deadlines of those funds that have any."""
        self._told = asyncio.Event()

    def wake(self) -> None:
        """Look for deadlines, and for funds without a founder, now."""
        self._told.set()

    async def keep(self) -> int:
        """Write a line for every deadline that has passed, oldest first; return how many."""
        if self._deciding is not None:
            await self._deciding.sweep()
            await self._forget(self._deciding)
        await self._look()
        now = self._now()
        passed = [
            (due, fund_id)
            for fund_id, dues in self._dues.items()
            for due in dues
            if due.until <= now
        ]
        passed.sort(key=lambda each: each[0].until)
        return sum([await self._write(fund_id, due) for due, fund_id in passed])

    async def _look(self) -> None:
        """Learn the deadlines of the books that have grown since the last look."""
        async with self._database.acquire() as connection:
            heads = await list_heads(connection)
            after = {
                fund_id: self._looked.get(fund_id, 0)
                for fund_id, position in heads.items()
                if position > self._looked.get(fund_id, 0)
            }
            to_read = await list_with_deadlines(connection, after) if after else set()
        to_read |= after.keys() & self._dues.keys()
        for fund_id in after:
            if fund_id not in to_read:
                self._looked[fund_id] = heads[fund_id]
        for fund_id in to_read:
            await self._read(fund_id)

    async def _read(self, fund_id: UUID) -> None:
        """Read the deadlines of one fund; a book that cannot be read does not stop the others."""
        try:
            fund, position = await self._books.get_fund(fund_id)
        except (Rejection, UnreadablePayload):  # of a newer program, or damaged: `check` says more
            return
        dues = dues_of(fund)
        self._looked[fund_id] = position
        if dues:
            self._dues[fund_id] = dues
        else:
            self._dues.pop(fund_id, None)

    async def _write(self, fund_id: UUID, due: Due) -> int:
        if isinstance(due.command, ToCarryOut) and not self._is_to_try(fund_id, due.command):
            return 0
        # Whatever comes of it, the fund is read anew at the next look.
        position = self._looked.pop(fund_id, 0)
        try:
            is_written = await self._work(fund_id, due.command, due.key)
        except NotDue:  # kept meanwhile, or ratified at the last moment
            return 0
        except Rejection as refused:
            _log.warning("deadline-not-kept", refused=refused.code)
            if isinstance(due.command, ToCarryOut):
                self._tried[due.command.decision] = _Tried(position, self._now())
            return 0
        except (KeysUnusable, UnreadablePayload) as trouble:  # the others are kept all the same
            _log.warning("deadline-not-kept", error=type(trouble).__name__)
            return 0
        return 1 if is_written else 0

    async def _work(self, fund_id: UUID, work: Work, key: str) -> bool:
        """Write what a deadline comes to; say whether it was written now."""
        match work:
            case ToCount():
                if self._deciding is None:
                    return False
                return await self._deciding.close_if_due(fund_id, work.proposal)
            case ToCarryOut():
                if self._deciding is None:
                    return False
                receipt = await self._deciding.carry_out(
                    fund_id, work.decision, actor=CLOCK, key=key
                )
                self._tried.pop(work.decision, None)
            case _:
                receipt = await self._books.execute(fund_id, work, actor=CLOCK, key=key)
        return not receipt.replayed

    def _is_to_try(self, fund_id: UUID, work: ToCarryOut) -> bool:
        """Say whether a decision is to be tried: again only when the book has grown."""
        if self._now() >= work.until:
            return False
        tried = self._tried.get(work.decision)
        if tried is None:
            return True
        has_grown = self._looked.get(fund_id, 0) > tried.position
        return has_grown and self._now() >= tried.at + TRY_AGAIN

    async def _forget(self, deciding: "Deciding") -> None:
        """Forget words whose day has come, every quarter of an hour."""
        moment = asyncio.get_running_loop().time()
        if self._forgot_at is None or moment - self._forgot_at >= FORGETTING_SECONDS:
            self._forgot_at = moment
            await deciding.forget_due()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Deadlines"]:
        """Keep deadlines at once, and then for as long as the service runs."""
        task = asyncio.create_task(self._run(), name="deadlines")
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            self._told.clear()
            pause = AGAIN_SECONDS
            try:
                await self._adoption.adopt()
                is_kept = await self.keep() > 0
                # What was decided just now is carried out at the next look.
                pause = AGAIN_SECONDS if is_kept else self._pause()
            except Exception as error:  # noqa: BLE001  a service that lives keeps deadlines
                _log.warning("deadlines-not-kept", error=type(error).__name__)
            with suppress(TimeoutError):
                # asyncio.wait_for of Python 3.11 may swallow being cancelled.
                async with asyncio.timeout(pause):
                    await self._told.wait()

    def _pause(self) -> float:
        """Return how long nothing is to be done, in seconds."""
        now = self._now()
        waits = [
            (due.until - now).total_seconds()
            for dues in self._dues.values()
            for due in dues
            if due.until > now
        ]
        return min(max(min(waits, default=EVERY_SECONDS), AGAIN_SECONDS), EVERY_SECONDS)


def dues_of(fund: Fund) -> tuple[Due, ...]:
    """Return every deadline of *fund* that the clock keeps, passed or not.

    A line of the clock stands on the day of its deadline, however late it is written.
    """
    zone = ZoneInfo(fund.time_zone)
    dues = [
        Due(
            waiting.until,
            f"deadline:ratification:{waiting.order}",
            ExpireRatification(
                occurred_on=waiting.until.astimezone(zone).date(),
                case_id=waiting.case_id,
                order_id=waiting.order,
            ),
        )
        for waiting in fund.governance.ratifications.values()
    ]
    breaking = fund.governance.breaking
    if breaking is not None:
        key = f"deadline:glass:{int(breaking.until.timestamp() * 1_000_000)}"
        day = breaking.until.astimezone(zone).date()
        dues.append(Due(breaking.until, key, InstallSuccessors(occurred_on=day)))
    dues += [
        Due(each.until, f"deadline:proposal:{each.proposal}", ToCount(each.proposal))
        for each in fund.deciding.open.values()
    ]
    dues += [
        Due(_AT_ONCE, carry_out_key(each.proposal), ToCarryOut(each.proposal, each.until))
        for each in fund.deciding.decided.values()
        if is_by_itself(each) and each.order is None
    ]
    return tuple(dues)
