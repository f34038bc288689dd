"""A newcomer's first fund, on the tree at hand: from an empty service to a paid instalment."""

import pytest
from playwright.async_api import Browser

from tests.browser.service import running_service
from tests.newcomer import PHONE, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("script", [False, True])
async def test_a_newcomer_gets_from_nothing_to_a_paid_instalment(
    chromium: Browser, *, script: bool
) -> None:
    with running_service() as service:
        context = await chromium.new_context(java_script_enabled=script, viewport=PHONE)
        page = await context.new_page()
        await walk(page, f"{service.origin}/", service.sign_in_code())
        await context.close()
