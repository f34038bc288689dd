"""The pages about one's own sign-in: what outlives a session is never given to a mere session."""

import re
from uuid import UUID

import httpx
import pytest

from api.session import hashed, reference_of
from tests.api.client import client_of
from tests.api.pages.me.stage import OTHER, PASSPHRASE, Person, codes_in, said, token_in

PAGES = ("me", "me/claim", "me/totp", "me/passphrase", "me/recovery-codes", "me/tokens", "step-up")
FORMS = (
    *("me/claim", "me/totp", "me/totp/confirm", "me/passphrase", "me/recovery-codes"),
    *("me/tokens", "me/tokens/end", "me/sessions/end", "me/sessions/end-all", "step-up"),
)


@pytest.mark.parametrize("path", [*PAGES, "me/totp/qr.png"])
async def test_strangers_are_sent_to_sign_in(somebody: Person, path: str) -> None:
    answer = await somebody.client.get(f"/en/{path}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/en/sign-in")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", FORMS)
async def test_a_forged_form_changes_nothing(somebody: Person, path: str) -> None:
    await (await somebody.claim()).set_up_app()
    token = await somebody.token()
    before = await somebody.site.sessions.list_of(await somebody.id())
    sent = {"code": somebody.code(), "scopes": "read", "days": "7", "session": before[0].reference}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for fields, headers in (({}, {}), ({"_token": "0" * 64}, {}), ({"_token": token}, elsewhere)):
        data = {**sent, "current": PASSPHRASE, **somebody.chosen(handle="other"), **fields}
        answer = await somebody.client.post(f"/en/{path}", data=data, headers=headers)
        assert answer.status_code == 403
    assert await somebody.site.sessions.list_of(await somebody.id()) == before
    assert await somebody.token() == token


async def test_the_page_says_who_where_and_what_is_set_up(somebody: Person) -> None:
    await somebody.claim()
    page = (await somebody.client.get("/en/me")).text
    assert "<bdi>heron</bdi>" in page
    assert "No app for codes" in page
    assert page.count("this one") == 1
    await somebody.set_up_app()
    await somebody.elsewhere().sign_in()
    page = (await somebody.client.get("/en/me")).text
    assert "10 recovery codes left" in page
    assert page.count('me/sessions/end"') == 2
    assert page.count("this one") == 1


async def test_one_session_ends_and_the_others_stay(somebody: Person) -> None:
    await somebody.claim()
    other = await somebody.elsewhere().sign_in()
    page = (await other.client.get("/en/me")).text
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    theirs = next(row for row in rows if "this one" not in row)
    reference = re.search(r'name="session" value="([^"]+)"', theirs)
    assert reference is not None
    answer = await other.send("me/sessions/end", session=reference[1])
    assert answer.headers["location"] == "/en/me?done=session"
    assert "That session has ended" in (await other.client.get("/en/me?done=session")).text
    assert not await somebody.is_in()
    assert await other.is_in()
    assert (await other.send("me/sessions/end", session=reference[1])).status_code == 404


async def test_signing_out_everywhere_ends_sessions_tokens_and_known_browsers(
    somebody: Person,
) -> None:
    await (await somebody.claim()).set_up_app()
    other = await somebody.elsewhere().sign_in()
    made = await other.send("me/tokens", scopes="read", days="7")
    bearer = {"Authorization": f"Bearer {api_token_in(made)}"}
    answer = await other.send("me/sessions/end-all")
    assert answer.headers["location"] == "/en/sign-in"
    assert '"cookies"' in answer.headers["clear-site-data"]
    assert not await somebody.is_in()
    assert not await other.is_in()
    stranger = client_of(other.client.app)  # type: ignore[attr-defined]
    assert (await stranger.get("/api/v1/funds", headers=bearer)).status_code == 401


async def test_another_passphrase_takes_the_present_one_and_ends_what_is_elsewhere(
    somebody: Person,
) -> None:
    await somebody.claim()
    other = await somebody.elsewhere().sign_in()
    old = somebody.client.cookies["parasol"]
    new = {"passphrase": OTHER, "again": OTHER}
    wrong = await somebody.send("me/passphrase", current="not this one", **new)
    assert wrong.status_code == 422
    assert "This is not your present passphrase" in wrong.text
    done = await somebody.send("me/passphrase", current=PASSPHRASE, **new)
    assert done.headers["location"] == "/en/me?done=passphrase"
    assert somebody.client.cookies["parasol"] != old
    assert await somebody.is_in()
    assert not await other.is_in()
    assert (await other.enter()).status_code == 401
    assert (await other.enter(passphrase=OTHER)).status_code == 303


