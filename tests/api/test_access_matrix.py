"""Every page and route, asked for by everybody, in their own fund and in another."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from api.access.naming import handlers_of
from api.app import create_app
from api.i18n import LANGUAGES
from ledger.case_label import case_label
from tests.api.access_people import EVERYBODY
from tests.api.access_rows import LEADS_NOWHERE, ROWS
from tests.api.access_stage import PERSONAS, SIGNED_OUT, SUSPENDED, Objects, Stage, set_up
from tests.api.client import plain_settings, serving
from tests.database import Urls

pytestmark = pytest.mark.slow

FRAMEWORK: Final = {"GET /api", "GET /api/openapi.json", "GET /api/{path}"}
"""The description of the API, which the framework draws for everybody."""
IN, SIGN_IN, MANDATE, UNKNOWN = "in", "sign in", "mandate missing", "unknown"
TOKEN: Final = re.compile(r'(name="_(?:token|key)" value=")[^"]*')


def rows_of(language: str) -> set[str]:
    """Return the row of every page in a *language*, and of everything that has none."""
    app = create_app(plain_settings(), database_url="")
    found = set()
    for path, handler in handlers_of(app):
        first, _, rest = path.lstrip("/").partition("/")
        if first in LANGUAGES and first != language:
            continue
        face, address = ("page ", f"/{rest}") if first == language else ("", path)
        found |= {f"{face}{method} {address}" for method in handler.http_methods}
    return found - FRAMEWORK


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(
    _worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]
) -> AsyncIterator[Stage]:
    await _emptier()
    async with serving(_worker_urls.service) as client:
        yield await set_up(client)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_route_has_a_row_and_no_other_has(language: str) -> None:
    assert rows_of(language) == set(ROWS)


CASES: Final = {
    **dict.fromkeys(("refund", "refunds", "chargeback", "chargebacks"), "donation"),
    **dict.fromkeys(("pay", "payments", "release"), "grant"),
    **dict.fromkeys(("verify", "post", "vouch"), "verified"),
    "end-surety": "surety",
    **dict.fromkeys(("plan", "payee", "returned", "returned-payments", "money-back"), "grant"),
    **dict.fromkeys(("consent", "consents", "consent-withdrawal"), "grant"),
    **dict.fromkeys(("grant", "waitlist", "close", "screening", "waitlisting"), "request"),
    "closing": "request",
    **dict.fromkeys(("recover", "recoveries"), "loss"),
    **dict.fromkeys(("explain", "explanations"), "statement"),
}
"""The kind of case that an address is about, by its last part; else it is a bail."""


def ids_for(row: str, objects: Objects) -> dict[str, str]:
    """Return the ids of *objects* that stand in the address of *row*."""
    kind = CASES.get(row.rpartition("/")[2], "bail")
    for named in ("cost", "invitation", "float", "proposal"):
        if f"/{named}s/" in row:
            kind = named
    names = {"name": "unknown.css", "reference": "0", "number": "1", "agreement_id": str(uuid4())}
    names |= {"step": "cash", "label_id": str(uuid4())}
    own: dict[str, str] = {}
    if "/decisions/new/" in row:
        own = {"kind": "anything"}
    return {**names, **objects.ids, "case_id": objects.cases[kind], **own}


def is_of_page(row: str) -> bool:
    return row.startswith("page ")


async def asked(
    stage: Stage, row: str, persona: str, ids: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    """Ask for the address of *row* with *ids* in it, as *persona*."""
    method, path = row.removeprefix("page ").split(" ")
    if is_of_page(row):
        path = f"/en{path}"
    if headers is None:
        headers = await stage.headers(persona, "page" if is_of_page(row) else "api")
    return await stage.client.request(method, path.format(**ids), headers=headers)


IDS: Final = {"fund_id", "case_id", "order_id", "id", "thing", "member", "sign_in"} | {
    "account_id",
    "person_id",
    "record_id",
    "request_id",
    "asking_id",
    "proposal_id",
    "budget_id",
    "item_id",
    "note_id",
}
"""What is random in an address."""


def plain(answer: httpx.Response, ids: dict[str, str]) -> tuple[int, str]:
    """Return what an answer says, less secrets of its session and the *ids* that were asked for."""
    text = TOKEN.sub(r"\1", answer.text)
    for name in ids.keys() & IDS:
        # The words that stand for an id follow from it and say nothing more.
        text = text.replace(ids[name], "id").replace(case_label(UUID(ids[name])), "words")
    return answer.status_code, text


async def outcome(stage: Stage, row: str, persona: str, ids: dict[str, str]) -> str:
    """Say in one word what becomes of *persona* at *row*."""
    answer = await asked(stage, row, persona, ids)
    assert answer.status_code < 500, (row, persona, answer.text)
    if answer.status_code == 401 or "/sign-in" in answer.headers.get("location", ""):
        return SIGN_IN
    if "#mandate-missing" in answer.text:
        assert answer.status_code == 403
        return MANDATE
    unknown = {**ids, "fund_id": str(uuid4())}
    if answer.status_code == 404 and "{fund_id}" in row:
        other = await asked(stage, row, persona, unknown)
        return UNKNOWN if plain(other, unknown) == plain(answer, ids) else IN
    return IN


def expected(row: str, persona: str, *, is_own: bool) -> str:
    """Return what the table says; where everybody gets in, a door stands open in both funds."""
    if persona in ROWS[row] and (is_own or "{fund_id}" not in row or ROWS[row] == EVERYBODY):
        return UNKNOWN if persona in LEADS_NOWHERE.get(row, ()) else IN
    if persona == SIGNED_OUT:
        return SIGN_IN
    if "{fund_id}" in row and (persona == SUSPENDED or not is_own):
        return UNKNOWN
    return MANDATE


@pytest.mark.parametrize("row", ROWS)
async def test_everybody_gets_in_where_the_table_says_and_nowhere_else(
    stage: Stage, row: str
) -> None:
    ids = ids_for(row, stage.own)
    for persona in (SIGNED_OUT, *PERSONAS):
        found = await outcome(stage, row, persona, ids)
        assert found == expected(row, persona, is_own=True), persona


@pytest.mark.parametrize("row", [row for row in ROWS if "{fund_id}" in row])
async def test_another_fund_is_an_unknown_one_for_everybody(stage: Stage, row: str) -> None:
    for persona in (SIGNED_OUT, *PERSONAS):
        found = await outcome(stage, row, persona, ids_for(row, stage.other))
        assert found == expected(row, persona, is_own=False), persona


OBJECTS: Final = [row for row in ROWS if "{fund_id}" in row and row.count("{") > 1]


@pytest.mark.parametrize("row", OBJECTS)
async def test_an_object_of_another_fund_is_an_unknown_one(stage: Stage, row: str) -> None:
    fund = {"fund_id": stage.own.ids["fund_id"], "kind": "account", "role": "treasurer"}
    fund |= {"help_kind": "bail"}
    nobodys = {name: str(uuid4()) for name in ids_for(row, stage.other)}
    far = {"position": "1000000", "number": "1000000", "step": "unknown"}
    for persona in PERSONAS:
        headers = await stage.headers(persona, "page" if is_of_page(row) else "api")
        theirs = ids_for(row, stage.other) | fund | far
        unknown = nobodys | fund | far
        answers = [
            plain(await asked(stage, row, persona, ids, headers), ids) for ids in (theirs, unknown)
        ]
        assert answers[0] == answers[1], persona
