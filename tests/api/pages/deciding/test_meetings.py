"""A meeting decides: one writes it down, another who was there confirms it; both can be printed."""

from typing import Final
from uuid import uuid4

from ledger.events.deciding import DecisionOutcome
from tests.api.pages.deciding.stage import (
    TITLE,
    count,
    page_text,
    press,
    proposal_at,
    propose,
    say,
)
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of

_VOID: Final = (
    "A meeting that was said not to be so It counts for nothing. What was said here went on. "
    "Held on Mar 20, 2026 Written down by {} Confirmed by {} Said not to be so by {} "
    "Void since Mar 20, 2026"
)
COUNTED: Final = {"present": "5", "said_agree": "4", "said_reservation": "1", "recused": "1"}


async def test_a_meeting_is_written_down_by_one_and_confirmed_by_another(town: Town) -> None:
    path = await propose(town)
    await say(town, "gull", path, "abstain")
    checked = await town.people["wren"].check(f"{path}/meeting", **COUNTED)
    said = text_of(checked.text)
    assert "Somebody else who was there has to confirm it" in said
    assert "agree with a concern 1" in said
    answer = await town.people["wren"].write(f"{path}/meeting", **COUNTED)
    assert answer.headers["location"].endswith(f"{path}#meeting")
    own = await page_text(town, "wren", path)
    assert "Written down by wren" in own
    assert "I was there, and it was so" not in own
    assert "waits for somebody who was there" in await page_text(town, "kite", "decisions")
    status, text = await press(town, "kite", path, "meeting/confirm")
    assert status == 303, text
    own = await page_text(town, "kite", path)
    assert "A meeting has decided it; it counts on Mar 21, 2026" in own
    assert "unless somebody who may decide says before that it was not so" in own
    assert "It was decided in a meeting" not in own
    assert "It was not so" not in own
    assert "can still say it was not so" in await page_text(town, "crane", "decisions")
    await count(town, path)
    assert (await proposal_at(town, path)).outcome is DecisionOutcome.ADOPTED
    page = await page_text(town, "gull", path)
    assert "In a meeting on Mar 20, 2026" in page
    assert "in the meeting 5" in page
    minutes = await page_text(town, "crane", f"{path}/minutes")
    assert "Confirmed by kite" in minutes
    assert "gull" not in minutes.partition("The meeting")[2]


async def test_somebody_else_says_that_there_was_no_such_meeting(town: Town) -> None:
    path = await propose(town)
    until = (await proposal_at(town, path)).until
    await say(town, "gull", path, "agree")
    await town.people["wren"].write(f"{path}/meeting", **COUNTED)
    assert (await press(town, "kite", path, "meeting/confirm"))[0] == 303
    assert "I was there, and it was so" not in await page_text(town, "gull", path)
    assert "It was not so" not in await page_text(town, "wren", path)
    status, text = await press(town, "gull", path, "meeting/contest")
    assert status == 303, text
    page = await page_text(town, "wren", path)
    assert 'id="meeting"' not in await town.people["wren"].page(path)
    assert "It was decided in a meeting" in page
    assert (await proposal_at(town, path)).until == until
    assert "not so" not in await page_text(town, "kite", "decisions")
    assert _VOID.format("a member", "kite", "a member") in await page_text(town, "kite", path)
    named = _VOID.format("wren", "kite", "gull")
    assert named in await page_text(town, "heron", path)
    await say(town, "crane", path, "agree")
    await count(town, path)
    proposal = await proposal_at(town, path)
    assert (proposal.outcome, proposal.in_meeting) == (DecisionOutcome.ADOPTED, False)
    for where in (path, f"{path}/minutes"):
        assert named in await page_text(town, "heron", where)


async def test_what_is_contested_too_late_or_by_who_was_there_is_refused(town: Town) -> None:
    path = await propose(town)
    await town.people["wren"].write(f"{path}/meeting", **COUNTED)
    await press(town, "kite", path, "meeting/confirm")
    for handle in ("wren", "kite"):
        status, text = await _pressed_anyway(town, handle, path)
        assert status == 403, text
    await count(town, path)
    status, text = await _pressed_anyway(town, "gull", path)
    assert status == 409, text


async def _pressed_anyway(town: Town, handle: str, path: str) -> tuple[int, str]:
    """Send what a button sends that is not on the page of whoever sends it."""
    person = town.people[handle]
    form = filled_in(await person.page("decisions/new/anything")) | {"_key": uuid4().hex}
    answer = await person.client.post(f"{person.prefix}/{path}/meeting/contest", data=form)
    return answer.status_code, text_of(answer.text)


async def test_numbers_that_cannot_be_are_refused_at_their_field(town: Town) -> None:
    path = await propose(town)
    wren = town.people["wren"]
    answer = await wren.check(f"{path}/meeting", present="2", said_agree="3")
    assert answer.status_code == 422
    answer = await wren.check(f"{path}/meeting", present="many")
    assert "Write a number, like 7" in text_of(answer.text)
    answer = await wren.check(f"{path}/meeting", present="99", said_agree="3")
    assert answer.status_code == 422
    assert 'href="#present"' in answer.text


async def test_the_agenda_has_a_box_for_each_number(town: Town) -> None:
    await propose(town)
    page = await town.people["kite"].page("decisions/agenda")
    said = text_of(page)
    assert TITLE in said
    assert "6 people may decide this." in said
    assert "there, and may decide agree agree with a concern block abstain keep out of it" in said
    assert page.count('class="boxed"') == 6


async def test_keeping_out_and_taking_back(town: Town) -> None:
    path = await propose(town)
    status, text = await press(town, "gull", path, "recuse")
    assert status == 303, text
    assert "You keep out of this decision." in await page_text(town, "gull", path)
    assert "Keep out of it: gull." in await page_text(town, "crane", path)
    assert "gull" not in await page_text(town, "kite", path)
    assert "5 people have not spoken yet." in await page_text(town, "kite", path)
    assert "action" not in text
    assert (await press(town, "wren", path, "withdraw"))[0] == 303
    assert "Taken back by whoever proposed it." in await page_text(town, "kite", "decisions")
    assert "Say what you think" not in await page_text(town, "kite", path)


async def test_words_are_forgotten_by_their_maker_and_two_words_stay(town: Town) -> None:
    path = await propose(town)
    await press(town, "kite", path, "note", note="Which colour?")
    assert "Which colour?" in await page_text(town, "wren", path)
    assert (await press(town, "wren", path, "forget"))[0] == 303
    page = await page_text(town, "kite", path)
    assert "The words of this proposal are forgotten." in page
    assert TITLE not in page
    assert "Which colour?" not in page


async def test_a_note_is_taken_away_by_who_wrote_it(town: Town) -> None:
    path = await propose(town)
    await press(town, "kite", path, "note", note="Which colour?")
    assert "Take it away" not in await page_text(town, "gull", path)
    assert (await press(town, "kite", path, "unsay"))[0] == 303
    assert "Which colour?" not in await page_text(town, "kite", path)


async def test_an_unknown_proposal_is_an_address_that_leads_nowhere(town: Town) -> None:
    wren, kite = town.people["wren"], town.people["kite"]
    path = await propose(town)
    nowhere = "decisions/00000000-0000-4000-8000-000000000000"
    assert (await wren.get(nowhere)).status_code == 404
    assert (await wren.get(f"decisions/{town.fund.fund_id}")).status_code == 404
    assert (await wren.get("decisions/new/rules")).status_code == 404
    assert (await wren.get(f"{path}/minutes")).status_code == 404
    assert (await kite.get(f"{path}/ballot")).status_code == 404
