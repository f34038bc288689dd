"""Members decide on their phones, without a script: openly, by sealed ballot, and in a meeting."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from ledger.events.deciding import DecisionOutcome
from ledger.events.protocols import Stance
from tests.api.client import plain_settings, serving
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.looks import WIDTHS, check_page
from tests.browser.of_decisions import (
    ballot,
    deciding,
    pages_of_decisions,
    proposal,
    put_forward,
    say,
)
from tests.browser.phones import look_at, phone_of, watched
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service whose five members decide."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        yield await set_up(client, before=deciding)


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_pages_of_decisions_fit_and_axe_finds_nothing(
    two: Two, chromium: Browser, service: Instance, *, script: bool
) -> None:
    await look_at(await pages_of_decisions(two), two, chromium, service, script=script)


async def test_what_came_back_and_what_is_folded_away_fits_as_well(
    two: Two, chromium: Browser, service: Instance
) -> None:
    path = f"decisions/{await put_forward(two)}"
    async with phone_of(two["lou"], chromium, service, width=WIDTHS[0], script=True) as lou:
        seen = watched(lou.page)
        await lou.open(path)
        await lou.page.locator("summary", has_text="Keep out of it").click()
        await check_page(seen, service.origin, WIDTHS[0], has_script=True)
        await lou.open("decisions/new/budget")
        await lou.press("Look at it before it is put forward")
        await expect(lou.page.get_by_role("alert")).to_be_visible()
        seen.console.clear()  # the browser notes there that the answer was a 422
        await check_page(seen, service.origin, WIDTHS[0], has_script=True)


async def test_somebody_proposes_and_somebody_blocks_with_a_reason(
    two: Two, chromium: Browser, service: Instance
) -> None:
    async with (
        phone_of(two["lou"], chromium, service) as lou,
        phone_of(two["wren"], chromium, service) as wren,
    ):
        await lou.open("decisions")
        await lou.follow("Propose something")
        await lou.follow("Anything else")
        await lou.page.get_by_label("What is it called?").fill("A second key")
        await lou.page.get_by_label("What do you propose, and why?").fill("One is lost.")
        await lou.press("Look at it before it is put forward")
        await expect(lou.page.get_by_text("forgotten 400 days after it ended")).to_be_visible()
        await lou.press("Put it forward")
        await expect(lou.page.get_by_role("heading", level=1)).to_have_text("A second key")
        await wren.open("decisions")
        await expect(_section(wren.page, "Waiting for you")).to_contain_text("A second key")
        await wren.follow("A second key")
        await wren.page.get_by_label("I block it").check()
        await wren.press("Say it")
        await expect(wren.page.get_by_role("alert")).to_contain_text("Say why you block it")
        await wren.page.get_by_label("Your concern, or your reason").fill("It is not lost.")
        await wren.press("Say it")
        await expect(_section(wren.page, "Who said what")).to_contain_text("block")
        await wren.open("decisions")
        await expect(_section(wren.page, "Waiting for you")).not_to_contain_text("A second key")


def _section(page: Page, heading: str) -> Locator:
    return page.get_by_role("region", name=heading, exact=True)


async def test_everybody_agrees_and_it_is_decided_at_once(
    two: Two, chromium: Browser, service: Instance
) -> None:
    proposal_id = await put_forward(two, title="A lamp")
    for handle in ("ida", "noor", "sol", "wren"):
        await say(two, proposal_id, handle, Stance.AGREE)
    async with phone_of(two["lou"], chromium, service) as lou:
        await lou.open(f"decisions/{proposal_id}")
        await lou.page.get_by_label("I agree", exact=True).check()
        await lou.press("Say it")
        await expect(_section(lou.page, "How it ended")).to_contain_text(
            "It had what the rule asks for."
        )
    assert (await proposal(two, proposal_id)).outcome is DecisionOutcome.ADOPTED


async def test_a_ballot_is_put_in_and_changed_with_its_slip(
    two: Two, chromium: Browser, service: Instance
) -> None:
    proposal_id = await ballot(two)
    async with phone_of(two["lou"], chromium, service) as lou:
        await lou.open(f"decisions/{proposal_id}")
        await lou.page.get_by_role("link", name="Vote", exact=True).first.click()
        slip = await lou.page.locator(".slip code").inner_text()
        await lou.page.get_by_label("Rooms").check()
        await lou.press("Put it into the box")
        await expect(lou.page.get_by_text("Your ballot is in the box.")).to_be_visible()
        assert slip not in await lou.page.content()
        await lou.page.get_by_role("link", name="Change your ballot").first.click()
        await expect(lou.page.locator(".slip")).to_have_count(0)
        await lou.page.get_by_label("The code of your slip").fill("7K3M-7K3M-7K3M-7K3M-7K3M")
        await lou.press("Put it into the box")
        await expect(lou.page.get_by_role("alert")).to_be_visible()
        await lou.page.get_by_label("The code of your slip").fill(slip.lower())
        await lou.page.get_by_label("Hosting").check()
        await lou.press("Put it into the box")
        await expect(lou.page.get_by_text("Your ballot is in the box.")).to_be_visible()


async def test_a_meeting_is_written_down_confirmed_and_contested_on_three_phones(
    two: Two, chromium: Browser, service: Instance
) -> None:
    proposal_id = await put_forward(two, title="A table")
    async with (
        phone_of(two["lou"], chromium, service) as lou,
        phone_of(two["sol"], chromium, service) as sol,
        phone_of(two["ida"], chromium, service) as ida,
    ):
        await lou.open(f"decisions/{proposal_id}")
        await lou.follow("It was decided in a meeting")
        await lou.page.get_by_label("How many people were there who may decide this?").fill("4")
        await lou.page.get_by_label("How many: agree?").fill("4")
        await lou.press("Check before writing")
        await lou.press("Write it down")
        await expect(_section(lou.page, "The meeting")).to_contain_text("lou")
        await sol.open(f"decisions/{proposal_id}")
        await sol.press("I was there, and it was so")
        await expect(sol.page.locator(".lede")).to_contain_text("A meeting has decided it")
        assert (await proposal(two, proposal_id)).waiting is not None
        await ida.open(f"decisions/{proposal_id}")
        await ida.press("It was not so")
        await expect(ida.page.locator(".lede")).to_contain_text("Open until")
    assert (await proposal(two, proposal_id)).meeting is None
