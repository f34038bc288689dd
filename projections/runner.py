"""The runner: keeps the read models of every fund close behind its book.

It is woken in this process by `wake` and from others by the store's channel, and looks by itself
once a second besides, because a wake-up may get lost. One task a fund at a time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog

from ledger.store.append import WAKE_CHANNEL
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.store.errors import PersistenceError
from projections import checkpoints
from projections.checkpoints import Track
from projections.follower import Follower
from projections.known import ProjectionBehind, get_known
from projections.models import READ_MODELS
from projections.pace import folding_many
from projections.projection import ReadModel
from projections.retired import KEEP

LEASE_SECONDS: Final = 3.0
"""How long others leave a fund to the runner that is at work on it, should it die."""

LOOK_SECONDS: Final = 0.05
"""How often somebody who waits for a position looks whether another process got there."""

LONGEST_PAUSE_SECONDS: Final = 60.0
"""How long a read model that cannot go on is left alone at most before it is tried again."""

AT_ONCE: Final = 2
"""How many funds are worked on at the same time: each takes a connection."""

_log = structlog.get_logger(__name__)


class Runner:
    """Follows all books with all read models. Any number of processes may have one."""

    def __init__(
        self,
        database: Database,
        *,
        models: Sequence[ReadModel] = READ_MODELS,
        batch: int = 8_192,
        poll_seconds: float = 1.0,
        keep: timedelta = KEEP,
    ) -> None:
        self._database = database
        self._models = models
        self._batch = batch
        self._poll_seconds = poll_seconds
        self._keep = keep
        self._holder = uuid4()
        self._woken: set[UUID] = set()
        self._ring = asyncio.Event()
        self._at_work: dict[UUID, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._advanced = asyncio.Event()
        self._failures: dict[tuple[UUID, Track], tuple[int, float]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Runner"]:
        """Follow the books until the end of the block."""
        async with self._database.listen(WAKE_CHANNEL, self._heard):
            task = asyncio.create_task(self._follow(), name="projections")
            try:
                yield self
            finally:
                tasks = [task, *self._at_work.values()]
                for each in tasks:
                    each.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self, fund_id: UUID) -> None:
        """Say that a book has grown. Costs nothing and may be said too often."""
        self._woken.add(fund_id)
        self._ring.set()

    async def wait_for(self, fund_id: UUID, position: int, timeout: float = 5.0) -> int:  # noqa: ASYNC109
        """Wait until every read model knows the line at *position*; return how far they are.

        Raises `ProjectionBehind` when that takes longer than *timeout* seconds.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            self._advanced.clear()
            known = await self._known(fund_id)
            if known >= position:
                return known
            rest = deadline - loop.time()
            if rest <= 0:
                raise ProjectionBehind(position, known)
            self.wake(fund_id)
            try:
                async with asyncio.timeout(min(rest, LOOK_SECONDS)):
                    await self._advanced.wait()
            except TimeoutError:
                continue

    async def catch_up(self, fund_id: UUID) -> int:
        """Take everything in that the book holds, here and now, and return the position.

        Raises `Stuck` when a read model cannot take a line in.
        """
        with folding_many():
            async with self._database.acquire() as connection:
                return await self._catch_up(connection, fund_id)

    async def _catch_up(self, connection: Connection, fund_id: UUID) -> int:
        follower = self._follower(connection, fund_id)
        await follower.begin_upgrades()
        while await follower.step() or await follower.swap():
            self._advanced.set()
        for stuck in follower.stuck.values():
            raise stuck
        return await get_known(connection, fund_id)

    async def rebuild(self, fund_id: UUID, only: Collection[str] | None = None) -> int:
        """Build the read models of a fund anew beside the old rows and put them in their place.

        Those named in *only*, or all. Readers see the old rows until all is done; a rebuild soon
        after another first waits until nobody can still be reading what that one put out of use.
        Returns the position; raises `Stuck` when a read model cannot take a line in, and then the
        old rows stay.
        """
        models = [model for model in self._models if only is None or model.name in only]
        while True:
            async with self._database.acquire() as connection:
                follower = self._follower(connection, fund_id)
                await follower.begin()
                wait = await follower.begin_anew(models)
            if not wait:
                return await self.catch_up(fund_id)
            await asyncio.sleep(wait)

    def _follower(
        self,
        connection: Connection,
        fund_id: UUID,
        may_try: Callable[[Track], bool] = lambda _: True,
    ) -> Follower:
        return Follower(
            connection,
            fund_id,
            self._models,
            batch=self._batch,
            keep=self._keep,
            may_try=may_try,
        )

    async def _known(self, fund_id: UUID) -> int:
        async with self._database.acquire() as connection:
            try:
                return await get_known(connection, fund_id)
            except ProjectionBehind as behind:
                return behind.position

    def _heard(self, payload: str) -> None:
        with suppress(ValueError):  # listening began again: what was missed, the next look finds
            self._woken.add(UUID(payload))
        self._ring.set()

    async def _follow(self) -> None:
        look_at = 0.0
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() >= look_at:
                look_at = loop.time() + self._poll_seconds
                await self._look()
            for fund_id in [each for each in self._woken if each not in self._at_work]:
                self._woken.discard(fund_id)
                self._at_work[fund_id] = asyncio.create_task(self._work(fund_id))
            try:
                # asyncio.wait_for of Python 3.11 may swallow being cancelled: nobody could stop it.
                async with asyncio.timeout(max(0.0, look_at - loop.time())):
                    await self._ring.wait()
                self._ring.clear()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        try:
            async with self._database.acquire() as connection:
                self._woken.update(
                    await checkpoints.list_behind(connection, self._models, self._keep)
                )
        except PersistenceError as error:
            _log.warning("projections-cannot-look", error=type(error).__name__)

    async def _work(self, fund_id: UUID) -> None:
        try:
            async with self._slots, self._database.acquire() as connection:
                if await self._lease(connection, fund_id):
                    try:
                        await self._go_on(connection, fund_id)
                    finally:
                        await checkpoints.release_lease(connection, fund_id, self._holder)
        except PersistenceError as error:
            _log.warning("projections-interrupted", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001  the next look tries again
            _log.error("projections-failed", error=type(error).__name__)
        finally:
            del self._at_work[fund_id]
            self._ring.set()

    async def _lease(self, connection: Connection, fund_id: UUID) -> bool:
        return await checkpoints.take_lease(connection, fund_id, self._holder, LEASE_SECONDS)

    async def _go_on(self, connection: Connection, fund_id: UUID) -> None:
        follower = self._follower(connection, fund_id, lambda track: self._may_try(fund_id, track))
        await follower.begin_upgrades()
        while await follower.step() or await follower.swap() or await follower.tidy():
            self._advanced.set()
            if not await self._lease(connection, fund_id):
                return
        for track in follower.stuck:
            self._put_off(fund_id, track)

    def _may_try(self, fund_id: UUID, track: Track) -> bool:
        _, not_before = self._failures.get((fund_id, track), (0, 0.0))
        return asyncio.get_running_loop().time() >= not_before

    def _put_off(self, fund_id: UUID, track: Track) -> None:
        """Leave a track alone for a while, twice as long each time."""
        count, _ = self._failures.get((fund_id, track), (0, 0.0))
        pause = min(self._poll_seconds * 2**count, LONGEST_PAUSE_SECONDS)
        self._failures[fund_id, track] = count + 1, asyncio.get_running_loop().time() + pause
        _log.warning("projection-put-off", projection=track.model.name, seconds=pause)
