"""Inviting people, giving mandates, ending them: while one person signs."""

from uuid import uuid4

from ledger.case_label import case_label
from ledger.events import Role
from tests.api.pages.people.stage import PASSPHRASE, Town
from tests.api.pages.reading.parts import link
from tests.api.pages.recording.stage import day, filled_in, text_of


async def test_whoever_opened_the_fund_is_listed_with_their_mandates(town: Town) -> None:
    said = text_of(await town.people["heron"].page("people"))
    assert "heron this is you" in said
    for role in ("Steward", "Treasurer", "Approver"):
        assert role in said


async def test_somebody_is_invited_and_comes(town: Town) -> None:
    heron = town.people["heron"]
    answer = await heron.confirm("people/invite")
    assert answer.status_code == 303, text_of(answer.text)
    address = answer.headers["location"].removeprefix(f"{heron.prefix}/")
    new = next(who for who in (await town.state()).governance.members if who != heron.sign_in)
    assert address == f"people/{new}/invitation"
    shown = await heron.press(address)
    assert shown.headers["cache-control"] == "no-store"
    code = shown.text.split('<bdi dir="ltr">')[1].split("</bdi>")[0]
    assert code not in shown.headers.get("location", "")
    listed = text_of(await heron.page("people"))
    assert f"somebody invited ({case_label(new)})" in listed
    assert "The code works until" in listed
    assert await town.site.people.join(code, "", "plover", PASSPHRASE) == new
    assert "plover" in text_of(await heron.page("people"))
    assert "They have come" in text_of(await heron.page(address))


async def test_a_code_made_anew_makes_the_old_one_void(town: Town) -> None:
    heron = town.people["heron"]
    address = (await heron.confirm("people/invite")).headers["location"]
    path = address.removeprefix(f"{heron.prefix}/")
    first, second = [
        (await heron.press(path)).text.split('<bdi dir="ltr">')[1].split("</bdi>")[0]
        for _ in range(2)
    ]
    assert await town.site.people.join(first, "", "plover", PASSPHRASE) is None
    assert await town.site.people.join(second, "", "plover", PASSPHRASE) is not None


async def test_an_invitation_sent_twice_is_one_person(town: Town) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("people/invite"))
    for _ in range(2):
        assert (await heron.send("people/invite", fields, "write")).status_code == 303
    assert len((await town.state()).governance.members) == 2


async def test_nobody_is_invited_under_an_id_that_somebody_has(town: Town) -> None:
    heron = town.people["heron"]
    for bad in (str(heron.sign_in), "x", str(uuid4())[:-1], "00000000-0000-0000-0000-000000000000"):
        answer = await heron.confirm("people/invite", sign_in=bad)
        assert answer.status_code == 409, bad
    assert len((await town.state()).governance.members) == 1


async def test_a_mandate_is_given_for_a_time_and_ended(town: Town) -> None:
    heron, plover = town.people["heron"], await town.join("plover", by="heron")
    path = f"people/{plover.sign_in}/grant"
    term = day("ends_on", town.clock().date().replace(year=2027))
    answer = await heron.write(path, role="approver", **term)
    assert answer.status_code == 303, text_of(answer.text)
    said = text_of(await heron.page("people"))
    assert "Approver through March 20, 2027" in said
    again = await heron.check(path, role="approver", **term)
    assert again.status_code == 409
    assert "They have the mandate approver already" in text_of(again.text)
    late = await heron.check(path, role="approver", **day("ends_on"))
    assert late.status_code == 422
    end = f"people/{plover.sign_in}/mandates/approver/end"
    assert (await heron.confirm(end)).status_code == 303
    assert (await heron.get(end)).status_code == 404
    roles = {each.role for each in (await town.state()).governance.mandates}
    assert roles == {Role.STEWARD, Role.TREASURER, Role.APPROVER}
    assert (await heron.get(f"people/{plover.sign_in}/mandates/queen/end")).status_code == 404


async def test_whose_mandate_ends_is_signed_out(town: Town) -> None:
    heron, plover = town.people["heron"], await town.join("plover", Role.AUDITOR, by="heron")
    assert (await plover.get("people")).status_code == 200
    end = f"people/{plover.sign_in}/mandates/auditor/end"
    assert (await heron.confirm(end)).status_code == 303
    assert "/sign-in" in (await plover.get("people")).headers["location"]


async def test_a_membership_ends_with_everything(town: Town) -> None:
    heron, plover = town.people["heron"], await town.join("plover", Role.AUDITOR, by="heron")
    page = await heron.page("people")
    assert link(page, "End the membership : plover").endswith(f"{plover.sign_in}/end")
    said = text_of(await heron.page(f"people/{plover.sign_in}/end"))
    assert "Mandates that end auditor" in said
    assert (await heron.confirm(f"people/{plover.sign_in}/end")).status_code == 303
    assert "/sign-in" in (await plover.get("people")).headers["location"]
    back = await town.come(plover.sign_in, "plover")
    assert (await back.get("people")).status_code == 404
    assert (await heron.get(f"people/{plover.sign_in}/end")).status_code == 404


async def test_the_last_steward_stays(town: Town) -> None:
    heron = town.people["heron"]
    answer = await heron.confirm(f"people/{heron.sign_in}/mandates/steward/end")
    assert answer.status_code == 409
    assert "The fund needs somebody with the mandate steward; nobody would be left." in text_of(
        answer.text
    )


async def test_only_stewards_change_who_belongs(town: Town) -> None:
    auditor = await town.join("plover", Role.AUDITOR, by="heron")
    page = await auditor.page("people")
    for words in ("Invite somebody", "Give a mandate", "End it", "End the membership"):
        assert words not in page
    assert "Suspend" in page
    for path in ("people/invite", f"people/{auditor.sign_in}/grant", "policy/change"):
        assert (await auditor.get(path)).status_code == 403


async def test_a_plain_member_reads_the_rules_and_not_who_belongs(town: Town) -> None:
    member = await town.join("plover", by="heron")
    assert (await member.get("people")).status_code == 403
    said = text_of(await member.page("policy"))
    assert "Any payment one person approves besides whoever asks" in said
    assert "heron" not in said
