"""A fund of two people and an auditor, with a bail that somebody is helped with."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from ledger.events import Role
from ledger.members import GrantMandate
from tests.api.client import serving, site_of_client
from tests.api.pages.vault.stage import Desk
from tests.api.two_people import Two, set_up
from tests.funds import DAY


@pytest_asyncio.fixture(loop_scope="session")
async def desk(service_url: str) -> AsyncIterator[Desk]:
    async with serving(service_url) as client:
        yield await desk_of(client)


async def desk_of(client: httpx.AsyncClient) -> Desk:
    cases = []

    async def before(two: Two) -> None:
        auditor = two["lou"].who
        await two.give(GrantMandate(occurred_on=DAY, holder=auditor, role=Role.AUDITOR))
        cases.append((await two.give(two.opened.bail())).case_id)

    two = await set_up(client, before=before)
    return Desk(two, cases[0], site_of_client(client))
