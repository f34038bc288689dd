"""One-time codes: typed by people, guessed by nobody, never locking anybody out."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx

from api.sign_in import CODE_LIFE, SignIn, Slowdown, code_hash, new_code
from ledger.store.database import Database
from tests.api.client import site_of_client


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


def test_a_code_has_a_hundred_bits_and_is_easy_to_type() -> None:
    code = new_code()
    assert len(code) == 23
    assert len({new_code() for _ in range(100)}) == 100
    assert code_hash(code) == code_hash(f"  {code.lower().replace('-', ' ')} ")
    assert code_hash("O0I1L-00000") == code_hash("00111-OOOOO")
    assert code_hash(code) != code_hash(code[:-1] + ("A" if code[-1] != "A" else "B"))


async def test_a_code_works_once(database: Database) -> None:
    sign_in = SignIn(database, Clock())
    code = await sign_in.issue_code()
    first = await sign_in.redeem(code)
    assert first is not None
    assert await sign_in.redeem(code) is None


async def test_of_many_who_type_the_same_code_at_once_one_gets_in(database: Database) -> None:
    sign_in = SignIn(database, Clock())
    code = await sign_in.issue_code()
    answers = await asyncio.gather(*(sign_in.redeem(code) for _ in range(8)))
    assert sum(answer is not None for answer in answers) == 1


async def test_a_code_lives_a_day(database: Database) -> None:
    clock = Clock()
    sign_in = SignIn(database, clock)
    code = await sign_in.issue_code()
    clock.moment += CODE_LIFE
    assert await sign_in.redeem(code) is None


async def test_every_code_leads_to_the_same_treasurer(database: Database) -> None:
    sign_in = SignIn(database, Clock())
    assert not await sign_in.has_sign_in()
    codes = await asyncio.gather(*(sign_in.issue_code() for _ in range(5)))
    people = {await sign_in.redeem(code) for code in codes}
    assert len(people) == 1
    assert None not in people
    assert await sign_in.has_sign_in()


async def test_the_text_of_a_code_is_stored_nowhere(database: Database, service_url: str) -> None:
    code = await SignIn(database, Clock()).issue_code()
    connection = await asyncpg.connect(service_url)
    [row] = await connection.fetch("select * from sign_in_codes")
    await connection.close()
    assert code not in repr(dict(row))
    assert code.replace("-", "") not in repr(dict(row))


async def test_wrong_used_and_old_codes_look_the_same(stranger: httpx.AsyncClient) -> None:
    site = site_of_client(stranger)
    used = await site.sign_in.issue_code()
    await site.sign_in.redeem(used)
    answers = [
        await stranger.post("/en/sign-in", data={"code": code})
        for code in (used, new_code(), "x", "Ω" * 80, "0" * 10_000)
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)
    tokens = [await stranger.post("/api/v1/session", json={"code": code}) for code in (used, "x")]
    assert {answer.text for answer in tokens} == {tokens[0].text}
    assert tokens[0].json()["code"] == "code-refused"


async def test_a_form_sent_by_another_site_signs_nobody_in(stranger: httpx.AsyncClient) -> None:
    code = await site_of_client(stranger).sign_in.issue_code()
    answer = await stranger.post(
        "/en/sign-in", data={"code": code}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    again = await stranger.post("/en/sign-in", data={"code": code})
    assert again.status_code == 303


def test_many_failures_slow_everybody_down_but_never_for_long() -> None:
    clock = Clock()
    slowdown = Slowdown(clock)
    waits = []
    for _ in range(200):
        slowdown.failed()
        waits.append(slowdown.seconds())
    assert waits[:4] == [0, 0, 0, 0]
    assert 0 < waits[5] < waits[7]
    assert max(waits) == 4.0
    clock.moment += timedelta(minutes=6)
    assert slowdown.seconds() == 0


def test_a_failure_is_forgiven_even_under_steady_attempts() -> None:
    clock = Clock()
    slowdown = Slowdown(clock)
    for _ in range(20):
        slowdown.failed()
    for _ in range(40):
        clock.moment += timedelta(seconds=10)
        slowdown.seconds()
    assert slowdown.seconds() == 0
