"""An order is handed to the members, adopted, asked for anew and sent by two, without a script."""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events.deciding import KindProtocol, ProposalKind
from ledger.events.protocols import Stance
from tests.api.client import plain_settings, serving
from tests.api.two_people import Two, set_up
from tests.browser.conftest import running
from tests.browser.of_decisions import paying, proposal, say
from tests.browser.phones import phone_of
from tests.funds import DAY
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def two(service: Instance) -> AsyncIterator[Two]:
    """A fund in the running service whose members decide about money, too."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        yield await set_up(client, before=_deciding)


async def _deciding(two: Two) -> None:
    protocol = KindProtocol(kind=ProposalKind.MONEY, protocol=TEMPLATES["consent"])
    await two.give(SetDeciding(occurred_on=DAY, protocols=(protocol,)))


async def test_members_decide_about_an_order_and_two_people_send_it(
    two: Two, chromium: Browser, service: Instance
) -> None:
    order, ida, noor = await paying(two), two["ida"], two["noor"]
    async with (
        phone_of(ida, chromium, service) as first,
        phone_of(two["lou"], chromium, service) as member,
        phone_of(noor, chromium, service) as second,
    ):
        await first.open(f"orders/{order}")
        await first.follow("Let the members decide")
        await first.page.get_by_label("What is it called?").fill("The server")
        await first.page.get_by_label("What do you propose, and why?").fill("It is ours.")
        await first.press("Look at it before it is put forward")
        await first.press("Put it forward")
        await expect(first.page.get_by_role("heading", level=1)).to_have_text("The server")
        path = first.page.url.partition(f"{ida.fund_id}/")[2]
        proposal_id = (await _adopted_but_for_lou(two)).pop()
        await member.open("decisions")
        await member.follow("The server")
        await member.page.get_by_label("I agree", exact=True).check()
        await member.press("Say it")
        ended = member.page.get_by_role("region", name="How it ended", exact=True)
        await expect(ended).to_contain_text("Adopted. The desk carries it out, by two people.")
        assert path == f"decisions/{proposal_id}"
        before = await ended.inner_text()

        await first.open(f"orders/{order}")
        await first.press("Decided by the members: carry it out")
        await expect(first.page).to_have_url(re.compile("/orders/(?!.*members)"))
        asked = first.page.url
        assert asked.rpartition("/")[2] != str(order)
        await first.press("I have prepared it")
        await second.page.goto(asked)
        await second.press("Let it go and write it down as sent", noor.code())
        await expect(second.page.get_by_role("main")).to_contain_text("carried out")
        await second.open(path)
        await expect(second.page.get_by_role("main")).to_contain_text("Adopted and carried out.")
        await member.open(path)
        assert await ended.inner_text() == before


async def _adopted_but_for_lou(two: Two) -> list[object]:
    """Have everybody but lou agree; return the proposals that are open."""
    found = list((await two.fund()).deciding.open)
    for each in found:
        everybody = (await proposal(two, each)).electorate
        for handle, person in two.people.items():
            if person.who in everybody and handle != "lou":
                await say(two, each, handle, Stance.AGREE)
    return [*found]
