"""Budgets as they stand now, and the lines that stand under an item of one, or under none.

Members read what is planned. Exact figures are for whoever may read the book; a seat at the table
reads them on its page, where it is noted that somebody looked.
"""

from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import PathParameter, QueryParameter

from api.access import Access, Power, access_of, needs
from api.site import site_of
from api.v1.answers import line_summary
from api.v1.budget_answers import (
    Budgets,
    ItemOf,
    LineTrace,
    OneBudget,
    OneItem,
    TraceLine,
    TraceLines,
    Used,
)
from api.v1.reading import MinPosition, statement
from api.v1.receipts import FUNDS, AnyRequest, FundId
from api.v1.refusals import ANY, ANY_READ, responses_of
from ledger.budgets.held import held_of
from ledger.budgets.kinds import kind_of
from ledger.budgets.left import ItemStanding, find_item, items_of, outside, standing
from ledger.budgets.state import Budget
from ledger.line import Line
from ledger.postings import postings
from ledger.publishing.months import month_of_day, month_text
from ledger.rejections import BudgetUnknown, LineUnknown
from ledger.store.labels import list_labels
from projections.cases import get_case_at
from projections.trace import TracePage, list_item_lines, list_outside_lines, origin_of

MOST_LINES: Final = 200

BudgetId = Annotated[UUID, PathParameter(description="The budget.")]
ItemId = Annotated[UUID, PathParameter(description="The item.")]
Before = Annotated[int | None, QueryParameter(description="Only lines below this position.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_LINES, description="How many lines at most.")]


@get(
    "/budgets",
    operation_id="list_budgets",
    summary="Budgets: planned, and what is left of them",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PLAN)},
)
async def list_budgets(request: AnyRequest, fund_id: FundId) -> Budgets:
    """List the budgets as members read them; with exact figures for whoever may read the book."""
    access = access_of(request)
    names = await _names(request, fund_id)
    found = sorted(access.fund.budgets.budgets.values(), key=lambda each: each.from_month)
    return Budgets(
        known_at=access.position if access.may(Power.READ_BOOK) else None,
        budgets=tuple(_budget(request, access, each, names) for each in found),
    )


@get(
    "/budgets/{budget_id:uuid}",
    operation_id="get_one_budget",
    summary="One budget",
    responses=responses_of((*ANY, BudgetUnknown)),
    opt={"refusals": (BudgetUnknown,), **needs(Power.READ_PLAN)},
)
async def get_one_budget(request: AnyRequest, fund_id: FundId, budget_id: BudgetId) -> OneBudget:
    """Say what is planned in a budget; with exact figures for whoever may read the book."""
    access = access_of(request)
    budget = access.fund.budgets.budgets.get(budget_id)
    if budget is None:
        raise BudgetUnknown
    return _budget(request, access, budget, await _names(request, fund_id))


@get(
    "/budgets/{budget_id:uuid}/outside",
    operation_id="list_outside_lines",
    summary="Lines that no item of a budget covers",
    responses=responses_of((*ANY_READ, BudgetUnknown)),
    opt={"refusals": (BudgetUnknown,), **needs(Power.READ_BOOK)},
)
async def list_outside(
    request: AnyRequest,
    fund_id: FundId,
    budget_id: BudgetId,
    *,
    before: Before = None,
    limit: Limit = 50,
    min_position: MinPosition = None,
) -> TraceLines:
    """List what was promised and paid in the months of a budget beside its items."""
    budgets = access_of(request).fund.budgets.budgets
    if budget_id not in budgets:
        raise BudgetUnknown
    async with statement(request, fund_id, min_position=min_position) as connection:
        page = await list_outside_lines(
            connection, fund_id, budgets, budget_id, before=before, limit=limit
        )
    return _lines(page, f"{FUNDS}/{fund_id}/budgets/{budget_id}/outside", limit)


@get(
    "/budget-items/{item_id:uuid}/lines",
    operation_id="list_item_lines",
    summary="Lines under a budget item",
    responses=responses_of((*ANY_READ, BudgetUnknown)),
    opt={"refusals": (BudgetUnknown,), **needs(Power.READ_BOOK)},
)
async def list_lines_of_item(
    request: AnyRequest,
    fund_id: FundId,
    item_id: ItemId,
    *,
    before: Before = None,
    limit: Limit = 50,
    min_position: MinPosition = None,
) -> TraceLines:
    """List what was promised and paid under an item. `next` may lead to a page without a line."""
    budgets = access_of(request).fund.budgets.budgets
    found = find_item(budgets, item_id)
    if found is None:
        raise BudgetUnknown
    async with statement(request, fund_id, min_position=min_position) as connection:
        page = await list_item_lines(
            connection, fund_id, budgets, found[1], before=before, limit=limit
        )
    return _lines(page, f"{FUNDS}/{fund_id}/budget-items/{item_id}/lines", limit)


