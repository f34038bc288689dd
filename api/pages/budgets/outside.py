"""What was paid and promised in the months of a budget, and stands under none of its items."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from api.access import Power, needs
from api.i18n import N_
from api.pages.budgets.base import open_shelf
from api.pages.budgets.one_item import LINES
from api.pages.budgets.rows import outside_rows
from api.pages.frame import render
from api.pages.reading.lines import line_row
from api.pages.reading.reader import AnyRequest, position_in
from projections.trace import list_outside_lines


@get("/{fund_id:uuid}/budget/outside/{budget_id:uuid}", opt=needs(Power.READ_BOOK))
async def outside_budget(
    request: AnyRequest,
    fund_id: FromPath[UUID],
    budget_id: FromPath[UUID],
    before: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show the lines that no budget item covers."""
    async with open_shelf(request, fund_id) as (shelf, connection):
        budget = shelf.budgets.get(budget_id)
        if budget is None:
            raise NotFoundException
        reader, at = shelf.reader, position_in(before)
        found = await shelf.outside(connection, budget_id)
        page = await list_outside_lines(
            connection,
            fund_id,
            shelf.budgets,
            budget_id,
            known_at=reader.known_at,
            before=at,
            limit=LINES,
        )
    address = f"{shelf.prefix}/outside/{budget_id}"
    return render(
        request,
        "budgets/outside.html",
        title=N_("Outside the budget"),
        months=shelf.months(budget),
        rows=outside_rows(shelf, found or ()),
        lines=[line_row(reader, each.line) for each in page.lines],
        older=f"{address}?before={page.older}" if page.older else "",
        newer=address if at else "",
        budgets=shelf.prefix,
        **reader.frame("plan"),
    )
