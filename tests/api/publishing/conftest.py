"""A fund that publishes, kept by heron alone at first."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.api.client import serving
from tests.api.pages.people.stage import Clock, Town
from tests.api.publishing.stage import settled


@pytest_asyncio.fixture(loop_scope="session")
async def town(service_url: str) -> AsyncIterator[Town]:
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        yield await settled(client, clock)
