"""Telling other processes that books have grown: many books at once, and not for every line.

A ring may get lost, and whoever listens looks by itself from time to time; so it may also be late.
"""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from ledger.store.append import wake
from ledger.store.database import Database
from ledger.store.errors import PersistenceError

REST_SECONDS: Final = 0.02
"""How long others may hear nothing of new lines while more are being written."""

_log = structlog.get_logger(__name__)


class Bell:
    """Rings for the books of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._grown: set[UUID] = set()
        self._ringing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def ring(self, fund_id: UUID) -> None:
        """Say that a book has grown."""
        self._grown.add(fund_id)
        if self._ringing is None:
            self._ringing = asyncio.create_task(self._ring(), name="bell")

    async def close(self) -> None:
        """Ring once more for what was not rung for, and stop."""
        self._closing.set()
        if self._ringing is not None:
            await self._ringing

    async def _ring(self) -> None:
        try:
            while self._grown:
                grown, self._grown = self._grown, set()
                async with self._database.acquire() as connection:
                    await wake(connection, *grown)
                await self._rest()
        except PersistenceError as error:
            _log.warning("bell-cannot-ring", error=type(error).__name__)
        finally:
            self._ringing = None

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(REST_SECONDS):
                await self._closing.wait()
        except TimeoutError:
            return
