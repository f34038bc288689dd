"""What a seat at the table sees: the exact budget as the book stood when last Sunday ended."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from ledger.budgets.left import ItemStanding
from ledger.budgets.state import Budget
from ledger.fund import Fund
from ledger.money import Money
from ledger.publishing.months import month_of_day
from ledger.store.connection import Connection
from projections.balances import get_balances
from projections.bands import last_monday, position_before
from projections.items import InBook, get_budget_items
from projections.known import ProjectionBehind


class Sunday(Struct, frozen=True):
    """Everything that a seat sees: as of the end of *day*, and nothing later.

    *free* is what can be promised, one sum a currency. *budgets* are those that are not over.
    """

    day: date
    free: tuple[Money, ...] = ()
    budgets: tuple[tuple[Budget, tuple[ItemStanding, ...]], ...] = ()


async def sunday_of(
    connection: Connection, fund: Fund, today: date, budgets: Mapping[UUID, Budget], in_book: InBook
) -> Sunday:
    """Return the figures of the last Sunday before *today*, in the fund's time zone.

    They are empty where the book has no line from before its end, or its sums are not there yet.
    """
    monday, fund_id = last_monday(today), fund.fund_id
    day = monday - timedelta(days=1)
    at = await position_before(connection, fund_id, monday, fund.time_zone)
    if at is None:
        return Sunday(day)
    month = month_of_day(today)
    shown = sorted(
        (each for each in budgets.values() if each.until_month >= month),
        key=lambda each: each.from_month,
    )
    try:
        balances = await get_balances(connection, fund_id, as_of=day, known_at=at)
        found = [
            await get_budget_items(
                *(connection, fund_id, budgets, each.budget),
                as_of=day,
                known_at=at,
                in_book=in_book,
            )
            for each in shown
        ]
    except ProjectionBehind:
        return Sunday(day)
    return Sunday(
        day,
        tuple(Money(each.free, each.currency, each.exponent) for each in balances.totals),
        tuple(zip(shown, map(tuple, found), strict=True)),
    )
