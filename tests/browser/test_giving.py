"""Somebody gives with a telephone, without scripts: a reference, a code, where the gift is."""

import pytest
from playwright.async_api import Browser, Page

from api.giving.service import Typed
from ledger.donations import RecordDonation
from tests.browser.looks import check_widths, look
from tests.browser.test_public import Public, public, service

__all__ = ["public", "service"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def ask_for(page: Page, code: str) -> str:
    """Type a code and return what the page says."""
    await page.get_by_label("Code").fill(code.lower())
    await page.get_by_role("button", name="See where it is").click()
    assert code not in page.url
    return await page.get_by_role("status").inner_text()


async def write_down(public: Public, reference: str) -> None:
    """Have the desk write a gift down under the reference of a transfer."""
    square = public.square
    giver = await square.site.giving.meet(square.fund_id, Typed(reference), key=reference)
    await square.write(
        RecordDonation(
            occurred_on=square.day(),
            account_id=square.opened.bank,
            purpose_id=square.opened.anything,
            gross=25_00,
            currency="USD",
            exponent=2,
            giver=giver.giver,
            donor_commitment=giver.donor_commitment,
            case_id=giver.case_id,
        )
    )


async def test_who_gives_sees_where_the_gift_is(public: Public, chromium: Browser) -> None:
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    try:
        seen = await look(context, public.address("/public/give"))
        page = seen.page
        await page.get_by_role("button", name="Make a reference and a code").click()
        reference, code = await page.locator(".code strong").all_inner_texts()
        await check_widths(seen, public.origin, has_script=False)
        await page.get_by_role("link", name="See where it is").click()
        assert await ask_for(page, code) == "Nothing under its reference is in the books yet."
        await write_down(public, reference)
        assert await ask_for(page, code) == "It is in the books."
        await check_widths(seen, public.origin, has_script=False)
        wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
        assert "nothing under this code" in await ask_for(page, wrong)
        assert await context.cookies() == []
    finally:
        await context.close()
