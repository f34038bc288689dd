"""The rows of proposals say what the rules say, however a book is taken in."""

from typing import Final
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.deciding.proposal import Proposal, proposal_of
from ledger.events import (
    BudgetAdopted,
    BudgetAmended,
    DecisionCarriedOut,
    OrderCarriedOut,
    OrderDecided,
    OrderDeclined,
    OrderWithdrawn,
    ProposalKind,
    ProposalMade,
)
from ledger.store.database import Database
from projections.check import check_fund
from projections.proposals import (
    ProposalRow,
    ProposalState,
    get_proposal,
    list_proposals,
    proposal_of_order,
    proposals_of_budget,
)
from projections.runner import Runner
from tests.projections.decisions_told import decisions_history
from tests.projections.test_check import checked, tampering
from tests.projections.test_statements import all_rows
from tests.projections.told import History, parts

_FEW: Final = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def proposals_in(told: History) -> dict[UUID, Proposal]:
    """Return every proposal of a history as the rules fold it."""
    return {
        case_id: proposal_of(case)
        for case_id, case in told.cases.items()
        if case.lines and isinstance(case.lines[0].event, ProposalMade)
    }


def became(told: History) -> dict[UUID, tuple[UUID | None, int | None, UUID | None]]:
    """Return of each decision its order, the line that carried it out, and its budget."""
    orders: dict[UUID, UUID] = {}
    done: dict[UUID, int] = {}
    budgets: dict[UUID, UUID] = {}
    for line in told.lines:
        match line.event:
            case OrderDecided() as event:
                orders[event.decision] = event.order
            case OrderWithdrawn(order=order) | OrderDeclined(order=order):
                orders = {each: its for each, its in orders.items() if its != order}
            case OrderCarriedOut(order=order):
                done |= {each: line.position for each, its in orders.items() if its == order}
            case DecisionCarriedOut() as event:
                done[event.decision] = line.position
            case BudgetAdopted(decision=UUID() as decision, budget=budget):
                budgets[decision] = budget
            case BudgetAmended(decision=UUID() as decision, budget=budget):
                budgets[decision] = budget
            case _:
                pass
    return {
        each: (orders.get(each), done.get(each), budgets.get(each)) for each in proposals_in(told)
    }


async def known(database: Database, seed: int, count: int = 150) -> History:
    """Write a history and let every read model take it in."""
    told = decisions_history(seed, count)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    return told


async def every_row(database: Database, fund_id: UUID) -> list[ProposalRow]:
    async with database.acquire() as connection:
        found = list((await list_proposals(connection, fund_id)).proposals)
        before = None
        while True:
            page = await list_proposals(connection, fund_id, only="closed", before=before, limit=2)
            found += page.proposals
            before = page.older
            if before is None:
                return found


def state_of(proposal: Proposal) -> str:
    if not proposal.closed:
        return "open"
    return proposal.outcome.value if proposal.outcome else "withdrawn"


@_FEW
@given(seed=st.integers(0, 2**32))
async def test_every_proposal_is_listed_once_as_the_rules_know_it(
    database: Database, seed: int
) -> None:
    told = await known(database, seed)
    rows = await every_row(database, told.fund_id)
    found = {row.proposal_id: row for row in rows}
    assert len(found) == len(rows)
    proposals, after = proposals_in(told), became(told)
    assert found.keys() == proposals.keys()
    for proposal_id, row in found.items():
        one = proposals[proposal_id]
        assert (row.state, row.kind, row.made_by) == (state_of(one), one.kind, one.by)
        assert (row.stage, row.stages) == (one.stage, len(one.protocol.stages))
        assert (row.method, row.is_sealed) == (one.table.method, one.sealed)
        assert (row.until, row.made_on, row.review_on) == (one.until, one.made_on, one.review_on)
        assert (row.text_hash, row.content_hash) == (one.text_hash, one.content_hash)
        assert row.electorate == one.electorate
        assert row.recused == tuple(sorted(one.recused))
        assert row.spoke == tuple(sorted(one.stances))
        unconfirmed = one.meeting is not None and one.meeting.confirmed_by is None
        assert row.has_meeting == (unconfirmed and not one.closed)
        assert row.meeting_waits == (one.waiting is not None)
        assert row.reason == (one.reason.value if one.reason else "")
        assert row.decided_hash == one.decided_hash
        order, done, budget = after[proposal_id]
        assert (row.order_id, row.carried_out_position) == (order, done)
        if row.kind is ProposalKind.BUDGET:
            assert row.budget_id == budget
        assert row.made_position == told.cases[proposal_id].lines[0].position
        assert row.is_undone == (one.decided_hash is not None and done is None)


