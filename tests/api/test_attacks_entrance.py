"""Requests as no browser sends them: HEAD, half a body, odd bytes, and what answers give away."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import structlog
from litestar import Request, Response, get
from litestar.response import Stream

from api.access import Power, needs
from api.entrance import in_time
from api.pages.frame import render
from api.request_log import configure_logging
from tests.api.client import serving


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en/sign-in", "/docs/refusals", "/api", "/api/openapi.json", "/nope"]
)
async def test_head_answers_as_get_does_without_the_body(
    stranger: httpx.AsyncClient, path: str
) -> None:
    asked, told = await stranger.get(path), await stranger.head(path)
    assert told.status_code == asked.status_code
    assert told.content == b""
    assert dict(told.headers) == dict(asked.headers)


async def test_head_is_named_where_get_is_and_only_there(stranger: httpx.AsyncClient) -> None:
    page = await stranger.put("/en/sign-in")
    assert page.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    session = await stranger.head("/api/v1/session")
    assert session.status_code == 405
    assert "HEAD" not in session.headers["allow"]


async def test_head_stands_as_head_in_the_log(
    log: io.StringIO, stranger: httpx.AsyncClient
) -> None:
    await stranger.head("/en/sign-in")
    assert '"method": "HEAD"' in log.getvalue()
    assert '"route": "/en/sign-in"' in log.getvalue()


async def test_no_answer_says_which_program_answers(stranger: httpx.AsyncClient) -> None:
    for method, path in (("GET", "/en/sign-in"), ("FOO", "/nope"), ("GET", "/api/v1/funds")):
        answer = await stranger.request(method, path)
        assert answer.headers["server"] == ""


async def _broken_off(app: Any) -> list[dict[str, Any]]:
    """Send half a form and go away; return what was answered."""
    pieces: Iterator[dict[str, Any]] = iter(
        [
            {"type": "http.request", "body": b"code=", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(pieces)

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    headers = [(b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"99")]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/en/sign-in",
        "raw_path": b"/en/sign-in",
    }
    scope |= {"headers": headers, "query_string": b"", "client": None, "server": None}
    scope |= {"scheme": "http", "http_version": "1.1", "root_path": "", "extensions": {}}
    await app(scope, receive, send)
    return said


async def test_a_sender_that_goes_away_is_no_bug_of_ours(
    log: io.StringIO, stranger: httpx.AsyncClient
) -> None:
    said = await _broken_off(stranger.app)  # type: ignore[attr-defined]
    assert said[0]["status"] == 400
    assert '"bug"' not in log.getvalue()


async def test_a_body_that_never_comes_whole_counts_as_broken_off() -> None:
    async def slowly() -> Any:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"a", "more_body": True}

    receive = in_time(slowly, 1)
    kinds: list[str] = []
    while not kinds or kinds[-1] == "http.request":
        kinds.append((await receive())["type"])
        assert len(kinds) < 30
    assert kinds[-1] == "http.disconnect"
    assert kinds[0] == "http.request"


async def test_photos_on_a_slow_line_get_the_time_that_they_take() -> None:
    pieces = 20

    async def steadily() -> Any:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": bytes(5_000), "more_body": True}

    receive = in_time(steadily, 0.3)
    kinds = [(await receive())["type"] for _ in range(pieces)]
    assert kinds == ["http.request"] * pieces


async def test_a_whole_body_is_followed_by_patience_without_end() -> None:
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def once() -> Any:
        if message := next(messages, None):
            return message
        await asyncio.sleep(0.2)
        return {"type": "http.disconnect"}

    receive = in_time(once, 0.01)
    assert (await receive())["type"] == "http.request"
    async with asyncio.timeout(5):
        assert (await receive())["type"] == "http.disconnect"


@get("/half", opt=needs(Power.STRANGER), sync_to_thread=False)
def half() -> Stream:
    """Fail in the middle of an answer, with a message that quotes what somebody typed."""

    async def pieces() -> AsyncIterator[str]:
        yield "position,amount\n"
        raise ValueError("MARKER")

    return Stream(pieces(), media_type="text/csv")


@get("/broken", opt=needs(Power.STRANGER), sync_to_thread=False)
def broken(request: Request[Any, Any, Any]) -> Response[Any]:
    """Fail while the page is drawn."""
    return render(request, "error.html", title="x", problem="MARKER")


async def test_a_failure_under_way_is_noted_without_its_message_and_never_looks_whole(
    log: io.StringIO, service_url: str
) -> None:
    async with serving(service_url, pages=(half,)) as client:
        with pytest.raises(AssertionError):  # httpx's word for an answer without an end
            await client.get("/en/half")
    assert '"event": "bug"' in log.getvalue()
    assert "MARKER" not in log.getvalue()


async def test_a_page_that_fails_says_a_number_and_nothing_else(
    log: io.StringIO, service_url: str
) -> None:
    async with serving(service_url, pages=(broken,)) as client:
        answer = await client.get("/en/broken")
    assert answer.status_code == 500
    assert "MARKER" not in answer.text + log.getvalue()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "//api/v1/funds",
        "/api//v1/funds",
        "/api/v1/funds/",
        "/%61pi/v1/funds",
        "/en/../api/v1/funds",
    ],
)
async def test_no_spelling_of_an_address_lets_a_cookie_into_the_api(
    treasurer: httpx.AsyncClient, path: str
) -> None:
    answer = await treasurer.get(httpx.URL(f"http://127.0.0.1:8000{path}"))
    assert answer.status_code in {401, 404}


@pytest.mark.parametrize("path", ["/en/%00", "/en/%ff", "/static/%2e%2e/en/", "/static/../app.py"])
async def test_odd_paths_lead_nowhere_in_the_same_bytes(
    stranger: httpx.AsyncClient, path: str
) -> None:
    nowhere = await stranger.get("/en/nowhere")
    answer = await stranger.get(path)
    assert (answer.status_code, answer.text) == (404, nowhere.text)
