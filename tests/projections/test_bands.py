"""The word for how much can be promised: of four, and the same all week."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from ledger.books import Books
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.store.database import Database
from projections.bands import Band, band_of, get_band
from projections.runner import Runner
from tests import funds
from tests.funds import OpenedFund

MONDAY = date(2026, 3, 16)
ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("free", "usual", "expected"),
    [
        (-1, 100, Band.NOTHING),
        (0, 0, Band.NOTHING),
        (1, 0, Band.ENOUGH),
        (99, 100, Band.LITTLE),
        (100, 100, Band.ENOUGH),
        (300, 100, Band.ENOUGH),
        (301, 100, Band.PLENTY),
    ],
)
def test_a_band_is_measured_by_a_usual_month(free: int, usual: int, expected: Band) -> None:
    assert band_of(free, usual) is expected


class Week:
    """A fund whose lines are recorded at moments that a test chooses."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = datetime(2026, 3, 3, 12, tzinfo=UTC)
        self.books = Books(database, clock=lambda: self.now)

    async def band(self, fund_id: UUID, today: date) -> Band | None:
        await Runner(self.database).catch_up(fund_id)
        async with self.database.acquire() as connection:
            return await get_band(connection, fund_id, today, ZONE)


def cost(fund: OpenedFund, amount: int, day: date) -> PayCost:
    return PayCost(
        occurred_on=day,
        category=CostCategory.ROOMS,
        account_id=fund.bank,
        purpose_id=fund.anything,
        amount=amount,
        currency="USD",
        exponent=2,
    )


async def test_the_word_changes_on_monday_and_not_before(database: Database) -> None:
    week = Week(database)
    fund = await funds.open_fund(week.books, money=1_000_00)
    await funds.ask(week.books, fund.fund_id, cost(fund, 100_00, date(2026, 3, 2)))
    assert await week.band(fund.fund_id, date(2026, 3, 6)) is None
    assert await week.band(fund.fund_id, MONDAY) is Band.PLENTY
    week.now = datetime(2026, 3, 16, 4, tzinfo=UTC)  # midnight of that Monday, over there
    # Also what is dated back to the week before does not change the word of this one.
    await funds.ask(week.books, fund.fund_id, cost(fund, 900_00, date(2026, 3, 12)))
    for day in range(7):
        assert await week.band(fund.fund_id, MONDAY + timedelta(days=day)) is Band.PLENTY
    assert await week.band(fund.fund_id, MONDAY + timedelta(days=7)) is Band.NOTHING
    await week.books.close()


async def test_a_book_that_was_not_begun_has_no_word(database: Database) -> None:
    assert await Week(database).band(uuid4(), MONDAY) is None
