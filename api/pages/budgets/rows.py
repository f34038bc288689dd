"""Budgets in words and figures, as a page shows them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from api.i18n import N_
from api.pages.adopted import USED
from api.pages.budgets.base import Shelf
from api.pages.budgets.decisions import link_to_order
from api.pages.budgets.history import Version
from api.pages.budgets.picture import reserve_last
from api.public.words import name_of
from ledger.budgets.kinds import RESERVE
from ledger.budgets.left import ItemStanding, Outside
from ledger.budgets.plans import plan_of
from ledger.budgets.state import Budget
from ledger.events import BudgetItem
from ledger.money import Money
from projections.reports.published import Published

_DECIDED: Final = N_("Adopted by the members: {decision}"), N_("Changed by the members: {decision}")
_ORDERED: Final = N_("Adopted by the order {order}"), N_("Changed by the order {order}")
_OTHERWISE: Final = (
    N_("Adopted without a decision of the members"),
    N_("Changed without a decision of the members"),
)


class ItemRow(Struct, frozen=True, kw_only=True):
    """An item of a budget. The exact figures are None for plain members, and of a reserve.

    *word* says how much of it is used, where the last report tells it by itself.
    """

    name: str
    note: str
    address: str
    planned: Money
    carries_over: bool
    word: str = ""
    carried: Money | None = None
    promised: Money | None = None
    paid: Money | None = None
    left: Money | None = None


class ChangedItem(Struct, frozen=True):
    """An item that was said otherwise: None before where it is new, after where it goes."""

    name: str
    before: Money | None
    after: Money | None


class VersionRow(Struct, frozen=True):
    """How a budget was adopted or amended, on which day, and what that changed."""

    on: date
    how: Markup
    changed: tuple[ChangedItem, ...]


class OutsideRow(Struct, frozen=True):
    """What was paid or promised beside a budget."""

    name: str
    note: str
    paid: Money
    promised: Money


def item_rows(
    shelf: Shelf, budget: Budget, standing: Sequence[ItemStanding] | None
) -> tuple[ItemRow, ...]:
    """Return the rows of a budget, in its order, and the reserve last."""
    words = {} if shelf.as_of else words_of(shelf.published, budget)
    stands = {each.item.item_id: each for each in standing or ()}
    return tuple(
        item_row(shelf, each, stands.get(each.item_id), words.get(each.kind, ""))
        for each in reserve_last(budget.items, lambda item: item.kind)
    )


def item_row(
    shelf: Shelf, item: BudgetItem, standing: ItemStanding | None, word: str = ""
) -> ItemRow:
    """Return the row of one item."""

    def money(amount: int) -> Money:
        return Money(amount, item.currency, item.exponent)

    name, note = shelf.item_name(item)
    shown = None if item.kind == RESERVE else standing
    return ItemRow(
        name=name,
        note=note,
        address=shelf.item_address(item.item_id),
        planned=money(item.amount),
        carries_over=item.carries_over,
        word=word,
        carried=money(standing.carried) if standing and standing.carried else None,
        promised=money(shown.promised) if shown else None,
        paid=money(shown.paid) if shown else None,
        left=money(shown.left) if shown else None,
    )


def words_of(published: Published, budget: Budget) -> dict[str, str]:
    """Return how much of each kind is used, by the last report: said about this budget only.

    A kind that several items share is left out: a word about all of them is about none.
    """
    state, plan = published.now, plan_of(budget)
    if not state.reports:
        return {}
    report = state.reports[-1]
    before = (each for each in published.publications if each.position < report.position)
    if Published.of(before, published.time_zone).now.plan != plan:
        return {}
    kinds = [each.kind for each in budget.items]
    return {
        each.item: USED[each.word] for each in report.for_members if kinds.count(each.item) == 1
    }


def version_rows(shelf: Shelf, versions: Iterable[Version]) -> Iterator[VersionRow]:
    """Yield what was said about a budget; what an adoption says stands in the budget itself."""
    for each in versions:
        how = _how(shelf, each)
        changed = () if each.is_first else tuple(changed_items(shelf, each))
        yield VersionRow(each.on, how, changed)


def _how(shelf: Shelf, version: Version) -> Markup:
    """Say by what it was adopted or changed; an order is a page of the desk."""
    reader, number = shelf.reader, 0 if version.is_first else 1
    if version.decision is None:
        return reader.say(_OTHERWISE[number])
    decision = shelf.behind.get(version.decision)
    if decision is not None:
        return reader.say(_DECIDED[number], decision=shelf.decision(decision))
    if not shelf.is_desk:
        return reader.say(_OTHERWISE[number])
    return reader.say(_ORDERED[number], order=link_to_order(reader, version.decision))


def changed_items(shelf: Shelf, version: Version) -> Iterator[ChangedItem]:
    """Yield what a version says otherwise than the one before, item by item."""
    before = {each.item_id: each for each in version.before}
    after = {each.item_id: each for each in version.after}
    for item in version.changed:
        name, note = shelf.item_name(item)
        said = f"{name} ({note})" if note else name
        yield ChangedItem(said, _money(before.get(item.item_id)), _money(after.get(item.item_id)))


def _money(item: BudgetItem | None) -> Money | None:
    return None if item is None else Money(item.amount, item.currency, item.exponent)


def outside_rows(shelf: Shelf, found: Iterable[Outside]) -> list[OutsideRow]:
    """Return what was paid and promised beside a budget."""
    reader = shelf.reader
    return [
        OutsideRow(
            name_of(each.kind, reader.language),
            reader.name(each.purpose_id) if each.purpose_id in reader.fund.purposes else "",
            reader.money(each.paid, each.currency),
            reader.money(each.promised, each.currency),
        )
        for each in found
    ]
