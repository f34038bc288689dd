"""One item of a budget: what was planned and decided; for the desk also what became of it."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.adopted import MemberReport, reports_of
from api.pages.budgets.base import Shelf, open_shelf
from api.pages.budgets.decisions import link_to_item
from api.pages.budgets.history import Version
from api.pages.budgets.rows import (
    ItemRow,
    VersionRow,
    changed_items,
    item_row,
    version_rows,
    words_of,
)
from api.pages.frame import render
from api.pages.reading.asked import ordered_text
from api.pages.reading.cases import CaseRow, case_rows
from api.pages.reading.lines import LineRow, line_row
from api.pages.reading.reader import AnyRequest, position_in
from api.public.report import report_stretch
from ledger.budgets.covering import needed_cover
from ledger.budgets.held import held_of
from ledger.budgets.left import budget_at, find_item, items_in, sharing
from ledger.budgets.state import Budget
from ledger.case import Case
from ledger.events import BudgetItem
from ledger.fund import Fund
from ledger.money import Money
from ledger.publishing.months import month_of_day
from ledger.store.connection import Connection
from projections.cases import list_open_cases
from projections.orders import OrderRow, list_open_orders
from projections.reports.manifest import decode
from projections.trace import TracePage, list_item_lines

LINES: int = 50
"""How many lines stand on one page."""


class Waiting(Struct, frozen=True):
    """An order that is still open: what it says, and its page."""

    text: Markup
    address: str


class Trace(Struct, frozen=True, kw_only=True):
    """What the desk sees of an item: what floats hold of it now, orders, promises and lines."""

    held: Money | None
    waiting: list[Waiting]
    promises: list[CaseRow]
    lines: list[LineRow]
    older: str
    newer: str


@get("/{fund_id:uuid}/budget/items/{item_id:uuid}", opt=needs(Power.READ_PLAN))
async def budget_item(
    request: AnyRequest,
    fund_id: FromPath[UUID],
    item_id: FromPath[UUID],
    before: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show an item; its orders, promises and lines only to the desk."""
    async with open_shelf(request, fund_id) as (shelf, connection):
        budget, item = shelf.find(item_id)
        versions = [each for each in shelf.versions(budget.budget) if _says(each, item_id)]
        row = await _row(connection, shelf, budget, item)
        trace = await _trace(
            connection, shelf, access_of(request).fund, (budget, item), position_in(before)
        )
    return render(
        request,
        "budgets/item.html",
        title=N_("A budget item"),
        item=row,
        is_taken_out=find_item(shelf.budgets, item_id) is None,
        others=[
            link_to_item(shelf.reader, each)
            for each in sharing(budget, item)
            if each.item_id != item_id
        ],
        months=shelf.months(budget),
        day=shelf.as_of.day if shelf.as_of else None,
        is_noted=shelf.is_noted,
        versions=list(_of_item(shelf, versions, item_id)),
        reports=_reports(shelf, budget),
        trace=trace,
        budgets=shelf.prefix,
        **shelf.reader.frame("plan"),
    )


def _says(version: Version, item_id: UUID) -> bool:
    return any(each.item_id == item_id for each in version.changed)


def _of_item(shelf: Shelf, versions: list[Version], item_id: UUID) -> Iterator[VersionRow]:
    """Yield what was said about one item of a budget, also as it was adopted."""
    for version, row in zip(versions, version_rows(shelf, versions), strict=True):
        said = zip(version.changed, changed_items(shelf, version), strict=True)
        yield VersionRow(
            row.on, row.how, tuple(new for each, new in said if each.item_id == item_id)
        )


async def _row(connection: Connection, shelf: Shelf, budget: Budget, item: BudgetItem) -> ItemRow:
    found = await shelf.standing(connection, budget.budget)
    stands = next((each for each in found or () if each.item.item_id == item.item_id), None)
    word = "" if shelf.as_of else words_of(shelf.published, budget).get(item.kind, "")
    return item_row(shelf, item, stands, word)


def _reports(shelf: Shelf, budget: Budget) -> list[MemberReport]:
    """Return the reports that are out and cover a month of the budget, the latest first."""
    state = shelf.published.now
    covers = set()
    for each in state.reports:
        stretch = report_stretch(decode(each.manifest))
        if stretch.first <= budget.until_month and stretch.last >= budget.from_month:
            covers.add(each.number)
    return [each for each in reports_of(state, shelf.reader) if each.number in covers]


async def _trace(
    connection: Connection,
    shelf: Shelf,
    fund: Fund,
    place: tuple[Budget, BudgetItem],
    before: int | None,
) -> Trace | None:
    budget, item = place
    if not shelf.is_desk or find_item(shelf.budgets, item.item_id) is None:
        return None
    reader = shelf.reader
    page: TracePage = await list_item_lines(
        connection,
        reader.fund_id,
        shelf.budgets,
        item,
        known_at=reader.known_at,
        before=before,
        limit=LINES,
    )
    address = shelf.item_address(item.item_id)
    held = held_of(fund, item.item_id, month_of_day(reader.today))
    return Trace(
        held=Money(held, item.currency, item.exponent) if held else None,
        waiting=await _waiting(connection, shelf, item),
        promises=await _promises(connection, shelf, budget, item),
        lines=[line_row(reader, each.line) for each in page.lines],
        older=f"{address}?before={page.older}" if page.older else "",
        newer=address if before else "",
    )


async def _waiting(connection: Connection, shelf: Shelf, item: BudgetItem) -> list[Waiting]:
    """Return the open orders that would take from the item."""
    found = await list_open_orders(connection, shelf.reader.fund_id)
    return [
        Waiting(ordered_text(shelf.reader, each.content), _address(shelf, each))
        for each in found.orders
        if _takes_from(shelf, each, item)
    ]


def _address(shelf: Shelf, order: OrderRow) -> str:
    return f"{shelf.reader.prefix}/orders/{order.order_id}"


def _takes_from(shelf: Shelf, order: OrderRow, item: BudgetItem) -> bool:
    # What goes on with a case takes from the item of that case: its lines are listed below.
    needed = needed_cover(order.command, Case(order.case_id)) if order.kind else None
    if needed is None:
        return False
    month = month_of_day(needed.day or shelf.reader.today)
    budget = budget_at(shelf.budgets, month)
    if budget is None:
        return False
    found = items_in(budget, needed.kind, needed.purpose_id, needed.money.currency)
    return _is_one_of(item, found)


def _is_one_of(item: BudgetItem, items: Iterable[BudgetItem]) -> bool:
    return any(each.item_id == item.item_id for each in items)


async def _promises(
    connection: Connection, shelf: Shelf, budget: Budget, item: BudgetItem
) -> list[CaseRow]:
    """Return what is promised still: it counts against the budget of now."""
    current = budget_at(shelf.budgets, month_of_day(shelf.reader.today))
    if current is None or current.budget != budget.budget:
        return []
    reader = shelf.reader
    found = await list_open_cases(
        connection, reader.fund_id, kind="grant", known_at=reader.known_at
    )
    own = []
    for each in found.cases:
        under: tuple[BudgetItem, ...] = ()
        if each.category is not None:
            under = items_in(budget, each.category, each.purpose_id, each.currency)
        if _is_one_of(item, under):
            own.append(each)
    return case_rows(reader, own)
