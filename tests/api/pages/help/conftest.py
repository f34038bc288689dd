"""A fund with an open door."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from tests.api.client import client_of, serving, site_of_client
from tests.api.pages.help.stage import Street
from tests.funds import open_fund


@pytest_asyncio.fixture(loop_scope="session")
async def street(service_url: str) -> AsyncIterator[Street]:
    async with serving(service_url) as client:
        stranger: httpx.AsyncClient = client_of(client.app)  # type: ignore[attr-defined]
        opened = await open_fund(site_of_client(client).books, money=100_00)
        street = Street(stranger, opened.fund_id)
        await street.hang()
        yield street
