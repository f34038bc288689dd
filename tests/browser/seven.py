"""Seven people who decide, each with a phone, and a clock that a test turns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pyotp
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from ledger.deciding.setting import SetDeciding
from ledger.events import Role
from tests.api.pages.people.stage import COOKIE, Town
from tests.api.two_people import Person
from tests.browser.phones import Phone
from tests.instance import free_port

HANDLES: Final = ("heron", "plover", "wren", "kite", "gull", "crane", "rook")
"""The first two are stewards who pay; gull and crane have a seat."""
WIDTH: Final = 390


@asynccontextmanager
async def listening(app: Any) -> AsyncIterator[str]:
    """Let a started application be asked over HTTP, on this machine alone; lend its origin."""
    port = free_port()
    server = Server(
        app, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, log_enabled=False
    )
    serving = asyncio.create_task(server.serve())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()  # type: ignore[no-untyped-call]
        await serving


async def settle(town: Town, setting: SetDeciding) -> None:
    """Let everybody come, say how the fund decides, and have two sign from now on."""
    for handle in HANDLES[2:]:
        roles = (Role.SEAT,) if handle in {"gull", "crane"} else ()
        await town.join(handle, *roles, by="heron")
    await town.ask(setting, "heron")
    await town.two_sign()


def section(page: Page, heading: str) -> Locator:
    """Return the part of a page under a heading."""
    return page.get_by_role("region", name=heading, exact=True)


@dataclass
class Seven:
    """The fund, where it is served, and everybody's phone by handle."""

    town: Town
    origin: str
    phones: dict[str, Phone] = field(default_factory=dict)

    def __getitem__(self, handle: str) -> Phone:
        return self.phones[handle]

    def code(self, handle: str) -> str:
        """Return what somebody's app shows now; each code counts once."""
        self.town.clock.pass_by(minutes=1)
        return self.town.code(handle)

    async def later(self, **duration: int) -> None:
        """Let time pass; everybody signs in anew."""
        self.town.clock.pass_by(**duration)
        for handle, phone in self.phones.items():
            before = self.town.people[handle]
            person = await self.town.come(before.sign_in, handle)
            person.app = before.app
            await _carry(phone.page.context, person.client.cookies[COOKIE], self.origin)

    async def say(self, handle: str, title: str, stance: str, note: str = "") -> None:
        """Have somebody find what waits for them, and say what they think."""
        phone = self[handle]
        await phone.open("decisions")
        waiting = section(phone.page, "Waiting for you")
        await waiting.get_by_role("link", name=title, exact=True).click()
        await phone.page.get_by_label(stance, exact=True).check()
        if note:
            await phone.page.get_by_label("Your concern, or your reason").fill(note)
        await phone.press("Say it")
        await expect(phone.page.get_by_role("alert")).to_have_count(0)

    async def all_agree(self, title: str, *but: str) -> None:
        """Have everybody agree, in turn."""
        for handle in HANDLES:
            if handle not in but:
                await self.say(handle, title, "I agree")

    async def text_at(self, handle: str, path: str) -> str:
        """Return what somebody reads on a page."""
        await self[handle].open(path)
        return await self[handle].page.get_by_role("main").inner_text()


async def _carry(context: BrowserContext, secret: str, origin: str) -> None:
    await context.add_cookies([{"name": COOKIE, "value": secret, "url": origin}])


@asynccontextmanager
async def seven_phones(town: Town, origin: str, chromium: Browser) -> AsyncIterator[Seven]:
    """Lend everybody a phone, narrow and without a script."""
    seven = Seven(town, origin)
    async with AsyncExitStack() as stack:
        for handle in HANDLES:
            someone = town.people[handle]
            context = await chromium.new_context(
                viewport={"width": WIDTH, "height": 844}, java_script_enabled=False
            )
            stack.push_async_callback(context.close)
            context.set_default_timeout(8_000)
            person = Person(
                handle,
                someone.sign_in,
                someone.client,
                "",
                someone.app or pyotp.TOTP(pyotp.random_base32()),
                town.fund.fund_id,
            )
            seven.phones[handle] = Phone(person, await context.new_page(), origin)
        await seven.later()
        yield seven
