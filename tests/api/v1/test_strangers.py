"""Whoever is not signed in sees and writes nothing; every error has one shape."""

import re
from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from api.v1 import CONCEPTS
from tests.api.client import sign_in
from tests.api.v1.program import Program

SHAPE: Final = {"type", "title", "status", "code", "detail", "facts", "errors", "reference"}


def _addresses() -> list[tuple[str, str]]:
    """List every route as method and address, with ids that are nobody's."""
    found: list[tuple[str, str]] = []
    for _, path, handlers in CONCEPTS:
        for handler in handlers:
            [address] = handler.paths
            filled = re.sub(r"\{\w+:uuid\}", str(uuid4()), f"{path}{address}".rstrip("/"))
            filled = filled.replace("{position:int}", "9").replace("{kind:str}", "account")
            filled = filled.replace("{number:int}", "1")
            assert "{" not in filled
            found += [(method, f"/funds{filled}") for method in sorted(handler.http_methods)]
    return found


ROUTES: Final = _addresses()
IDS: Final = [f"{method} {re.sub('[0-9a-f-]{36}', 'id', path)}" for method, path in ROUTES]
JUNK: Final[list[dict[str, Any]]] = [
    {},
    {"content": b"{"},
    {"content": b"\x00\xff", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    {"json": {"amount": 1.5}},
    {"json": [], "params": {"as_of": "x", "known_at": "-1", "limit": "many", "nonsense": "1"}},
]


def assert_problem(answer: httpx.Response) -> None:
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert set(problem) <= SHAPE
    assert {"type", "title", "status", "code", "detail"} <= set(problem)
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"/docs/refusals#{problem['code']}"
    for error in problem.get("errors", ()):
        assert set(error) == {"field", "expected", "pointer"}


def test_every_route_is_walked() -> None:
    assert len(ROUTES) == 177


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=IDS)
async def test_a_stranger_learns_nothing(client: httpx.AsyncClient, method: str, path: str) -> None:
    answers = [
        await client.request(method, f"/api/v1{path}", **options)
        for options in (
            {},
            {"json": {}, "headers": {"Idempotency-Key": "k"}},
            {"content": b"{"},
            {"params": {"nonsense": "1"}},
            {"headers": {"Authorization": "Bearer wrong"}},
            {"headers": {"Authorization": "Basic dTpw"}},
        )
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "set-cookie" not in answer.headers
        assert_problem(answer)
    assert len({answer.content for answer in answers}) == 1


async def test_the_cookie_of_a_page_opens_no_route(client: httpx.AsyncClient) -> None:
    await sign_in(client)
    try:
        assert (await client.get("/api/v1/funds")).status_code == 401
    finally:
        client.cookies.clear()


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=IDS)
async def test_junk_gets_the_same_shape_everywhere(
    signed_in: Program, method: str, path: str
) -> None:
    for junk in JUNK:
        answer = await signed_in.send(method, path, key="k", **junk)
        if path == "/funds" and method == "GET" and answer.status_code == 200:
            continue
        assert_problem(answer)
    assert_problem(await signed_in.send("PATCH", path))


async def test_signing_in_says_its_errors_alike(client: httpx.AsyncClient) -> None:
    for junk in JUNK[1:]:
        assert_problem(await client.post("/api/v1/session", **junk))


async def test_addresses_that_lead_nowhere_have_it_too(signed_in: Program) -> None:
    for path in ("/funds/1", "/funds/x/lines", "/nothing", f"/funds/{uuid4()}/lines/one", "/"):
        answer = await signed_in.send("GET", path)
        assert answer.status_code == 404
        assert_problem(answer)
