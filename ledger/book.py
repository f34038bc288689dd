"""The shell around the rules: one queue and one batcher a book and process.

The batcher decides up to a few hundred commands against the state in memory and writes their
lines in one append, then answers each command by itself. Another process may have been faster:
then the head has moved, nothing was written, and it catches up and decides again.
"""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from ledger.asking import Asking, Receipt
from ledger.batcher import Batcher
from ledger.case import Case
from ledger.decider import AnyCommand
from ledger.fund import Fund
from ledger.known import Known
from ledger.rejections import BookBusy
from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from ledger.store.snapshots import Snapshot

QUEUE_MAX: Final = 4_096
"""How many commands may wait for one book; the next is refused as busy."""

SNAPSHOT_LINES: Final = 1_000
"""How many lines pass between two snapshots; as many are replayed at most on opening."""

_log = structlog.get_logger(__name__)


class Book:
    """One book in this process. Made by `ledger.books.Books`, which also closes it."""

    def __init__(self, database: Database, batcher: Batcher) -> None:
        self._database = database
        self._batcher = batcher
        self._current = batcher.current
        self._lock = asyncio.Lock()
        self._pump: asyncio.Task[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Say whether nothing waits and nothing is under way."""
        return not (self._batcher.waiting or self._pump or self._keeping or self._lock.locked())

    def submit(self, command: AnyCommand, *, actor: str, key: str) -> asyncio.Future[Receipt]:
        """Let a command wait for its turn; its answer is where it was written, or the `Rejection`.

        Raises BookBusy. An answer of `OperationalError` means that PostgreSQL stayed away: ask
        again with the same key.
        """
        if len(self._batcher.waiting) >= QUEUE_MAX:
            raise BookBusy
        asking = Asking(command, actor, key)
        self._batcher.put(asking)
        if self._pump is None:
            self._pump = asyncio.create_task(self._run(), name="book")
        return asking.answer

    async def state(self) -> tuple[Fund, int]:
        """Return the fund as of now, and the position of its last line."""
        async with self._lock, self._database.acquire() as connection:
            self._current.doubt()
            known = await self._current.read(connection)
            return known.fund, known.position

    async def case(self, case_id: UUID) -> Case:
        """Return a case as of now; one without lines is not in the book."""
        async with self._lock, self._database.acquire() as connection:
            self._current.doubt()
            known = await self._current.read(connection)
            await known.load_cases(connection, [case_id])
            case = known.case(case_id)
            known.forget_cases()
            return case

    async def drain(self) -> None:
        """Wait until every command that waits is answered, and a snapshot under way is kept."""
        while tasks := {task for task in (self._pump, self._keeping) if task is not None}:
            await asyncio.wait(tasks)

    async def _run(self) -> None:
        try:
            while self._batcher.waiting:
                async with self._lock:
                    await self._batcher.write()
                    self._look_back()
        finally:
            self._pump = None

    def _look_back(self) -> None:
        """Keep a snapshot if the last one is far behind. All that is known now is committed."""
        known = self._current.known
        if known is None or self._keeping is not None:
            return
        if known.position - known.snapshot_position >= SNAPSHOT_LINES:
            keep = self._keep(known, known.snapshot())
            self._keeping = asyncio.create_task(keep, name="snapshot")

    async def _keep(self, known: Known, snapshot: Snapshot) -> None:
        try:
            async with self._database.acquire() as connection:
                await known.keep_snapshot(connection, snapshot)
        except PersistenceError as error:
            _log.warning("snapshot-not-kept", error=type(error).__name__)
        finally:
            self._keeping = None
