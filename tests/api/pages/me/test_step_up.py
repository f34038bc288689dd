"""A fresh code for what counts: it is asked for, leads back, and counts for five minutes."""

import re

import pytest

from tests.api.pages.me.stage import Person, said


@pytest.fixture
async def stale(somebody: Person) -> Person:
    """Somebody with an app, whose last code is long ago."""
    await (await somebody.claim()).set_up_app()
    somebody.clock.pass_by(minutes=6)
    return somebody


async def test_a_page_that_needs_it_leads_there_and_back(stale: Person) -> None:
    asked = await stale.client.get("/en/me/tokens?x=1")
    assert asked.headers["location"] == "/en/step-up?next=%2Fen%2Fme%2Ftokens%3Fx%3D1"
    page = (await stale.client.get(asked.headers["location"])).text
    going = re.search(r'name="_next" value="([^"]+)"', page)
    assert going is not None
    answer = await stale.send("step-up", code=stale.code(), _next=going[1])
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/me/tokens?x=1")
    assert (await stale.client.get("/en/me/tokens")).status_code == 200
    stale.clock.pass_by(minutes=5)
    assert (await stale.client.get("/en/me/tokens")).status_code == 303


async def test_the_session_gets_another_secret_and_the_old_one_is_worth_nothing(
    stale: Person,
) -> None:
    old, token = stale.client.cookies["parasol"], await stale.token()
    await stale.step_up()
    assert stale.client.cookies["parasol"] != old
    assert await stale.token() != token
    thief = stale.elsewhere()
    thief.client.cookies.set("parasol", old)
    assert not await thief.is_in()


async def test_what_was_typed_comes_back_filled_and_is_not_written(stale: Person) -> None:
    sent = await stale.send("me/tokens", scopes="read", days="7")
    assert "What you typed is kept." in sent.text
    kept = dict(re.findall(r'name="(_next|_carried)" value="([^"]*)"', sent.text))
    wrong = await stale.send("step-up", code="000000", **kept)
    assert said(wrong) == (401, "A fresh code, please")
    kept = dict(re.findall(r'name="(_next|_carried)" value="([^"]*)"', wrong.text))
    back = await stale.send("step-up", code=stale.code(), **kept)
    assert 'action="/en/me/tokens"' in back.text
    assert 'name="scopes" value="read"' in back.text
    hidden = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', back.text.split("<main")[1]))
    form = await stale.client.post("/en/me/tokens", data={**hidden, "step": "change"})
    assert 'value="read" checked' in form.text
    assert await stale.site.people.tokens.list_of(await stale.id()) == []


async def test_a_code_counts_once(stale: Person) -> None:
    code = stale.code()
    assert (await stale.send("step-up", code=code)).status_code == 303
    stale.clock.pass_by(seconds=1)
    assert (await stale.send("step-up", code=code)).status_code == 401


async def test_five_wrong_codes_end_the_session(stale: Person) -> None:
    answers = [await stale.send("step-up", code="000000") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 303]
    assert answers[-1].headers["location"] == "/en/sign-in"
    assert not await stale.is_in()


async def test_whoever_has_no_app_is_led_to_set_one_up(somebody: Person) -> None:
    await somebody.claim()
    answer = await somebody.client.get("/en/step-up?next=/en/me/tokens")
    assert answer.headers["location"] == "/en/me/totp?next=%2Fen%2Fme%2Ftokens"


async def test_it_leads_to_no_other_site(stale: Person) -> None:
    for address in ("//evil.test", "https://evil.test", "/\\evil.test"):
        page = await stale.client.get("/en/step-up", params={"next": address})
        assert "evil" not in page.text.split("<main")[1].split("</main>")[0]
        answer = await stale.send("step-up", code=stale.code(), _next=address)
        assert answer.headers["location"] == "/en/"
        stale.clock.pass_by(minutes=6)
