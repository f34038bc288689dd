"""A fund that publishes, before anything is out."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from tests.api.client import client_of, serving, site_of_client
from tests.api.public.stage import FOUNDER, Hand, Square
from tests.funds import open_fund


@pytest_asyncio.fixture(loop_scope="session")
async def square(service_url: str) -> AsyncIterator[Square]:
    clock = Hand()
    async with serving(service_url, now=clock) as client:
        stranger: httpx.AsyncClient = client_of(client.app)  # type: ignore[attr-defined]
        opened = await open_fund(site_of_client(client).books, money=100_00, founder=FOUNDER)
        square = Square(stranger, opened, clock)
        await square.go_public()
        yield square
