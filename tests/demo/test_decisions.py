"""What the members of the example decided, what became of it, and what waits for a visitor."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from msgspec import Struct

from api.demo.filling import fill_example
from ledger.books import Books
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.events import ProposalMade
from ledger.events.deciding import DecisionOutcome, ProposalKind, Subject
from ledger.events.protocols import Method, Stance
from ledger.fund import Fund
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.store.reading import list_funds, list_lines_after
from projections.check import check_fund
from projections.runner import Runner
from tests.api.lent_apps import KEYS
from tests.demo.told import large_fund

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

pytestmark = pytest.mark.slow


class Decided(Struct, frozen=True):
    """A fund of the example, and every proposal in it, first to last."""

    fund_id: UUID
    fund: Fund
    proposals: tuple[Proposal, ...]

    def of(self, kind: ProposalKind) -> list[Proposal]:
        return [each for each in self.proposals if each.kind is kind]


@pytest.fixture
async def both(database: Database, tmp_path: Path) -> AsyncIterator[tuple[Decided, Decided]]:
    """The large fund and the small one."""
    assert await fill_example(database, KEYS, tmp_path, now=NOW)
    books = Books(database)
    async with database.acquire() as connection:
        large = await large_fund(connection)
        (small,) = [each for each in await list_funds(connection) if each != large]
    yield await _read(database, books, large), await _read(database, books, small)
    await books.close()


async def _read(database: Database, books: Books, fund_id: UUID) -> Decided:
    async with database.acquire() as connection:
        lines = await list_lines_after(connection, fund_id, 0, limit=9_000)
    made = [line.case_id for line in lines if line.topic == ProposalMade.topic]
    proposals = [proposal_of(await books.get_case(fund_id, each)) for each in made]
    return Decided(fund_id, (await books.get_fund(fund_id))[0], tuple(proposals))


async def test_budgets_are_left_to_the_members_of_both_funds(
    both: tuple[Decided, Decided],
) -> None:
    for each in both:
        rules = each.fund.deciding.rules
        assert rules is not None
        assert rules.by_decision == (Subject.BUDGETS,)
        assert each.fund.deciding.decided == {}, "what was decided is carried out"
    large, small = both
    changes = large.of(ProposalKind.AMENDMENT)
    assert [each.outcome for each in changes] == [DecisionOutcome.ADOPTED] * 2 + [None]
    assert [each.table.method for each in small.of(ProposalKind.BUDGET)] == [
        Method.STANCES,
        Method.BUDGET_BALLOT,
    ]
    assert {each.decision for each in small.fund.budgets.budgets.values()} == {
        each.proposal for each in small.of(ProposalKind.BUDGET)
    }


async def test_something_waits_for_a_visitor_in_both_funds(both: tuple[Decided, Decided]) -> None:
    (opened,), (sealed,) = ([each for each in one.proposals if not each.closed] for one in both)
    assert sorted(opened.stances.values()) == [Stance.AGREE, Stance.RESERVATION]
    assert sealed.sealed
    assert min(opened.until, sealed.until) > NOW


async def test_a_ballot_chose_items_that_fit_and_names_nobody(
    both: tuple[Decided, Decided], database: Database
) -> None:
    ballot = both[1].of(ProposalKind.BUDGET)[1]
    assert ballot.outcome is DecisionOutcome.ADOPTED
    assert 0 < len(ballot.chosen) < 9
    assert len(ballot.ballots) == 4
    async with database.acquire() as connection:
        left = await connection.fetch("select proposal_id from ballot_marks")
    assert ballot.proposal not in {row["proposal_id"] for row in left}


async def test_a_meeting_a_mandate_a_cost_and_a_night_were_decided(
    both: tuple[Decided, Decided],
) -> None:
    large = both[0]
    met = [each for each in large.proposals if each.in_meeting]
    assert [each.outcome for each in met] == [DecisionOutcome.ADOPTED]
    for kind in (ProposalKind.RULES, ProposalKind.MONEY, ProposalKind.RATIFICATION):
        assert [each.outcome for each in large.of(kind)] == [DecisionOutcome.ADOPTED]
    assert {each.closed for each in large.of(ProposalKind.ANYTHING)} == {"closed", "withdrawn"}


async def test_both_books_are_counted_again_and_agree(
    both: tuple[Decided, Decided], database: Database
) -> None:
    for each in both:
        await Runner(database).catch_up(each.fund_id)
        async with database.acquire() as connection:
            report = await check_fund(connection, each.fund_id)
            lines = await list_lines_after(connection, each.fund_id, 0, limit=9_000)
        assert (report.verdict, report.findings) == ("OK", ())
        assert all(decode(line.topic, line.payload) for line in lines)
