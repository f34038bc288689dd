"""What is shown after a sealed ballot follows from how many said what, and of few not even that.

The attacker compares two funds in which the same people voted and the same was decided, by ballots
that differ. Whoever reads the book must not be able to tell the two apart.
"""

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest
from structlog.testing import capture_logs

from api.deciding.slips import new_slip
from ledger.case_label import case_label
from ledger.events import ProposalClosed
from projections.proposals import hiding
from tests.api.v1.deciding.stage import Table, laid, quick
from tests.funds import lines_of

KINDS: Final[dict[str, Any]] = {
    "anything": quick("sealed_majority"),
    "budget": quick("budget_ballot"),
    "rules": quick("consent"),
}
HANDLES: Final = ("ida", "noor", "sol", "wren", "lou")
_DRAWN: Final = (
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?"), "a moment"),
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "an id"),
    (re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b"), "a digest"),
    (re.compile(r"\b(?:ida|noor|sol|wren|lou)-[0-9a-f]{6}\b"), "somebody"),
    (re.compile(r"(?<=name=\"_token\" value=\")[^\"]*|(?<=name=\"_key\" value=\")[^\"]*"), "drawn"),
    (re.compile(r"\b\d\d?:\d\d(?::\d\d(?:\.\d+)?)?\b(?: [ap]\.?m\.?)?"), "a time"),
)
FOR: Final = ("agree", "agree", "agree", "agree", "disagree")
OTHERS: Final = ("agree", "abstain", "agree", "disagree", "agree")
ON_ITEMS: Final = ("1 2", "1", "1 2", "2", "")
OTHERWISE: Final = ("1", "1 2", "1 2", "2", "2")
"""Each pair comes to the same."""


def budget(table: Table) -> dict[str, Any]:
    """Return a budget of three items."""
    kinds = ("rent", "food", "travel")
    return {
        "command": "adopt_budget",
        "occurred_on": table.today.isoformat(),
        "from_month": "2027-01",
        "until_month": "2027-03",
        "items": [
            {"item_id": str(uuid4()), "kind": kind, "amount": 300_00}
            | {"currency": "USD", "exponent": 2}
            for kind in kinds
        ],
    }


async def decided(table: Table, choices: Sequence[str], order: int = 1) -> str:
    """Have everybody vote, and return what was proposed; *order* is that of voting."""
    on_items = choices[0][:1].isdigit()
    fields: dict[str, Any] = (
        {"kind": "budget", "order": budget(table), "limit": 600_00} if on_items else {}
    )
    proposal = await table.propose(**fields)
    people = sorted([*(table[handle].who for handle in HANDLES), *table.more])
    ballots = list(zip(people, choices, strict=True))
    count = len(ballots)
    for number in range(count):
        who, choice = ballots[(number * order) % count]
        await table.site.deciding.cast(table.fund_id, UUID(proposal), who, new_slip(), choice)
    assert (await table.one(proposal))["outcome"] == "adopted"
    if on_items:
        await carried_out(table, UUID(proposal))
    return proposal


async def carried_out(table: Table, decision: UUID) -> None:
    """Wait until the clock has carried it out: that is a line, which both funds must have."""
    async with asyncio.timeout(30):
        while decision in (await table.two.fund()).deciding.decided:  # noqa: ASYNC110  the clock says nothing
            await asyncio.sleep(0.02)


async def everything(table: Table, proposal: str) -> dict[str, str]:
    """Return what somebody with every mandate reads about it, without what is drawn at random."""
    ida = table["ida"]
    await ida.step_up()
    _, head = await table.site.books.get_fund(table.fund_id)
    await table.site.runner.wait_for(table.fund_id, head)
    page = f"decisions/{proposal}"
    pages = [
        *("", "desk", "journal", "journal.csv", "decisions", "decisions/agenda", "cases", "budget"),
        *(page, f"{page}/minutes", f"{page}/ballots.pb", f"{page}/ballot", f"cases/{proposal}"),
        *(f"lines/{number}" for number in range(1, head + 1)),
    ]
    programs = [
        *("/proposals?only=closed", "/proposals?only=undone", f"/proposals/{proposal}"),
        *(f"/cases/{proposal}", "/cases", "/lines?limit=100", "/lines.csv", "/budgets"),
        *(f"/lines/{number}{end}" for number in range(1, head + 1) for end in ("", "/trace")),
    ]
    found = {path: await ida.get(path) for path in pages}
    found |= {path: await ida.send("GET", path) for path in programs}
    labels = {
        case_label(each.case_id) for each in await lines_of(table.site.database, table.fund_id)
    }
    told = {}
    for path, answer in found.items():
        text = f"{answer.status_code} {answer.text}"
        for pattern, word in _DRAWN:
            text = pattern.sub(word, text)
        for label in labels:
            text = text.replace(label, "a label")
        told[path.replace(proposal, "it")] = text
    return told


