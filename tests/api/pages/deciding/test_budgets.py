"""Members propose budgets and changes of them, see before and after, and vote on items."""

from typing import Any, Final

import pytest_asyncio

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.deciding.proposal import Proposal
from ledger.election.pabulib import read_pb
from ledger.events.deciding import DecisionOutcome
from tests.api.pages.deciding.stage import (
    REVIEW,
    TITLE,
    WORDS,
    carry_out,
    count,
    page_text,
    proposal_at,
    propose,
    rules,
    say,
    settle,
    vote,
)
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.two_people import form_at

MONTHS: Final = {"from_month": "2026-04", "until_month": "2026-12"}
ITEMS: Final[dict[str, Any]] = {
    "kind_0": "rent",
    "amount_0": "600",
    "carries_0": "y",
    "kind_1": "food",
    "amount_1": "200.50",
    "name_1": "Kitchen",
}
EVERYBODY: Final = ("wren", "kite", "gull", "crane", "heron", "plover")


async def adopted(town: Town, path: str) -> Proposal:
    for handle in EVERYBODY:
        await say(town, handle, path, "agree")
    found = await proposal_at(town, path)
    assert found.outcome is DecisionOutcome.ADOPTED
    return found


async def test_a_budget_is_proposed_seen_and_adopted(town: Town) -> None:
    answers = WORDS | REVIEW | MONTHS | ITEMS
    checked = await town.people["wren"].check("decisions/new/budget", **answers)
    said = text_of(checked.text)
    assert "Planned in all $800.50" in said
    assert "Kitchen" in said
    path = await propose(town, kind="budget", **(MONTHS | ITEMS))
    page = await page_text(town, "kite", path)
    assert "A budget for April to December 2026" in page
    assert "Rent" in page
    assert "$600.00" in page
    proposal = await adopted(town, path)
    await carry_out(town, proposal)
    state = await town.state()
    [budget] = state.budgets.budgets.values()
    assert [(each.kind, each.amount, each.carries_over) for each in budget.items] == [
        ("rent", 600_00, True),
        ("food", 200_50, False),
    ]
    assert "Adopted and carried out." in await page_text(town, "kite", "decisions")
    said = await page_text(town, "kite", path)
    assert "See it in the budget" in said
    assert said.index("What it says") < said.index("How it ended") < said.index("What was decided")
    item = f"budget/items/{budget.items[1].item_id}"
    assert item in await town.people["kite"].page(path)
    assert TITLE in await page_text(town, "kite", item)


async def test_rows_are_whole_or_empty_and_there_is_room_for_more(town: Town) -> None:
    wren = town.people["wren"]
    fields = filled_in(await wren.page("decisions/new/budget")) | WORDS | REVIEW | MONTHS
    answer = await wren.send("decisions/new/budget", fields | {"kind_0": "rent"}, "check")
    assert answer.status_code == 422
    assert "Write how much" in text_of(answer.text)
    answer = await wren.send("decisions/new/budget", fields | {"amount_2": "5"}, "check")
    assert "Choose what it is for" in text_of(answer.text)
    assert 'name="kind_6"' not in answer.text
    more = await wren.send("decisions/new/budget?more=y", fields, "change")
    assert 'name="kind_9"' in more.text
    assert 'name="kind_10"' not in more.text
    again = await wren.send("decisions/new/budget", fields, "change")
    assert 'name="kind_6"' not in again.text


async def test_a_budget_is_changed_by_the_amounts_that_shall_be_others(town: Town) -> None:
    path = await propose(town, kind="budget", **(MONTHS | ITEMS))
    proposal = await adopted(town, path)
    await carry_out(town, proposal)
    [budget] = (await town.state()).budgets.budgets.values()
    wren = town.people["wren"]
    page = await wren.page("decisions/new")
    kind = f"amendment/{budget.budget}"
    assert f"decisions/new/{kind}" in page
    form = await wren.page(f"decisions/new/{kind}")
    assert "Kitchen" in text_of(form)
    assert filled_in(form)["amount_0"] == "600.00"
    change = {"amount_0": "450", "amount_1": "0", "kind_2": "hosting", "amount_2": "30"}
    changed = await propose(town, kind=kind, **change)
    said = await page_text(town, "kite", changed)
    assert "The budget of April to December 2026" in said
    order = (await proposal_at(town, changed)).order
    assert isinstance(order, AmendBudget)
    assert [(each.kind, each.amount) for each in order.items] == [
        ("rent", 450_00),
        ("food", 0),
        ("hosting", 30_00),
    ]


async def test_a_proposal_is_changed_by_its_maker_and_every_stance_is_void(town: Town) -> None:
    path = await propose(town, kind="budget", **(MONTHS | ITEMS))
    await say(town, "kite", path, "agree")
    wren = town.people["wren"]
    form = filled_in(await wren.page(f"{path}/change"))
    assert (form["amount_0"], form["kind_1"], form["name_1"]) == ("600.00", "food", "Kitchen")
    assert (form["from_month"], form["title"]) == ("2026-04", WORDS["title"])
    answer = await wren.write(f"{path}/change", **(WORDS | REVIEW | {"amount_0": "700"}))
    assert answer.status_code == 303
    proposal = await proposal_at(town, path)
    assert isinstance(proposal.order, AdoptBudget)
    assert proposal.order.items[0].amount == 700_00
    assert proposal.stances == {}
    assert "6 people have not spoken yet." in await page_text(town, "kite", path)
    assert (await town.people["kite"].get(f"{path}/change")).status_code == 404


