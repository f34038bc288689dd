"""The budgets of a fund: what was planned, by whom it was changed, and what is left.

Plain members read what was decided. A seat reads exact figures as of last Sunday, and the desk as
of now, with what was paid beside every budget.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.i18n import N_
from api.pages.budgets.base import Shelf, open_shelf
from api.pages.budgets.rows import (
    ItemRow,
    OutsideRow,
    VersionRow,
    item_rows,
    outside_rows,
    version_rows,
)
from api.pages.frame import render
from api.pages.people.words import list_words
from api.pages.reading.reader import AnyRequest
from api.site import site_of
from ledger.budgets.state import Budget
from ledger.deciding.kinds import may_propose, protocol_of
from ledger.events import ProposalKind, Reserve
from ledger.money import Money
from ledger.publishing.months import month_of_day
from ledger.store.connection import Connection

TITLE: Final = N_("Budgets")
EXACT: Final = 8
"""How many budgets are shown with figures; those of older ones stand on the pages of items."""


class BudgetView(Struct, frozen=True, kw_only=True):
    """A budget: its months, its items, how it came to be so, and what was paid beside it.

    *outside* is None where it is not shown: to a seat, and of budgets long over. *amending* is
    where a change of it can be proposed, empty for whoever cannot.
    """

    months: str
    is_over: bool
    items: tuple[ItemRow, ...]
    has_figures: bool
    totals: tuple[Money, ...]
    versions: tuple[VersionRow, ...]
    outside: list[OutsideRow] | None
    outside_address: str
    amending: str


@get("/{fund_id:uuid}/budget", opt=needs(Power.READ_PLAN))
async def budgets(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show every budget, the one of now first, then those to come, then those that are over."""
    access = access_of(request)
    amends = _may_amend(access, site_of(request).now())
    async with open_shelf(request, fund_id) as (shelf, connection):
        views = [
            await _view(connection, shelf, each, is_exact=number < EXACT, amends=amends)
            for number, each in enumerate(_in_order(shelf))
        ]
    return render(
        request,
        "budgets/overview.html",
        title=TITLE,
        budgets=views,
        day=shelf.as_of.day if shelf.as_of else None,
        is_desk=shelf.is_desk,
        is_noted=shelf.is_noted,
        reserves=_reserves(access, shelf),
        single_signer=access.fund.single_signer,
        **shelf.reader.frame("plan"),
    )


def _in_order(shelf: Shelf) -> list[Budget]:
    now = month_of_day(shelf.reader.today)
    everyone = sorted(shelf.budgets.values(), key=lambda each: each.from_month)
    current = [each for each in everyone if each.until_month >= now]
    return current + [each for each in reversed(everyone) if each.until_month < now]


async def _view(
    connection: Connection, shelf: Shelf, budget: Budget, *, is_exact: bool, amends: bool
) -> BudgetView:
    standing = await shelf.standing(connection, budget.budget) if is_exact else None
    outside = await shelf.outside(connection, budget.budget) if is_exact else None
    is_over = budget.until_month < month_of_day(shelf.reader.today)
    totals: dict[tuple[str, int], int] = {}
    for each in budget.items:
        key = each.currency, each.exponent
        totals[key] = totals.get(key, 0) + each.amount
    return BudgetView(
        months=shelf.months(budget),
        is_over=is_over,
        items=item_rows(shelf, budget, standing),
        has_figures=standing is not None,
        totals=tuple(Money(amount, *key) for key, amount in totals.items()),
        versions=tuple(version_rows(shelf, shelf.versions(budget.budget))),
        outside=None if outside is None else outside_rows(shelf, outside),
        outside_address=f"{shelf.prefix}/outside/{budget.budget}",
        amending=_amending(shelf, budget) if amends and not is_over else "",
    )


def _may_amend(access: Access, now: datetime) -> bool:
    """Say whether whoever reads may propose a change of a budget."""
    fund, kind = access.fund, ProposalKind.AMENDMENT
    if fund.single_signer or protocol_of(fund.deciding, kind) is None:
        return False
    return may_propose(fund, now, access.sign_in_id, kind)


def _amending(shelf: Shelf, budget: Budget) -> str:
    return f"{shelf.reader.prefix}/decisions/new/amendment/{budget.budget}"


def _reserves(access: Access, shelf: Shelf) -> list[tuple[object, Money]]:
    """Return what the rules of the fund keep back, beside every budget."""
    kept: tuple[Reserve, ...] = access.fund.governance.policy.reserves
    return [
        (list_words(each.categories, shelf.reader.language), shelf.reader.money(each.amount))
        for each in kept
    ]
