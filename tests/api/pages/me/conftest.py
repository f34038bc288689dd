"""A service whose clock is set by the test, and somebody before it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.api.client import serving
from tests.api.pages.me.stage import Clock, Person


@pytest_asyncio.fixture(loop_scope="session")
async def somebody(service_url: str) -> AsyncIterator[Person]:
    """A browser before which nobody has signed in."""
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        yield Person(client, clock)
