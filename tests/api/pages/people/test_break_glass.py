"""Sealed sheets: made and printed, typed when signers are lost, stopped in time."""

import re
from datetime import timedelta

from ledger.events import Role
from tests.api.pages.people.stage import Person, Town
from tests.api.pages.recording.stage import filled_in, text_of


def codes_on(page: str) -> list[str]:
    return re.findall(r'<p class="code"><code><bdi dir="ltr">([^<]+)</bdi>', page)


async def seal(person: Person) -> list[str]:
    """Make two of three sheets and return their codes."""
    path = "people/break-glass/sheets"
    checked = await person.check(path, count="3", needed_sheets="2", hours="48")
    assert checked.status_code == 200, text_of(checked.text)
    codes = codes_on(checked.text)
    answer = await person.send(path, filled_in(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)
    return codes


async def test_sheets_are_shown_once_and_only_their_digests_are_kept(town: Town) -> None:
    heron = town.people["heron"]
    codes = await seal(heron)
    assert len(set(codes)) == 3
    sheets = (await town.state()).governance.sheets
    assert sheets is not None
    assert (len(sheets.hashes), sheets.needed, sheets.hours) == (3, 2, 48)
    said = text_of(await heron.page("people/break-glass"))
    assert "There are 3 sheets; 2 of them break the glass. Then 2 days are waited." in said
    assert not any(code in said for code in codes)


async def test_more_needed_than_there_are_is_refused(town: Town) -> None:
    heron = town.people["heron"]
    answer = await heron.check("people/break-glass/sheets", count="3", needed_sheets="5")
    assert answer.status_code == 422
    assert (await town.state()).governance.sheets is None


async def test_enough_sheets_make_new_stewards_after_the_waiting_time(town: Town) -> None:
    codes = await seal(town.people["heron"])
    member = await town.join("wren", by="heron")
    await town.join("plover", by="heron")
    path = "people/break-glass/break"
    typed = {"code_1": codes[2].lower().replace("-", " "), "code_2": codes[0]}
    checked = await member.check(path, **typed, successor_1="Wren", successor_2="plover")
    assert checked.status_code == 200, text_of(checked.text)
    assert "Stewards afterwards wren, plover" in text_of(checked.text)
    fields = filled_in(checked.text)
    for _ in range(2):
        answer = await member.send(path, fields, "write")
        assert answer.status_code == 303, text_of(answer.text)
    breaking = (await town.state()).governance.breaking
    assert breaking is not None
    assert breaking.until == town.clock() + timedelta(hours=48)
    said = text_of(await town.people["heron"].page("people/break-glass"))
    assert "The sheets were typed by wren" in said
    assert "typed by" not in text_of(await member.page("people/break-glass"))


async def test_who_belongs_is_not_told_without_the_sheets(town: Town) -> None:
    await seal(town.people["heron"])
    member = await town.join("wren", by="heron")
    answers = [
        await member.check(
            "people/break-glass/break",
            code_1="A" * 20,
            code_2="B" * 20,
            successor_1=name,
            successor_2="wren",
        )
        for name in ("heron", "nobody")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    for answer in answers:
        assert "2 different sheets of this fund are needed" in text_of(answer.text)
        assert "Nobody in this fund" not in answer.text


async def test_a_handle_that_is_nobodys_is_said(town: Town) -> None:
    codes = await seal(town.people["heron"])
    member = await town.join("wren", by="heron")
    typed = {"code_1": codes[0], "code_2": codes[1]}
    path = "people/break-glass/break"
    answer = await member.check(path, **typed, successor_1="nobody", successor_2="wren")
    assert answer.status_code == 404
    assert "Nobody in this fund has this handle" in text_of(answer.text)
    assert filled_in(answer.text)["successor_2"] == "wren"


async def test_a_steward_stops_it(town: Town) -> None:
    heron = town.people["heron"]
    codes = await seal(heron)
    member = await town.join("wren", Role.SEAT, by="heron")
    typed = {"code_1": codes[0], "code_2": codes[1]}
    path = "people/break-glass/break"
    await member.write(path, **typed, successor_1="heron", successor_2="wren")
    assert (await member.get("people/break-glass/stop")).status_code == 403
    answer = await heron.confirm("people/break-glass/stop")
    assert answer.status_code == 303, text_of(answer.text)
    governance = (await town.state()).governance
    assert (governance.breaking, governance.sheets) == (None, None)
    assert (await heron.confirm("people/break-glass/stop")).status_code == 409
