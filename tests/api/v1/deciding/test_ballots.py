"""Sealed ballots through the API: a slip, one ballot each, and what is shown of how many."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from api.casting import HOURLY, Casts
from api.deciding.slips import new_slip
from ledger.events import ProposalClosed
from tests.api.v1.deciding.stage import Table, laid, quick

HANDLES: Final = ("ida", "noor", "sol", "wren", "lou")


@pytest_asyncio.fixture(loop_scope="session")
async def few(client: httpx.AsyncClient) -> AsyncIterator[Table]:
    """A fund of five that decides by sealed ballots."""
    kinds: dict[str, Any] = {
        "anything": quick("sealed_majority"),
        "budget": quick("budget_ballot"),
        "rules": quick("consent"),
    }
    yield await laid(client, **kinds)


@pytest_asyncio.fixture(loop_scope="session")
async def many(client: httpx.AsyncClient) -> AsyncIterator[Table]:
    """A fund of twelve that does."""
    kinds: dict[str, Any] = {
        "anything": quick("sealed_majority"),
        "budget": quick("budget_ballot"),
        "rules": quick("consent"),
    }
    yield await laid(client, more=7, **kinds)


async def all_vote(table: Table, proposal: str, choices: Sequence[str]) -> None:
    """Let everybody put a ballot in, each the next of *choices*."""
    for handle, choice in zip(HANDLES, choices, strict=False):
        answer = await table.vote(handle, proposal, choice)
        assert (answer.status_code, answer.json()) == (200, {"has_voted": True}), answer.text
    for who, choice in zip(table.more, choices[len(HANDLES) :], strict=False):
        await table.site.deciding.cast(table.fund_id, UUID(proposal), who, new_slip(), choice)


async def closing_line(table: Table, proposal: str) -> int:
    case = await table.two.case(UUID(proposal))
    return next(each.position for each in case.lines if isinstance(each.event, ProposalClosed))


async def everything_said(table: Table, proposal: str) -> list[Any]:
    """Return what a reader of the book is told about a decision at every address of the API."""
    position = await closing_line(table, proposal)
    case = await table.get("ida", f"/cases/{proposal}?min_position={position}")
    return [
        await table.one(proposal, "ida"),
        (await table.get("ida", f"/lines/{position}"))["event"],
        case["lines"][-1]["event"],
    ]


async def test_of_five_ballots_the_outcome_is_shown_and_nothing_else(few: Table) -> None:
    proposal = await few.propose()
    await all_vote(few, proposal, ["agree", "agree", "disagree", "agree", "abstain"])
    read, *lines = await everything_said(few, proposal)
    assert (read["outcome"], read["proposal"]["reason"]) == ("adopted", "carried")
    assert read["counted"] == [
        {"stage": 1, "method": "ballot", "tally": None, "ballots": []},
    ]
    assert (read["stances"], read["people"], read["awaited"]) == ([], [], None)
    for line in lines:
        assert (line["outcome"], line["reason"]) == ("adopted", "carried")
        assert (line["ballots"], line["voters"], line["seen"]) == ([], [], [])
        assert {name: number for name, number in line["tally"].items() if number} == {
            "may_decide": 5
        }
    stored = await few.two.case(UUID(proposal))
    (event,) = [each.event for each in stored.lines if isinstance(each.event, ProposalClosed)]
    assert len(event.ballots) == 5


async def test_of_twelve_ballots_it_is_shown_how_many_said_what(many: Table) -> None:
    proposal = await many.propose()
    choices = ["agree", "disagree"] * 4 + ["agree"] * 4
    await all_vote(many, proposal, choices)
    read, *lines = await everything_said(many, proposal)
    (counted,) = read["counted"]
    assert (counted["tally"]["agree"], counted["tally"]["disagree"]) == (8, 4)
    assert counted["ballots"] == sorted(choices)
    for line in lines:
        assert line["ballots"] == sorted(choices)
        assert len(line["voters"]) == 12


async def test_a_budget_ballot_names_the_items_that_were_chosen(few: Table) -> None:
    items = [
        {"item_id": str(uuid4()), "kind": kind, "amount": 300_00, "currency": "USD", "exponent": 2}
        for kind in ("rent", "food", "travel")
    ]
    order = {
        "command": "adopt_budget",
        "occurred_on": few.today.isoformat(),
        "from_month": "2027-01",
        "until_month": "2027-03",
        "items": items,
    }
    proposal = await few.propose(kind="budget", order=order, limit=600_00)
    await all_vote(few, proposal, ["1 2", "1", "1 2", "2", ""])
    read = await few.one(proposal)
    assert (read["outcome"], read["chosen"]) == (
        "adopted",
        [each["item_id"] for each in items[:2]],
    )
    assert len(read["decided"]["items"]) == 2
    assert (read["limit"], read["counted"][0]["ballots"]) == (600_00, [])


async def test_nobody_reads_a_ballot_before_the_end(few: Table) -> None:
    proposal = await few.propose()
    empty = [await few.one(proposal, handle) for handle in HANDLES]
    await few.vote("ida", proposal, "disagree")
    for handle, before in zip(HANDLES, empty, strict=True):
        read = await few.one(proposal, handle)
        mine = handle == "ida"
        assert read["has_voted"] is mine
        acts = [each for each in before["acts"] if not mine or each != "recusal"]
        assert read == before | {"has_voted": mine, "acts": acts}
    assert (await few.get("ida", f"/cases/{proposal}"))["lines"][-1]["topic"] == "proposal.made.v1"


async def test_a_slip_changes_its_own_ballot_and_another_one_is_refused(few: Table) -> None:
    proposal = await few.propose()
    path = f"/proposals/{proposal}/ballots"
    slip = (await few.send("sol", f"/proposals/{proposal}/slips")).json()["slip"]
    for choice in ("disagree", "agree", "agree"):
        answer = await few.send("sol", path, {"slip": slip, "choice": choice})
        assert answer.status_code == 200, answer.text
    other = await few.vote("sol", proposal, "disagree")
    assert (other.status_code, other.json()["code"]) == (409, "ballot-cast")
    out = await few.send("sol", f"/proposals/{proposal}/recusals", few.body())
    assert (out.status_code, out.json()["code"]) == (409, "ballot-cast")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"slip": "x", "choice": "agree"}, 422, "slip-unusable"),
        ({"slip": new_slip(), "choice": "perhaps"}, 422, "ballot-unusable"),
        ({"slip": 7, "choice": "agree"}, 400, "malformed-input"),
        ({"choice": "agree"}, 400, "malformed-input"),
        ({"slip": new_slip(), "choice": "agree", "who": "me"}, 400, "malformed-input"),
    ],
    ids=["no slip", "no choice", "a number", "missing", "too much"],
)
async def test_a_ballot_that_does_not_fit_is_refused(
    few: Table, body: dict[str, Any], status: int, code: str
) -> None:
    proposal = await few.propose()
    answer = await few.send("lou", f"/proposals/{proposal}/ballots", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_sealed_stages_take_no_stance_and_open_ones_no_ballot(few: Table) -> None:
    proposal = await few.propose()
    said = await few.say("ida", proposal, "agree")
    assert (said.status_code, said.json()["code"]) == (409, "sealed-ballot")
    order = {
        "command": "grant_mandate",
        "occurred_on": few.today.isoformat(),
        "holder": str(few["lou"].who),
        "role": "seat",
    }
    proposal = await few.propose(kind="rules", order=order)
    cast = await few.vote("ida", proposal, "agree")
    assert (cast.status_code, cast.json()["code"]) == (409, "open-stances")


async def test_casting_is_slowed_down_and_counted_nowhere_but_in_memory(few: Table) -> None:
    proposal = await few.propose()
    few.site.casts = Casts()
    try:
        slip = (await few.send("lou", f"/proposals/{proposal}/slips")).json()["slip"]
        body = {"slip": slip, "choice": "agree"}
        path = f"/proposals/{proposal}/ballots"
        answers = [await few.send("lou", path, body) for _ in range(HOURLY + 1)]
        assert {each.status_code for each in answers[:-1]} == {200}
        assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "too-many-requests")
        assert 0 < int(answers[-1].headers["retry-after"]) <= 180
        assert (await few.vote("sol", proposal, "agree")).status_code == 200
    finally:
        few.site.casts = Casts()


def test_so_many_at_once_and_again_in_an_hour() -> None:
    now = [0.0]
    casts = Casts(lambda: now[0], hourly=2)
    fund, who, other = uuid4(), uuid4(), uuid4()
    assert [casts.take(fund, who) for _ in range(3)] == [0, 0, 1800]
    assert casts.take(fund, other) == 0
    now[0] = 1800.0
    assert [casts.take(fund, who) for _ in range(2)] == [0, 1800]
