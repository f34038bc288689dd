"""Headers of every answer, and what a page may load."""

import base64
import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Request, Response, get

from api import charts
from api.access import Power, needs
from api.pages.frame import render
from api.pages.routes import PAGES
from tests.api.client import plain_settings, serving, sign_in

ADDRESSES = [
    "/",
    "/en/",
    "/en/sign-in",
    "/es/sign-in",
    "/en/nothing",
    "/api",
    "/api/openapi.json",
    "/api/v1/nothing",
    "/api/v1/session",
    "/docs/refusals",
    "/docs/events",
    "/health/live",
    "/health/ready",
    "/static/nothing.css",
]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_has_them_and_a_stranger_gets_no_cookie(
    stranger: httpx.AsyncClient, address: str
) -> None:
    answer = await stranger.get(address)
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "cache-control" in answer.headers
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("address", ["/en/sign-in", "/docs/refusals", "/api", "/en/nothing"])
async def test_a_page_holds_no_script_no_style_attribute_and_nothing_foreign(
    stranger: httpx.AsyncClient, address: str
) -> None:
    page = (await stranger.get(address)).text
    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"\sstyle=", page)
    loaded = re.findall(r'<(?:link|img)[^>]*(?:href|src)="([^"]*)"', page)
    assert [each for each in loaded if not each.startswith("/static/")] == []


@get("/chart", opt=needs(Power.OWN_SIGN_IN), sync_to_thread=False)
def chart_page(request: Request[Any, Any, Any]) -> Response[Any]:
    drawing = charts.bars("b", [1, 2])
    return render(
        request, "funds.html", title="Chart", drawings=(drawing,), funds=[], may_open=True
    )


async def test_the_style_of_a_page_is_named_by_its_hash(service_url: str) -> None:
    async with serving(service_url, pages=(*PAGES, chart_page)) as client:
        await sign_in(client)
        answer = await client.get("/en/chart")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}';" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_page_with_a_token_in_it_is_kept_by_no_cache(
    treasurer: httpx.AsyncClient,
) -> None:
    answer = await treasurer.get("/docs/refusals")
    assert "_token" in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_the_style_sheet_is_kept_for_ever_under_the_name_of_its_bytes(
    stranger: httpx.AsyncClient,
) -> None:
    page = (await stranger.get("/en/sign-in")).text
    [address] = re.findall(r'href="(/static/[^"]+\.css)"', page)
    answer = await stranger.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert hashlib.sha256(answer.content).hexdigest()[:16] in address
    assert answer.headers["content-encoding"] == "gzip"
    plain = await stranger.get(address, headers={"accept-encoding": "identity"})
    assert plain.content == answer.content


async def test_https_is_remembered_and_pages_are_never_compressed(service_url: str) -> None:
    settings = plain_settings(PARASOL_PUBLIC_URL="https://books.example.org")
    async with serving(
        service_url, settings=settings, origin="https://books.example.org"
    ) as client:
        answer = await client.get("/en/sign-in")
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert "content-encoding" not in answer.headers


def test_the_style_sheet_is_small() -> None:
    content = Path("api/static/site.css").read_bytes()
    assert len(gzip.compress(content)) <= 6 * 1024
    assert b"url(" not in content
    for direction in (b"left", b"right"):
        assert not re.search(rb"(?:margin|padding|border|inset)-" + direction, content)
