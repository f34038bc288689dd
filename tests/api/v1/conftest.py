"""A service on a real database, and programs that keep a fund in it.

One service answers all tests of a module, on a database that was emptied before it started: its
runner is at work all the time, so the tables cannot be emptied under it. A test has a fund of its
own instead.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

from tests.api.client import serving, token_for
from tests.api.v1.program import Program
from tests.database import Urls


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(
    _worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]
) -> AsyncIterator[httpx.AsyncClient]:
    """A stranger."""
    await _emptier()
    async with serving(_worker_urls.service) as served:
        yield served


@pytest.fixture
def database_as_superuser(_worker_urls: Urls) -> str:
    return _worker_urls.superuser


@pytest_asyncio.fixture(loop_scope="session")
async def signed_in(client: httpx.AsyncClient) -> Program:
    return Program(client, await token_for(client))


@pytest_asyncio.fixture(loop_scope="session")
async def program(signed_in: Program) -> Program:
    await signed_in.open()
    return signed_in
