"""Members put something forward, say what they think, and read what became of it."""

from ledger.events.deciding import DecisionOutcome
from tests.api.pages.deciding.stage import (
    REVIEW,
    TITLE,
    WORDS,
    page_text,
    press,
    proposal_at,
    propose,
    say,
)
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of


async def test_a_member_proposes_something_and_the_others_find_it_waiting(town: Town) -> None:
    checked = await town.people["wren"].check("decisions/new/anything", **(WORDS | REVIEW))
    said = text_of(checked.text)
    assert "Every member can read it from now on" in said
    assert "every member (6 people now)" in said
    assert "forgotten 400 days after it ended" in said
    path = await propose(town)
    page = await page_text(town, "kite", "decisions")
    assert page.index("Waiting for you") < page.index(TITLE) < page.index("Decided")
    assert "7 days left" in page or "6 days left" in page
    assert "The old ones break." in await page_text(town, "kite", path)
    assert "6 people have not spoken yet." in await page_text(town, "kite", path)


async def test_what_somebody_said_shows_and_can_be_changed_until_the_end(town: Town) -> None:
    path = await propose(town)
    await say(town, "kite", path, "agree")
    assert "You said: I agree." in await page_text(town, "kite", path)
    await say(town, "kite", path, "reservation", "Who carries them up?")
    page = await page_text(town, "wren", path)
    assert "agree with a concern 1 5 people have not spoken yet." in page
    assert "Who carries them up? a member · agree with a concern" in page
    assert "kite" not in page
    mandated = await page_text(town, "crane", path)
    assert "agree with a concern 1 (kite)" in mandated
    assert "Who carries them up? kite · agree with a concern" in mandated
    assert "Put forward by wren" in mandated
    assert "5 people have not spoken yet." in page
    assert "You have said what you think." in await page_text(town, "kite", "decisions")


async def test_a_block_needs_a_reason(town: Town) -> None:
    path = await propose(town)
    status, text = await press(town, "gull", path, "stance", stance="block")
    assert status == 422
    assert "Say why you block it" in text
    await say(town, "gull", path, "block", "It harms those who sleep there.")
    assert "It harms those who sleep there. gull · block" in await page_text(town, "crane", path)


async def test_once_everybody_has_spoken_it_is_decided_and_says_how(town: Town) -> None:
    path = await propose(town)
    for handle in ("wren", "kite", "gull", "crane", "heron", "plover"):
        await say(town, handle, path, "agree")
    assert (await proposal_at(town, path)).outcome is DecisionOutcome.ADOPTED
    page = await page_text(town, "kite", path)
    assert f"{TITLE} Adopted What it says" in page
    assert "How it ended Why It had what the rule asks for." in page
    assert "Could decide 6 Took part 6 agree 6" in page
    listed = await page_text(town, "kite", "decisions")
    assert "Adopted, and written down. It binds no money." in listed
    assert "Nothing waits for you." in listed
    assert "Adopted" in await page_text(town, "wren", f"{path}/minutes")
