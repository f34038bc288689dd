"""A fund with budgets: facts about them, and the rule that nothing else is paid."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.budgets.left import ItemStanding, standing
from ledger.chart import CostCategory
from ledger.events import (
    BudgetAdopted,
    BudgetAmended,
    BudgetItem,
    CostPaid,
    DecidingSet,
    FundEvent,
    Unbudgeted,
)
from ledger.fund import Fund, replay
from ledger.publishing.months import month_of
from tests.ledger.book import FUND, TODAY
from tests.ledger.world import BOOK, RIGHT, brought

RICH: Final[tuple[FundEvent, ...]] = (*BOOK, brought(10_000_00))
"""The shared book of `world`, with money enough."""
REFUSING: Final = DecidingSet(occurred_on=TODAY, protocols=(), unbudgeted=Unbudgeted.REFUSED)
"""What no budget covers is not paid."""
SHOWING: Final = DecidingSet(occurred_on=TODAY, protocols=(), unbudgeted=Unbudgeted.SHOWN)
JUNE, JULY, AUTUMN, WINTER = "2026-06", "2026-07", "2026-09", "2026-12"


def an_id(number: int) -> UUID:
    """Return the id of a budget or an item."""
    return UUID(int=(0xB << 64) + number)


def planned(number: int, kind: str = "rooms", amount: int = 100, **fields: Any) -> BudgetItem:
    """Return an item in dollars."""
    usual: dict[str, Any] = {"currency": "USD", "exponent": 2}
    return BudgetItem(item_id=an_id(number), kind=kind, amount=amount, **(usual | fields))


def adopted(number: int, months: tuple[str, str], *items: BudgetItem) -> BudgetAdopted:
    """Return that a budget was adopted."""
    return BudgetAdopted(
        occurred_on=TODAY,
        budget=an_id(number),
        from_month=months[0],
        until_month=months[1],
        items=items,
    )


def amended(number: int, *items: BudgetItem) -> BudgetAmended:
    """Return that a budget was amended."""
    return BudgetAmended(occurred_on=TODAY, budget=an_id(number), items=items)


def rooms(amount: int, on: date = TODAY, **fields: Any) -> CostPaid:
    """Return a payment for rooms."""
    return CostPaid(
        **(RIGHT | {"occurred_on": on} | fields), category=CostCategory.ROOMS, amount=amount
    )


def fund_of(*facts: FundEvent) -> Fund:
    """Return the fund of *facts* after those of `RICH`."""
    return replay(Fund(fund_id=FUND), [*RICH, *facts])


def figures(fund: Fund, number: int, month: str) -> dict[UUID, tuple[int, int, int, int, int]]:
    """Return planned, carried, promised, paid and left of each item of a budget in a month."""
    return {
        each.item.item_id: _figures(each)
        for each in standing(fund.budgets, an_id(number), month_of(month))
    }


def _figures(each: ItemStanding) -> tuple[int, int, int, int, int]:
    return each.planned, each.carried, each.promised, each.paid, each.left
