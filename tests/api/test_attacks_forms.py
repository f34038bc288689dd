"""Forms as another site, a broken program or an old tab would send them."""

import httpx
import pytest

from tests.api.client import hidden_fields, sign_in, site_of_client, token_for
from tests.api.v1.program import Program

BOUNDARY = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"
CARRIED = "W1siZ3Jvc3MiLCI5OSJdXQ=="
"""What the sign-in page would pack of a form with one field."""


def part(name: str, value: bytes, more: str = "") -> bytes:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n{more}\r\n'
    return head.encode() + value + b"\r\n--x--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (BOUNDARY, part("code", b"\xff\xfe")),
        (BOUNDARY, part("code", b"a", "Content-Type: text/plain; charset=zzz\r\n")),
        (BOUNDARY, b"zzz"),
        ("multipart/form-data", b"zzz"),
        (BOUNDARY, part("a", b"1")[:-7] * 2000),
        (FORM, b"&".join([b"a=1"] * 50_000)),
    ],
)
async def test_a_body_that_is_no_form_is_refused_and_is_no_bug(
    stranger: httpx.AsyncClient, kind: str, body: bytes
) -> None:
    answer = await stranger.post("/en/sign-in", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400


@pytest.mark.parametrize("body", [b"code=%ff%fe", b"\xff\x00", b"code=%00", b"=&=&="])
async def test_odd_bytes_sign_nobody_in(stranger: httpx.AsyncClient, body: bytes) -> None:
    answer = await stranger.post("/en/sign-in", content=body, headers={"Content-Type": FORM})
    assert answer.status_code in {401, 422}
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("origin", ["http://[::1", "http://[zz]/", "http://a]b", "://", "x" * 5000])
async def test_an_origin_that_is_none_counts_as_elsewhere(
    stranger: httpx.AsyncClient, origin: str
) -> None:
    answer = await stranger.post("/en/sign-in", data={"code": "x"}, headers={"Origin": origin})
    assert answer.status_code == 403


async def test_another_site_cannot_leave_its_figures_on_our_sign_in_page(
    stranger: httpx.AsyncClient,
) -> None:
    sent = {"code": "x", "_next": "/en/somewhere", "_carried": CARRIED}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    page = await stranger.post("/en/sign-in", data=sent, headers=elsewhere)
    assert page.status_code == 403
    assert "_carried" not in page.text
    assert "/en/somewhere" not in page.text


async def test_a_form_of_another_site_is_not_kept_over_the_sign_in(
    stranger: httpx.AsyncClient,
) -> None:
    program = Program(stranger, await token_for(stranger))
    await program.open()
    path = f"/en/{program.fund_id}/record/donation"
    forged = await stranger.post(path, data={"gross": "99"}, headers={"Origin": "http://evil.test"})
    assert forged.status_code == 401
    assert "_carried" not in forged.text
    own = await stranger.post(path, data={"gross": "99"})
    assert "_carried" in own.text


async def test_signing_out_twice_leads_to_a_page_and_not_to_a_dead_end(
    treasurer: httpx.AsyncClient,
) -> None:
    left = hidden_fields((await treasurer.get("/en/sign-in")).text)
    treasurer.cookies.clear()
    page = await treasurer.post("/en/sign-out", data={"_token": left.get("_token", "x")})
    assert page.status_code == 401
    assert "_carried" not in page.text
    code = await site_of_client(treasurer).sign_in.issue_code()
    answer = await treasurer.post("/en/sign-in", data={**hidden_fields(page.text), "code": code})
    assert answer.headers["location"] == "/en/"


@pytest.mark.parametrize(
    ("forged", "headers"),
    [
        ({"_token": ""}, {}),
        ({"_token": "0" * 64}, {}),
        ({"_token": "é\u202e"}, {}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
        ({}, {"Origin": "https://evil.test"}),
        ({}, {"Origin": "http://127.0.0.1:8000.evil.test"}),
        ({}, {"Origin": "http://127.0.0.1:8000@evil.test"}),
        ({}, {"Origin": "http://evil.test", "X-Forwarded-Host": "evil.test"}),
    ],
)
async def test_a_forged_form_comes_back_filled_and_writes_nothing(
    treasurer: httpx.AsyncClient, forged: dict[str, str], headers: dict[str, str]
) -> None:
    program = Program(treasurer, await token_for(treasurer))
    await program.open()
    path, head = f"/en/{program.fund_id}/record/donation", await program.head()
    hidden = hidden_fields((await treasurer.get(path)).text)
    sent = {**hidden, "gross": "12.34", "step": "write", **forged}
    page = await treasurer.post(path, data=sent, headers=headers)
    assert page.status_code == 403
    assert 'value="12.34"' in page.text
    assert hidden["_token"] in page.text
    assert await program.head() == head


async def test_the_token_of_one_session_opens_no_form_of_another(
    treasurer: httpx.AsyncClient,
) -> None:
    program = Program(treasurer, await token_for(treasurer))
    await program.open()
    path = f"/en/{program.fund_id}/record/donation"
    old = hidden_fields((await treasurer.get(path)).text)["_token"]
    await sign_in(treasurer)
    page = await treasurer.post(path, data={"_token": old, "gross": "1", "step": "write"})
    assert page.status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        *("//evil.test", "/\\evil.test", "/\t/evil.test", "http://evil.test"),
        *("javascript:alert(1)", " //evil.test", "/en/\r\nX: y", "/en/\u202e", "?x"),
    ],
)
async def test_signing_in_leads_to_no_other_site(stranger: httpx.AsyncClient, address: str) -> None:
    code = await site_of_client(stranger).sign_in.issue_code()
    answer = await stranger.post("/en/sign-in", data={"code": code, "_next": address})
    assert answer.headers["location"] == "/en/"
