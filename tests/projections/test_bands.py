"""The word for how much can be promised: of four, and the same all week."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.books import Books
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.store.database import Database
from projections.bands import Band, Week, band_of, get_band
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


class Weeks:
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
    week = Weeks(database)
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
    assert await Weeks(database).band(uuid4(), MONDAY) is None


@pytest.mark.parametrize(
    ("before", "free", "expected"),
    [
        # A hundred a month is usual: the margin is ten.
        (Band.LITTLE, 100, Band.LITTLE),
        (Band.LITTLE, 109, Band.LITTLE),
        (Band.LITTLE, 110, Band.ENOUGH),
        (Band.ENOUGH, 99, Band.ENOUGH),
        (Band.ENOUGH, 90, Band.ENOUGH),
        (Band.ENOUGH, 89, Band.LITTLE),
        (Band.ENOUGH, 310, Band.ENOUGH),
        (Band.ENOUGH, 311, Band.PLENTY),
        (Band.PLENTY, 291, Band.PLENTY),
        (Band.PLENTY, 290, Band.ENOUGH),
        # What is not there is said at once; a little more than nothing is not said at once.
        (Band.LITTLE, 0, Band.NOTHING),
        (Band.NOTHING, 10, Band.NOTHING),
        (Band.NOTHING, 11, Band.LITTLE),
        (Band.PLENTY, 0, Band.NOTHING),
        (Band.NOTHING, 1000, Band.PLENTY),
        (None, 100, Band.ENOUGH),
    ],
)
def test_a_word_changes_only_when_a_border_is_well_crossed(
    before: Band | None, free: int, expected: Band
) -> None:
    assert Week(free, 100).band(before) is expected


@given(st.integers(-1000, 5000), st.integers(0, 1000))
def test_a_week_is_clear_when_every_word_before_gives_the_same(free: int, usual: int) -> None:
    week = Week(free, usual)
    words = {week.band(before) for before in Band}
    assert week.is_clear is (len(words) == 1)
    assert week.band(None) in words


async def test_a_measure_that_goes_to_and_fro_over_a_border_changes_no_word(
    database: Database,
) -> None:
    week = Weeks(database)
    fund = await funds.open_fund(week.books, money=1_000_00)
    week.now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    # 500 are gone and 500 are free: the border of little, and no word before.
    await funds.ask(week.books, fund.fund_id, cost(fund, 500_00, date(2026, 3, 2)))
    assert await week.band(fund.fund_id, MONDAY) is Band.ENOUGH
    for number, (amount, gift) in enumerate([(10_00, 0), (0, 40_00), (20_00, 0)]):
        week.now = datetime(2026, 3, 17, 12, tzinfo=UTC) + timedelta(weeks=number)
        day = date(2026, 3, 17) + timedelta(weeks=number)
        if amount:
            await funds.ask(week.books, fund.fund_id, cost(fund, amount, day))
        if gift:
            await funds.ask(week.books, fund.fund_id, fund.donation(gift, occurred_on=day))
        later = MONDAY + timedelta(weeks=number + 1)
        assert await week.band(fund.fund_id, later) is Band.ENOUGH
    await week.books.close()
