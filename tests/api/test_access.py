"""The table of powers, and what it means for tokens, second steps and commands."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
import pytest_asyncio
from litestar import get
from litestar.params import FromPath

from api.access.naming import handlers_of
from api.access.powers import (
    MANDATES,
    OF_EVERY_MEMBER,
    OF_EVERYBODY_SIGNED_IN,
    OF_STRANGERS,
    SCOPES,
    SOMEWHERE,
    Power,
    needs,
)
from api.app import ROUTES, create_app
from api.pages.routes import PAGES
from api.session import Scope
from ledger import powers as ledger_powers
from ledger.events import Role
from ledger.members import EndMandate, GrantMandate
from tests.api.access_stage import Stage, make_sign_in, set_up
from tests.api.client import plain_settings, serving, site_of_client
from tests.database import Urls
from tests.funds import DAY, ask, open_fund

DOCS: Final = (Path(__file__).parents[2] / "docs" / "access.md").read_text()
KEYED: Final = {"Idempotency-Key": "k"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(
    _worker_urls: Urls, _emptier: Callable[[], Awaitable[None]]
) -> AsyncIterator[Stage]:
    await _emptier()
    async with serving(_worker_urls.service) as client:
        yield await set_up(client)


# The table.


def rows_of(heading: str) -> dict[str, str]:
    """Return first and last cell of a table of the documentation."""
    part = DOCS.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[-1] for cells in rows}


def test_the_documentation_names_every_power_and_no_other() -> None:
    assert sorted(rows_of("The table")) == sorted(Power)


@pytest.mark.parametrize("power", MANDATES)
def test_the_documentation_names_the_mandates_of_a_power(power: Power) -> None:
    words = sorted(role.value.replace("_", "-") for role in MANDATES[power])
    assert rows_of("The table")[power] == ", ".join(words)


def test_the_documentation_names_the_powers_of_a_scope() -> None:
    told = {
        scope: set(re.findall(r"`(\w+)`", powers))
        for scope, powers in rows_of("Tokens of programs").items()
    }
    assert told == {scope: {each.value for each in found} for scope, found in SCOPES.items()}


def test_every_power_stands_in_one_group() -> None:
    groups = [set(MANDATES), OF_EVERY_MEMBER, OF_EVERYBODY_SIGNED_IN, set(SOMEWHERE)]
    groups.append(set(OF_STRANGERS))
    assert sorted(power for group in groups for power in group) == sorted(Power)


def test_every_scope_has_powers_and_none_moves_money_signs_governs_or_decides() -> None:
    assert set(SCOPES) == set(Scope)
    given = frozenset().union(*SCOPES.values())
    kept = {Power.MOVE_MONEY, Power.SIGN, Power.GOVERN, Power.SUSPEND, Power.BREAK_GLASS}
    kept |= {Power.DECIDE}
    assert given.isdisjoint(kept | {Power.OWN_SIGN_IN, Power.OPEN_FUND})


def test_the_table_fits_that_of_the_ledger() -> None:
    assert MANDATES[Power.RECORD_FACT] == ledger_powers.TREASURY
    assert MANDATES[Power.SUSPEND] == ledger_powers.ANY_MANDATE


# Naming a power.


@get("/nameless", sync_to_thread=False)
def nameless() -> None:
    """Name no power."""


@get("/{fund_id:uuid}/misfit", opt=needs(Power.LIST_FUNDS), sync_to_thread=False)
def misfit(fund_id: FromPath[UUID]) -> None:
    """Name a power of the instance for a page of a fund."""
    del fund_id


@get("/misfit", opt=needs(Power.READ_BOOK), sync_to_thread=False)
def misfit_without_fund() -> None:
    """Name a power of a fund for a page of the instance."""


_FACES: Final[dict[str, Any]] = {"pages": PAGES, "routes": ROUTES}


@pytest.mark.parametrize("handler", [nameless, misfit, misfit_without_fund])
@pytest.mark.parametrize("face", ["pages", "routes"])
def test_a_service_with_a_handler_that_names_no_fitting_power_does_not_start(
    handler: Any, face: str
) -> None:
    more = _FACES | {face: (*_FACES[face], handler)}
    with pytest.raises(TypeError, match=r"names no power|no power for this address"):
        create_app(plain_settings(), database_url="", pages=more["pages"], routes=more["routes"])


# Tokens, second steps, and what changes.


async def token_of(stage: Stage, persona: str, *scopes: Scope) -> dict[str, str]:
    """Return the headers of a program with a token of *persona*."""
    site = site_of_client(stage.client)
    secret = await site.sessions.start(stage.people[persona], "page", stepped_up=True)
    session = await site.sessions.find(secret, "page")
    assert session is not None
    token = await site.people.tokens.make(session, scopes, 1)
    return {"Authorization": f"Bearer {token}", **KEYED}


async def code_of(
    stage: Stage, method: str, path: str, headers: dict[str, str], fund: str = ""
) -> str:
    """Return how a request of the API is answered: the code of a refusal, or nothing."""
    address = f"/api/v1/funds/{fund or stage.own.ids['fund_id']}{path}"
    answer = await stage.client.request(method, address, headers=headers)
    assert answer.status_code < 500, answer.text
    return "" if answer.is_success else str(answer.json()["code"])


@pytest.mark.parametrize(
    "scope,method,path,code",
    [
        (Scope.READ, "GET", "/lines", ""),
        (Scope.READ, "POST", "/donations", "scope-missing"),
        (Scope.READ, "PUT", f"/labels/account/{UUID(int=7)}", "scope-missing"),
        (Scope.RECORD, "POST", "/donations", "malformed-input"),
        (Scope.RECORD, "GET", "/lines", "scope-missing"),
        (Scope.RECORD, "POST", "/bails", "scope-missing"),
        (Scope.ORDER, "POST", "/bails", "scope-missing"),
        (Scope.ORDER, "POST", "/donations", "scope-missing"),
    ],
)
async def test_a_token_does_what_its_scope_names(
    stage: Stage, scope: Scope, method: str, path: str, code: str
) -> None:
    headers = await token_of(stage, "treasurer", scope)
    assert await code_of(stage, method, path, headers) == code


async def test_a_token_gets_no_further_than_its_person(stage: Stage) -> None:
    headers = await token_of(stage, "member", *Scope)
    assert await code_of(stage, "GET", "/lines", headers) == "mandate-missing"
    fund = stage.other.ids["fund_id"]
    assert await code_of(stage, "GET", "/lines", headers, fund) == "fund-unknown"


async def test_a_token_pays_nothing_while_one_person_signs(stage: Stage) -> None:
    books, founder = site_of_client(stage.client).books, stage.people["founder"]
    fund = await open_fund(books, money=100_00, founder=founder)
    headers = await token_of(stage, "founder", *Scope)
    assert await code_of(stage, "POST", "/bails", headers, str(fund.fund_id)) == "scope-missing"
    own = await stage.headers("founder", "api") | KEYED
    assert await code_of(stage, "POST", "/bails", own, str(fund.fund_id)) == "malformed-input"


@pytest.mark.parametrize("role", Role)
async def test_a_mandate_waits_for_the_second_step_once_two_people_are_needed(
    stage: Stage, role: Role
) -> None:
    who = stage.people[role.value]
    await _set_totp(stage, who, is_set=False)
    try:
        headers = await stage.headers(role.value, "api")
        expected = "mandate-missing" if role is Role.SEAT else "second-step-needed"
        assert await code_of(stage, "GET", "/lines", headers) == expected
        page = await stage.client.get(
            f"/en/{stage.own.ids['fund_id']}/journal",
            headers=await stage.headers(role.value, "page"),
        )
        assert page.status_code == (403 if role is Role.SEAT else 303)
    finally:
        await _set_totp(stage, who, is_set=True)


async def _set_totp(stage: Stage, who: UUID, *, is_set: bool) -> None:
    async with site_of_client(stage.client).database.acquire() as connection:
        if not is_set:
            await connection.execute("delete from authenticators where sign_in_id = $1", who)
            return
        await connection.execute(
            "insert into authenticators (sign_in_id, is_confirmed, sealed, last_step, made_at)"
            " values ($1, true, '', 0, now())",
            who,
        )


async def test_while_one_person_signs_no_second_step_is_needed(stage: Stage) -> None:
    who = await make_sign_in(stage.client, with_totp=False)
    stage.people["beginner"] = who
    fund = await open_fund(site_of_client(stage.client).books, founder=who)
    await site_of_client(stage.client).runner.catch_up(fund.fund_id)
    headers = await stage.headers("beginner", "api")
    assert await code_of(stage, "GET", "/lines", headers, str(fund.fund_id)) == ""


async def test_a_mandate_counts_from_the_line_on_that_grants_it_and_ends_with_it(
    stage: Stage,
) -> None:
    books, founder = site_of_client(stage.client).books, stage.people["founder"]
    fund = await open_fund(books, founder=founder)
    headers = await stage.headers("founder", "api") | KEYED
    for role in (Role.TREASURER, Role.APPROVER):
        ended = EndMandate(occurred_on=DAY, holder=founder, role=role)
        await ask(books, fund.fund_id, ended, actor=founder)
    # Also within the second in which a command is let through on a state seen before.
    post = ("POST", "/donations", headers, str(fund.fund_id))
    assert await code_of(stage, *post) == "mandate-missing"
    granted = GrantMandate(occurred_on=DAY, holder=founder, role=Role.ON_CALL)
    await ask(books, fund.fund_id, granted, actor=founder)
    assert await code_of(stage, *post) == "malformed-input"


async def test_a_suspension_stops_the_next_request(stage: Stage) -> None:
    headers = await stage.headers("suspended", "api")
    assert await code_of(stage, "GET", "/lines", headers) == "fund-unknown"


async def test_a_fund_that_nobody_keeps_is_nobodys(stage: Stage) -> None:
    fund = await open_fund(site_of_client(stage.client).books, founder="operator")
    for persona in ("founder", "treasurer"):
        headers = await stage.headers(persona, "api")
        assert await code_of(stage, "GET", "/lines", headers, str(fund.fund_id)) == "fund-unknown"


async def test_the_start_page_and_the_list_name_the_own_funds_only(stage: Stage) -> None:
    listed = await stage.client.get("/api/v1/funds", headers=await stage.headers("member", "api"))
    assert [each["fund_id"] for each in listed.json()["funds"]] == [stage.own.ids["fund_id"]]
    home = await stage.client.get("/en/?all", headers=await stage.headers("member", "page"))
    assert re.findall(r"/en/([0-9a-f-]{36})", home.text) == [stage.own.ids["fund_id"]]
    page = await stage.client.get("/en/?all", headers=await stage.headers("suspended", "page"))
    assert "/en/open" not in page.text
    assert "You belong to no fund here" in page.text


@pytest.mark.parametrize("path", ["", "accounts", "cases", "journal", "lines/7"])
async def test_an_auditor_is_offered_nothing_that_changes_the_book(stage: Stage, path: str) -> None:
    headers = await stage.headers("auditor", "page")
    page = await stage.client.get(f"/en/{stage.own.ids['fund_id']}/{path}", headers=headers)
    assert page.status_code == 200
    assert not re.findall(r'href="[^"]*/(?:record|rename|add-|correct|reverse|pay)\b', page.text)


# The check itself: without it the matrix would show it.


async def test_without_its_power_a_handler_would_let_anybody_of_the_fund_in(stage: Stage) -> None:
    app = stage.client.app  # type: ignore[attr-defined]
    [journal] = [h for path, h in handlers_of(app) if path == "/en/{fund_id}/journal"]
    address = f"/en/{stage.own.ids['fund_id']}/journal"
    headers = await stage.headers("member", "page")
    assert (await stage.client.get(address, headers=headers)).status_code == 403
    kept = journal.opt["power"]
    journal.opt["power"] = Power.READ_PLAN
    try:
        assert (await stage.client.get(address, headers=headers)).status_code == 200
    finally:
        journal.opt["power"] = kept
