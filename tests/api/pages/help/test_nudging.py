"""Whoever is on call is nudged for a request tonight, without a word of it, and for no other."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from api.nudge import TEXT
from tests.api.client import client_of, serving, site_of_client
from tests.api.nudge_stage import Heard
from tests.api.pages.help.stage import TYPED, Street, code_in
from tests.funds import open_fund
from tests.instance import wait_until


@pytest_asyncio.fixture(loop_scope="session")
async def nudged(service_url: str, tmp_path: Path) -> AsyncIterator[tuple[Street, Heard]]:
    heard = Heard(tmp_path)
    async with serving(service_url, settings=heard.settings) as client:
        opened = await open_fund(site_of_client(client).books)
        street = Street(client_of(client.app), opened.fund_id)  # type: ignore[attr-defined]
        await street.hang()
        yield street, heard


async def test_a_request_tonight_nudges_once_and_one_that_can_wait_does_not(
    nudged: tuple[Street, Heard],
) -> None:
    street, heard = nudged
    assert code_in(await street.ask({**TYPED, "when": "later"}))
    await asyncio.sleep(1.5)
    assert heard.count == 0
    for _ in range(2):
        assert code_in(await street.ask())
    await asyncio.to_thread(wait_until, lambda: heard.count == 1)
    assert heard.text == f"{TEXT}\n0\n"
