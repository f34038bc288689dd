"""Sessions, attacked."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import httpx

from api.sessions import ABSOLUTE, IDLE, Scope
from ledger.store.database import Database
from tests.api.client import (
    first_sign_in,
    hidden_fields,
    plain_settings,
    serving,
    sign_in,
    site_of_client,
    token_for,
)
from tests.api.people.stage import Stage


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


async def rows(url: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        found: list[asyncpg.Record] = await connection.fetch(
            "select *, xmin::text from sessions order by started_at"
        )
        return found
    finally:
        await connection.close()


async def is_in(client: httpx.AsyncClient) -> bool:
    return (await client.get("/en/")).status_code == 200


async def test_a_planted_id_is_never_adopted(stranger: httpx.AsyncClient) -> None:
    stranger.cookies.set("parasol", "PLANTED")
    assert not await is_in(stranger)
    await sign_in(stranger)
    assert stranger.cookies.get("parasol", domain="127.0.0.1") != "PLANTED"
    stranger.cookies.clear()
    stranger.cookies.set("parasol", "PLANTED")
    assert not await is_in(stranger)


async def test_signing_in_again_makes_a_new_id_and_ends_the_old(
    treasurer: httpx.AsyncClient, service_url: str
) -> None:
    old = treasurer.cookies["parasol"]
    await sign_in(treasurer)
    new = treasurer.cookies["parasol"]
    assert new != old
    assert len(await rows(service_url)) == 1
    treasurer.cookies.clear()
    treasurer.cookies.set("parasol", old)
    assert not await is_in(treasurer)


async def test_only_a_hash_is_stored(treasurer: httpx.AsyncClient, service_url: str) -> None:
    secret = treasurer.cookies["parasol"]
    [row] = await rows(service_url)
    assert len(secret) >= 43
    assert secret not in repr(dict(row))
    treasurer.cookies.clear()
    treasurer.cookies.set("parasol", row["session_hash"].hex())
    assert not await is_in(treasurer)


async def test_a_request_that_changes_nothing_writes_nothing_and_sets_nothing(
    treasurer: httpx.AsyncClient, service_url: str
) -> None:
    before = await rows(service_url)
    answer = await treasurer.get("/en/")
    assert "set-cookie" not in answer.headers
    assert await rows(service_url) == before


async def test_a_session_ends_when_idle_and_in_any_case(service_url: str) -> None:
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        await sign_in(client)
        clock.moment += IDLE - timedelta(seconds=1)
        assert await is_in(client)
        clock.moment += IDLE
        assert not await is_in(client)
        await sign_in(client)
        for _ in range(int(ABSOLUTE / IDLE) * 2 - 1):
            clock.moment += IDLE / 2
            assert await is_in(client)
        clock.moment += IDLE / 2
        assert not await is_in(client)


async def test_signing_out_ends_it_here_and_in_the_browser(
    treasurer: httpx.AsyncClient, service_url: str
) -> None:
    secret = treasurer.cookies["parasol"]
    page = (await treasurer.get("/en/")).text
    token = page.split('name="_token" value="')[1].split('"')[0]
    refused = await treasurer.post("/en/sign-out")
    assert refused.status_code == 403
    answer = await treasurer.post("/en/sign-out", data={"_token": token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/sign-in")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert '"cookies"' in answer.headers["clear-site-data"]
    assert await rows(service_url) == []
    treasurer.cookies.set("parasol", secret)
    assert not await is_in(treasurer)


async def test_the_cookie_is_as_strict_as_its_origin_allows(service_url: str) -> None:
    async with serving(service_url) as client:
        code = await site_of_client(client).sign_in.issue_code()
        plain = (await client.post("/en/sign-in", data={"code": code})).headers["set-cookie"]
    assert plain.startswith("parasol=")
    assert "HttpOnly" in plain
    assert "samesite=lax" in plain.lower()
    assert "secure" not in plain.lower()
    settings = plain_settings(PARASOL_PUBLIC_URL="https://books.example.org")
    async with serving(
        service_url, settings=settings, origin="https://books.example.org"
    ) as client:
        code = await site_of_client(client).sign_in.issue_code()
        strict = (await client.post("/en/sign-in", data={"code": code})).headers["set-cookie"]
    assert strict.startswith("__Host-parasol=")
    assert "secure" in strict.lower()
    assert "path=/" in strict.lower()
    assert "domain" not in strict.lower()


async def test_a_cookie_never_opens_the_api_nor_a_token_a_page(
    treasurer: httpx.AsyncClient,
) -> None:
    cookie = treasurer.cookies["parasol"]
    assert (await treasurer.delete("/api/v1/session")).status_code == 401
    bearer = {"Authorization": f"Bearer {cookie}"}
    assert (await treasurer.delete("/api/v1/session", headers=bearer)).status_code == 401
    token = await token_for(treasurer)
    treasurer.cookies.clear()
    treasurer.cookies.set("parasol", token)
    assert not await is_in(treasurer)
    treasurer.cookies.clear()
    token_header = {"Authorization": f"Bearer {token}"}
    assert (await treasurer.get("/en/", headers=token_header)).status_code == 303
    assert (await treasurer.delete("/api/v1/session", headers=token_header)).status_code == 204
    assert (await treasurer.delete("/api/v1/session", headers=token_header)).status_code == 401


async def test_two_sessions_have_two_form_tokens(service_url: str) -> None:
    tokens = set()
    for _ in range(2):
        async with serving(service_url) as client:
            await sign_in(client)
            page = (await client.get("/en/")).text
            tokens.add(page.split('name="_token" value="')[1].split('"')[0])
            assert client.cookies["parasol"] not in page
            assert hidden_fields(page) == {}
    assert len(tokens) == 2


async def test_a_new_number_ends_the_old_one_and_lengthens_nothing(database: Database) -> None:
    stage = Stage(database)
    founder = await stage.founder()
    secret = await stage.sessions.start(founder.sign_in_id, "page")
    session = await stage.found(secret)
    stage.clock.pass_by(minutes=20)
    new = await stage.sessions.rotate(session)
    assert await stage.sessions.find(secret, "page") is None
    rotated = await stage.found(new)
    assert (rotated.started_at, rotated.ends_at) == (session.started_at, session.ends_at)
    assert rotated.forgery_token != session.forgery_token
    assert await stage.sessions.rotate(session) is None, "it has ended"


async def test_of_two_who_rotate_at_once_one_keeps_the_session(database: Database) -> None:
    stage = Stage(database)
    session = await stage.founder()
    secrets = await asyncio.gather(*(stage.sessions.rotate(session) for _ in range(4)))
    assert sum(secret is not None for secret in secrets) == 1


async def test_the_owner_sees_each_session_and_ends_one_or_all(database: Database) -> None:
    stage = Stage(database)
    this = await stage.founder()
    who = this.sign_in_id
    other = await stage.joined(who, "heron")
    phone = await stage.sessions.start(who, "page")
    program = await stage.sessions.start(who, "api")
    elses = await stage.sessions.start(other, "page")
    await stage.sessions.start_pending(who)
    listed = await stage.sessions.list_of(who, this)
    assert sorted((each.way, each.is_this) for each in listed) == [
        ("api", False),
        ("page", False),
        ("page", True),
    ]
    [of_program] = [each.reference for each in listed if each.way == "api"]
    for nobody in (other, uuid4()):
        assert not await stage.sessions.end_one(nobody, of_program)
    assert await stage.sessions.end_one(who, of_program)
    assert await stage.sessions.find(program, "api") is None
    assert not await stage.sessions.end_one(who, of_program)
    assert not await stage.sessions.end_one(who, "")
    assert await stage.sessions.end_all_of(who, but=this) == 1
    assert await stage.sessions.find(phone, "page") is None
    assert [each.is_this for each in await stage.sessions.list_of(who, this)] == [True]
    assert await stage.sessions.find(elses, "page") is not None


async def test_signing_everybody_out_ends_tokens_and_forgets_devices(database: Database) -> None:
    stage = Stage(database)
    founder = await stage.founder()
    session = await stage.session(founder.sign_in_id, stepped_up=True)
    token = await stage.people.tokens.make(session, [Scope.READ], 5)
    device = await stage.people.remember_device(founder.sign_in_id)
    assert await stage.sessions.end_all() == 3
    assert await stage.people.tokens.find(token) is None
    assert await stage.people._devices.owner_of(device) is None


async def test_a_token_of_a_program_opens_the_api_and_no_page(
    treasurer: httpx.AsyncClient,
) -> None:
    site = site_of_client(treasurer)
    who = await first_sign_in(treasurer)
    secret = await site.sessions.start(who, "page", stepped_up=True)
    session = await site.sessions.find(secret, "page")
    assert session is not None
    token = await site.people.tokens.make(session, [Scope.READ], 5)
    treasurer.cookies.clear()
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await treasurer.get("/api/v1/funds", headers=bearer)).status_code == 200
    assert (await treasurer.get("/en/", headers=bearer)).status_code == 303
    treasurer.cookies.set("parasol", token)
    assert not await is_in(treasurer)
    await site.people.tokens.end_all_of(who)
    assert (await treasurer.get("/api/v1/funds", headers=bearer)).status_code == 401