@_FEW
@given(seed=st.integers(0, 2**32))
async def test_a_proposal_is_found_by_its_id_its_order_and_its_budget(
    database: Database, seed: int
) -> None:
    told = await known(database, seed)
    fund_id = told.fund_id
    rows = await every_row(database, fund_id)
    async with database.acquire() as connection:
        undone = (await list_proposals(connection, fund_id, only="undone")).proposals
        assert {row.proposal_id for row in undone} == {
            row.proposal_id for row in rows if row.is_undone
        }
        for row in rows:
            assert await get_proposal(connection, fund_id, row.proposal_id) == row
            if row.order_id is not None:
                assert await proposal_of_order(connection, fund_id, row.order_id) == row
            if row.budget_id is not None and row.state is ProposalState.ADOPTED:
                assert row in await proposals_of_budget(connection, fund_id, row.budget_id)
        assert await get_proposal(connection, fund_id, uuid4()) is None
        assert await proposal_of_order(connection, fund_id, uuid4()) is None
        assert await proposals_of_budget(connection, fund_id, uuid4()) == ()


@_FEW
@given(
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 10_000), max_size=6),
    batch=st.integers(1, 60),
)
async def test_rows_are_the_same_for_any_split_and_when_built_anew(
    database: Database, seed: int, cuts: list[int], batch: int
) -> None:
    told = decisions_history(seed)
    runner = Runner(database, batch=batch)
    for first, last in parts(len(told.lines), cuts):
        await told.write(database, first, last)
        await runner.catch_up(told.fund_id)
    step_by_step = await all_rows(database, told)
    assert len(step_by_step["proposals"]) == len(proposals_in(told))
    await Runner(database).rebuild(told.fund_id)
    assert await all_rows(database, told) == step_by_step
    async with database.acquire() as connection:
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


async def test_lists_are_in_their_order_and_end_where_they_say(database: Database) -> None:
    told = await known(database, 3, 500)
    async with database.acquire() as connection:
        waiting = (await list_proposals(connection, told.fund_id)).proposals
        assert [row.until for row in waiting] == sorted(row.until for row in waiting)
        whole = await list_proposals(connection, told.fund_id, only="closed", limit=200)
        places = [row.closed_position or 0 for row in whole.proposals]
        assert len(places) > 5
        assert places == sorted(places, reverse=True)
        first = await list_proposals(connection, told.fund_id, only="closed", limit=2)
        assert first.older == whole.proposals[1].proposal_id
        rest = await list_proposals(
            connection, told.fund_id, only="closed", before=first.older, limit=200
        )
        assert (*first.proposals, *rest.proposals) == whole.proposals
        assert rest.older is None
        strange = await list_proposals(connection, told.fund_id, only="closed", before=uuid4())
        assert strange.proposals == ()


_PLANTS: Final = {
    "somebody who did not speak": (
        "update proposals set spoke = spoke || gen_random_uuid() where fund_id = $1",
        "proposals.spoke differs",
    ),
    "an outcome of its own": (
        "update proposals set state = 'adopted' where fund_id = $1 and state <> 'adopted'",
        "proposals.state differs",
    ),
    "a decision that waits for nobody": (
        "update proposals set undone = not undone where fund_id = $1",
        "proposals.undone differs",
    ),
    "a proposal is gone": ("delete from proposals where fund_id = $1", "proposals lacks a row"),
    "a proposal of nobody": (
        "update proposals set proposal_id = gen_random_uuid() where fund_id = $1",
        "proposals has a row too many",
    ),
}


@pytest.mark.parametrize("plant", _PLANTS)
async def test_a_planted_fault_is_named(database: Database, superuser_url: str, plant: str) -> None:
    told = await known(database, 11)
    assert (await checked(database, told.fund_id)).verdict == "OK"
    statement, what = _PLANTS[plant]
    async with tampering(superuser_url) as admin:
        assert not (await admin.execute(statement, told.fund_id)).endswith(" 0")
    report = await checked(database, told.fund_id)
    assert what in {finding.what for finding in report.findings}


def test_a_history_has_every_sort_of_step() -> None:
    topics = {line.event.topic for seed in range(12) for line in decisions_history(seed, 250).lines}
    steps = {"made", "changed", "extended", "advanced", "withdrawn", "closed"}
    assert {f"proposal.{step}.v1" for step in steps} <= topics
    assert {"stance.taken.v1", "recusal.declared.v1"} <= topics
    assert {"meeting.recorded.v1", "meeting.confirmed.v1"} <= topics
    assert {"order.decided.v1", "decision.carried_out.v1", "order.withdrawn.v1"} <= topics
    assert {"budget.adopted.v1", "budget.amended.v1"} <= topics
