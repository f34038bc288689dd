"""From the first public text to a countersigned report: on phones, without a script."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from ledger.events import Role
from ledger.members import GrantMandate
from tests.api.client import plain_settings, serving
from tests.api.publishing.stage import fill
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.looks import check_widths
from tests.browser.phones import Phone, phone_of, watched
from tests.funds import DAY
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ABOUT = "Tidewater Mutual Aid\n\nNeighbours who pay rent and bail for one another."


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


async def _filled(two: Two) -> None:
    await fill(two.give, two.opened)
    await two.give(GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR))


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service, kept by two, with an auditor, that publishes nothing yet."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        yield await set_up(client, before=_filled)


async def _press(phone: Phone, name: str) -> None:
    """Press a button, with a fresh code where the page wants one."""
    wants = await phone.page.get_by_label("Code from your app").count()
    await phone.press(name, phone.person.code() if wants else "")
    await expect(phone.page.get_by_role("alert")).to_have_count(0)


async def _agree(asks: Phone, signs: Phone) -> None:
    """Have what is on the check page asked for, and signed by somebody else."""
    await _press(asks, "Check before writing")
    await _press(asks, "Ask for it")
    await _approve(signs, asks.page.url)


async def _approve(phone: Phone, address: str) -> None:
    await phone.page.goto(address)
    await _press(phone, "Approve")
    await expect(phone.page.get_by_text("carried out, as usual")).to_be_visible()


async def _go_public(asks: Phone, signs: Phone) -> None:
    """Write what the fund is, then set the rule: strangers read both from then on."""
    await asks.open("reports")
    await asks.page.get_by_role("link", name=re.compile("Write it.*What the fund is")).click()
    await asks.page.get_by_label("The text").fill(ABOUT)
    await _agree(asks, signs)
    await asks.follow("Reports")
    await asks.follow("Set the publishing rule")
    await asks.page.get_by_label("By which periods do figures come out?").select_option("quarters")
    await _agree(asks, signs)


async def _stranger(chromium: Browser, address: str) -> Page:
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    context.set_default_timeout(8_000)
    page = await context.new_page()
    await page.goto(address)
    return page


async def _give(page: Page) -> tuple[str, str]:
    """Make a reference and a code."""
    await page.get_by_role("link", name="Give").first.click()
    await page.get_by_role("button", name="Make a reference and a code").click()
    reference, code = await page.locator(".code strong").all_inner_texts()
    await page.get_by_role("link", name="See where it is").click()
    return reference, code


async def _write_down(phone: Phone, reference: str) -> None:
    await phone.open("record/donation")
    await phone.write({"Amount given": "25", "Reference in the transfer": reference}, *_WHERE)
    await expect(phone.page.get_by_role("heading", level=1)).to_have_text("Written down")


_WHERE = ("Bank", "Anything", "One giver")


async def _publish(asks: Phone, signs: Phone) -> None:
    await asks.open("reports")
    await expect(asks.page.get_by_text("It can be built now.")).to_be_visible()
    await asks.follow("Build the next report")
    await _press(asks, "Ask for it to be published")
    await signs.page.goto(asks.page.url)
    same = signs.page.get_by_text("Built again from the book: the same bytes.")
    await expect(same).to_be_visible()
    await _approve(signs, asks.page.url)
    await signs.follow("Reports")
    await expect(signs.page.get_by_role("link", name="Report 1:")).to_be_visible()


async def _countersign(auditor: Phone) -> None:
    await auditor.open("desk")
    await auditor.follow("Reports")
    await auditor.page.get_by_role("link", name="Report 1:").click()
    await _press(auditor, "Recompute")
    await _press(auditor, "Countersign it")
    await expect(auditor.page.get_by_text("(recomputed)")).to_be_visible()


async def test_a_fund_goes_public_and_publishes_and_a_gift_is_found_by_its_code(
    two: Two, chromium: Browser, service: Instance
) -> None:
    async with (
        phone_of(two["ida"], chromium, service) as ida,
        phone_of(two["noor"], chromium, service) as noor,
        phone_of(two["lou"], chromium, service) as lou,
    ):
        seen = watched(ida.page)
        await _go_public(ida, noor)
        public = f"{service.origin}/en/{two.opened.fund_id}/public"
        stranger = await _stranger(chromium, public)
        await expect(stranger.get_by_role("heading", level=1)).to_contain_text("Tidewater")
        reference, code = await _give(stranger)
        await _write_down(ida, reference)
        await stranger.get_by_label("Code").fill(code)
        await stranger.get_by_role("button", name="See where it is").click()
        await expect(stranger.get_by_role("status")).to_have_text("It is in the books.")
        await _publish(ida, noor)
        await _countersign(lou)
        await ida.open("reports")
        await expect(ida.page.get_by_text("recomputed by an auditor")).to_be_visible()
        await check_widths(seen, service.origin, has_script=False)
        await stranger.goto(f"{public}/reports/1")
        await expect(stranger.get_by_role("heading", level=1)).to_contain_text("2026")
        await expect(stranger.get_by_text("$2,200.00").first).to_be_visible()
        await stranger.context.close()
