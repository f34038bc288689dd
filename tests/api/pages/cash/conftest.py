"""A fund that two people keep, and one that one person keeps."""

import httpx
import pytest_asyncio

from tests.api.client import first_sign_in, site_of_client
from tests.api.pages.recording.stage import Desk
from tests.api.two_people import Two, set_up
from tests.funds import open_fund


@pytest_asyncio.fixture(loop_scope="session")
async def two(stranger: httpx.AsyncClient) -> Two:
    """A fund with 1,000.00 USD in its bank account, five people, and nobody who pays alone."""
    return await set_up(stranger)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(treasurer: httpx.AsyncClient) -> Desk:
    """The desk of a fund with 1,000.00 USD in its bank account, kept by one person."""
    opened = await open_fund(
        site_of_client(treasurer).books, founder=await first_sign_in(treasurer), money=1_000_00
    )
    return Desk(treasurer, opened)
