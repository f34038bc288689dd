"""A fund that heron opened and keeps alone."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from tests.api.client import first_sign_in, serving, sign_in, site_of_client
from tests.api.pages.people.stage import COOKIE, PASSPHRASE, Clock, Town
from tests.funds import open_fund


@pytest_asyncio.fixture(loop_scope="session")
async def town(service_url: str) -> AsyncIterator[Town]:
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        yield await _settled(client, clock)


async def _settled(client: httpx.AsyncClient, clock: Clock) -> Town:
    await sign_in(client)
    who, site = await first_sign_in(client), site_of_client(client)
    session = await site.sessions.find(client.cookies[COOKIE], "page")
    assert session is not None
    await site.people.claim(session, "heron", PASSPHRASE)
    fund = await open_fund(site.books, money=1_000_00, founder=who)
    town = Town(client, clock, fund)
    await town.come(who, "heron")
    return town
