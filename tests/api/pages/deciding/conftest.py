"""A town whose members decide by consent."""

import pytest_asyncio

from tests.api.pages.deciding.stage import settle
from tests.api.pages.people.conftest import town as alone
from tests.api.pages.people.stage import Town

town_alone = alone
"""A fund that heron opened and keeps alone."""


@pytest_asyncio.fixture(loop_scope="session")
async def town(town_alone: Town) -> Town:
    return await settle(town_alone)
