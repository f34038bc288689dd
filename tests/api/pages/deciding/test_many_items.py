"""Several items of one kind: a hundred of a file, and those of one purpose side by side."""

from typing import Final

import pytest_asyncio

from ledger.budgets.commands import AdoptBudget
from ledger.events.deciding import DecisionOutcome
from tests.api.pages.deciding.stage import (
    WORDS,
    carry_out,
    page_text,
    proposal_at,
    propose,
    rules,
    say,
    settle,
)
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.two_people import form_at

MONTHS: Final = {"from_month": "2026-04", "until_month": "2026-12"}


@pytest_asyncio.fixture(loop_scope="session")
async def voting(town_alone: Town) -> Town:
    return await settle(town_alone, rules(budget="budget_ballot"))


def a_file(projects: int) -> bytes:
    """Return a file with so many projects and one ballot, each project a dollar more."""
    costs = "".join(f"{each};{each}.25;Chair {each}\n" for each in range(1, projects + 1))
    return (
        f"META\nkey;value\ndescription;Chairs\nbudget;2000\nnum_projects;{projects}\n"
        f"num_votes;1\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n{costs}"
        "VOTES\nvoter_id;vote\n1;1\n"
    ).encode()


async def test_a_hundred_items_of_a_file_are_all_for_the_same(voting: Town) -> None:
    wren, pot = voting.people["wren"], str(voting.fund.bail_only)
    path = f"{wren.prefix}/decisions/new/read"
    form = form_at(await wren.page("decisions/new/read"), "/decisions/new/read")
    answer = await wren.client.post(path, data=form, files={"file": ("x.pb", a_file(101))})
    assert "Only the first 100 fit into the form." in text_of(answer.text)
    fields = form_at(answer.text, "/decisions/new/budget")
    shown = await wren.send("decisions/new/budget", fields, "change")
    assert 'name="kind_0"' not in shown.text
    kept = filled_in(shown.text) | WORDS | MONTHS
    assert (kept["name_99"], kept["amount_99"]) == ("Chair 100", "100.25")
    without = await wren.send("decisions/new/budget", kept, "check")
    assert without.status_code == 422
    assert "Choose what they are for" in text_of(without.text)
    said = kept | {"kind_all": "bail", "purpose_all": pot}
    checked = await wren.send("decisions/new/budget", said, "check")
    assert checked.status_code == 200, text_of(checked.text)
    written = await wren.send("decisions/new/budget", filled_in(checked.text), "write")
    assert written.status_code == 303, text_of(written.text)
    proposal = "decisions/" + written.headers["location"].rpartition("/")[2]
    order = (await proposal_at(voting, proposal)).order
    assert isinstance(order, AdoptBudget)
    assert {(each.kind, str(each.purpose_id)) for each in order.items} == {("bail", pot)}
    assert [each.amount for each in order.items] == [100 * each + 25 for each in range(1, 101)]
    again = filled_in(await wren.page(f"{proposal}/change"))
    assert (again["kind_all"], again["purpose_all"], again["name_99"]) == ("bail", pot, "Chair 100")
    assert "kind_0" not in again
    assert "Chair 100" in await page_text(voting, "kite", f"{proposal}/ballot")


async def test_items_of_one_kind_and_of_one_purpose_stand_side_by_side(town: Town) -> None:
    pot, anything = str(town.fund.bail_only), str(town.fund.anything)
    form = await town.people["wren"].page("decisions/new/budget")
    assert pot in form
    assert anything not in form, "what anything is paid from is no choice"
    first = {"kind_0": "bail", "amount_0": "100", "name_0": "First", "purpose_0": pot}
    second = {"kind_1": "bail", "amount_1": "50", "name_1": "Second", "purpose_1": pot}
    items = first | second | {"kind_2": "bail", "amount_2": "25"}
    path = await propose(town, kind="budget", **(MONTHS | items))
    for handle in ("wren", "kite", "gull", "crane", "heron", "plover"):
        await say(town, handle, path, "agree")
    proposal = await proposal_at(town, path)
    assert proposal.outcome is DecisionOutcome.ADOPTED
    await carry_out(town, proposal)
    [budget] = (await town.state()).budgets.budgets.values()
    assert [(each.amount, str(each.purpose_id)) for each in budget.items] == [
        (100_00, pot),
        (50_00, pot),
        (25_00, "None"),
    ]
    page = await page_text(town, "kite", f"budget/items/{budget.items[0].item_id}")
    assert "There are other items for the same" in page
    assert "Second" in page
    alone = await page_text(town, "kite", f"budget/items/{budget.items[2].item_id}")
    assert "other items for the same" not in alone
    assert "Bail $175.00" in await page_text(town, "kite", "plan")


async def test_a_form_with_more_fields_than_any_budget_has_is_not_taken_apart(voting: Town) -> None:
    wren = voting.people["wren"]
    fields = filled_in(await wren.page("decisions/new/budget")) | WORDS | MONTHS
    many = {f"more_{number}": "x" for number in range(600 - len(fields))}
    few = dict(list(many.items())[: 500 - len(fields)])
    answer = await wren.send("decisions/new/budget", fields | few, "change")
    assert answer.status_code == 200
    answer = await wren.send("decisions/new/budget", fields | many, "change")
    assert answer.status_code == 400
    assert (await wren.send("decisions/new/anything", fields | many, "change")).status_code == 400
    elsewhere = filled_in(await voting.people["heron"].page("reports/plan")) | few
    answer = await voting.people["heron"].send("reports/plan", elsewhere, "change")
    assert answer.status_code == 400
