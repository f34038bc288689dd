"""What is opened of the vault, on a phone: hearings, papers, and the letter that is printed."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page

from ledger.vault.records import Draft, RecordKind
from tests.api.client import plain_settings, serving
from tests.api.pages.vault.conftest import desk_of
from tests.api.pages.vault.stage import Desk
from tests.api.pages.vault.test_papers import PDF, photo_with_place
from tests.browser.conftest import running
from tests.browser.looks import Seen, check_widths
from tests.browser.phones import Phone, phone_of
from tests.funds import today
from tests.instance import Instance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAPERS: Final = Draft(
    RecordKind.BAIL, {"legal_name": "Wilhelmina Zwaluw", "cause_number": "26-CR-1177"}
)
FILES: Final[list[FilePayload]] = [
    {"name": "front.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()},
    {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": PDF},
]


@pytest.fixture(scope="module")
def service() -> Iterator[Instance]:
    """A service of its own: these people are the only ones in it."""
    with running() as instance:
        yield instance


@pytest_asyncio.fixture(loop_scope="session")
async def desk(service: Instance) -> AsyncIterator[Desk]:
    """A bail, and somebody with papers and three hearings whom it is about."""
    settings = plain_settings(PARASOL_KEYS_DIR=str(service.keys))
    async with serving(
        service.addresses.service, settings=settings, origin=service.origin, keys=None
    ) as client:
        desk = await desk_of(client)
        person = await desk.person()
        await desk["ida"].step_up()
        hearings = [
            Draft(
                RecordKind.HEARING,
                {
                    "hearing_on": (today() + timedelta(days=days)).isoformat(),
                    "hearing_place": f"Harbour County Court, second floor, room {days}",
                },
            )
            for days in (0, 6, 30)
        ]
        for draft in (PAPERS, *hearings):
            await desk.site.vault.seal(desk.fund_id, person, draft, actor="x", today=today())
        yield desk


async def check(page: Page, origin: str, *, script: bool) -> None:
    await check_widths(Seen(page, [origin]), origin, has_script=script)
    await page.set_viewport_size({"width": 390, "height": 900})


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_hearings_and_the_letter_fit_and_the_letter_is_one_page(
    desk: Desk, service: Instance, chromium: Browser, *, script: bool
) -> None:
    case = f"cases/{desk.case_id}"
    async with phone_of(desk["ida"], chromium, service, script=script) as phone:
        await phone.open("desk")
        await phone.follow("Hearings")
        for path in ("hearings", f"{case}/hearings"):
            await phone.open(path)
            await check(phone.page, service.origin, script=script)
            await phone.press("Open the hearings")
            await check(phone.page, service.origin, script=script)
            assert phone.page.url.endswith(path)
            text = await phone.page.get_by_role("main").inner_text()
            assert text.index("room 0") < text.index("room 6") < text.index("room 30")
        await phone.open(f"{case}/claim")
        await check(phone.page, service.origin, script=script)
        await phone.press("Fill in from the vault")
        await check(phone.page, service.origin, script=script)
        assert "26-CR-1177" in await phone.page.get_by_role("article").inner_text()
        printed = await phone.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


@pytest.mark.parametrize("script", [False, True], ids=["script-off", "script-on"])
async def test_papers_are_sent_and_a_photo_is_looked_at_in_a_tab_of_its_own(
    desk: Desk, service: Instance, chromium: Browser, *, script: bool
) -> None:
    (person,) = await desk.site.vault.people_of(desk.fund_id, desk.case_id)
    async with phone_of(desk["ida"], chromium, service, script=script) as phone:
        await phone.open(f"vault/people/{person}/papers")
        await check(phone.page, service.origin, script=script)
        await phone.page.get_by_label("Photos and PDFs of papers").set_input_files(FILES)
        await phone.press("Seal it")
        await phone.page.get_by_label("What for").select_option(value="court_date")
        await phone.press("Open it")
        await check(phone.page, service.origin, script=script)
        await _looked_at(phone, service.origin, script=script)


async def _looked_at(phone: Phone, origin: str, *, script: bool) -> None:
    """Look at both files: the photo is drawn, the other one is handed over."""
    kinds = set()
    buttons = await phone.page.get_by_role("button", name="Look at it").all()
    assert len(buttons) == len(FILES)
    for button in buttons:
        async with phone.page.context.expect_page() as coming:
            await button.click()
        tab = await coming.value
        await phone.page.wait_for_timeout(1_000)
        # A tab that has only a file to hand over is closed, or stays as empty as it was.
        if tab.is_closed() or tab.url == "":
            kinds.add("file")
        else:
            await check(tab, origin, script=script)
            drawn = await tab.locator("img.photo").bounding_box()
            assert drawn is not None
            assert drawn["width"] > 0
            kinds.add("photo")
            await tab.close()
    assert kinds == {"photo", "file"}
