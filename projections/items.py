"""The items of a plan beside the book: planned, promised, paid, left, as of a day.

On the basis of cash: posted bail is paid until it comes back, and what a court keeps stays paid.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger import chart
from ledger.chart import GROUP_OF, Category, CostCategory, Group
from ledger.events import PlanAdopted, PlanItem
from ledger.publishing.months import first_day, month_of
from ledger.publishing.settings import RESERVE
from ledger.store.connection import Connection
from projections.sums import MonthSum, sum_months
from projections.view import pin

_BAIL: Final = frozenset({chart.COURTS, chart.DEPOSITORS})


class ItemAsOf(Struct, frozen=True, kw_only=True):
    """One item of a plan in minor units; *promised* is promised still and not paid yet.

    A reserve is planned and nothing else.
    """

    item: str
    currency: str
    exponent: int
    planned: int
    promised: int = 0
    paid: int = 0

    @property
    def is_reserve(self) -> bool:
        """Say whether it is money to keep, of which nothing is paid."""
        return self.item == RESERVE

    @property
    def left(self) -> int:
        """Return what of it is neither paid nor promised; below zero where it is more."""
        return self.planned - self.promised - self.paid


async def get_items(
    connection: Connection, fund_id: UUID, plan: PlanAdopted, *, as_of: date, known_at: int
) -> tuple[ItemAsOf, ...]:
    """Return the items of *plan* as of a day, from the lines up to a position.

    Paid in the months of the plan; promised whenever it was. Raises `ProjectionBehind`.
    """
    begins, ends = first_day(month_of(plan.from_month)), first_day(month_of(plan.until_month))
    last = min(ends, as_of.replace(day=1))
    view = await pin(connection, fund_id, known_at)
    sums = await sum_months(view, as_of, min(begins, last), last)
    return tuple(_item(each, sums, begins) for each in plan.items)


def _item(item: PlanItem, sums: Iterable[MonthSum], begins: date) -> ItemAsOf:
    codes = _codes(item.item)
    promises = {chart.promised_for(each) for each in _kinds(item.item)}
    found: Counter[str] = Counter()
    for each in sums:
        if each.currency != item.currency:
            continue
        if each.code in promises:
            found["promised"] += each.amount
        elif each.code in codes and each.month is not None and each.month >= begins:
            found["paid"] += each.amount
    return ItemAsOf(
        item=item.item,
        currency=item.currency,
        exponent=item.exponent,
        planned=item.amount,
        promised=found["promised"],
        paid=found["paid"],
    )


def _codes(item: str) -> frozenset[str]:
    """Return the codes whose sums say what was paid of *item*."""
    if item in set(CostCategory):
        return frozenset({chart.cost(CostCategory(item))})
    found = {chart.paid_for(each) for each in _kinds(item)}
    if item in (Category.BAIL, GROUP_OF[Category.BAIL]):
        found |= _BAIL | {code for code in chart.CHART if chart.family(code) == "bail"}
    return frozenset(found)


def _kinds(item: str) -> tuple[Category, ...]:
    """Return the kinds of help of *item*, except bail, which is never promised."""
    if item in set(Group):
        kinds = tuple(each for each, group in GROUP_OF.items() if group == item)
    else:
        kinds = tuple(each for each in Category if each == item)
    return tuple(each for each in kinds if each is not Category.BAIL)
