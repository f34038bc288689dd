"""Whoever keeps the fund finds on the desk that a decision waits for what they think."""

from tests.api.pages.deciding.stage import (
    TITLE,
    page_text,
    proposal_at,
    propose,
    rules,
    say,
    settle,
    vote,
)
from tests.api.pages.people.stage import Town

ONE = "A decision waits for what you think."


async def test_a_decision_waits_on_the_desk_until_they_have_spoken(town: Town) -> None:
    assert ONE not in await page_text(town, "heron", "desk")
    path = await propose(town)
    page = await page_text(town, "heron", "desk")
    assert "One thing waits for you." in page
    assert f"For you to decide with the others to decide {ONE}" in page
    assert TITLE not in page
    await say(town, "heron", path, "agree")
    assert ONE not in await page_text(town, "heron", "desk")
    assert ONE in await page_text(town, "plover", "desk")
    await propose(town)
    assert "2 decisions wait for what you think." in await page_text(town, "plover", "desk")


async def test_what_is_over_waits_for_nobody(town: Town) -> None:
    path = await propose(town)
    town.clock.moment = (await proposal_at(town, path)).until
    await town.come(town.people["heron"].sign_in, "heron")
    assert ONE not in await page_text(town, "heron", "desk")


async def test_a_ballot_waits_until_it_is_in_the_box(town_alone: Town) -> None:
    town = await settle(town_alone, rules(anything="sealed_majority"))
    path = await propose(town)
    assert ONE in await page_text(town, "heron", "desk")
    await vote(town, "heron", path, choice="agree")
    assert ONE not in await page_text(town, "heron", "desk")
