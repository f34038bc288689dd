"""Every public page as a stranger meets it: narrow and wide, light and dark, without a sign-in."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from msgspec import Struct
from playwright.async_api import Browser

from ledger.events import Rung, Standing, WordingKind
from ledger.publishing.commands import RecordAgreement, SetGiverStanding
from ledger.store.append import Label
from ledger.store.labels import GIVER, add
from tests.api.client import plain_settings, serving, site_of_client
from tests.api.public.manifests import LABEL, full, more_came_back
from tests.api.public.stage import FOUNDER, Hand, Square
from tests.browser.conftest import running
from tests.browser.looks import SCHEMES, WIDTHS, check_widths, look
from tests.browser.test_every_page import PUBLIC_ROUTES
from tests.funds import open_fund
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NO_PAGES: Final = {"/feed.xml", "/datapackage.json", "/360giving.json"}
"""Files; what they hold is tested where they are made."""


class Public(Struct, frozen=True):
    """A running service, its fund in public, and the id of an agreement with a funder."""

    origin: str
    square: Square
    agreement: UUID

    def address(self, route: str, language: str = "en") -> str:
        """Return the address of a route of the router, with something to show."""
        _, _, path = route.partition("/public")
        path = path.replace("{name:str}", "1").replace("{agreement_id:uuid}", str(self.agreement))
        assert "{" not in path, f"{route}: say in this test where such a page is"
        return f"{self.origin}{self.square.address(path, language)}"


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own, with one fund in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def public(service: Instance) -> AsyncIterator[Public]:
    """Let the fund publish everything there is to see."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        opened = await open_fund(site_of_client(client).books, money=100_00, founder=FOUNDER)
        square = Square(client, opened, Hand(datetime.now(UTC)))
        giver = uuid4()
        await square.say(WordingKind.ABOUT, "The Heron Fund\n\nWe keep each other housed.")
        await square.say(WordingKind.WAYS_TO_GIVE, "By bank transfer, to IBAN XX00 0000 0000.")
        await square.say(WordingKind.HOW_WE_DECIDE, "By consent, on Sundays.")
        await square.say(WordingKind.CLOSURE_PLAN, "What is left goes to the house at the market.")
        await square.say(WordingKind.CHANGE, "Two approve from 700 on.")
        await square.plan(("housing", 24_000_00), ("hosting", 120_00), ("reserve", 3_000_00))
        await square.rules(Rung(amount=0, approvals=1), Rung(amount=700_00, approvals=2))
        await square.write(
            SetGiverStanding(
                occurred_on=square.day(), giver=giver, standing=Standing.NAMED, label_id=LABEL
            )
        )
        async with square.site.database.acquire() as connection:
            await add(connection, square.fund_id, Label(GIVER, LABEL, "Harbour Trust"))
        await square.write(
            RecordAgreement(
                occurred_on=square.day(),
                giver=giver,
                from_month="2026-01",
                until_month="2026-06",
                report_due=square.day(),
            )
        )
        await square.go_public(open_grants_data=True)
        await square.publish(full(square.fund_id))
        await square.publish(more_came_back(square.manifests[0]))
        await square.site.log.keep(square.fund_id, wait_seconds=20)
        (agreement,) = await square.agreements()
        yield Public(service.origin, square, agreement)


PAGES: Final = [route for route in PUBLIC_ROUTES if route.partition("/public")[2] not in NO_PAGES]


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
@pytest.mark.parametrize("route", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_stranger_sees_every_public_page_on_every_screen(
    public: Public, chromium: Browser, route: str, language: str, *, script: bool
) -> None:
    context = await chromium.new_context(
        viewport={"width": WIDTHS[0], "height": 900}, java_script_enabled=script
    )
    try:
        seen = await look(context, public.address(route, language))
        for scheme in SCHEMES:
            await seen.page.emulate_media(color_scheme=scheme)
            await check_widths(seen, public.origin, has_script=script)
        assert await context.cookies() == []
    finally:
        await context.close()


async def test_the_amounts_are_there_without_the_style_sheet(
    public: Public, chromium: Browser
) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    try:
        await context.route("**/static/**", lambda route: route.abort())
        page = await context.new_page()
        await page.goto(public.address("/public/reports/{name:str}"))
        said = await page.locator("main").inner_text()
    finally:
        await context.close()
    for amount in ("$9,640.00", "$21,318.50", "$17,902.25", "$611.40", "$12,444.85", "$5,000"):
        assert amount in said