async def differing(client: httpx.AsyncClient, *ballots: Sequence[str]) -> set[str]:
    """Return where two funds differ in which the same was decided by other *ballots*."""
    told = []
    for choices in ballots:
        table = await laid(client, more=len(choices) - len(HANDLES), **KINDS)
        told.append(await everything(table, await decided(table, choices)))
    assert len(told[0]) > 40
    answered = [each for each in told[0].values() if each.startswith("200")]
    assert len(answered) > 40
    return {path for path in told[0] if told[0][path] != told[1][path]}


@pytest.mark.parametrize("ballots", [(FOR, OTHERS), (ON_ITEMS, OTHERWISE)], ids=["yes", "items"])
async def test_of_few_ballots_nothing_but_the_outcome_is_anywhere(
    client: httpx.AsyncClient, ballots: tuple[tuple[str, ...], ...]
) -> None:
    assert await differing(client, *ballots) == set()


@pytest.mark.parametrize("ballots", [(FOR, OTHERS), (ON_ITEMS, OTHERWISE)], ids=["yes", "items"])
async def test_counts_of_few_are_found(
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    ballots: tuple[tuple[str, ...], ...],
) -> None:
    monkeypatch.setattr(hiding, "FEWEST_SHOWN", 1)
    found = await differing(client, *ballots)
    assert {"/proposals/it", "/cases/it"} <= found


MANY: Final = (*FOR, *OTHERS, "agree", "agree")
ITEMS_OF_MANY: Final = (*ON_ITEMS, *OTHERWISE, "1 2 3", "1 2")


@pytest.mark.parametrize("choices", [MANY, ITEMS_OF_MANY], ids=["yes", "items"])
async def test_of_many_it_is_told_how_many_and_never_who_or_when(
    client: httpx.AsyncClient, choices: tuple[str, ...]
) -> None:
    """Who cast which, and in which order, changes nothing; the file stands in order of value."""
    told = []
    for turned, order in ((0, 1), (5, 7)):
        table = await laid(client, more=7, **KINDS)
        proposal = await decided(table, choices[turned:] + choices[:turned], order)
        told.append(await everything(table, proposal))
        case = await table.two.case(UUID(proposal))
        (line,) = [each.event for each in case.lines if isinstance(each.event, ProposalClosed)]
        assert line.ballots == tuple(sorted(choices))
        assert line.voters == tuple(sorted(line.voters))
    assert {path for path in told[0] if told[0][path] != told[1][path]} == set()
    file = told[0]["decisions/it/ballots.pb"]
    assert file.startswith("200") is choices[0][:1].isdigit()
    if file.startswith("200"):
        votes = file.partition("VOTES")[2].splitlines()[2:]
        wanted = [each.partition(";")[2] for each in votes]
        assert wanted == [each.replace(" ", ",") for each in sorted(choices)]


async def test_what_is_sent_is_in_no_log(client: httpx.AsyncClient) -> None:
    table = await laid(client, **KINDS)
    proposal = await table.propose()
    slips = []
    with capture_logs() as log:
        for handle, choice in zip(HANDLES, FOR, strict=True):
            made = await table.send(handle, f"/proposals/{proposal}/slips")
            slips.append(made.json()["slip"])
            body = {"slip": slips[-1], "choice": choice}
            answer = await table.send(handle, f"/proposals/{proposal}/ballots", body)
            assert answer.status_code == 200, answer.text
        await table.get("ida", f"/proposals/{proposal}")
    said = "\n".join(map(str, log))
    assert "/ballots" in said
    people = [str(table[handle].who) for handle in HANDLES]
    for secret in (*slips, *people, "disagree", *(each.replace("-", "") for each in slips)):
        assert secret not in said
