"""The log: what was sent is in no line of it, wherever it was put."""

import io
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import structlog

from api.request_log import configure_logging
from tests.api.client import hidden_fields, serving, sign_in

MARK = "MARKERofSOMEBODY"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging("debug", stream)
    yield stream
    structlog.reset_defaults()


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def test_a_request_is_one_line_of_four_facts(
    log: io.StringIO, stranger: httpx.AsyncClient
) -> None:
    await stranger.get("/en/sign-in?next=/en/x")
    [line] = lines(log)
    duration, moment = line.pop("duration_ms"), line.pop("timestamp")
    assert isinstance(duration, float)
    assert isinstance(moment, str)
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "route": "/en/sign-in",
        "status": 200,
    }


async def test_nothing_that_was_sent_is_in_the_log(log: io.StringIO, service_url: str) -> None:
    async with serving(service_url) as client:
        await sign_in(client)
        page = (await client.get("/en/")).text
        secret = client.cookies["parasol"]
        names = "User-Agent Referer X-Forwarded-For Authorization Accept-Language X-Anything"
        headers = dict.fromkeys([*names.split(), "Sec-Fetch-Site", "Content-Encoding"], MARK)
        client.cookies.set(MARK, MARK)
        data = {"code": MARK, "_next": f"/{MARK}", "_carried": MARK, "_token": MARK, MARK: MARK}
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS", MARK):
            for path in (
                f"/{MARK}", f"/en/{MARK}?{MARK}={MARK}", f"/static/{MARK}", "/en/sign-in",
                "/en/sign-out", f"/api/v1/{MARK}", "/api/v1/session", "/health/ready",
            ):  # fmt: skip
                body = data if method == "POST" else None
                await client.request(method, path, data=body, headers=headers)
        await client.post("/api/v1/session", json={"code": MARK, MARK: MARK})
        await client.post("/api/v1/session", content=MARK)
    assert MARK not in log.getvalue()
    assert secret not in log.getvalue()
    assert "127.0.0.1" not in log.getvalue()
    assert hidden_fields(page) == {}
    assert {line["method"] for line in lines(log)} <= {
        "GET", "POST", "PUT", "DELETE", "OPTIONS", "other",
    }  # fmt: skip
    assert all(line["event"] in {"request", "not ready"} for line in lines(log))


async def test_a_template_stands_for_every_address(
    log: io.StringIO, stranger: httpx.AsyncClient
) -> None:
    await stranger.get("/static/whatever.css")
    await stranger.get("/nothing/at/all")
    assert [line["route"] for line in lines(log)] == ["/static/{name}", "unmatched"]


def test_less_than_the_wanted_level_is_not_written() -> None:
    stream = io.StringIO()
    configure_logging("error", stream)
    structlog.get_logger("parasol").warning("not this")
    structlog.get_logger("parasol").error("this")
    assert [line["event"] for line in lines(stream)] == ["this"]
    structlog.reset_defaults()


@pytest.fixture
def log_without_room() -> Iterator[None]:
    with suppress(OSError), Path("/dev/full").open("w", buffering=1) as stream:
        configure_logging("debug", stream)
        yield
        structlog.reset_defaults()


@pytest.mark.usefixtures("log_without_room")
async def test_a_log_without_room_takes_no_answer_with_it(stranger: httpx.AsyncClient) -> None:
    assert (await stranger.get("/en/sign-in")).status_code == 200
