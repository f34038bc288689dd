"""A promise and a receipt that the service really made, checked by the page, offline."""

from datetime import timedelta

import httpx
import pytest
from playwright.async_api import Browser

from tests.browser.looks import look
from tests.browser.test_giving import ask_for, write_down
from tests.browser.test_public import Public, public, service
from tests.browser.test_receipts import code_made, save, turned
from tests.browser.verifier_stage import opened

__all__ = ["public", "service"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def pinned(public: Public, name: str) -> str:
    """Return what the fund has under this name of its first log."""
    async with httpx.AsyncClient(base_url=public.origin) as client:
        answer = await client.get(f"/log/{public.square.fund_id}/1/{name}")
        assert answer.status_code == 200, answer.text
        return answer.text


async def test_the_page_takes_what_the_service_gives(public: Public, chromium: Browser) -> None:
    context = await chromium.new_context(java_script_enabled=False, accept_downloads=True)
    try:
        await turned(public)
        seen, reference, code = await code_made(context, public)
        _, _, other = await code_made(context, public)
        await write_down(public, reference)
        files = []
        for later in (timedelta(), timedelta(days=2)):
            await turned(public, later)
            seen = await look(context, public.address("/public/give/code"))
            assert await ask_for(seen.page, code) == "It is in the books."
            files.append((await save(seen.page))[1].decode())
        keys, policy = await pinned(public, "keys"), await pinned(public, "policy")
    finally:
        await context.close()
    promise, receipt = files
    async with opened(chromium) as asked:
        await asked.fill(promise, keys, code)
        said = await asked.text()
        assert said.startswith("The fund promised, with its signature, that this gift will stand")
        await asked.fill(receipt, policy, code)
        said = await asked.text()
        assert "its line is yours alone" in said
        assert "25.00 USD" in said
        await asked.fill(receipt, keys, other)
        assert "code-differs" in await asked.text()
        await asked.fill(receipt.replace("\nindex ", "\nindex 1"), keys, code)
        assert "Not shown:" in await asked.text()
