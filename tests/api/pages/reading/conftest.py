"""A fund with known histories, read on a day that never changes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

import httpx
import pytest_asyncio

from tests.api.client import client_of, first_sign_in, serving, sign_in, site_of_client
from tests.api.pages.recording.stage import Desk
from tests.database import Urls
from tests.funds import open_fund

NOW: Final = datetime(2026, 3, 20, 15, tzinfo=UTC)
"""The moment at which every page of these tests is asked for."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visitor(
    _worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody signed in with; one service answers all tests of a module."""
    await _emptier()
    async with serving(_worker_urls.service, now=lambda: NOW) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(visitor: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in browser."""
    async with client_of(visitor.app) as client:  # type: ignore[attr-defined]
        await sign_in(client)
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def desk(reader: httpx.AsyncClient) -> Desk:
    """The desk of a fund with 5,688.29 USD in its bank account: lines 1 to 7."""
    opened = await open_fund(
        site_of_client(reader).books, founder=await first_sign_in(reader), money=5_688_29
    )
    return Desk(reader, opened)
