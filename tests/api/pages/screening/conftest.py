"""A fund of two people and an auditor, with an open door and a stranger at it."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from ledger.chart import Category
from ledger.events import HelpRule, Role, Rung
from ledger.members import GrantMandate
from ledger.policy import SetPolicy
from tests.api.client import client_of, serving
from tests.api.pages.help.stage import Street
from tests.api.pages.screening.stage import Readers
from tests.api.two_people import Two, set_up
from tests.funds import DAY

RULES = (HelpRule(category=Category.RENT, cap=900_00, cool_down_days=90, one_per_days=30),)


@pytest_asyncio.fixture(loop_scope="session")
async def readers(service_url: str) -> AsyncIterator[Readers]:
    async with serving(service_url) as client:
        yield await _readers(client)


async def _readers(client: httpx.AsyncClient) -> Readers:
    async def before(two: Two) -> None:
        lou = two["lou"].who
        await two.give(GrantMandate(occurred_on=DAY, holder=lou, role=Role.AUDITOR))
        rungs = (Rung(amount=0, approvals=1),)
        await two.give(SetPolicy(occurred_on=DAY, ladder=rungs, help_rules=RULES))

    two = await set_up(client, before=before)
    street = Street(client_of(client.app), two.opened.fund_id)  # type: ignore[attr-defined]
    await street.hang()
    return Readers(two, street)
