"""A service with a fund that publishes and keeps a log, on a clock that tests turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from api.settings import Settings
from api.site import Site
from ledger.asking import Answer
from ledger.decider import AnyCommand
from ledger.events import Witness
from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.transparency.log import Head
from tests.api.client import client_of, serving, site_of_client
from tests.funds import DAY, OpenedFund, ask, open_fund

FOUNDER: Final = UUID("0d3f5b0e-1c5e-4f0a-9b57-3f5f0c1a7d21")
START: Final = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)
"""Eleven in the morning in New York, where the fund is: heads come at four, UTC."""
A_DAY: Final = timedelta(days=1)


@dataclass
class Turned:
    """A clock that stands still until it is turned."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Stage:
    """The fund, and a browser of somebody who is a stranger there."""

    browser: httpx.AsyncClient
    fund: OpenedFund
    clock: Turned

    @property
    def site(self) -> Site:
        return site_of_client(self.browser)

    @property
    def fund_id(self) -> UUID:
        return self.fund.fund_id

    async def write(self, command: AnyCommand) -> Answer:
        self.clock.at += timedelta(seconds=1)
        return await ask(self.site.books, self.fund_id, command, actor=FOUNDER)

    async def publish(self, *, is_public: bool = True) -> None:
        await self.write(SetDisclosure(occurred_on=DAY, is_public=is_public))

    async def watch(self, *witnesses: Witness, quorum: int = 0) -> None:
        await self.write(SetLog(occurred_on=DAY, witnesses=witnesses, quorum=quorum))

    async def keep(self) -> Head:
        """Do what is due for the log; return its newest head."""
        await self.site.log.keep(self.fund_id, wait_seconds=20)
        head = await self.site.log.head(self.fund_id)
        assert head is not None
        return head

    async def next_head(self) -> Head:
        self.clock.at += A_DAY
        return await self.keep()

    async def get(self, path: str, number: object = 1, **headers: str) -> httpx.Response:
        return await self.browser.get(f"/log/{self.fund_id}/{number}/{path}", headers=headers)


@asynccontextmanager
async def staged(
    database_url: str, *, settings: Settings | None = None, **changes: Any
) -> AsyncIterator[Stage]:
    """Start a service with a fund in it, which neither publishes nor keeps a log yet."""
    clock = Turned()
    async with serving(database_url, settings=settings, now=clock, **changes) as client:
        fund = await open_fund(site_of_client(client).books, money=100_00, founder=FOUNDER)
        stranger = client_of(client.app)  # type: ignore[attr-defined]
        yield Stage(stranger, fund, clock)
