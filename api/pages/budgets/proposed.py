"""A budget that is put forward, as pictures: by a proposal of members or by an order of two."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from api.charts import Drawing
from api.pages.budgets.history import Compared, compared
from api.pages.budgets.picture import Picture, Used, picture_of
from api.site import site_of
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.budgets.left import find_item, standing
from ledger.budgets.state import Budgets
from ledger.publishing.months import month_of_day

if TYPE_CHECKING:  # pages of the book lead here, so this must not need them
    from api.pages.reading.reader import AnyRequest, Reader
    from ledger.orders.state import Order


def pictures_of(items: Compared, reader: "Reader", used: Budgets | None) -> tuple[Picture, ...]:
    """Return the pictures of what is put forward; *used* only for whoever sees what is paid.

    Once it was carried out, the name of each item leads to its page, and what is paid stands
    there alone: the budget may have been changed again since.
    """
    return picture_of(
        items.before,
        items.after,
        reader.language,
        names=reader.names,
        used=None if used is None or items.is_done else _used(used, items, reader.today),
        item_pages=f"{reader.prefix}/budget/items" if items.is_done else "",
    )


async def pictures_of_order(
    request: "AnyRequest", reader: "Reader", command: object, order: "Order", budgets: Budgets
) -> tuple[Picture, ...]:
    """Return the pictures of an order about a budget, open or carried out; none of any other."""
    if not isinstance(command, AdoptBudget | AmendBudget):
        return ()
    published = await site_of(request).publishing.published(reader.fund_id, reader.fund.time_zone)
    items = compared(published, command, order.order)
    if not order.is_open and not items.is_done:
        return ()
    return pictures_of(items, reader, budgets)


def drawings_of(pictures: Iterable[Picture]) -> tuple[Drawing, ...]:
    """Return the geometry of some pictures."""
    return tuple(each.drawing for each in pictures)


def _used(budgets: Budgets, items: Compared, today: date) -> Mapping[UUID, Used]:
    """Return what is promised and paid as of now of the items that there are."""
    known = (find_item(budgets.budgets, each.item_id) for each in (*items.before, *items.after))
    return {
        each.item.item_id: Used(each.promised, each.paid, each.carried)
        for budget in {found[0].budget for found in known if found}
        for each in standing(budgets, budget, month_of_day(today))
    }