@pytest_asyncio.fixture(loop_scope="session")
async def voting(town_alone: Town) -> Town:
    return await settle(town_alone, rules(budget="budget_ballot", anything="sealed_majority"))


async def test_items_are_chosen_by_sealed_ballots_with_a_slip(voting: Town) -> None:
    town = voting
    items = {
        "limit": "100",
        "kind_0": "rooms",
        "kind_1": "hosting",
        "kind_2": "materials",
        "name_0": "Sofas",
        "amount_0": "60",
        "name_1": "Lamps",
        "amount_1": "40",
        "name_2": "Carpet",
        "amount_2": "90",
    }
    path = await propose(town, kind="budget", **(MONTHS | items))
    page = await page_text(town, "kite", path)
    assert "Items to choose from; $100.00 may be spent in all." in page
    ballot = await page_text(town, "kite", f"{path}/ballot")
    assert "Fewer than ten people can vote here." in ballot
    assert "Whoever runs the server could watch ballots arrive" in ballot
    slip = await vote(town, "kite", path, choice=["1", "2"])
    assert slip
    assert "Your ballot is in the box." in await page_text(town, "kite", path)
    assert "5 people have not voted yet." in await page_text(town, "wren", path)
    kite = town.people["kite"]
    fields = filled_in(await kite.page(f"{path}/ballot"))
    assert "slip" not in fields or fields["slip"] == ""
    wrong = await kite.send(
        f"{path}/ballot", fields | {"slip": "7K3M-7K3M-7K3M-7K3M-7K3M"}, "write"
    )
    assert wrong.status_code == 409
    again: dict[str, Any] = fields | {"slip": slip, "choice": ["1"]}
    assert (await kite.send(f"{path}/ballot", again, "write")).status_code == 303
    for handle in ("wren", "gull", "crane"):
        await vote(town, handle, path, choice=["1", "2"])
    await count(town, path)
    proposal = await proposal_at(town, path)
    assert proposal.outcome is DecisionOutcome.ADOPTED
    assert len(proposal.chosen) == 2


async def test_of_fewer_than_ten_ballots_only_the_outcome_is_shown(voting: Town) -> None:
    town = voting
    path = await propose(town, review_on="")
    page = await page_text(town, "kite", f"{path}/ballot")
    assert "For it" in page
    for handle, choice in (("kite", "agree"), ("wren", "disagree"), ("gull", "agree")):
        await vote(town, handle, path, choice=choice)
    await count(town, path)
    page = await page_text(town, "kite", path)
    assert "Adopted" in page
    assert "With fewer than 10 ballots only the outcome is shown." in page
    assert "Took part" not in page
    assert (await town.people["kite"].get(f"{path}/ballots.pb")).status_code == 404


PB: Final = b"""META
key;value
description;Chairs
budget;100
num_projects;2
num_votes;2
vote_type;approval
PROJECTS
project_id;cost;name
1;60;Sofas
2;40.50;Lamps
VOTES
voter_id;vote
1;1,2
2;1
"""


async def test_items_are_read_from_a_file_and_put_to_the_vote(voting: Town) -> None:
    wren = voting.people["wren"]
    path = f"{wren.prefix}/decisions/new/read"
    form = form_at(await wren.page("decisions/new/read"), "/decisions/new/read")
    answer = await wren.client.post(path, data=form, files={"file": ("x.pb", PB)})
    said = text_of(answer.text)
    assert "$100.00 to spend in all, and 2 ballots." in said
    assert "Sofas chosen $60.00" in said
    assert "Lamps $40.50" in said
    fields = form_at(answer.text, "/decisions/new/budget")
    filled = await wren.send("decisions/new/budget", fields, "change")
    kept = filled_in(filled.text)
    assert (kept["name_0"], kept["amount_1"], kept["limit"]) == ("Sofas", "40.50", "100.00")
    bad = await wren.client.post(path, data=form, files={"file": ("x.pb", PB[:60])})
    assert bad.status_code == 422
    assert "Line" in text_of(bad.text)
    none = await wren.client.post(path, data=form)
    assert "Choose a file" in text_of(none.text)


async def test_ten_ballots_are_a_file_that_anybody_can_count_again(town_alone: Town) -> None:
    for number in range(5):
        await town_alone.join(f"tern{number}", by="heron")
    town = await settle(town_alone, rules(budget="budget_ballot"))
    items = {
        "limit": "100",
        "kind_0": "rooms",
        "name_0": "Sofas",
        "amount_0": "60",
        "kind_1": "hosting",
        "name_1": "Lamps",
        "amount_1": "50",
    }
    path = await propose(town, kind="budget", **(MONTHS | items))
    assert (await town.people["kite"].get(f"{path}/ballots.pb")).status_code == 404
    for number, handle in enumerate(list(town.people)[:10]):
        await vote(town, handle, path, choice=["1"] if number < 7 else ["2"])
    await count(town, path)
    page = await page_text(town, "kite", path)
    assert "Could decide 11 Took part 10" in page
    assert "70 % wanted it" in page
    answer = await town.people["kite"].get(f"{path}/ballots.pb")
    poll = read_pb(answer.content)
    assert poll.ballots == ((0,),) * 7 + ((1,),) * 3
    assert [each.name for each in poll.projects] == ["Sofas", "Lamps"]
    assert answer.headers["cache-control"] == "no-store"
