"""What whoever asked is told follows from what became of their case."""

from datetime import date, timedelta
from uuid import uuid4

import pytest_asyncio

from api.requests.following import state_after
from api.requests.table import State
from ledger.bail import PostBail, RecordBailReturn
from ledger.books import Books
from ledger.chart import Category
from ledger.decider import AnyCommand
from ledger.events import ClosingReason, Instalment, Outcome, Urgency
from ledger.grants import CommitGrant, PayGrant
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest
from ledger.store.database import Database
from tests.funds import DAY, OpenedFund, ask, open_fund

LATER = DAY + timedelta(days=400)


class Told:
    """A case of a fund, and what is told of it."""

    def __init__(self, books: Books, fund: OpenedFund) -> None:
        self.books, self.fund, self.case_id = books, fund, uuid4()

    async def after(self, command: AnyCommand, today: date = LATER) -> State:
        await ask(self.books, self.fund.fund_id, command)
        case = await self.books.get_case(self.fund.fund_id, self.case_id)
        return state_after(case, today)

    def screening(self, category: Category) -> ScreenRequest:
        return ScreenRequest(
            occurred_on=DAY, case_id=self.case_id, category=category, urgency=Urgency.LATER
        )


@pytest_asyncio.fixture(loop_scope="session")
async def told(database: Database) -> Told:
    books = Books(database)
    return Told(books, await open_fund(books, money=1_000_00))


async def test_a_bail_is_over_when_the_court_holds_nothing_any_more(told: Told) -> None:
    assert await told.after(told.screening(Category.BAIL)) is State.HELPED
    posting: PostBail = told.fund.bail(case_id=told.case_id)
    assert await told.after(posting) is State.HELPED
    back = RecordBailReturn(
        occurred_on=DAY,
        case_id=told.case_id,
        account_id=told.fund.bank,
        amount=50_00,
        currency="USD",
        exponent=2,
    )
    assert await told.after(back) is State.OVER


async def test_a_grant_is_over_when_all_of_it_was_paid(told: Told) -> None:
    await told.after(told.screening(Category.RENT))
    grant = CommitGrant(
        occurred_on=DAY,
        case_id=told.case_id,
        category=Category.RENT,
        purpose_id=told.fund.anything,
        amount=60_00,
        currency="USD",
        exponent=2,
        instalments=(Instalment(due_on=DAY, amount=60_00),),
    )
    assert await told.after(grant) is State.HELPED
    paying = PayGrant(
        occurred_on=DAY,
        case_id=told.case_id,
        account_id=told.fund.bank,
        instalment=1,
        amount=60_00,
        currency="USD",
        exponent=2,
    )
    assert await told.after(paying) is State.OVER


async def test_a_request_that_was_closed_is_told_as_a_no_or_as_finished(told: Told) -> None:
    await told.after(told.screening(Category.RENT))
    waits = WaitlistRequest(occurred_on=DAY, case_id=told.case_id)
    assert await told.after(waits) is State.LISTED
    for outcome, state in (
        (Outcome.DECLINED, State.NO),
        (Outcome.REFERRED, State.NO),
        (Outcome.WITHDRAWN, State.OVER),
    ):
        closing = CloseRequest(
            occurred_on=DAY, case_id=told.case_id, outcome=outcome, reason=ClosingReason.NO_MONEY
        )
        assert await told.after(closing) is state
        assert await told.after(told.screening(Category.RENT)) is State.HELPED
