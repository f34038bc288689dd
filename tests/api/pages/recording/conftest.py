"""A fund with money, and a treasurer signed in."""

import httpx
import pytest_asyncio

from tests.api.client import first_sign_in, site_of_client
from tests.api.pages.recording.stage import Desk
from tests.funds import open_fund


@pytest_asyncio.fixture(loop_scope="session")
async def desk(treasurer: httpx.AsyncClient) -> Desk:
    """The desk of a fund with 1,000.00 USD in its bank account."""
    opened = await open_fund(
        site_of_client(treasurer).books, founder=await first_sign_in(treasurer), money=1_000_00
    )
    return Desk(treasurer, opened)
