"""A service with a full fund, and a Chromium that looks at it.

The browser is the one that ``scripts/browser`` finds or installs; PARASOL_CHROMIUM names another.
"""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.history import Keeper, keep
from tests.browser.looks import Site
from tests.house.tree import ROOT
from tests.instance import Instance


@pytest.fixture(scope="session")
def service() -> Iterator[Instance]:
    running = Instance()
    try:
        running.serve()
        yield running
    finally:
        running.close()


@pytest.fixture(scope="session")
def keeper(service: Instance) -> Iterator[Keeper]:
    """Whoever filled the fund; its ids are there."""
    kept = Keeper(service.origin, service.sign_in_code())
    with closing(kept.client):
        keep(kept)
        yield kept


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the browser is; it is installed when there is none."""
    found = subprocess.run(
        [ROOT / "scripts" / "browser"], check=True, capture_output=True, text=True
    )
    return found.stdout.strip()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium(chromium_path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox"]
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def site(service: Instance, keeper: Keeper, chromium: Browser) -> Site:
    """The service in a browser; its treasurer is signed in once for all tests."""
    with httpx.Client(base_url=service.origin, timeout=30) as client:
        answer = client.post("/en/sign-in", data={"code": service.sign_in_code()})
        assert answer.status_code == 303, answer.text
        cookies = dict(client.cookies)
    return Site(service.origin, keeper, chromium, cookies)
