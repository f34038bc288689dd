"""The shell around the rules: one queue and one batcher a book and process.

It decides up to a few hundred commands against the state in memory and writes their lines in one
append, then answers each command by itself. Another process may have been faster: then the head
has moved, nothing was written, and it catches up and decides again. After a commit whose outcome
is unknown it forgets what it knew and asks the tables: the keys tell which commands are in.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import structlog

from ledger.asking import Answer, Asking, Receipt
from ledger.case import Case
from ledger.decider import AnyCommand, case_of
from ledger.fund import FOLD, Fund
from ledger.known import Known
from ledger.plan import Plan
from ledger.rejections import BookBusy, Rejection
from ledger.store.append import append, wake
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.errors import (
    HeadMoved,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    PersistenceError,
)
from ledger.store.idempotency import find_kept
from ledger.store.snapshots import save_snapshot

BATCH_MAX: Final = 256
"""How many commands one append takes; more does not write more lines a second."""

QUEUE_MAX: Final = 4_096
"""How many commands may wait for one book; the next is refused as busy."""

SNAPSHOT_LINES: Final = 1_000
"""How many lines pass between two snapshots; as many are replayed at most on opening."""

PATIENCE_SECONDS: Final = 20.0
"""How long a batch is tried again while PostgreSQL is away."""

_AGAIN: Final = (OperationalError, InternalError, InterfaceError)
"""What a cut connection may look like; whether the append was committed the keys will tell."""

_log = structlog.get_logger(__name__)


class Book:
    """One book in this process. Made by `ledger.books.Books`, which also closes it."""

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
        self._known: Known | None = None
        self._stale = True
        self._waiting: deque[Asking] = deque()
        self._lock = asyncio.Lock()
        self._pump: asyncio.Task[None] | None = None
        self._afterwork: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Say whether nothing waits and nothing is under way."""
        return not (self._waiting or self._pump or self._afterwork or self._lock.locked())

    async def execute(self, command: AnyCommand, *, actor: str, key: str) -> Receipt:
        """Write what *command* asks for and return where; raises the `Rejection` otherwise.

        `OperationalError` means that PostgreSQL stayed away: ask again with the same key.
        """
        if len(self._waiting) >= QUEUE_MAX:
            raise BookBusy
        asking = Asking(command, actor, key)
        self._waiting.append(asking)
        if self._pump is None:
            self._pump = asyncio.create_task(self._run(), name="book")
        return await asking.answer()

    async def state(self) -> tuple[Fund, int]:
        """Return the fund as of now, and the position of its last line."""
        async with self._lock, self._database.acquire() as connection:
            self._stale = True
            known = await self._current(connection)
            return known.fund, known.position

    async def case(self, case_id: UUID) -> Case:
        """Return a case as of now; one without lines is not in the book."""
        async with self._lock, self._database.acquire() as connection:
            self._stale = True
            known = await self._current(connection)
            await known.load_cases(connection, [case_id])
            known.forget_cases()
            return known.case(case_id)

    async def drain(self) -> None:
        """Wait until every command that waits is answered, and the work after it is done."""
        while tasks := {task for task in (self._pump, self._afterwork) if task is not None}:
            await asyncio.wait(tasks)

    async def _run(self) -> None:
        try:
            while self._waiting:
                count = min(BATCH_MAX, len(self._waiting))
                batch = [self._waiting.popleft() for _ in range(count)]
                try:
                    async with self._lock:
                        await self._write(batch)
                except Exception as error:  # noqa: BLE001  whoever asked gets it
                    self._known = None
                    if isinstance(error, OperationalError):
                        # PostgreSQL is away: whoever waits behind would only wait as long again.
                        batch += self._waiting
                        self._waiting.clear()
                    for asking in batch:
                        asking.refuse(error)
        finally:
            self._pump = None
        if self._afterwork is None:
            self._afterwork = asyncio.create_task(self._finish(), name="book-afterwork")

    async def _write(self, batch: list[Asking]) -> None:
        """Write *batch*, again and again while that may help."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        pause = 0.02
        moved_at: list[int] = []
        while True:
            try:
                async with self._database.acquire() as connection:
                    return await self._try_to_write(connection, batch)
            except HeadMoved:
                self._catch_up_or_forget(moved_at)
            except IntegrityError:
                self._known = None
                if len(batch) == 1:
                    raise
                for asking in batch:  # one of them cannot be written; the others can
                    await self._write_alone(asking)
                return None
            except _AGAIN:
                self._known = None
                if asyncio.get_running_loop().time() + pause > deadline:
                    raise
                await asyncio.sleep(pause)
                pause = min(pause * 2, 1.0)

    def _catch_up_or_forget(self, moved_at: list[int]) -> None:
        """Prepare to decide again; *moved_at* are the positions of the tries before.

        When catching up found no line, the book ends before the position that is known here: an
        older copy of the database was put in its place. What is known is worth nothing then.
        """
        position = -1 if self._known is None else self._known.position
        tries = moved_at.count(position)
        if tries > 1:
            raise InternalError("The head of a book does not fit its lines: run `parasol check`.")
        moved_at.append(position)
        self._stale = True
        if tries:
            self._known = None

    async def _write_alone(self, asking: Asking) -> None:
        try:
            await self._write([asking])
        except PersistenceError as error:
            asking.refuse(error)

    async def _try_to_write(self, connection: Connection, batch: list[Asking]) -> None:
        now = self._clock()
        try:
            known = await self._current(connection)
            await known.load_cases(connection, self._cases_of(batch))
        except Rejection as rejection:
            self._known = None
            for asking in batch:
                asking.refuse(rejection)
            return
        kept = await find_kept(connection, self._fund_id, {asking.name for asking in batch})
        plan = Plan(known, now=now, new_id=self._new_id)
        for asking in batch:
            before = kept.get(asking.name)
            if before is not None:
                answer = msgspec.json.decode(before.answer, type=Answer)
                plan.repeat(asking, before.request_hash, answer)
                continue
            try:
                plan.add(asking)
            except Exception as error:  # noqa: BLE001  a bug in one rule must not stop the others
                asking.refuse(error)
        if plan.lines:
            await append(
                connection,
                self._fund_id,
                plan.lines,
                after=plan.after,
                now=now,
                kept=plan.kept,
                labels=plan.labels,
            )
            plan.become_known()
        known.forget_cases()
        plan.answer()
        if plan.lines:
            self._grown(self._fund_id, plan.position)

    def _cases_of(self, batch: list[Asking]) -> set[UUID]:
        named = (case_of(asking.command) for asking in batch)
        return {self._fund_id} | {case_id for case_id in named if case_id is not None}

    async def _current(self, connection: Connection) -> Known:
        """Return the state in memory, caught up when it may be behind."""
        if self._known is None:
            known = Known(self._fund_id)
            await known.open(connection)
            self._stale = True
        else:
            known = self._known
        if self._stale:
            self._known = None  # half caught up is worth nothing
            await known.catch_up(connection)
            self._known = known
            self._stale = False
        return known

    async def _finish(self) -> None:
        """Ring for other processes, and keep a snapshot when the last one is far behind."""
        try:
            async with self._database.acquire() as connection:
                await wake(connection, self._fund_id)
                known = self._known
                if known is None:
                    return
                if known.position - known.snapshot_position >= SNAPSHOT_LINES:
                    snapshot = known.snapshot()
                    await save_snapshot(connection, self._fund_id, FOLD, snapshot)
                    known.snapshot_position = snapshot.position
        except PersistenceError as error:
            _log.warning("book-afterwork-failed", error=type(error).__name__)
        finally:
            self._afterwork = None
