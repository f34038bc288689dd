"""Keeping logs: what the service seals and signs by itself, on the clock of each fund.

Every process of a service looks; a lock beside the keys makes that harmless. One fund's trouble
does not stop the others. With thousands of funds a look at which nothing is due costs two
statements, and one more when books have grown.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

import structlog

from api.publishing.remembering import remember_reports
from ledger.store.all_books import list_heads
from ledger.transparency.log import Busy
from ledger.transparency.looking import list_due, list_growing, list_that_may_keep

if TYPE_CHECKING:
    from api.site import Site

EVERY_SECONDS: Final = 30.0
"""How often the service looks whether a log is to begin or a head is due."""

_log = structlog.get_logger(__name__)


class Keeping:
    """Keeps the log of every fund of this service that has one."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self._looked: dict[UUID, int] | None = None
        """Up to which position each book was looked at; None before the first look."""
        self._told = asyncio.Event()

    def wake(self) -> None:
        """Look now."""
        self._told.set()

    async def look(self) -> int:
        """Keep every log for which something is to be done; return how many have a new head."""
        signed = sum([await self._keep(fund_id) for fund_id in await self._list()])
        if signed:
            self._site.cosigning.wake()
        return signed

    async def _list(self) -> list[UUID]:
        """List the funds to look after: at the first look all that have a log."""
        async with self._site.database.acquire() as connection:
            heads = await list_heads(connection)
            is_first = self._looked is None
            known = self._looked or {}
            after = {
                fund_id: known.get(fund_id, 0)
                for fund_id, position in heads.items()
                if position > known.get(fund_id, 0)
            }
            due = await list_due(connection, self._site.now())
            told = await list_that_may_keep(connection, after) if after else []
            growing = await list_growing(connection) if is_first else []
        self._looked = heads
        return list(dict.fromkeys([*due, *told, *growing]))

    async def _keep(self, fund_id: UUID) -> bool:
        try:
            kept = await self._site.log.keep(fund_id)
        except Busy:  # another process is at it
            return False
        except Exception as error:  # noqa: BLE001  the others are kept all the same
            _log.warning("log-not-kept", error=type(error).__name__)
            # Whatever it was, it is tried again at the next look.
            if self._looked is not None:
                self._looked.pop(fund_id, None)
            return False
        if kept.signed:
            await remember_reports(self._site, fund_id)
        return kept.signed

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Keeping"]:
        """Keep logs at once, and then for as long as the service runs."""
        task = asyncio.create_task(self._run(), name="keeping logs")
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            self._told.clear()
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  a service that lives keeps logs
                _log.warning("logs-not-kept", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(EVERY_SECONDS):
                    await self._told.wait()
