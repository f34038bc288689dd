"""Lines of what members decide, as the journal, a case and a line show them."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

import httpx
import pytest_asyncio

from api.deciding.slips import new_slip
from ledger.events import ProposalClosed, ProposalMade
from tests.api.pages.reading.parts import positions
from tests.api.pages.reading.test_steps import read, said
from tests.api.v1.deciding.stage import Table, laid, quick

HANDLES: Final = ("ida", "noor", "sol", "wren", "lou")
KINDS: Final[dict[str, Any]] = {
    "anything": quick("sealed_majority"),
    "budget": quick("consent"),
}


@pytest_asyncio.fixture(loop_scope="session")
async def few(stranger: httpx.AsyncClient) -> AsyncIterator[Table]:
    yield await laid(stranger, **KINDS)


@pytest_asyncio.fixture(loop_scope="session")
async def many(stranger: httpx.AsyncClient) -> AsyncIterator[Table]:
    yield await laid(stranger, more=7, **KINDS)


async def line_of(table: Table, proposal: str, kind: type) -> str:
    """Return the page of the line of a proposal that is of a kind."""
    case = await table.two.case(UUID(proposal))
    position = next(each.position for each in case.lines if isinstance(each.event, kind))
    return said(await read(table.two, f"lines/{position}"))


async def vote(table: Table, choices: Sequence[str]) -> str:
    proposal = await table.propose()
    people = [*(table[handle].who for handle in HANDLES), *table.more]
    for who, choice in zip(people, choices, strict=True):
        await table.site.deciding.cast(table.fund_id, UUID(proposal), who, new_slip(), choice)
    return proposal


def budget_of(table: Table) -> dict[str, Any]:
    """Return the body of an order for a budget."""
    return {
        "command": "adopt_budget",
        "occurred_on": table.today.isoformat(),
        "from_month": "2027-01",
        "until_month": "2027-03",
        "items": [
            {
                "item_id": "6f1c1ad8-6d0f-4c57-9f3a-0d5f7f0b8a11",
                "kind": "rent",
                "amount": 900_00,
                "currency": "USD",
                "exponent": 2,
            }
        ],
    }


async def test_a_proposal_is_told_step_by_step(few: Table) -> None:
    proposal = await few.propose(kind="budget", order=budget_of(few))
    await few.say("noor", proposal, "reservation")
    await few.send("sol", f"/proposals/{proposal}/recusals", few.body())
    for handle in ("ida", "noor", "wren", "lou"):
        await few.say(handle, proposal, "agree")
    case = said(await read(few.two, f"cases/{proposal}"))
    told = [
        "Proposal",
        "lou put a proposal forward. A budget. It is open until",
        "noor said: agree with a concern.",
        "sol keeps out of this decision.",
        "ida said: agree.",
        "Adopted. It had what the rule asks for.",
    ]
    places = [case.find(each) for each in told]
    assert -1 not in places, case
    assert places == sorted(places)
    assert "See what members decide" in case
    made = await line_of(few, proposal, ProposalMade)
    assert "How it is decided Consent" in made
    assert "What it becomes" in made
    assert "Who may decide" in made
    closed = await line_of(few, proposal, ProposalClosed)
    assert "took part: 4" in closed
    assert "keep out: 1" in closed
    found = positions(await read(few.two, "journal?kind=decisions"))
    assert len(found) >= 9  # that it was carried out, by the clock, may be told already
    assert "Nobody takes back what was agreed" in closed


async def test_of_few_sealed_ballots_the_line_shows_the_outcome(few: Table) -> None:
    proposal = await vote(few, ["agree", "agree", "agree", "disagree", "abstain"])
    closed = await line_of(few, proposal, ProposalClosed)
    assert "Adopted. It had what the rule asks for." in closed
    assert "may decide: 5" in closed
    for hidden in ("took part", "Ballots, sorted", "Who put a ballot in", "agree: 3"):
        assert hidden not in closed
    case = said(await read(few.two, f"cases/{proposal}"))
    assert "Ballots" not in case
    page = await few["ida"].get("journal.csv")
    assert "disagree" not in page.text


async def test_of_twelve_it_shows_how_many_said_what(many: Table) -> None:
    proposal = await vote(many, ["agree"] * 8 + ["disagree"] * 3 + ["abstain"])
    closed = await line_of(many, proposal, ProposalClosed)
    assert "took part: 12" in closed
    assert "For it: 8" in closed
    assert "Against it: 3" in closed


async def test_how_the_fund_decides_is_told_in_words(few: Table) -> None:
    fund = await few.two.fund()
    assert fund.deciding.rules is not None
    (position,) = positions(await read(few.two, "journal?kind=deciding.set"))
    line = said(await read(few.two, f"lines/{position}"))
    assert "It was set anew how this fund decides." in line
    assert "A budget: Consent" in line
    assert "Anything else: Majority, by sealed ballot" in line
