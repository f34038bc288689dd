"""Codes, tokens and cookies, attacked."""

import asyncio
from urllib.parse import quote_from_bytes

import httpx
import pytest

from api.sign_in import SignIn
from api.v1.strict import MOST_ERRORS
from tests.api.client import client_of, sign_in, site_of_client, token_for


async def test_of_many_who_type_one_code_at_once_one_gets_in(stranger: httpx.AsyncClient) -> None:
    code = await site_of_client(stranger).sign_in.issue_code()

    async def attempt(number: int) -> bool:
        async with client_of(stranger.app) as client:  # type: ignore[attr-defined]
            if number % 2:
                page = await client.post("/en/sign-in", data={"code": code})
                return page.status_code == 303
            answer = await client.post("/api/v1/session", json={"code": code})
            return answer.status_code == 201

    assert sum(await asyncio.gather(*(attempt(number) for number in range(12)))) == 1


async def test_signing_out_everywhere_ends_people_programs_and_unused_codes(
    treasurer: httpx.AsyncClient,
) -> None:
    site, token = site_of_client(treasurer), await token_for(treasurer)
    waiting = await site.sign_in.issue_code()
    assert await site.sign_in.end_codes() == 1
    assert await site.sessions.end_all() == 2
    assert (await treasurer.get("/en/")).status_code == 303
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await treasurer.get("/api/v1/funds", headers=bearer)).status_code == 401
    assert await site.sign_in.redeem(waiting) is None
    assert await site.sessions.end_all() == 0
    await sign_in(treasurer)
    assert (await treasurer.get("/en/")).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        b"\xff\xfe",
        b"Bearer \xff",
        b"Bearer",
        b"Bearer " + b"a" * 5000,
        b"Basic {token}",
        b"Bearer {token}x",
        b"Bearer\t{token}",
    ],
)
async def test_only_a_whole_token_opens_the_api(stranger: httpx.AsyncClient, header: bytes) -> None:
    token = (await token_for(stranger)).encode()
    sent = [(b"authorization", header.replace(b"{token}", token))]
    answer = await stranger.get("/api/v1/funds", headers=sent)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "cookie", [b"parasol=\xff", b"parasol=" + b"a" * 6000, b"parasol=%00", b"parasol=;;=,", b"=="]
)
async def test_odd_cookies_are_strangers(stranger: httpx.AsyncClient, cookie: bytes) -> None:
    answer = await stranger.get("/en/", headers=[(b"cookie", cookie)])
    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers


async def test_what_a_stranger_sends_to_sign_in_is_never_answered_with_more(
    stranger: httpx.AsyncClient,
) -> None:
    fields = {f"k{number}": 1 for number in range(300)}
    answer = await stranger.post("/api/v1/session", json=fields)
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == MOST_ERRORS
    long = await stranger.post("/api/v1/session", json={"code": "x" * 5000})
    assert long.status_code == 413


@pytest.mark.parametrize(
    "body",
    [b'{"code":"\\ud800"}', b'{"code":"\\u0000"}', b"[" * 2000, b'{"code":NaN}', b"\xef\xbb\xbf{}"],
)
async def test_no_body_is_a_bug(stranger: httpx.AsyncClient, body: bytes) -> None:
    answer = await stranger.post("/api/v1/session", content=body)
    assert answer.status_code in {400, 401}


async def test_a_code_has_a_hundred_bits(stranger: httpx.AsyncClient) -> None:
    """The slow-down is per process; what makes guessing hopeless is the length of a code."""
    sign_ins: SignIn = site_of_client(stranger).sign_in
    code = (await sign_ins.issue_code()).replace("-", "")
    assert 32 ** len(code) == 2**100


@pytest.mark.parametrize("cookie", ["parasol", "device"])
async def test_a_planted_id_is_worth_nothing_before_and_after_signing_in(
    stranger: httpx.AsyncClient, cookie: str
) -> None:
    planted = "A" * 43
    stranger.cookies.set(cookie, planted)
    assert (await stranger.get("/en/me")).status_code == 303
    code = await site_of_client(stranger).sign_in.issue_code()
    headers = {"cookie": f"{cookie}={planted}"}
    answer = await client_of(stranger.app).post(  # type: ignore[attr-defined]
        "/en/sign-in", data={"code": code}, headers=headers
    )
    assert answer.status_code == 303
    assert planted not in answer.headers["set-cookie"]
    thief = client_of(stranger.app)  # type: ignore[attr-defined]
    thief.cookies.set(cookie, planted)
    assert (await thief.get("/en/me")).status_code == 303


@pytest.mark.parametrize(
    "path",
    ["sign-in", "sign-in/code", "join", "recover"],
)
@pytest.mark.parametrize("value", ["\x00", "\ud800", "é" * 5000, "%00", "' or 1=1 --", "\u202e"])
async def test_odd_signs_in_any_field_of_a_strangers_form_are_no_bug(
    stranger: httpx.AsyncClient, path: str, value: str
) -> None:
    names = ("handle", "passphrase", "again", "code", "recovery", "first", "second", "_pending")
    typed = value.encode("utf-8", "surrogatepass")
    body = b"&".join(name.encode() + b"=" + quote_from_bytes(typed).encode() for name in names)
    for without in (b"code=", b"-"):
        sent = b"&".join(part for part in body.split(b"&") if not part.startswith(without))
        answer = await stranger.post(
            f"/en/{path}",
            content=sent,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status_code in {400, 401, 422}
        assert "set-cookie" not in answer.headers


async def test_strangers_get_no_cookie_from_any_page_for_them(stranger: httpx.AsyncClient) -> None:
    for path in ("sign-in", "join", "recover"):
        answer = await stranger.get(f"/en/{path}")
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert 'autocomplete="one-time-code"' in answer.text
