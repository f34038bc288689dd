"""A stranger who looks at every public address of a service, and a clock that is moved by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

import httpx

from api.site import Site
from tests.api.client import client_of, serving, site_of_client

FIXED: Final = (
    *("", "/compare", "/how", "/assurance", "/give", "/check"),
    *("/feed.xml", "/datapackage.json", "/360giving.json"),
)
OUTSIDE: Final = ("/health", "/ready", "/en/sign-in", "/en/nowhere", "/robots.txt", "/sitemap.xml")
"""Addresses of the whole service that anybody may ask for, whether or not there is anything."""
LOG: Final = (
    *("checkpoint", "keys", "policy", "opening.tlog-proof", "reports/1.tlog-proof"),
    *("tile/0/000", "tile/0/001", "tile/0/000.p/64", "tile/entries/000"),
)
"""Addresses of a log."""
NOBODY: Final = uuid4()
Told = tuple[int, bytes, tuple[tuple[str, str], ...]]


@dataclass
class Clock:
    """The time as the service sees it."""

    at: datetime = datetime(2026, 11, 21, 13, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Passer:
    """Somebody without a session. *fund_id* is set once there is a fund to look at."""

    browser: httpx.AsyncClient
    clock: Clock
    fund_id: UUID = NOBODY

    @property
    def site(self) -> Site:
        return site_of_client(self.browser)

    async def look(self, path: str, language: str = "en") -> httpx.Response:
        return await self.browser.get(f"/{language}/{self.fund_id}/public{path}")

    async def everything(self, reports: int) -> dict[str, Told]:
        """Return status, bytes and headers of every address, kept by no process before."""
        self.site.public_pages.forget(self.fund_id)
        numbered = [
            f"/reports/{number}{ending}"
            for number in range(1, reports + 2)
            for ending in ("", ".csv", ".json", ".sig", ".pem")
        ]
        addresses = [
            f"/{language}/{fund}/public{path}"
            for language, fund in (("en", self.fund_id), ("es", self.fund_id), ("en", NOBODY))
            for path in (*FIXED, *numbered)
        ]
        addresses += [f"/log/{fund}/1/{path}" for fund in (self.fund_id, NOBODY) for path in LOG]
        return {address: await self.told(address) for address in (*addresses, *OUTSIDE)}

    async def told(self, address: str) -> Told:
        answer = await self.browser.get(address)
        headers = tuple(sorted(answer.headers.items()))
        return answer.status_code, answer.content, headers


@asynccontextmanager
async def passing(service_url: str) -> AsyncIterator[Passer]:
    """Start a service and have a stranger come by."""
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        stranger: httpx.AsyncClient = client_of(client.app)  # type: ignore[attr-defined]
        yield Passer(stranger, clock)
