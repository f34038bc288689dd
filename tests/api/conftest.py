"""Clients of a running service."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio

from tests.api.client import serving, sign_in


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(service_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody signed in with."""
    async with serving(service_url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def treasurer(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """A signed-in browser."""
    await sign_in(stranger)
    return stranger
