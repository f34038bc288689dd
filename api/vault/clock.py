"""Retention by clock: whoever's last day is over is erased, in every fund, by any process.

Erasing twice is the same as once, so it does no harm that each process looks. A hold keeps, and so
does money that is not settled.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from api.requests.following import follow_all
from api.vault.settled import is_settled_in
from ledger.rejections import Rejection
from ledger.store.mapper import UnreadablePayload
from ledger.vault.keys import KeysUnusable

if TYPE_CHECKING:
    from api.site import Site

EVERY_SECONDS: Final = 900.0
"""How often the service looks whose last day is over."""

_FUNDS: Final = "select distinct fund_id from vault_people where erased_on is null"
_log = structlog.get_logger(__name__)


class VaultClock:
    """Erases by clock, for as long as the service runs."""

    def __init__(self, site: "Site") -> None:
        self._site = site

    async def keep(self) -> int:
        """Erase everybody whose last day is over; return how many."""
        async with self._site.database.acquire() as connection:
            rows = await connection.fetch(_FUNDS)
        done = sum([await self._keep(row[0]) for row in rows])
        await follow_all(self._site)
        return done

    async def _keep(self, fund_id: UUID) -> int:
        """Erase in one fund; one that cannot be read does not stop the others."""
        site = self._site
        try:
            fund, _ = await site.books.get_fund(fund_id)
            today = site.now().astimezone(ZoneInfo(fund.time_zone)).date()
            settled = partial(is_settled_in, site.books, fund_id)
            return await site.vault.erase_due(fund_id, today, settled)
        except (Rejection, UnreadablePayload, KeysUnusable) as trouble:
            _log.warning("retention-not-kept", error=type(trouble).__name__)
            return 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Erase now, and then every quarter of an hour."""
        task = asyncio.create_task(self._run(), name="retention")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            try:
                await self.keep()
            except Exception as error:  # noqa: BLE001  a service that lives keeps to it
                _log.warning("retention-not-kept", error=type(error).__name__)
            await asyncio.sleep(EVERY_SECONDS)
