"""Every no: its status, its code, the field, and a page that explains it."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Request, get, post
from litestar.params import FromQuery

from api.access import Power, needs
from api.app import ROUTES
from api.pages.routes import PAGES
from api.problems import STATUS_OF_KIND, WEB_REFUSALS, problem_of_rejection
from ledger.money import Money
from ledger.rejections import REJECTIONS, BookBusy, InsufficientFunds, Kind
from ledger.store.errors import Disconnected, DiskFull
from tests.api.client import serving, sign_in, token_for

MARK = "MARKER-OF-SOMEBODY"
OPEN = needs(Power.STRANGER)


@get("/broken", opt=OPEN, sync_to_thread=False)
def broken() -> None:
    raise ValueError(MARK)


@get("/away", opt=OPEN, sync_to_thread=False)
def away() -> None:
    raise Disconnected(MARK)


@get("/full", opt=OPEN, sync_to_thread=False)
def full() -> None:
    raise DiskFull


@get("/busy", opt=OPEN, sync_to_thread=False)
def busy() -> None:
    raise BookBusy


@get("/short", opt=OPEN, sync_to_thread=False)
def short() -> None:
    raise InsufficientFunds(UUID(int=1), Money(2, "USD", 2), Money(1, "USD", 2))


@get("/typed", opt=OPEN, sync_to_thread=False)
def typed(first: FromQuery[int], second: FromQuery[int]) -> int:
    return first + second


@post("/taken", opt=OPEN)
async def taken(request: Request[Any, Any, Any]) -> int:
    return len(await request.body())


FAILING = (broken, away, full, busy, short, typed, taken)


@pytest.fixture
async def client(service_url: str) -> Any:
    routes = (*ROUTES, *FAILING)
    async with serving(service_url, routes=routes, pages=(*PAGES, *FAILING[:5])) as client:
        yield client


@pytest.mark.parametrize(
    "path,status,code",
    [
        ("nothing", 404, "not-found"),
        ("session", 405, "method-not-allowed"),
        ("broken", 500, "internal-error"),
        ("away", 503, "unavailable"),
        ("full", 507, "disk-full"),
        ("busy", 503, "book-busy"),
        ("short", 409, "insufficient-funds"),
        ("typed?first=x&second=y", 400, "malformed-input"),
    ],
)
async def test_the_api_answers_problem_details(
    client: httpx.AsyncClient, path: str, status: int, code: str
) -> None:
    answer = await client.get(f"/api/v1/{path}")
    problem = answer.json()
    assert answer.status_code == status == problem["status"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["code"] == code
    assert problem["type"] == f"/docs/refusals#{code}"
    assert problem["title"]
    assert MARK not in answer.text
    if status in {503, 507}:
        assert answer.headers["retry-after"]
    if status == 405:
        assert answer.headers["allow"]


async def test_every_wrong_field_is_named_with_what_was_expected(
    client: httpx.AsyncClient,
) -> None:
    problem = (await client.get("/api/v1/typed?first=MARK&second=")).json()
    assert [error["field"] for error in problem["errors"]] == ["first", "second"]
    assert "int" in problem["errors"][0]["expected"]
    body = (await client.post("/api/v1/session", json={"code": 5, "who": "MARK"})).json()
    assert {error["field"] for error in body["errors"]} == {"code", "who"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"code": NaN}', b"\xff"])
async def test_a_body_that_is_no_object_is_malformed(
    client: httpx.AsyncClient, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post("/api/v1/session", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed-input"


async def test_a_refusal_of_the_ledger_carries_its_figures(client: httpx.AsyncClient) -> None:
    problem = (await client.get("/api/v1/short")).json()
    assert problem["facts"] == {
        "account_id": str(UUID(int=1)),
        "needed": {"amount": 2, "currency": "USD", "exponent": 2},
        "available": {"amount": 1, "currency": "USD", "exponent": 2},
    }
    assert problem["detail"].startswith("0.02 USD is needed")


async def test_too_much_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/taken", content=b"x" * 1_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    "path,status,words",
    [
        ("/en/nothing", 404, "There is nothing here"),
        ("/es/nothing", 404, "Aquí no hay nada"),
        ("/en/broken", 500, "This is a mistake of the program"),
        ("/es/busy", 503, "Hay demasiadas peticiones esperando"),
        ("/es/short", 409, "Hacen falta 0,02\xa0US$"),
        ("/en/away", 503, "The books cannot be reached"),
        ("/en/full", 507, "has no room left"),
        ("/es/full", 507, "no tiene más espacio"),
    ],
)
async def test_people_get_a_page(
    client: httpx.AsyncClient, path: str, status: int, words: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert words in answer.text
    assert "/docs/refusals#" in answer.text
    assert MARK not in answer.text


async def test_a_bug_has_a_number_in_answer_and_log(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = (await client.get("/api/v1/broken")).json()
    logged = capsys.readouterr().out
    assert problem["reference"] in logged
    assert "ValueError" in logged
    assert MARK not in logged


async def test_every_type_leads_to_a_paragraph(stranger: httpx.AsyncClient) -> None:
    page = (await stranger.get("/docs/refusals")).text
    for code in (*REJECTIONS, *(each.code for each in WEB_REFUSALS)):
        assert f'id="{code}"' in page


async def test_what_is_not_there_is_the_same_bytes_whatever_was_asked_for(
    treasurer: httpx.AsyncClient,
) -> None:
    answers = [await treasurer.get(f"/en/{path}") for path in ("a", "b/c?d", "00/e")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


def test_every_kind_of_refusal_has_a_status() -> None:
    assert set(STATUS_OF_KIND) == set(Kind)
    problem = problem_of_rejection(BookBusy())
    assert problem.facts == {}


async def test_strangers_are_told_the_same_whatever_they_ask_for(service_url: str) -> None:
    async with serving(service_url) as client:
        answers = [await client.delete("/api/v1/session") for _ in range(2)]
        assert {answer.status_code for answer in answers} == {401}
        assert answers[0].headers["www-authenticate"] == "Bearer"
        token = await token_for(client)
        answer = await client.delete(
            "/api/v1/session", headers={"Authorization": f"bearer {token}"}
        )
        assert answer.status_code == 204
        await sign_in(client)
