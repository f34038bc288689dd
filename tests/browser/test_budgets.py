"""Pages about budgets on phones: the desk's, a seat's; and the trace there and back by hand."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.api.client import plain_settings, serving
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.of_budgets import pages_of_budgets
from tests.browser.phones import look_at, phone_of
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service, kept by two, with five members."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        yield await set_up(client)


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_pages_about_budgets_fit_and_axe_finds_nothing(
    two: Two, chromium: Browser, service: Instance, *, script: bool
) -> None:
    await look_at(await pages_of_budgets(two), two, chromium, service, script=script)


async def test_from_the_plan_down_to_a_line_and_back_up_to_the_decision(
    two: Two, chromium: Browser, service: Instance
) -> None:
    await pages_of_budgets(two)
    async with phone_of(two["ida"], chromium, service) as phone:
        main = phone.page.get_by_role("main")
        await phone.open("plan")
        await phone.follow("The budgets, item by item, and who decided them")
        await phone.follow("Rent")
        await expect(main.get_by_role("heading", name="Lines under it")).to_be_visible()
        await main.locator("a[href*='/lines/']").first.click()
        await expect(main).to_contain_text("Budget item")
        await phone.follow("Rent")
        await phone.follow("Money for two years")
        await expect(phone.page.get_by_role("heading", level=1)).to_contain_text(
            "Money for two years"
        )


async def test_a_member_follows_it_to_the_decision_and_no_further(
    two: Two, chromium: Browser, service: Instance
) -> None:
    await pages_of_budgets(two)
    async with phone_of(two["lou"], chromium, service) as phone:
        await phone.open("plan")
        await phone.follow("The budgets, item by item, and who decided them")
        await phone.follow("Food")
        await expect(phone.page.locator("a[href*='/lines/'], a[href*='/cases/']")).to_have_count(0)
        await phone.follow("Food and a telephone")
        await expect(phone.page.locator("figure.chart .bar").first).to_be_visible()
