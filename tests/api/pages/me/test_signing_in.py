"""Handle and passphrase, then a code: and nobody is in before the last of them is right."""

import re

import pytest

from tests.api.pages.me.stage import OTHER, PASSPHRASE, Person, said


async def test_the_first_person_comes_in_with_a_code_and_is_asked_to_choose_a_handle(
    somebody: Person,
) -> None:
    page = (await somebody.client.get("/en/sign-in?next=/en/well")).text
    assert 'name="code"' in page
    code = await somebody.site.sign_in.issue_code()
    answer = await somebody.client.post(
        "/en/sign-in", data={"code": code, "claim": "y", "_next": "/en/well"}
    )
    assert answer.headers["location"] == "/en/me/claim?next=%2Fen%2Fwell"
    assert (await somebody.client.get(answer.headers["location"])).status_code == 200
    chosen = await somebody.send("me/claim", **somebody.chosen(), _next="/en/well")
    assert chosen.headers["location"] == "/en/me/totp?next=%2Fen%2Fwell"
    page = (await somebody.client.get(chosen.headers["location"])).text
    assert '<a href="/en/well">Later</a>' in page


async def test_once_there_is_a_handle_no_code_is_asked_for(somebody: Person) -> None:
    await somebody.claim()
    page = (await somebody.elsewhere().client.get("/en/sign-in")).text
    assert 'name="handle"' in page
    assert 'name="code"' not in page
    assert (await somebody.client.get("/en/me/claim")).headers["location"] == "/en/me"
    again = await somebody.send("me/claim", **somebody.chosen(handle="other"))
    assert again.headers["location"] == "/en/me"
    assert await somebody.site.people.find("other") is None


async def test_handle_and_passphrase_are_enough_without_an_app(somebody: Person) -> None:
    await somebody.claim()
    other = somebody.elsewhere()
    answer = await other.enter(handle=" HERON ", _next="/en/well")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/well")
    assert await other.is_in()
    cookies = answer.headers.get_list("set-cookie")
    assert sorted(each.split("=")[0] for each in cookies) == ["device", "parasol"]
    assert all("httponly" in each.lower() for each in cookies)


async def test_with_an_app_nobody_is_in_before_its_code_is_right(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    page = await other.enter()
    assert said(page) == (200, "One more step")
    assert "set-cookie" not in page.headers
    assert not await other.is_in()
    wrong = await other.second_page(page, "000000")
    assert said(wrong) == (401, "One more step")
    assert not await other.is_in()
    answer = await other.second_page(page, other.code())
    assert answer.status_code == 303
    assert await other.is_in()
    replayed = await other.elsewhere().second_page(page, other.code())
    assert said(replayed) == (401, "Sign in")


async def test_what_waits_for_a_code_opens_nothing_by_itself(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    page = await other.enter()
    pending = re.search(r'name="_pending" value="([^"]+)"', page.text)
    assert pending is not None
    other.client.cookies.set("parasol", pending[1])
    assert not await other.is_in()
    bearer = {"Authorization": f"Bearer {pending[1]}"}
    assert (await other.client.get("/api/v1/me", headers=bearer)).status_code == 401


async def test_the_second_page_ends_after_five_wrong_codes_and_after_five_minutes(
    somebody: Person,
) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    page = await other.enter()
    answers = [await other.second_page(page, "000000") for _ in range(5)]
    assert said(answers[-1]) == (401, "Sign in")
    assert said(await other.second_page(page, other.code())) == (401, "Sign in")
    somebody.clock.pass_by(minutes=20)
    late = await other.enter()
    somebody.clock.pass_by(minutes=5)
    assert said(await other.second_page(late, other.code())) == (401, "Sign in")


async def test_a_recovery_code_stands_in_for_the_app_once(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    typed = somebody.sheet[3].lower().replace("-", " ")
    assert (await other.second_page(await other.enter(), typed)).status_code == 303
    third = somebody.elsewhere()
    assert said(await third.second_page(await third.enter(), typed)) == (401, "One more step")


async def test_a_wrong_passphrase_and_an_unknown_handle_are_answered_alike(
    somebody: Person,
) -> None:
    await somebody.claim()
    stranger = somebody.elsewhere()
    answers = [
        await stranger.enter(handle=handle, passphrase=passphrase)
        for handle, passphrase in (("heron", OTHER), ("nobody", PASSPHRASE), ("nobody", OTHER))
    ]
    assert {answer.status_code for answer in answers} == {401}
    pages = {answer.text.replace("nobody", "heron") for answer in answers}
    assert len(pages) == 1
    assert "set-cookie" not in answers[0].headers


async def test_a_passphrase_never_comes_back_in_a_page(somebody: Person) -> None:
    await somebody.claim()
    stranger = somebody.elsewhere()
    for answer in (
        await stranger.enter(passphrase=OTHER),
        await stranger.enter(handle="", passphrase=OTHER),
        await stranger.client.post("/en/join", data=somebody.chosen(passphrase=OTHER, first="x")),
        await somebody.send("me/passphrase", current=OTHER, passphrase=OTHER, again="x"),
    ):
        assert answer.status_code in {401, 422}
        assert OTHER not in answer.text
    assert 'value="heron"' in (await stranger.enter(passphrase=OTHER)).text


async def test_many_wrong_tries_hold_up_strangers_and_not_a_known_browser(
    somebody: Person,
) -> None:
    await somebody.claim()
    stranger = somebody.elsewhere()
    while (last := await stranger.enter(passphrase=OTHER)).status_code == 401:
        pass
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0
    assert 'name="recovery"' in last.text
    # A session that ended by itself leaves the cookie of the browser.
    del somebody.client.cookies["parasol"]
    assert (await somebody.enter()).status_code == 303


async def test_a_recovery_code_gets_through_while_strangers_hold_up_the_handle(
    somebody: Person,
) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    while (await other.enter(passphrase=OTHER)).status_code != 429:
        pass
    answer = await other.enter(recovery=somebody.sheet[0])
    assert answer.status_code == 303
    assert await other.is_in()
    assert (await other.client.get("/en/me/tokens")).status_code == 200


@pytest.mark.parametrize("path", ["sign-in", "sign-in/code", "join", "recover"])
async def test_what_another_site_sends_signs_nobody_in(somebody: Person, path: str) -> None:
    await somebody.claim()
    stranger = somebody.elsewhere()
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        answer = await stranger.client.post(
            f"/en/{path}", data={**somebody.chosen(), "_carried": "x"}, headers=header
        )
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert "_carried" not in answer.text


async def test_what_was_typed_outlives_both_pages(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    asked = await other.client.post("/en/open", data={"label": "Harbour Fund", "step": "check"})
    assert said(asked) == (401, "Sign in")
    kept = dict(re.findall(r'name="(_next|_carried)" value="([^"]*)"', asked.text))
    second = await other.enter(**kept)
    kept = dict(re.findall(r'name="(_\w+)" value="([^"]*)"', second.text))
    answer = await other.client.post("/en/sign-in/code", data={**kept, "code": other.code()})
    assert said(answer) == (200, "You are signed in")
    assert 'action="/en/open"' in answer.text
    assert 'name="label" value="Harbour Fund"' in answer.text
    assert "set-cookie" in answer.headers


async def test_titles_of_tabs_name_nobody(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    for path in ("me", "me/totp", "me/passphrase", "me/tokens", "me/recovery-codes"):
        page = (await somebody.client.get(f"/en/{path}")).text
        title = re.search("<title>(.*)</title>", page)
        assert title is not None
        assert "heron" not in title[1]
        assert title[1].endswith(" · Parasol")
