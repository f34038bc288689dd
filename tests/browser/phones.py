"""Telephones of people who are signed in, and what they do with the pages of their fund."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Final

from msgspec import Struct, field
from playwright.async_api import Browser, Page, expect

from tests.api.two_people import Person, Two
from tests.browser.looks import Seen, check_widths
from tests.browser.of_two import Looked
from tests.instance import Instance

_WRITES: Final = re.compile("^(Write it down|Ask for it)$")


def _called(label: str) -> re.Pattern[str]:
    """Return what a field is called, whether or not it has to be filled in."""
    return re.compile(rf"^{re.escape(label)}( \(optional\))?$")


class Phone(Struct):
    """Somebody's phone, and every page that it has loaded."""

    person: Person
    page: Page
    origin: str
    loads: list[str] = field(default_factory=list)

    async def press(self, name: str, code: str = "") -> None:
        """Press a button, with a fresh code if one is asked for."""
        if code:
            await self.page.get_by_label("Code from your app").fill(code)
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def open_order(self) -> None:
        """Go from the desk to the order that waits."""
        await self.page.goto(f"{self.origin}/en/{self.person.fund_id}/desk")
        await self.page.get_by_role("main").locator("a[href*='/orders/']").first.click()

    async def open(self, path: str) -> None:
        """Go to a page of the fund."""
        answer = await self.page.goto(f"{self.origin}/en/{self.person.fund_id}/{path}")
        assert answer is not None
        assert answer.ok, (path, answer.status)

    async def follow(self, link: str) -> None:
        """Go where a link of this page leads."""
        await self.page.get_by_role("main").get_by_role("link", name=link, exact=True).click()

    async def write(self, fields: Mapping[str, str], *ticks: str) -> str:
        """Fill in a form by what its fields are called, check it, and write it or ask for it.

        What is folded away is folded out first. Return the address where that leads.
        """
        for folded in await self.page.locator("form details:not([open]) > summary").all():
            await folded.click()
        for label in ticks:
            await self.page.get_by_label(_called(label)).check()
        for label, text in fields.items():
            there = self.page.get_by_label(_called(label))
            if await there.evaluate("each => each.tagName") == "SELECT":
                await there.select_option(label=text)
            else:
                await there.fill(text)
        await self.page.locator("button[name=step][value=check]").click()
        await self.page.get_by_role("button", name=_WRITES).click()
        await expect(self.page.get_by_role("button", name=_WRITES)).to_have_count(0)
        return self.page.url

    async def fill_day(self, legend: str, day: date) -> None:
        """Fill in one of several days of a form."""
        group = self.page.get_by_role("group", name=legend, exact=True)
        await group.get_by_label("Day", exact=True).fill(str(day.day))
        await group.get_by_label("Month", exact=True).select_option(str(day.month))
        await group.get_by_label("Year", exact=True).fill(str(day.year))

    async def sign(self, address: str) -> None:
        """Sign everything that may be signed of an order at once."""
        await self.page.goto(address)
        await self.page.locator("button[name=_acts]").first.click()
        await expect(self.page.get_by_role("alert")).to_have_count(0)


@asynccontextmanager
async def phone_of(
    person: Person, chromium: Browser, service: Instance, *, width: int = 390, script: bool = False
) -> AsyncIterator[Phone]:
    """Lend a phone of somebody who is signed in."""
    context = await chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script
    )
    await context.add_cookies(
        [
            {"name": cookie.name, "value": cookie.value or "", "url": service.origin}
            for cookie in person.browser.cookies.jar
        ]
    )
    context.set_default_timeout(8_000)
    page = await context.new_page()
    phone = Phone(person, page, service.origin)
    page.on("load", lambda loaded: phone.loads.append(loaded.url))
    try:
        yield phone
    finally:
        await context.close()


def watched(page: Page) -> Seen:
    """Note from now on what *page* asks for and what it says to its console."""
    seen = Seen(page)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.console.append(message.text))
    return seen


async def look_at(
    pages: Sequence[Looked], two: Two, chromium: Browser, service: Instance, *, script: bool
) -> None:
    """Look at each page on the phone of whoever it is for, at every width."""
    for handle in sorted({page.handle for page in pages}):
        async with phone_of(two[handle], chromium, service, script=script) as phone:
            seen = watched(phone.page)
            for page in pages:
                if page.handle == handle:
                    await phone.open(page.path)
                    await check_widths(seen, service.origin, has_script=script)
