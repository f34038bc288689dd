"""A fund that was really lived through, read over HTTP, says what plain data says, and no more."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.api.pages.help.stage import Street, code_in
from tests.attack.attacks import ATTACKS
from tests.attack.beyond import Known, overdrawn, unread
from tests.attack.books import Book
from tests.attack.lived import Life, book
from tests.attack.reading import read_manifest
from tests.attack.realise import publish
from tests.attack.street import Passer, passing
from tests.attack.world import World
from tests.ledger.vault.vault_stage import ANNA, TODAY, somebody

SAME = ("number", "today", "money_in", "paid_out", "costs", "bridge", "at_courts", "currencies")


@pytest_asyncio.fixture(loop_scope="session")
async def passer(service_url: str) -> AsyncIterator[Passer]:
    async with passing(service_url) as passer:
        passer.clock.at = passer.clock.at.replace(year=2023)
        yield passer


async def fetched(passer: Passer, book: Book) -> list[bytes]:
    """Return the JSON of every report that is out."""
    found = []
    for number in range(1, len(book.days()) + 2):
        answer = await passer.look(f"/reports/{number}.json")
        if answer.status_code == 200:
            found.append(answer.content)
    return found


async def looked(passer: Passer, reports: int) -> dict[tuple[str, str], bytes]:
    """Return every page and every table that is out."""
    numbers = range(1, reports + 1)
    paths = [
        "",
        "/compare",
        "/assurance",
        *(f"/reports/{n}{e}" for n in numbers for e in ("", ".csv")),
    ]
    return {
        (language, path): (await passer.look(path, language)).content
        for language in ("en", "es")
        for path in paths
    }


def said(text: bytes) -> dict[str, Any]:
    told = json.loads(text)
    return {name: told[name] for name in SAME}


@pytest.mark.slow
async def test_a_fund_that_was_lived_through_says_what_its_plain_data_says(passer: Passer) -> None:
    told = book()
    await Life(passer).live(told)
    texts, plain = await fetched(passer, told), publish(told)
    assert [said(text) for text in texts] == [said(each.text) for each in plain]
    assert any(each.manifest.paid_out and each.manifest.bridge for each in plain)
    figures = [figure for text in texts for figure in read_manifest(text)]
    world = World(told, [each.report for each in plain], figures)
    assert {name: attack(world) for name, attack in ATTACKS.items() if attack(world)} == {}
    pages = await looked(passer, len(texts))
    known = Known(texts, [each.report.day for each in plain])
    assert unread(pages, known) + overdrawn(pages) == []
    for each in plain:
        built = await passer.site.publishing.rebuilt(passer.fund_id, each.report.number)
        assert built.is_same


@pytest.mark.slow
async def test_erasing_somebody_changes_no_byte_of_a_report_and_none_when_it_is_built_again(
    passer: Passer,
) -> None:
    told = book()
    await Life(passer).live(told)
    before = await passer.everything(reports=3)
    person = await somebody(passer.site.vault, passer.fund_id)
    assert await passer.site.vault.erase(passer.fund_id, person, actor=ANNA, today=TODAY)
    assert await passer.everything(reports=3) == before
    passer.site.publishing.forget(passer.fund_id)
    assert (await passer.site.publishing.rebuilt(passer.fund_id, 1)).is_same


@pytest.mark.slow
async def test_a_request_at_the_door_moves_no_public_byte(passer: Passer) -> None:
    await Life(passer).live(book())
    street = Street(passer.browser, passer.fund_id)
    await street.hang()
    passer.clock.at += timedelta(days=2)
    before = await passer.everything(reports=3)
    assert code_in(await street.ask())
    assert await passer.everything(reports=3) == before