@get(
    "/lines/{position:int}/trace",
    operation_id="trace_line",
    summary="From a line to its budget item, order and decision",
    responses=responses_of((*ANY, LineUnknown)),
    opt={"refusals": (LineUnknown,), **needs(Power.READ_BOOK)},
)
async def trace_line(
    request: AnyRequest,
    fund_id: FundId,
    position: Annotated[int, PathParameter(description="The line.")],
) -> LineTrace:
    """Say under which budget items a line stands, which order wrote it, and what was decided."""
    async with site_of(request).database.acquire() as connection:
        view = await get_case_at(connection, fund_id, position) if _is_position(position) else None
    line = next((each for each in view.lines if each.position == position), None) if view else None
    if view is None or line is None:
        raise LineUnknown(position)
    origin = origin_of(view.lines, position)
    return LineTrace(
        position=position,
        items=_items_of(access_of(request), line),
        order=origin.order,
        decision=origin.decision,
    )


def _is_position(position: int) -> bool:
    return 0 < position < 2**63


async def _names(request: AnyRequest, fund_id: UUID) -> dict[UUID, str]:
    async with site_of(request).database.acquire() as connection:
        labels = await list_labels(connection, fund_id, kind="item")
    return {each.id: each.text for each in labels}


def _budget(
    request: AnyRequest, access: Access, budget: Budget, names: dict[UUID, str]
) -> OneBudget:
    """Return a budget as the API says it to whoever has *access*."""
    fund = access.fund
    month = month_of_day(site_of(request).now().astimezone(ZoneInfo(fund.time_zone)).date())
    shows = access.may(Power.READ_BOOK)
    stands = {each.item.item_id: each for each in standing(fund.budgets, budget.budget, month)}
    return OneBudget(
        budget_id=budget.budget,
        from_month=month_text(budget.from_month),
        until_month=month_text(budget.until_month),
        decision=budget.decision,
        items=tuple(
            OneItem(
                item_id=each.item_id,
                name=names.get(each.item_id),
                kind=each.kind,
                purpose_id=each.purpose_id,
                amount=each.amount,
                currency=each.currency,
                exponent=each.exponent,
                carries_over=each.carries_over,
                used=_used(stands[each.item_id], held_of(fund, each.item_id, month))
                if shows
                else None,
            )
            for each in budget.items
        ),
        outside=outside(fund.budgets, budget.budget, month) if shows else None,
    )


def _used(each: ItemStanding, held: int) -> Used:
    return Used(
        carried=each.carried, promised=each.promised, paid=each.paid, left=each.left, held=held
    )


def _lines(page: TracePage, address: str, limit: int) -> TraceLines:
    query = urlencode({"limit": limit, "before": page.older})
    return TraceLines(
        known_at=page.known_at,
        lines=tuple(
            TraceLine(
                line=line_summary(each.line),
                currency=each.currency,
                exponent=each.exponent,
                promised=each.promised,
                paid=each.paid,
            )
            for each in page.lines
        ),
        next=f"{address}?{query}" if page.older is not None else None,
    )


def _items_of(access: Access, line: Line) -> tuple[ItemOf, ...]:
    """Return the items of each thing that a line promised or paid, each once.

    Where several share a kind, it is all of them: no line says which one it is for.
    """
    budgets, month = access.fund.budgets.budgets, month_of_day(line.event.occurred_on)
    found: dict[ItemOf, None] = {}
    for each in postings(line.event):
        kind = kind_of(each.code)
        if kind is None:
            continue
        items = items_of(budgets, kind, each.purpose_id, each.currency, month)
        budget = find_item(budgets, items[0].item_id) if items else None
        ids: list[UUID | None] = [item.item_id for item in items]
        for item_id in ids or [None]:
            one = ItemOf(
                kind=kind,
                currency=each.currency,
                budget_id=budget[0].budget if budget else None,
                item_id=item_id,
            )
            found[one] = None
    return tuple(found)


ROUTES: Final = (
    list_budgets,
    get_one_budget,
    list_outside,
    list_lines_of_item,
    trace_line,
)
