"""The way back from a line, a case or an order: under which budget item, by which decision.

For the desk only: a plain member's trace ends at the page of a budget item.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from markupsafe import Markup
from msgspec import Struct

from api.i18n import N_
from api.pages.budgets.decisions import link_to_decision, link_to_item, link_to_order, titles_of
from api.pages.budgets.history import as_known, budgets_of
from api.public.words import Stretch, stretch_text
from api.site import site_of
from ledger.budgets.commands import AmendBudget
from ledger.budgets.covering import needed_cover
from ledger.budgets.kinds import kind_of
from ledger.budgets.left import items_of
from ledger.budgets.state import Budget
from ledger.case import Case
from ledger.events import BudgetItem, GrantCommitted, OrderCarriedOut, Posting
from ledger.grants import PayGrant
from ledger.line import Line
from ledger.orders.content import Orderable
from ledger.orders.state import Order
from ledger.postings import postings
from ledger.publishing.months import month_of_day
from projections.trace import decisions_of, origin_of

if TYPE_CHECKING:  # pages of the book lead here, so this must not need them
    from api.pages.reading.reader import AnyRequest, Reader

ITEM: Final = N_("Budget item")
DECIDED: Final = N_("Decided by")
ORDER: Final = N_("Order")
NONE: Final = N_("No budget item")
SHARED: Final = N_("{item}, and other items for the same")
BUDGET: Final = N_("The budget of")


class TraceRow(Struct, frozen=True):
    """One step back: what it is, and a link to it."""

    label: str
    value: Markup


class _Place(Struct, frozen=True):
    """What money went on: its kind, purpose and currency, in a month."""

    kind: str
    purpose_id: UUID | None
    currency: str
    month: int


async def trace_of_line(
    request: "AnyRequest", reader: "Reader", line: Line, lines: Sequence[Line]
) -> tuple[TraceRow, ...]:
    """Return the item, the order and the decision of a line; *lines* are those of its case."""
    origin = origin_of(lines, line.position)
    places = _places(postings(line.event), line.event.occurred_on)
    found = list(_item_rows(reader, await _budgets(request, reader), places))
    if origin.order is not None:
        found.append(TraceRow(ORDER, link_to_order(reader, origin.order)))
    return (*found, *await _decided(request, reader, [origin.decision]))


async def trace_of_case(
    request: "AnyRequest", reader: "Reader", lines: Sequence[Line]
) -> tuple[TraceRow, ...]:
    """Return the items under which a case promised and paid, and the decisions on which it rests.

    In the case of the publications every budget was decided: its lines say by what, one by one.
    """
    places = [
        place for line in lines for place in _places(postings(line.event), line.event.occurred_on)
    ]
    items = _item_rows(reader, await _budgets(request, reader), places)
    return (*items, *await _decided(request, reader, decisions_of(lines).values()))


async def trace_of_order(
    request: "AnyRequest", reader: "Reader", command: Orderable, case: Case, order: Order
) -> tuple[TraceRow, ...]:
    """Return the item that an order takes from, and the decision on which it rests.

    As long as it is open, that is the item of now; afterwards the one of the day it was done.
    """
    day = _done_on(order, case) or reader.today
    budgets = await _budgets(request, reader)
    items = _item_rows(reader, budgets, _of_order(command, case, day))
    return (
        *_amended(reader, budgets, command),
        *items,
        *await _decided(request, reader, [order.decision]),
    )


def _amended(
    reader: "Reader", budgets: Mapping[UUID, Budget], command: Orderable
) -> Iterator[TraceRow]:
    """Yield which budget an order changes."""
    budget = budgets.get(command.budget) if isinstance(command, AmendBudget) else None
    if budget is not None:
        months = stretch_text(Stretch(budget.from_month, budget.until_month), reader.language)
        link = Markup('<a href="{}/budget">{}</a>').format(reader.prefix, months)
        yield TraceRow(BUDGET, link)


def _done_on(order: Order, case: Case) -> date | None:
    for line in case.lines:
        if isinstance(line.event, OrderCarriedOut) and line.event.order == order.order:
            return line.event.occurred_on
    return None


def _of_order(command: Orderable, case: Case, day: date) -> Iterator[_Place]:
    if isinstance(command, PayGrant):  # what it takes was taken when it was promised
        for grant in case.events(GrantCommitted)[:1]:
            yield _Place(grant.category, grant.purpose_id, grant.currency, month_of_day(day))
        return
    needed = needed_cover(command, case)
    if needed is not None:
        month = month_of_day(needed.day or day)
        yield _Place(needed.kind, needed.purpose_id, needed.money.currency, month)


def _places(entries: Iterable[Posting], day: date) -> list[_Place]:
    found = []
    for each in entries:
        kind = kind_of(each.code)
        if kind is not None:
            found.append(_Place(kind, each.purpose_id, each.currency, month_of_day(day)))
    return found


async def _budgets(request: "AnyRequest", reader: "Reader") -> Mapping[UUID, Budget]:
    published = await site_of(request).publishing.published(reader.fund_id, reader.fund.time_zone)
    return budgets_of(as_known(published, reader.known_at))


def _item_rows(
    reader: "Reader", budgets: Mapping[UUID, Budget], places: Iterable[_Place]
) -> Iterator[TraceRow]:
    """Yield every item once; that there is none is said too, in a fund that has a budget.

    Of several for the same, the first stands for all: no line says which one it is for.
    """
    if not budgets:
        return
    found: dict[UUID | None, tuple[BudgetItem, ...]] = {}
    for each in places:
        items = items_of(budgets, each.kind, each.purpose_id, each.currency, each.month)
        found.setdefault(items[0].item_id if items else None, items)
    for items in found.values():
        yield TraceRow(ITEM, _called(reader, items))


def _called(reader: "Reader", items: tuple[BudgetItem, ...]) -> Markup:
    if not items:
        return reader.say(NONE)
    link = link_to_item(reader, items[0])
    return reader.say(SHARED, item=link) if len(items) > 1 else link


async def _decided(
    request: "AnyRequest", reader: "Reader", decisions: Iterable[UUID | None]
) -> list[TraceRow]:
    asked = list(dict.fromkeys(each for each in decisions if each is not None))
    titles = await titles_of(request, reader.fund_id, asked)
    return [TraceRow(DECIDED, link_to_decision(reader, each, titles.get(each))) for each in asked]
