"""The page "Is all well?": who may see it, what it begins with, and what it must not show."""

import re
from datetime import timedelta
from html import unescape
from typing import Final

import httpx
import pytest

from ledger.store.upkeep import Upkeep, note
from tests.api.client import site_of_client
from tests.api.pages.test_opening import ANSWERS, opened

LINES: Final = re.compile(r'<li id="line-(\d+)"><h2>(.*?)</h2> <span class="state.*?">(.*?)</span>')


def headline(page: str) -> str:
    [found] = re.findall(r"<h1>(.*?)</h1>", page)
    return unescape(found)


async def test_a_stranger_is_led_to_sign_in(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/en/well")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/sign-in?next=%2Fen%2Fwell"
    assert answer.content == b""


async def test_every_page_of_a_treasurer_leads_there_and_none_of_a_stranger(
    treasurer: httpx.AsyncClient,
) -> None:
    fund = await opened(treasurer)
    for address in (fund, f"{fund}journal", "/en/?all"):
        assert '<a href="/en/well">Is all well?</a>' in (await treasurer.get(address)).text
    treasurer.cookies.clear()
    assert "/en/well" not in (await treasurer.get("/en/sign-in")).text


async def test_it_answers_first_and_then_line_by_line(treasurer: httpx.AsyncClient) -> None:
    await opened(treasurer)
    page = (await treasurer.get("/en/well")).text
    lines = LINES.findall(page)
    assert [(number, title) for number, title, _ in lines] == [
        ("1", "Backup"),
        ("2", "Restore drill"),
        ("3", "Clock"),
        ("4", "Disk"),
        ("5", "Sums"),
        ("6", "Version"),
        ("7", "Keys"),
        ("8", "Statements of accounts"),
        ("9", "Ballot boxes"),
        ("10", "Verifiable logs"),
    ]
    assert {word for _, _, word in lines} <= {"Well", "Look at this", "Not well"}
    needing = [number for number, _, word in lines if word != "Well"]
    assert headline(page).endswith("things need somebody.")
    assert unescape(page).count("To do:") == len(needing)
    assert lines[0][2] == "Not well"
    assert '<code dir="ltr">parasol backup</code>' in page


async def test_what_is_done_is_well_from_then_on(treasurer: httpx.AsyncClient) -> None:
    await opened(treasurer)
    site = site_of_client(treasurer)
    async with site.database.acquire() as connection:
        await note(connection, Upkeep.BACKUP, site.now() - timedelta(hours=3))
        await note(connection, Upkeep.DRILL, site.now() - timedelta(days=3))
    page = unescape((await treasurer.get("/en/well")).text)
    assert [word for _, _, word in LINES.findall(page)][:2] == ["Well", "Well"]
    assert "The last backup was made 3 hours ago." in page
    assert "restored for trial 3 days ago" in page


@pytest.mark.parametrize("language", ["en", "es", "qps"])
async def test_it_shows_no_name_no_amount_no_address_and_no_path(
    treasurer: httpx.AsyncClient, language: str
) -> None:
    fund = await opened(treasurer)
    site = site_of_client(treasurer)
    text = (await treasurer.get(f"/{language}/well")).text
    names = [value for key, value in ANSWERS.items() if key.endswith(("name", "label", "purpose"))]
    names += ["1,250", "1250", "USD", "127.0.0.1", fund.split("/")[2]]
    names += [str(site.settings.data_dir), str(site.settings.keys_dir), "postgresql:"]
    shown = unescape(re.sub(r"<[^>]+>", " ", text))
    assert [name for name in names if name in shown or name in text] == []


async def test_it_is_said_in_spanish(treasurer: httpx.AsyncClient) -> None:
    await opened(treasurer)
    page = unescape((await treasurer.get("/es/well")).text)
    assert headline(page).startswith("Alguien tiene que ocuparse de")
    assert "Nunca se ha hecho una copia de seguridad." in page
    assert LINES.findall(page)[0] == ("1", "Copia de seguridad", "Mal")
