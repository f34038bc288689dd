"""Pages of requests for help, at every width and for whoever cannot see them."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.api.client import plain_settings, serving
from tests.api.two_people import Person, set_up
from tests.browser.conftest import running
from tests.browser.looks import Seen, check_widths, look
from tests.browser.phones import phone_of
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def ida(service: Instance) -> AsyncIterator[Person]:
    """A steward and treasurer who typed a code just now."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        two = await set_up(client)
        await two["ida"].step_up()
        yield two["ida"]


class Visit:
    """A page that goes from one address to the next and is checked at each."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin

    async def check(self) -> None:
        await check_widths(Seen(self.page, [self.page.url]), self.origin, has_script=True)

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()
        await self.check()

    async def follow(self, name: str) -> None:
        await self.page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
        await self.check()


async def test_every_page_of_a_request_fits_and_can_be_heard(
    ida: Person, service: Instance, chromium: Browser
) -> None:
    async with phone_of(ida, chromium, service, script=True) as phone:
        visit, page = Visit(phone.page, service.origin), phone.page
        await phone.open("door")
        await visit.check()
        await page.get_by_label("Yes, the door is open", exact=True).check()
        kinds = page.get_by_role("group", name="For which kinds of help?")
        await kinds.get_by_label("Bail", exact=True).check()
        for label in ("From when does somebody read?", "Until when?"):
            await page.get_by_label(label, exact=True).fill("18:00")
        await visit.press("Put up this sign")
        await _ask(visit, chromium, f"{service.origin}/en/{ida.fund_id}/help")
        await phone.open("requests")
        await visit.check()
        await page.get_by_role("main").locator("a[href*='/requests/']").first.click()
        await visit.check()
        await visit.press("Open it")
        await visit.follow("Decide later")
        await visit.press("Make a code")
        await visit.follow("Back to the request")
        await visit.follow("End it without money")
        await visit.press("End it")
        await visit.follow("Back to the request")
        await visit.follow("Help with this")


async def _ask(ours: Visit, chromium: Browser, address: str) -> None:
    """Ask as a stranger, with something wrong at first."""
    context = await chromium.new_context(viewport={"width": 390, "height": 900})
    try:
        seen = await look(context, address)
        visit = Visit(seen.page, ours.origin)
        await check_widths(seen, ours.origin, has_script=True)
        await visit.press("Send it")
        page = visit.page
        await page.get_by_label("For me", exact=True).check()
        await page.get_by_label("What kind of help is it?").select_option(label="Bail")
        await page.get_by_label("Tonight", exact=True).check()
        await page.get_by_label("What happened, and what would help?").fill("My sister.")
        await page.get_by_label("How can we reach you?").fill("555 0142")
        await visit.press("Send it")
        await visit.follow("See how it stands")
        await page.get_by_label("Code").fill("AAAA-BBBB-CCCC-DDDD")
        await visit.press("See how it stands")
        assert await context.cookies() == []
    finally:
        await context.close()