async def test_guessing_the_present_passphrase_ends_the_session(somebody: Person) -> None:
    await somebody.claim()
    guess = {"current": "not this one", "passphrase": OTHER, "again": OTHER}
    answers = [await somebody.send("me/passphrase", **guess) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 303]
    assert answers[-1].headers["location"] == "/en/sign-in"
    assert not await somebody.is_in()


async def test_an_app_is_set_up_from_a_picture_or_from_letters(somebody: Person) -> None:
    await somebody.claim()
    assert (await somebody.client.get("/en/me/totp/qr.png")).status_code == 404
    assert said(await somebody.client.get("/en/me/totp")) == (200, "An app that shows codes")
    await somebody.send("me/totp")
    picture = await somebody.client.get("/en/me/totp/qr.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["cache-control"] == "no-store"
    assert picture.content.startswith(b"\x89PNG")
    wrong = await somebody.send("me/totp/confirm", code="000000")
    assert said(wrong) == (401, "Put this into the app")
    assert not await somebody.site.people.has_totp(await somebody.id())
    await somebody.set_up_app()
    assert await somebody.site.people.has_totp(await somebody.id())
    assert len(set(somebody.sheet)) == 10
    assert (await somebody.client.get("/en/me/totp/qr.png")).status_code == 404


async def test_while_an_app_is_set_up_nobody_else_is_in(somebody: Person) -> None:
    await somebody.claim()
    other, copy = await somebody.elsewhere().sign_in(), somebody.elsewhere()
    copy.client.cookies.set("parasol", somebody.client.cookies["parasol"])
    assert await copy.is_in()
    await somebody.send("me/totp")
    for thief in (other, copy):
        assert (await thief.client.get("/en/me/totp/qr.png")).status_code == 303
    assert (await somebody.client.get("/en/me/totp/qr.png")).status_code == 200


async def test_a_session_that_was_found_open_gets_no_app_without_the_passphrase(
    somebody: Person,
) -> None:
    await somebody.claim()
    somebody.clock.pass_by(minutes=11)
    page = await somebody.client.get("/en/me/totp")
    assert 'type="password"' in page.text
    for fields in ({}, {"passphrase": "not this one"}):
        assert (await somebody.send("me/totp", **fields)).status_code == 422
    assert (await somebody.client.get("/en/me/totp/qr.png")).status_code == 404
    assert (await somebody.send("me/recovery-codes")).status_code == 422
    assert (await somebody.send("me/totp", passphrase=PASSPHRASE)).status_code == 303


async def test_another_app_and_another_sheet_take_a_code_of_the_present_app(
    somebody: Person,
) -> None:
    await (await somebody.claim()).set_up_app()
    somebody.clock.pass_by(minutes=5)
    for path in ("me/totp", "me/recovery-codes"):
        asked = await somebody.client.get(f"/en/{path}")
        assert asked.headers["location"] == f"/en/step-up?next=%2Fen%2F{path.replace('/', '%2F')}"
        sent = await somebody.send(path)
        assert said(sent) == (200, "A fresh code, please")
    await somebody.step_up()
    old = somebody.secret
    for path in ("me/totp", "me/recovery-codes"):
        assert 'type="password"' in (await somebody.client.get(f"/en/{path}")).text
        for fields in ({}, {"passphrase": "not this one"}):
            assert (await somebody.send(path, **fields)).status_code == 422
    assert (await somebody.client.get("/en/me/totp/qr.png")).status_code == 404
    await somebody.set_up_app()
    assert somebody.secret != old


async def test_another_passphrase_takes_a_code_of_whoever_has_an_app(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    somebody.clock.pass_by(minutes=5)
    new = {"current": PASSPHRASE, "passphrase": OTHER, "again": OTHER}
    for answer in (
        await somebody.client.get("/en/me/passphrase"),
        await somebody.send("me/passphrase", **new),
    ):
        assert answer.headers["location"] == "/en/step-up?next=%2Fen%2Fme%2Fpassphrase"
        assert OTHER not in answer.text
    assert (await somebody.elsewhere().enter(passphrase=OTHER)).status_code == 401
    await somebody.step_up()
    done = await somebody.send("me/passphrase", **new)
    assert done.headers["location"] == "/en/me?done=passphrase"


async def test_ending_other_sessions_takes_a_code_of_whoever_has_an_app(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    other = await somebody.elsewhere().sign_in()
    other.clock.pass_by(minutes=5)
    theirs = reference_in(other)
    for path, fields in (("me/sessions/end", {"session": theirs}), ("me/sessions/end-all", {})):
        asked = await somebody.send(path, **fields)
        assert asked.headers["location"] == "/en/step-up?next=%2Fen%2Fme", path
    assert await other.is_in()
    await somebody.step_up()
    ended = await somebody.send("me/sessions/end", session=theirs)
    assert ended.headers["location"] == "/en/me?done=session"
    assert not await other.is_in()
    somebody.clock.pass_by(minutes=5)
    signed_out = await somebody.send("me/sessions/end", session=reference_in(somebody))
    assert signed_out.headers["location"] == "/en/sign-in", "one's own like signing out"


async def test_a_sheet_is_shown_once_and_ends_the_one_before(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    sent = {"_token": await somebody.token(), "passphrase": PASSPHRASE}
    page = await somebody.client.post("/en/me/recovery-codes", data=sent)
    fresh = codes_in(page.text)
    assert len(set(fresh)) == 10
    assert not set(fresh) & set(somebody.sheet)
    again = await somebody.client.post("/en/me/recovery-codes", data=sent)
    assert again.status_code == 403
    assert codes_in(again.text) == []
    other = somebody.elsewhere()
    second = await other.enter()
    assert (await other.second_page(second, somebody.sheet[0])).status_code == 401
    assert (await other.second_page(second, fresh[0])).status_code == 303


def reference_in(person: Person) -> str:
    """Return the name under which the session of somebody's browser is listed."""
    return reference_of(hashed(person.client.cookies["parasol"]))


def api_token_in(page: httpx.Response) -> str:
    found = re.search(r"<code dir=\"ltr\">(parasol_[^<]+)</code>", page.text)
    assert found is not None, page.text
    return found[1]


async def test_a_token_is_made_shown_once_listed_and_ended(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    page = await somebody.client.get("/en/me/tokens")
    sent = {"_token": token_in(page.text), "scopes": "read", "days": "7"}
    made = await somebody.client.post("/en/me/tokens", data=sent)
    bearer = {"Authorization": f"Bearer {api_token_in(made)}"}
    assert (await somebody.client.post("/en/me/tokens", data=sent)).status_code == 403
    assert (await somebody.client.get("/api/v1/funds", headers=bearer)).status_code == 200
    listed = (await somebody.client.get("/en/me")).text
    assert api_token_in(made) not in listed
    reference = re.search(r'name="token" value="([^"]+)"', listed)
    assert reference is not None
    ended = await somebody.send("me/tokens/end", token=reference[1])
    assert ended.headers["location"] == "/en/me?done=token"
    assert (await somebody.client.get("/api/v1/funds", headers=bearer)).status_code == 401
    assert (await somebody.send("me/tokens/end", token=reference[1])).status_code == 404


async def test_a_token_needs_a_purpose_and_a_fresh_code(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    nothing = await somebody.send("me/tokens", days="7")
    assert nothing.status_code == 422
    assert '<a href="#scopes">' in nothing.text
    assert (await somebody.send("me/tokens", scopes="read", days="900")).status_code == 422
    somebody.clock.pass_by(minutes=5)
    late = await somebody.send("me/tokens", scopes="read", days="7")
    assert said(late) == (200, "A fresh code, please")
    assert await somebody.site.people.tokens.list_of(await somebody.id()) == []


async def test_nobody_ends_sessions_or_tokens_of_another(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    await somebody.send("me/tokens", scopes="read", days="7")
    who = await somebody.id()
    [session], [token] = (
        await somebody.site.sessions.list_of(who),
        await somebody.site.people.tokens.list_of(who),
    )
    code = await somebody.site.people.invitations.whole(UUID(int=7), who)
    other = somebody.elsewhere()
    other.handle, other.secret = "wren", ""
    await other.client.post("/en/join", data=other.chosen(first=code))
    assert (await other.send("me/sessions/end", session=session.reference)).status_code == 404
    assert (await other.send("me/tokens/end", token=token.reference)).status_code == 404
    assert await somebody.is_in()
