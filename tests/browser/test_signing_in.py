"""Signing in on a phone with JavaScript off: first person, invited person, app, sheet, sessions."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from api.people.invitations import Invitations
from ledger.store.database import Database
from tests.browser.looks import Seen, check_widths
from tests.instance import Instance
from tests.newcomer import PHONE, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = "amber heron walks home"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def instance() -> AsyncIterator[Instance]:
    running = Instance()
    try:
        running.serve()
        yield running
    finally:
        running.close()


class Phone:
    """Somebody's phone; every page that is come by is looked at."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.seen = Seen(page)
        page.on("request", lambda request: self.seen.requests.append(request.url))
        page.on("console", lambda message: self._hear(message.text))
        self.secret, self.sheet = "", list[str]()

    def _hear(self, text: str) -> None:
        # A form that comes back is answered with its status, which a browser always mentions.
        if "responded with a status of 4" not in text:
            self.seen.console.append(text)

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.origin}{path}")
        await self.check()

    async def press(self, name: str) -> None:
        await press(self.page, name)
        await self.check()

    async def leave(self, name: str) -> None:
        """Press a button that signs out: the browser says in its console what it cleared."""
        await press(self.page, name)
        await expect(self.page).to_have_url(re.compile("/en/sign-in"))
        self.seen.console.clear()
        await self.check()

    async def check(self) -> None:
        await check_widths(self.seen, self.origin, has_script=self.has_script)
        await self.page.set_viewport_size(PHONE)

    @property
    def has_script(self) -> bool:
        return False

    async def choose(self, handle: str, button: str) -> None:
        await self.page.get_by_label("Handle").fill(handle)
        await self.page.get_by_label("Passphrase", exact=True).fill(WORDS)
        await self.page.get_by_label("The passphrase once more").fill(WORDS)
        await self.press(button)

    async def set_up_app(self) -> None:
        await self.press("Set it up now")
        picture = self.page.locator("figure img")
        assert await picture.evaluate("image => image.naturalWidth") > 100
        self.secret = (await self.page.locator("main code").inner_text()).replace(" ", "")
        await self.page.get_by_label("Code that the app shows now").fill(self.code())
        await self.press("It shows this code")
        await expect(self.page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
        self.sheet = await self.page.locator(".codes code").all_inner_texts()

    def code(self) -> str:
        return pyotp.TOTP(self.secret).now()

    async def enter(self, handle: str) -> None:
        await self.page.get_by_label("Handle").fill(handle)
        await self.page.get_by_label("Passphrase").fill(WORDS)
        await self.press("Sign in")


class Desk(Phone):
    """The same with scripts on, so that axe can look too."""

    @property
    def has_script(self) -> bool:
        return True


@asynccontextmanager
async def phone(chromium: Browser, instance: Instance, kind: type[Phone]) -> AsyncIterator[Phone]:
    context = await chromium.new_context(java_script_enabled=kind is Desk, viewport=PHONE)
    try:
        yield kind(await context.new_page(), instance.origin)
    finally:
        await context.close()


async def invitation(instance: Instance) -> tuple[str, str]:
    """Return both halves of an invitation."""
    invited, stewards, now = uuid4(), (uuid4(), uuid4()), datetime.now(UTC)
    async with Database.open(instance.addresses.service) as database:
        async with database.acquire() as connection:
            for steward in stewards:
                await connection.execute(
                    "insert into sign_ins (sign_in_id, made_at) values ($1, $2)", steward, now
                )
        invitations = Invitations(database, lambda: datetime.now(UTC))
        one, other = [await invitations.half(invited, by) for by in stewards]
    return one, other


async def test_the_first_person_gets_a_handle_an_app_and_a_sheet(
    chromium: Browser, instance: Instance
) -> None:
    async with phone(chromium, instance, Phone) as first:
        page = first.page
        await first.open("/")
        await page.get_by_label("One-time code").fill(instance.sign_in_code())
        await first.press("Sign in with the code")
        await first.choose("heron", "Take both")
        await first.set_up_app()
        assert len(first.sheet) == 10
        await page.get_by_role("link", name="I have them on paper").click()
        await expect(page.get_by_text("10 recovery codes left")).to_be_visible()
        await first.leave("Sign out")
        assert await page.context.cookies() == []
        await first.enter("heron")
        await expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
        await page.get_by_label("Code from your app").fill(first.sheet[0])
        await first.press("Sign in")
        await first.open("/en/me")
        await expect(page.get_by_text("9 recovery codes left")).to_be_visible()


async def test_whoever_was_invited_types_both_halves_and_what_is_wrong_stays_filled(
    chromium: Browser, instance: Instance
) -> None:
    one, other = await invitation(instance)
    async with phone(chromium, instance, Desk) as invited:
        page = invited.page
        await invited.open("/en/sign-in")
        await page.get_by_role("link", name="I was invited").click()
        await invited.check()
        await page.get_by_label("Invitation code").fill(one)
        await invited.choose("wren", "Come in")
        await expect(page.get_by_role("alert")).to_contain_text("This invitation does not work.")
        await expect(page.get_by_label("Invitation code")).to_have_value(one)
        await expect(page.get_by_label("Handle")).to_have_value("wren")
        await page.get_by_label("Second half").fill(other)
        await invited.choose("wren", "Come in")
        await expect(page).to_have_url(re.compile("/en/me/totp"))
        await invited.set_up_app()
        await page.get_by_role("link", name="I have them on paper").click()
        await invited.check()
        for link, heading in (
            ("Change it", "Change the passphrase"),
            ("Make a new sheet", "New recovery codes"),
            ("Make a token", "A token for a program"),
        ):
            await page.get_by_role("link", name=link).click()
            await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            await invited.check()
            await page.get_by_role("link", name="Your sign-in").first.click()
        await page.get_by_role("link", name="Make a token").click()
        await page.get_by_label("Read", exact=True).check()
        await invited.press("Make the token")
        await expect(page.locator("main code")).to_have_text(re.compile("^parasol_"))
        await page.get_by_role("link", name="I have copied it").click()
        await invited.check()
        await invited.leave("Sign out everywhere")
        await invited.open("/en/me")
        await expect(page).to_have_url(re.compile("/en/sign-in"))


async def test_a_fresh_code_leads_back_to_where_it_was_needed(
    chromium: Browser, instance: Instance
) -> None:
    one, other = await invitation(instance)
    async with phone(chromium, instance, Desk) as robin:
        page = robin.page
        await robin.open("/en/join")
        await page.get_by_label("Invitation code").fill(other)
        await page.get_by_label("Second half").fill(one)
        await robin.choose("robin", "Come in")
        await robin.set_up_app()
        async with Database.open(instance.addresses.service) as database:
            await _let_the_code_grow_old(database)
        await robin.open("/en/me/tokens")
        await expect(page.get_by_role("heading", level=1)).to_have_text("A fresh code, please")
        await page.get_by_label("Code from your app").fill(robin.sheet[1])
        await robin.press("Go on")
        await expect(page).to_have_url(re.compile("/en/me/tokens$"))


async def _let_the_code_grow_old(database: Database) -> None:
    async with database.acquire() as connection:
        await connection.execute("update sessions set stepped_up_at = now() - interval '6 minutes'")
