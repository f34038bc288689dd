"""Sealed ballots on pages: how often one may be sent, and what is said of few and of many."""

from typing import Any, Final

import pytest_asyncio

from api.casting import HOURLY, Casts
from ledger.deciding.proposal import Proposal
from tests.api.pages.deciding.stage import (
    count,
    page_text,
    proposal_at,
    propose,
    rules,
    settle,
    vote,
)
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of

ITEMS: Final = {
    "from_month": "2026-03",
    "until_month": "2026-12",
    "limit": "100",
    "kind_0": "rooms",
    "name_0": "Sofas",
    "amount_0": "60",
    "kind_1": "hosting",
    "name_1": "Lamps",
    "amount_1": "50",
    "kind_2": "materials",
    "name_2": "Carpet",
    "amount_2": "90",
}
REASONS: Final = ("wanted it", "behind it", "Nobody wanted", "had more votes")


@pytest_asyncio.fixture(loop_scope="session")
async def voting(town_alone: Town) -> Town:
    for number in range(5):
        await town_alone.join(f"tern{number}", by="heron")
    return await settle(town_alone, rules(budget="budget_ballot", anything="sealed_majority"))


async def test_a_page_takes_as_many_ballots_in_an_hour_as_a_program(voting: Town) -> None:
    path = await propose(voting, review_on="")
    voting.site.casts = Casts()
    try:
        slip = await vote(voting, "kite", path, choice="agree")
        kite = voting.people["kite"]
        fields = filled_in(await kite.page(f"{path}/ballot")) | {"slip": slip, "choice": "disagree"}
        sent = [await kite.send(f"{path}/ballot", fields, "write") for _ in range(HOURLY)]
        assert {each.status_code for each in sent[:-1]} == {303}
        assert sent[-1].status_code == 429
        assert 0 < int(sent[-1].headers["retry-after"]) <= 180
        assert "Wait a little, then send it again." in text_of(sent[-1].text)
        await vote(voting, "gull", path, choice="agree")
    finally:
        voting.site.casts = Casts()


async def told(town: Town, handle: str, proposal: Proposal) -> Any:
    """Return the proposal as a program reads it."""
    token = await town.site.sessions.start(town.people[handle].sign_in, "api")
    path = f"/api/v1/funds/{town.fund.fund_id}/proposals/{proposal.proposal}"
    answer = await town.client.get(path, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_of_nine_ballots_no_item_has_a_reason(voting: Town) -> None:
    path = await propose(voting, kind="budget", **ITEMS)
    for handle in list(voting.people)[:9]:
        await vote(voting, handle, path, choice=["1"])
    await count(voting, path)
    for page in (path, f"{path}/minutes"):
        said = await page_text(voting, "kite", page)
        assert "Sofas chosen" in said
        assert [each for each in REASONS if each in said] == []
    read = await told(voting, "kite", await proposal_at(voting, path))
    assert (len(read["chosen"]), read["reasons"]) == (1, [])


async def test_of_ten_ballots_page_and_program_read_the_same_reasons(voting: Town) -> None:
    path = await propose(voting, kind="budget", **ITEMS)
    for number, handle in enumerate(list(voting.people)[:10]):
        await vote(voting, handle, path, choice=["1"] if number < 7 else ["2"])
    await count(voting, path)
    said = await page_text(voting, "kite", path)
    assert "Sofas chosen 70 % wanted it, and paid for it with 85 % of an equal share" in said
    assert "Lamps Those who wanted it had $30.00 of $50.00 left in their shares." in said
    assert "Carpet Nobody wanted it." in said
    read = await told(voting, "kite", await proposal_at(voting, path))
    assert [
        (each["is_chosen"], each["why"], each["percent"], each["share"], each["had"])
        for each in read["reasons"]
    ] == [
        (True, None, 70, 85, None),
        (False, "supporters_short", 30, None, 30_00),
        (False, "no_votes", 0, None, None),
    ]
    items = [each["item_id"] for each in read["order"]["items"]]
    assert [each["item_id"] for each in read["reasons"]] == items
