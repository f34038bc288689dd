"""A newcomer's first fund, on the tree at hand: from an empty service to a paid instalment."""

import pytest
from playwright.async_api import Browser

from tests.instance import Instance
from tests.newcomer import PHONE, walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("script", [False, True])
async def test_a_newcomer_gets_from_nothing_to_a_paid_instalment(
    chromium: Browser, *, script: bool
) -> None:
    instance = Instance()
    try:
        instance.serve()
        context = await chromium.new_context(java_script_enabled=script, viewport=PHONE)
        page = await context.new_page()
        await walk(page, f"{instance.origin}/", instance.sign_in_code())
        await context.close()
    finally:
        instance.close()
