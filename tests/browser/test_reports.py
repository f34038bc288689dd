"""The desk's pages about reports, before one is out and afterwards, on phones of those who read."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.api.client import plain_settings, serving
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.of_audits import pages_of_audits
from tests.browser.of_reports import before_two, pages_afterwards, pages_of_reports
from tests.browser.phones import look_at
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service that publishes, kept by two."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        yield await set_up(client, before=before_two)


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_pages_about_reports_fit_and_axe_finds_nothing(
    two: Two, chromium: Browser, service: Instance, *, script: bool
) -> None:
    await look_at(await pages_of_reports(two), two, chromium, service, script=script)
    await look_at(await pages_afterwards(two), two, chromium, service, script=script)
    await look_at(await pages_of_audits(two), two, chromium, service, script=script)
