"""The same bytes for whoever asks, whatever is asked beside the address, whatever is written."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler

from api.access import Power
from api.pages.routes import PAGES as ALL_PAGES
from api.public.paths import is_public
from ledger.events import WordingKind
from ledger.publishing.commands import SetDisclosure
from tests.api.client import client_of, sign_in
from tests.api.public.manifests import full
from tests.api.public.stage import FOUNDER, Square
from tests.funds import ask, open_fund

PAGES = (
    *("", "/compare", "/how", "/assurance", "/give", "/feed.xml", "/datapackage.json"),
    *("/reports/1", "/reports/1.csv", "/reports/1.json", "/reports/1.sig", "/reports/1.pem"),
)
POOL = 4
"""How many connections a service of the tests has."""
NOWHERE = ("/reports/2", "/reports/1.txt", f"/funders/{UUID(int=7)}", "/360giving.json")


async def publish(square: Square) -> None:
    square.clock.at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    await square.publish(full(square.fund_id))


def told(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.content, sorted(answer.headers.items())


@pytest.mark.parametrize("path", [*PAGES, *NOWHERE])
async def test_who_asks_changes_no_byte_and_no_header(square: Square, path: str) -> None:
    await publish(square)
    member = client_of(square.browser.app)  # type: ignore[attr-defined]
    await sign_in(member)
    address = square.address(path)
    plain = told(await square.browser.get(address))
    for headers in (
        {"Cookie": "parasol=x; __Host-parasol=x"},
        {"Authorization": "Bearer x", "Accept-Language": "es", "User-Agent": "x"},
        {"If-None-Match": "*", "If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
        {"X-Forwarded-For": "203.0.113.7", "Referer": "https://example.org/", "Range": "bytes=0-9"},
    ):
        assert told(await square.browser.get(address, headers=headers)) == plain
    assert told(await member.get(address)) == plain
    assert told(await square.browser.get(f"{address}?lang=es&x=1")) == plain
    assert told(await square.browser.get(f"{address}/")) == plain
    names = {name for name, _ in plain[2]}
    assert names.isdisjoint({"set-cookie", "etag", "last-modified", "age", "date", "expires"})


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_says_the_same_of_caches(square: Square, path: str) -> None:
    await publish(square)
    answer = await square.look(path)
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["vary"] == "Accept-Encoding"
    packed = await square.look(path, **{"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == answer.content
    for unwanted in ("identity", "gzip;q=0", "br, gzip ; q=0.0"):
        whole = await square.look(path, **{"Accept-Encoding": unwanted})
        assert "content-encoding" not in whole.headers
    head = await square.browser.head(square.address(path))
    assert (head.content, head.headers) == (b"", answer.headers)


async def test_what_is_not_public_answers_like_what_does_not_exist(square: Square) -> None:
    private = await open_fund(square.site.books)
    withdrawn = await open_fund(square.site.books, founder=FOUNDER)
    for is_there in (True, False):
        rule = SetDisclosure(occurred_on=square.day(), is_public=is_there)
        await ask(square.site.books, withdrawn.fund_id, rule, actor=FOUNDER)
    square.clock.at += timedelta(seconds=1)
    unknown = told(await square.browser.get("/en/nowhere"))
    for fund_id in (private.fund_id, withdrawn.fund_id, uuid4()):
        for path in (*PAGES, *NOWHERE):
            answer = await square.browser.get(f"/en/{fund_id}/public{path}")
            assert told(answer) == unknown, path
    for path in NOWHERE:
        assert told(await square.look(path)) == unknown, path


@pytest.mark.parametrize("path", [*PAGES, *NOWHERE])
async def test_money_and_words_of_the_desk_change_nothing(square: Square, path: str) -> None:
    await publish(square)
    before = told(await square.look(path))
    opened = square.opened
    for command in (opened.donation(700_00), opened.bail(90_00), opened.loss()):
        await square.write(command)
    await square.plan(("food", 1_000_00))
    await square.say(WordingKind.ABOUT, "Another name")
    await square.say(WordingKind.CHANGE, "Something else holds now")
    await square.rules(alone_week_cap=0, ratify_hours=24)
    square.site.public_pages.forget(square.fund_id)
    assert told(await square.look(path)) == before
    square.clock.at = datetime(2026, 5, 31, 12, tzinfo=UTC)
    assert told(await square.look(path)) == before


async def test_a_page_is_kept_for_a_minute_and_no_longer(square: Square) -> None:
    square.clock.at = datetime(2026, 4, 1, 3, 59, 30, tzinfo=UTC)
    await square.say(WordingKind.ABOUT, "The Heron Fund")
    before = (await square.look()).text
    square.clock.at = datetime(2026, 4, 1, 4, 0, 20, tzinfo=UTC)
    assert (await square.look()).text == before
    square.clock.at = datetime(2026, 4, 1, 4, 1, tzinfo=UTC)
    assert "The Heron Fund" in (await square.look()).text
    square.clock.at -= timedelta(hours=1)  # a clock that was put right
    assert "The Heron Fund" not in (await square.look()).text


async def test_a_kept_page_needs_no_connection_to_the_database(square: Square) -> None:
    await publish(square)
    first = await square.look("/reports/1")
    async with AsyncExitStack() as all_of_them:
        for _ in range(POOL):
            await all_of_them.enter_async_context(square.site.database.acquire())
        async with asyncio.timeout(10):
            assert (await square.look("/reports/1")).content == first.content


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/en/x/public", True),
        ("/en/x/public/reports/1", True),
        ("/en/x/publicity", False),
        ("/en/public", False),
        ("/en/x/desk/public", False),
        ("/api/v1/public", False),
        ("/api/v1/public/x", False),
        ("/", False),
    ],
)
def test_only_public_addresses_look_nobody_up(path: str, *, public: bool) -> None:
    assert is_public(path) is public


def test_every_address_below_public_is_for_strangers() -> None:
    pages = [page for page in ALL_PAGES if isinstance(page, HTTPRouteHandler)]
    below = [page for page in pages if any("/public" in path for path in page.paths)]
    assert below
    assert {page.opt["power"] for page in below} == {Power.READ_PUBLIC}
