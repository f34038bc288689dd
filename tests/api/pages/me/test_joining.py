"""Coming in with an invitation, and coming back after a lost passphrase."""

from uuid import UUID, uuid4

import httpx

from tests.api.pages.me.stage import OTHER, PASSPHRASE, Person, said, steward


async def halves(somebody: Person) -> tuple[UUID, list[str]]:
    """Return who is invited and the two halves of their invitation."""
    invited, invitations = uuid4(), somebody.site.people.invitations
    stewards = [await steward(somebody.site) for _ in range(2)]
    return invited, [await invitations.half(invited, by) for by in stewards]


async def join(somebody: Person, **fields: str) -> httpx.Response:
    newcomer = somebody.elsewhere()
    sent = newcomer.chosen(**{"handle": "wren", **fields})
    return await newcomer.client.post("/en/join", data=sent)


async def test_both_halves_in_any_order_let_somebody_in_once(somebody: Person) -> None:
    invited, (one, other) = await halves(somebody)
    answer = await join(somebody, first=other.lower(), second=f" {one} ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/me/totp")
    assert await somebody.site.people.find("wren") == invited
    again = await join(somebody, first=one, second=other, handle="robin")
    assert said(again) == (401, "You were invited")
    assert "set-cookie" not in again.headers


async def test_a_whole_code_needs_no_second_half(somebody: Person) -> None:
    code = await somebody.site.people.invitations.whole(uuid4(), await steward(somebody.site))
    assert (await join(somebody, first=code)).status_code == 303


async def test_wrong_used_old_and_half_invitations_look_the_same(somebody: Person) -> None:
    _, (one, other) = await halves(somebody)
    _, (third, _) = await halves(somebody)
    tried = [
        {"first": one},
        {"first": other, "second": other},
        {"first": one, "second": third},
        {"first": "x"},
        {"first": one, "second": "0" * 500},
    ]
    answers = [await join(somebody, **fields) for fields in tried]
    assert {answer.status_code for answer in answers} == {401}
    assert all("This invitation does not work." in answer.text for answer in answers)
    assert await somebody.site.people.find("wren") is None
    somebody.clock.pass_by(days=8)
    assert (await join(somebody, first=one, second=other)).status_code == 401


async def test_all_that_is_wrong_is_said_at_once_and_only_passphrases_are_typed_again(
    somebody: Person,
) -> None:
    answer = await join(somebody, first="ABCD", second="EFGH", handle="", again="no")
    assert answer.status_code == 422
    assert answer.text.count('class="msg"') == 2
    for anchor in ("handle", "again"):
        assert f'<a href="#{anchor}">' in answer.text
    assert 'value="ABCD"' in answer.text
    assert 'value="EFGH"' in answer.text
    assert PASSPHRASE not in answer.text


async def test_that_a_handle_is_taken_is_told_only_to_the_invited(somebody: Person) -> None:
    await somebody.claim()
    _, (one, other) = await halves(somebody)
    told = await join(somebody, first=one, second=other, handle="Heron")
    assert told.status_code == 422
    assert "taken by somebody else" in told.text
    stranger = await join(somebody, first=one, handle="Heron")
    assert stranger.status_code == 401
    assert "taken" not in stranger.text
    assert (await join(somebody, first=one, second=other)).status_code == 303


async def test_a_passphrase_that_does_not_fit_is_refused_at_its_field(somebody: Person) -> None:
    _, (one, other) = await halves(somebody)
    for passphrase in ("short", "wren", "password1234"):
        fields = {"passphrase": passphrase, "again": passphrase}
        answer = await join(somebody, first=one, second=other, **fields)
        assert answer.status_code == 422
        assert '<a href="#passphrase">' in answer.text


async def test_six_random_words_are_offered_and_are_others_each_time(somebody: Person) -> None:
    pages = [(await somebody.client.get("/en/join")).text for _ in range(2)]
    offers = [page.split('<strong lang="en">')[1].split("<")[0] for page in pages]
    assert [len(offer.split()) for offer in offers] == [6, 6]
    assert offers[0] != offers[1]


async def test_a_lost_passphrase_takes_a_recovery_code_and_the_app(somebody: Person) -> None:
    await (await somebody.claim()).set_up_app()
    other = somebody.elsewhere()
    known = {"handle": "heron", "recovery": somebody.sheet[0], "passphrase": OTHER, "again": OTHER}
    without = await other.client.post("/en/recover", data=known)
    assert without.status_code == 401
    wrong = await other.client.post("/en/recover", data={**known, "code": "000000"})
    assert wrong.status_code == 401
    assert OTHER not in wrong.text
    sent = {**known, "code": somebody.code()}
    answer = await other.client.post("/en/recover", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/")
    assert await other.is_in()
    assert not await somebody.is_in()
    assert (await somebody.elsewhere().enter()).status_code == 401
    assert (await somebody.elsewhere().enter(passphrase=OTHER)).status_code == 200
    somebody.clock.pass_by(minutes=1)
    used = await other.client.post("/en/recover", data={**known, "code": somebody.code()})
    assert used.status_code == 401
