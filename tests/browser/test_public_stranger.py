"""A stranger with a telephone, without scripts and pictures, reads the example's public pages.

What they read off is compared with the manifests that were signed.
"""

import gzip
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Final

import httpx
import pytest
from msgspec import Struct
from playwright.async_api import Browser, Page

from api.demo.coded import FILE, Shown, read_shown
from projections.reports.manifest import Bridge, Manifest, PaidOut, decode
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES: Final = 15_000
"""What a page and its style sheet may come to, compressed."""
_NO_PICTURES: Final = """() => document.querySelectorAll(
    'svg, img, canvas, [aria-hidden="true"]').forEach(each => each.remove())"""


class Example(Struct, frozen=True):
    """The running example, and its two funds."""

    origin: str
    large: Shown
    small: Shown

    def latest(self, fund: Shown) -> Manifest:
        """Return the last report of a fund."""
        newest: Manifest | None = None
        with httpx.Client(base_url=self.origin) as client:
            for number in range(1, 20):
                answer = client.get(f"/en/{fund.fund_id}/public/reports/{number}.json")
                if answer.status_code == 404:
                    break
                newest = decode(answer.content)
        assert newest is not None
        return newest


@pytest.fixture(scope="module")
def example() -> Iterator[Example]:
    """The example as `parasol demo` makes it, served."""
    instance = Instance()
    instance.data, instance.keys = instance.place / "demo", instance.place / "demo-keys"
    try:
        done = instance.run("demo", "--data-dir", str(instance.data), "--fill-only")
        assert done.returncode == 0, done.stderr
        instance.serve()
        large, small = read_shown(instance.data / FILE)
        yield Example(instance.origin, large, small)
    finally:
        instance.close()


class Stranger(Struct, frozen=True):
    """Somebody who follows links and reads words."""

    page: Page

    async def opens(self, address: str) -> str:
        """Type an address and return what the page says."""
        answer = await self.page.goto(address)
        assert answer is not None
        assert answer.ok
        return await self.says()

    async def follows(self, name: str) -> str:
        """Follow a link and return what the page says."""
        await self.page.locator("main").get_by_role("link", name=name).first.click()
        return await self.says()

    async def says(self) -> str:
        await self.page.evaluate(_NO_PICTURES)
        return re.sub(r"\s+", " ", await self.page.locator("main").inner_text())


@asynccontextmanager
async def stranger(chromium: Browser) -> AsyncIterator[Stranger]:
    """Lend a telephone without scripts and pictures."""
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    await context.route(
        "**/*",
        lambda route: (
            route.abort() if route.request.resource_type == "image" else route.continue_()
        ),
    )
    try:
        yield Stranger(await context.new_page())
        assert await context.cookies() == []
    finally:
        await context.close()


def dollars(amount: int) -> str:
    """Write cents as pages do."""
    return f"${amount / 100:,.2f}"


def about(amount: int) -> str:
    """Write a rounded amount as pages do."""
    return f"${amount / 100:,.0f}"


async def test_what_came_in_what_was_paid_out_and_what_is_left_can_be_read_off(
    example: Example, chromium: Browser
) -> None:
    latest = example.latest(example.large)
    balance: Bridge = latest.bridge[-1]
    async with stranger(chromium) as somebody:
        front = await somebody.opens(f"{example.origin}/en/{example.large.fund_id}/public")
        for words, amount in (
            ("money in", balance.money_in),
            ("paid out for people, less what came back", balance.paid_out),
            ("running costs", balance.costs),
            ("left", balance.closing),
        ):
            assert f"{words} {dollars(amount)}" in front
        title = await somebody.page.locator("#latest").inner_text()
        report = await somebody.follows(title)
        assert f"left {dollars(balance.closing)}" in report


async def test_what_part_went_to_housing_and_why_there_is_no_list_can_be_read_off(
    example: Example, chromium: Browser
) -> None:
    latest = example.latest(example.large)
    paid_out: PaidOut = latest.paid_out[-1]
    (housing,) = [part for part in paid_out.parts if part.group == "housing"]
    async with stranger(chromium) as somebody:
        address = f"{example.origin}/en/{example.large.fund_id}/public/reports/{latest.number}"
        report = await somebody.opens(address)
        told = re.search(r"Housing (\$[\d,]+) (\d+)%", report)
        assert told is not None
        assert told[1] == about(housing.about)
        assert abs(int(told[2]) - 100 * housing.about / paid_out.amount) <= 5
        assert f"{dollars(paid_out.amount)} was paid out for people" in report
        assert (
            "Why not more detail? A court record shows an amount and a day. If this page did too, a"
            " stranger could find the person." in report
        )
        assert "at least 10 people or households are in it" in report
        how = await somebody.follows("The whole rule, and what these pages cannot show")
        assert "Single payments and gifts, with or without a name." in how


def test_every_public_page_and_its_style_sheet_are_small(example: Example) -> None:
    pages = ["", "/compare", "/how", "/assurance", "/give", "/give/code", "/feed.xml"]
    sizes: dict[str, int] = {}
    with httpx.Client(base_url=example.origin) as client:
        for fund in (example.large, example.small):
            reports = range(1, example.latest(fund).number + 1)
            for language in ("en", "es"):
                for path in (*pages, *(f"/reports/{number}" for number in reports)):
                    address = f"/{language}/{fund.fund_id}/public{path}"
                    answer = client.get(address)
                    assert answer.status_code == 200, address
                    sizes[address] = len(gzip.compress(answer.content))
        (sheet,) = {*re.findall(r'href="([^"]+\.css[^"]*)"', client.get(next(iter(sizes))).text)}
        style = len(gzip.compress(client.get(sheet).content))
    assert max(sizes.values()) + style <= MOST_BYTES, sizes


async def test_a_small_fund_says_what_it_can_and_that_the_rest_is_not_out_yet(
    example: Example, chromium: Browser
) -> None:
    latest = example.latest(example.small)
    base = f"{example.origin}/en/{example.small.fund_id}/public"
    async with stranger(chromium) as somebody:
        front = await somebody.opens(base)
        assert "The next figures are not out yet." in front
        assert "We never say what we are waiting for, because that would tell." in front
        for planned in ("Food $260.00", "Hosting $18.00", "Kept in reserve $200.00"):
            assert planned in front
        assert f"What running the fund cost {dollars(latest.costs[-1].amount)}" in re.sub(
            r"(cost) [A-Z][^$]*", r"\1 ", front
        )
        costs = await somebody.follows("what running the fund costs")
        assert dollars(latest.costs[-1].amount) in costs
        how = await somebody.opens(f"{base}/how")
        assert "Two people stand behind every payment" in how
        for amount in ("$150.00", "$250.00", "$200.00"):
            assert amount in how, "a cap, or what is kept back"
        stated = await somebody.opens(f"{base}/assurance")
        assert "Every payment has two people behind it." in stated


async def test_a_giver_of_the_small_fund_sees_the_own_gifts_by_their_code(
    example: Example, chromium: Browser
) -> None:
    (kept,) = example.small.codes
    async with stranger(chromium) as somebody:
        await somebody.opens(f"{example.origin}/en/{example.small.fund_id}/public")
        await somebody.follows("whether your own gift is written down")
        await somebody.page.get_by_label("Code").fill(kept.code)
        await somebody.page.get_by_role("button", name="See where it is").click()
        told = await somebody.page.get_by_role("status").inner_text()
        assert re.search(r"Gift 2: It is in the books\.", told)
        assert kept.code not in somebody.page.url
