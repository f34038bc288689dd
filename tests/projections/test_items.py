"""The items of a plan beside the book, as of a day and a line."""

from datetime import date
from typing import Any, Final

from ledger.books import Books
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.decider import AnyCommand
from ledger.events import Instalment, PlanAdopted, PlanItem
from ledger.grants import CommitGrant, PayGrant
from ledger.store.database import Database
from projections.items import ItemAsOf, get_items
from projections.runner import Runner
from tests import funds
from tests.funds import OpenedFund

MONEY: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
JULY, AUGUST = date(2026, 7, 15), date(2026, 8, 15)


def plan(*items: str, first: str = "2026-07", last: str = "2026-12") -> PlanAdopted:
    return PlanAdopted(
        occurred_on=JULY,
        from_month=first,
        until_month=last,
        items=tuple(PlanItem(item=each, amount=500_00, **MONEY) for each in items),
    )


class Book:
    """A fund in which help is promised and paid, and bail posted."""

    def __init__(self, database: Database, books: Books, fund: OpenedFund) -> None:
        self.database, self.books, self.fund = database, books, fund

    async def ask(self, command: AnyCommand) -> Any:
        return await funds.ask(self.books, self.fund.fund_id, command)

    async def help(self, day: date, category: Category, amount: int, paid: int) -> None:
        promised = await self.ask(
            CommitGrant(
                occurred_on=day,
                category=category,
                purpose_id=self.fund.anything,
                amount=amount,
                instalments=(Instalment(due_on=day, amount=amount),),
                **MONEY,
            )
        )
        if paid:
            pays = PayGrant(
                occurred_on=day,
                case_id=promised.case_id,
                instalment=1,
                account_id=self.fund.bank,
                amount=paid,
                **MONEY,
            )
            await self.ask(pays)

    async def items(self, adopted: PlanAdopted, as_of: date) -> dict[str, ItemAsOf]:
        await Runner(self.database).catch_up(self.fund.fund_id)
        async with self.database.acquire() as connection:
            head = await connection.fetchval(
                "select position from heads where fund_id = $1", self.fund.fund_id
            )
            found = await get_items(
                connection, self.fund.fund_id, adopted, as_of=as_of, known_at=head
            )
        return {each.item: each for each in found}


async def book_of(database: Database) -> Book:
    books = Books(database)
    book = Book(database, books, await funds.open_fund(books, money=5_000_00))
    await book.help(date(2026, 6, 10), Category.RENT, 100_00, 40_00)
    await book.help(JULY, Category.RENT, 200_00, 150_00)
    await book.help(AUGUST, Category.MEDICAL, 30_00, 0)
    cost = PayCost(
        occurred_on=AUGUST,
        account_id=book.fund.bank,
        purpose_id=book.fund.anything,
        category=CostCategory.HOSTING,
        amount=7_00,
        **MONEY,
    )
    await book.ask(cost)
    return book


async def test_promised_whenever_and_paid_in_the_months_of_the_plan(database: Database) -> None:
    book = await book_of(database)
    found = await book.items(plan("rent", "housing", "medical", "hosting", "reserve"), AUGUST)
    rent = found["rent"]
    # 60 of June and 50 of July are promised still; what was paid in June is no part of the plan.
    assert (rent.planned, rent.promised, rent.paid, rent.left) == (
        *(500_00, 110_00, 150_00, 240_00),
    )
    assert (found["housing"].promised, found["housing"].paid) == (110_00, 150_00)
    assert (found["medical"].promised, found["medical"].paid) == (30_00, 0)
    assert (found["hosting"].promised, found["hosting"].paid) == (0, 7_00)
    assert found["reserve"].is_reserve
    await book.books.close()


async def test_what_happened_later_is_not_there_yet(database: Database) -> None:
    book = await book_of(database)
    found = await book.items(plan("medical", "hosting"), date(2026, 8, 14))
    assert [(each.promised, each.paid) for each in found.values()] == [(0, 0), (0, 0)]
    ahead = await book.items(plan("rent", first="2027-01", last="2027-12"), AUGUST)
    assert (ahead["rent"].promised, ahead["rent"].paid) == (110_00, 0)
    await book.books.close()


async def test_bail_is_paid_until_it_comes_back(database: Database) -> None:
    book = await book_of(database)
    await book.ask(book.fund.bail(300_00, occurred_on=JULY))
    found = await book.items(plan("bail", "legal_and_bail", "legal"), AUGUST)
    assert [each.paid for each in found.values()] == [300_00, 300_00, 0]
    await book.books.close()
