"""A fund that two people keep."""

import httpx
import pytest_asyncio

from tests.api.pages.people.conftest import town
from tests.api.two_people import Two, set_up

__all__ = ["town", "two"]


@pytest_asyncio.fixture(loop_scope="session")
async def two(stranger: httpx.AsyncClient) -> Two:
    """A fund with 1,000.00 USD in its bank account, five people, and nobody who pays alone."""
    return await set_up(stranger)
