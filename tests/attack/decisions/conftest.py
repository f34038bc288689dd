"""A service for a whole module of attacks; each test has a fund of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest_asyncio

from tests.api.client import serving
from tests.attack.decisions.hall import Hall, hall_of
from tests.database import Urls


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(
    _worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]
) -> AsyncIterator[httpx.AsyncClient]:
    """A stranger."""
    await _emptier()
    async with serving(_worker_urls.service) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def hall(client: httpx.AsyncClient) -> Hall:
    return await hall_of(client)
