"""The items of a budget beside the book, as of a day and a line: the same as in the book."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.books import Books
from ledger.budgets.kinds import COUNTED
from ledger.budgets.left import ItemStanding, Outside, outside, standing
from ledger.budgets.state import Budgets, Usage, Uses, evolve_budgets, with_usage
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.decider import AnyCommand
from ledger.events import BudgetAdopted, BudgetItem, Instalment
from ledger.grants import CommitGrant, PayGrant
from ledger.postings import postings
from ledger.publishing.months import month_of_day
from ledger.store.database import Database
from projections.items import InBook, get_budget_items, get_outside
from projections.runner import Runner
from tests import funds
from tests.budgets import item
from tests.funds import OpenedFund
from tests.projections.histories import history
from tests.projections.told import FIRST_DAY, LAST_DAY, History

MONEY: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
JULY, AUGUST = date(2026, 7, 15), date(2026, 8, 15)


HALF: Final = ("2026-07", "2026-12")


def budgets_of(*events: BudgetAdopted) -> Budgets:
    """Return what some adopted budgets come to."""
    budgets = Budgets()
    for event in events:
        budgets = evolve_budgets(budgets, event)
    return budgets


def budget(*items: BudgetItem, months: tuple[str, str] = HALF, number: int = 1) -> BudgetAdopted:
    return BudgetAdopted(
        occurred_on=JULY,
        budget=UUID(int=number),
        from_month=months[0],
        until_month=months[1],
        items=items,
    )


def planned(*kinds: str) -> tuple[BudgetItem, ...]:
    return tuple(item(each, 500_00) for each in kinds)


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

    async def items(
        self, items: Sequence[BudgetItem], as_of: date, months: tuple[str, str] = HALF
    ) -> dict[str, ItemStanding]:
        found = await self.standing(budgets_of(budget(*items, months=months)), 1, as_of)
        return {each.item.kind: each for each in found}

    async def standing(
        self, budgets: Budgets, number: int, as_of: date
    ) -> tuple[ItemStanding, ...]:
        await Runner(self.database).catch_up(self.fund.fund_id)
        async with self.database.acquire() as connection:
            head = await connection.fetchval(
                "select position from heads where fund_id = $1", self.fund.fund_id
            )
            return await get_budget_items(
                *(connection, self.fund.fund_id, budgets.budgets, UUID(int=number)),
                as_of=as_of,
                known_at=head,
            )


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


async def test_promised_whenever_and_paid_in_the_months_of_the_budget(database: Database) -> None:
    book = await book_of(database)
    found = await book.items(planned("rent", "medical", "hosting", "reserve"), AUGUST)
    rent = found["rent"]
    # 60 of June and 50 of July are promised still; what was paid in June is no part of the budget.
    assert (rent.planned, rent.promised, rent.paid, rent.left) == (
        *(500_00, 110_00, 150_00, 240_00),
    )
    housing = (await book.items(planned("housing"), AUGUST))["housing"]
    assert (housing.promised, housing.paid) == (110_00, 150_00)
    assert (found["medical"].promised, found["medical"].paid) == (30_00, 0)
    assert (found["hosting"].promised, found["hosting"].paid) == (0, 7_00)
    assert (found["reserve"].promised, found["reserve"].paid) == (0, 0)
    await book.books.close()


async def test_what_happened_later_is_not_there_yet(database: Database) -> None:
    book = await book_of(database)
    found = await book.items(planned("medical", "hosting"), date(2026, 8, 14))
    assert [(each.promised, each.paid) for each in found.values()] == [(0, 0), (0, 0)]
    ahead = await book.items(planned("rent"), AUGUST, ("2027-01", "2027-12"))
    assert (ahead["rent"].promised, ahead["rent"].paid) == (0, 0)
    then = await book.items(planned("rent"), date(2027, 1, 1), ("2027-01", "2027-12"))
    assert (then["rent"].promised, then["rent"].paid) == (110_00, 0)
    await book.books.close()


async def test_bail_is_paid_until_it_comes_back(database: Database) -> None:
    book = await book_of(database)
    await book.ask(book.fund.bail(300_00, occurred_on=JULY))
    found = await book.items(planned("bail", "legal"), AUGUST)
    assert [each.paid for each in found.values()] == [300_00, 0]
    group = await book.items(planned("legal_and_bail"), AUGUST)
    assert [each.paid for each in group.values()] == [300_00]
    await book.books.close()


async def test_items_of_one_purpose_and_what_comes_over(database: Database) -> None:
    book = await book_of(database)
    mine = item("rent", 100_00, carries_over=True, purpose_id=book.fund.anything)
    first = budget(mine, item("rent", 1_00), months=("2026-06", "2026-06"))
    second = budget(replace(mine, amount=200_00), number=2)
    budgets = budgets_of(first, second)
    (rent, other) = await book.standing(budgets, 1, AUGUST)
    assert (rent.paid, rent.promised, rent.left, other.paid) == (40_00, 0, 60_00, 0)
    (rent,) = await book.standing(budgets, 2, AUGUST)
    assert (rent.carried, rent.paid, rent.promised, rent.left) == (60_00, 150_00, 110_00, 0)
    await book.books.close()


async def test_what_no_item_covers_is_told_apart_from_what_one_does(database: Database) -> None:
    book = await book_of(database)
    await Runner(database).catch_up(book.fund.fund_id)
    async with database.acquire() as connection:
        head = await connection.fetchval(
            "select position from heads where fund_id = $1", book.fund.fund_id
        )
        found = await get_outside(
            *(connection, book.fund.fund_id, budgets_of(budget(*planned("rent"))).budgets),
            UUID(int=1),
            as_of=AUGUST,
            known_at=head,
        )
    assert [(each.kind, each.paid, each.promised) for each in found] == [
        ("hosting", 7_00, 0),
        ("medical", 0, 30_00),
    ]
    await book.books.close()


_FEW: Final = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_KINDS: Final = ("housing", "living_and_care", "legal", "bail", "rooms", "other", "reserve")


def shared(number: int, months: tuple[str, str], purpose_id: UUID) -> Iterator[BudgetItem]:
    """Yield further items of what others of the same budget are about."""
    for place, (kind, pot) in enumerate((("rooms", None), ("housing", None), ("bail", purpose_id))):
        for nth, carries in enumerate((number != 2, True)):
            item_id = UUID(int=1_000 + 100 * number + 10 * place + nth)
            fields = {"item_id": item_id, "carries_over": carries, "purpose_id": pot}
            yield item(kind, 3_00 + nth, months, **fields)


def of_purposes(told: History) -> Budgets:
    """Return three budgets that follow one another, with items of purposes among theirs."""
    purposes = list(told.fund.purposes)
    stretches = (("2025-09", "2025-12"), ("2026-01", "2026-06"), ("2026-07", "2026-11"))
    return budgets_of(
        *(
            budget(
                *(item(each, 1_000, months, carries_over=True) for each in _KINDS),
                *(
                    item("bail", 500, months, carries_over=True, purpose_id=each)
                    for each in purposes[number % 2 :]
                ),
                *shared(number, months, purposes[0]),
                months=months,
                number=number,
            )
            for number, months in enumerate(stretches, 1)
        )
    )


def used(budgets: Budgets, told: History, position: int, day: date) -> Budgets:
    """Return *budgets* with the postings of a history, added up one by one."""
    for line in told.upto(position, day):
        for each in postings(line.event):
            if each.purpose_id is not None and each.code in COUNTED:
                month = None if COUNTED[each.code] else month_of_day(line.event.occurred_on)
                key = f"{each.code} {each.currency}"
                budgets = with_usage(budgets, {(month, each.purpose_id, key): each.amount})
    return budgets


@_FEW
@given(seed=st.integers(0, 2**32), at=st.integers(0, 10_000), day=st.dates(FIRST_DAY, LAST_DAY))
async def test_pages_say_what_the_rules_count_at_any_line_and_day(
    database: Database, seed: int, at: int, day: date
) -> None:
    told = history(seed)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    budgets = of_purposes(told)
    whole = used(budgets, told, len(told.lines), LAST_DAY)
    assert standing(told.fund.budgets, UUID(int=1), 0) == ()
    assert _without_noughts(whole.usage) == _without_noughts(told.fund.budgets.usage)
    async with database.acquire() as connection:
        for position, upto in ((len(told.lines), LAST_DAY), (at % len(told.lines) + 1, day)):
            counted, month = used(budgets, told, position, upto), month_of_day(upto)
            known: dict[str, Any] = {"as_of": upto, "known_at": position}
            for number in budgets.budgets:
                asked = connection, told.fund_id, budgets.budgets, number
                items = await get_budget_items(*asked, **known)
                assert items == standing(counted, number, month)
                beside = await get_outside(*asked, **known)
                assert _by_kind(beside) == _by_kind(outside(counted, number, month))
                for state in (len(told.lines), position, day.toordinal() % len(told.lines) + 1):
                    usage = used(budgets, told, state, LAST_DAY).usage
                    known["in_book"] = InBook(usage, state)
                    assert items == await get_budget_items(*asked, **known)
                    assert _by_kind(beside) == _by_kind(await get_outside(*asked, **known))
                del known["in_book"]


def _without_noughts(usage: Usage) -> dict[object, int]:
    months: list[tuple[int | None, Uses]] = [(None, usage.promised), *usage.paid.items()]
    return {
        (month, purpose_id, key): amount
        for month, uses in months
        for purpose_id, by_key in uses.items()
        for key, amount in by_key.items()
        if amount
    }


def _by_kind(beside: Sequence[Outside]) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for each in beside:
        paid, promised = found.get((each.kind, each.currency), (0, 0))
        found[each.kind, each.currency] = paid + each.paid, promised + each.promised
    return {key: sums for key, sums in found.items() if any(sums)}
