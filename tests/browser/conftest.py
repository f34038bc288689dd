"""Services with full funds, and a Chromium that looks at them.

A test that only looks asks for `site`: all of them see the one fund that `history` makes, whatever
ran before. A test that writes asks for `own_site`: a fund of its own, on another service.

The browser is the one that ``scripts/browser`` finds or installs; PARASOL_CHROMIUM names another.
"""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.history import Keeper, keep
from tests.browser.looks import Site
from tests.house.tree import ROOT
from tests.instance import Instance


@contextmanager
def running() -> Iterator[Instance]:
    """Run a service without any fund."""
    instance = Instance()
    try:
        instance.serve()
        yield instance
    finally:
        instance.close()


@contextmanager
def kept(service: Instance) -> Iterator[Keeper]:
    """Fill a new fund; its ids are in the keeper."""
    keeper = Keeper(service.origin, service.sign_in_code())
    with closing(keeper.client):
        keep(keeper)
        yield keeper


def signed_in(service: Instance) -> dict[str, str]:
    """Sign the treasurer in and return the cookies."""
    with httpx.Client(base_url=service.origin, timeout=30) as client:
        answer = client.post("/en/sign-in", data={"code": service.sign_in_code()})
        assert answer.status_code == 303, answer.text
        return dict(client.cookies)


def what_is_there(keeper: Keeper) -> Any:
    """Return the funds of the service and how far the book of the keeper's own goes."""
    return keeper.client.get("/funds").json(), keeper.client.get(f"/funds/{keeper.fund}").json()


@pytest.fixture(scope="session")
def service_to_read() -> Iterator[Instance]:
    with running() as service:
        yield service


@pytest.fixture(scope="session")
def service_to_write() -> Iterator[Instance]:
    with running() as service:
        yield service


@pytest.fixture(scope="session")
def keeper(service_to_read: Instance) -> Iterator[Keeper]:
    """Whoever filled the fund that everybody reads."""
    with kept(service_to_read) as keeper:
        before = what_is_there(keeper)
        yield keeper
        assert what_is_there(keeper) == before, "a test wrote where others read: use own_site"


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
def site(service_to_read: Instance, keeper: Keeper, chromium: Browser) -> Site:
    """The fund that everybody reads, in a browser; its treasurer is signed in once for all."""
    return Site(service_to_read.origin, keeper, chromium, signed_in(service_to_read))


@pytest.fixture
def own_site(service_to_write: Instance, chromium: Browser) -> Iterator[Site]:
    """A fund that one test alone reads and writes, in a browser, its treasurer signed in."""
    with kept(service_to_write) as keeper:
        yield Site(service_to_write.origin, keeper, chromium, signed_in(service_to_write))
