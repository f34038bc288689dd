"""What is left of each budget item: planned and carried over, less what is promised and paid.

Pure, and the same for the rules and for every page. *month* is always the month that it is now.
What is promised counts against the budget of now, for that is where it will be paid from.

Items of the same kind, purpose and currency share what is paid for it: it fills them in their
order, and the last of them takes what is more.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from ledger.budgets.kinds import group_of, said
from ledger.budgets.state import Budget, Budgets, Uses
from ledger.events.budgets import BudgetItem

_Place = tuple[str, UUID | None, str]
"""What items are about: those of the same kind, purpose and currency share it."""


class ItemStanding(Struct, frozen=True, kw_only=True):
    """One item in minor units. *left* is below zero where more was used than there was."""

    item: BudgetItem
    carried: int = 0
    promised: int = 0
    paid: int = 0

    @property
    def planned(self) -> int:
        """Return what the budget says."""
        return self.item.amount

    @property
    def left(self) -> int:
        """Return what of it is neither paid nor promised."""
        return self.planned + self.carried - self.promised - self.paid


class Outside(Struct, frozen=True, kw_only=True):
    """What was paid or promised in the months of a budget, and no item of it covers."""

    kind: str
    currency: str
    purpose_id: UUID
    paid: int = 0
    promised: int = 0


def budget_at(budgets: Mapping[UUID, Budget], month: int) -> Budget | None:
    """Return the budget of a month; of old plans that overlap, the one that began last."""
    found = (each for each in budgets.values() if each.from_month <= month <= each.until_month)
    return max(found, key=lambda each: each.from_month, default=None)


def items_in(
    budget: Budget, kind: str, purpose_id: UUID | None, currency: str
) -> tuple[BudgetItem, ...]:
    """Return the items that share what is paid for *kind*, in their order; () where none covers it.

    Those of this purpose come before those of any.
    """
    names = (kind, group_of(kind))
    fit = [each for each in budget.items if each.currency == currency and each.kind in names]
    for purpose in (purpose_id, None):
        for name in names:
            found = [each for each in fit if each.kind == name and each.purpose_id == purpose]
            if found:
                return tuple(found)
    return ()


def item_in(budget: Budget, kind: str, purpose_id: UUID | None, currency: str) -> BudgetItem | None:
    """Return the first of the items under which *kind* is paid."""
    return next(iter(items_in(budget, kind, purpose_id, currency)), None)


def sharing(budget: Budget, item: BudgetItem) -> tuple[BudgetItem, ...]:
    """Return the items of a budget of the same kind, purpose and currency, *item* among them."""
    return tuple(each for each in budget.items if _place(each) == _place(item))


def item_of(
    budgets: Mapping[UUID, Budget], kind: str, purpose_id: UUID | None, currency: str, month: int
) -> BudgetItem | None:
    """Return the first item under which *kind* is paid in a month; None where none covers it."""
    return next(iter(items_of(budgets, kind, purpose_id, currency, month)), None)


def items_of(
    budgets: Mapping[UUID, Budget], kind: str, purpose_id: UUID | None, currency: str, month: int
) -> tuple[BudgetItem, ...]:
    """Return the items that share what is paid for *kind* in a month; () where none covers it."""
    budget = budget_at(budgets, month)
    return () if budget is None else items_in(budget, kind, purpose_id, currency)


def find_item(budgets: Mapping[UUID, Budget], item_id: UUID) -> tuple[Budget, BudgetItem] | None:
    """Return an item that stands now, with its budget."""
    for budget in budgets.values():
        for item in budget.items:
            if item.item_id == item_id:
                return budget, item
    return None


def standing(budgets: Budgets, budget_id: UUID, month: int) -> tuple[ItemStanding, ...]:
    """Return how each item of a budget stands, in its order; nothing for an unknown budget."""
    budget = budgets.budgets.get(budget_id)
    if budget is None:
        return ()
    promised = [budgets.usage.promised] if _is_current(budgets, budget, month) else []
    return _filled(
        budget,
        _carried(budgets, budget, month),
        _sums(_paid(budgets, budget), budget),
        _sums(promised, budget),
    )


def outside(budgets: Budgets, budget_id: UUID, month: int) -> tuple[Outside, ...]:
    """Return what was paid and is promised beside the items of a budget, by kind."""
    budget = budgets.budgets.get(budget_id)
    if budget is None:
        return ()
    paid = _beside(_paid(budgets, budget), budget)
    current = _is_current(budgets, budget, month)
    promised = _beside([budgets.usage.promised] if current else [], budget)
    return tuple(
        Outside(
            kind=kind,
            currency=currency,
            purpose_id=purpose_id,
            paid=paid[kind, currency, purpose_id],
            promised=promised[kind, currency, purpose_id],
        )
        for kind, currency, purpose_id in sorted({*paid, *promised})
        if paid[kind, currency, purpose_id] or promised[kind, currency, purpose_id]
    )


def beside(budgets: Budgets, key: tuple[str, str, UUID], month: int) -> int:
    """Return what was paid and is promised of a kind, currency and purpose, and no item covers.

    Of every month there is, whether it has a budget or not, in minor units.
    """
    kind, currency, purpose_id = key
    months = [*budgets.usage.paid.items(), (month, budgets.usage.promised)]
    return sum(
        _totals([uses])[kind, currency, purpose_id]
        for counts_in, uses in months
        if not items_of(budgets.budgets, kind, purpose_id, currency, counts_in)
    )


def _is_current(budgets: Budgets, budget: Budget, month: int) -> bool:
    current = budget_at(budgets.budgets, month)
    return current is not None and current.budget == budget.budget


def _paid(budgets: Budgets, budget: Budget) -> list[Uses]:
    """Return what was paid in each month that is this budget's."""
    return [
        uses
        for month, uses in budgets.usage.paid.items()
        if budget.from_month <= month <= budget.until_month and _is_current(budgets, budget, month)
    ]


def _totals(months: list[Uses]) -> Counter[tuple[str, str, UUID]]:
    """Return the sums of all *months* by kind, currency and purpose."""
    found: Counter[tuple[str, str, UUID]] = Counter()
    for uses in months:
        for purpose_id, by_key in uses.items():
            for key, amount in by_key.items():
                found[(*said(key), purpose_id)] += amount
    return found


def _sums(months: list[Uses], budget: Budget) -> Counter[_Place]:
    found: Counter[_Place] = Counter()
    for (kind, currency, purpose_id), amount in _totals(months).items():
        item = item_in(budget, kind, purpose_id, currency)
        if item is not None:
            found[_place(item)] += amount
    return found


def _beside(months: list[Uses], budget: Budget) -> Counter[tuple[str, str, UUID]]:
    return Counter(
        {
            (kind, currency, purpose_id): amount
            for (kind, currency, purpose_id), amount in _totals(months).items()
            if not items_in(budget, kind, purpose_id, currency)
        }
    )


def _place(item: BudgetItem) -> _Place:
    return item.kind, item.purpose_id, item.currency


def _by_place(items: Iterable[BudgetItem]) -> dict[_Place, list[BudgetItem]]:
    found: dict[_Place, list[BudgetItem]] = {}
    for each in items:
        found.setdefault(_place(each), []).append(each)
    return found


def _filled(
    budget: Budget,
    carried: Mapping[_Place, int],
    paid: Mapping[_Place, int],
    promised: Mapping[_Place, int],
) -> tuple[ItemStanding, ...]:
    """Return each item with its part of what its place has: filled with what was paid, then more.

    What came over is the first one's.
    """
    found: dict[UUID, ItemStanding] = {}
    for place, items in _by_place(budget.items).items():
        over = [carried.get(place, 0)] + [0] * (len(items) - 1)
        room = [each.amount + more for each, more in zip(items, over, strict=True)]
        paid_for = _parts(paid.get(place, 0), room)
        room = [each - part for each, part in zip(room, paid_for, strict=True)]
        promised_for = _parts(promised.get(place, 0), room)
        for each, more, part, rest in zip(items, over, paid_for, promised_for, strict=True):
            found[each.item_id] = ItemStanding(item=each, carried=more, paid=part, promised=rest)
    return tuple(found[each.item_id] for each in budget.items)


def _parts(amount: int, room: Sequence[int]) -> list[int]:
    """Split *amount* over items: each takes what it has *room* for, the last one all the rest."""
    found = []
    for each in room[:-1]:
        part = min(amount, each)
        found.append(part)
        amount -= part
    return [*found, amount]


def _carried(budgets: Budgets, budget: Budget, month: int) -> Mapping[_Place, int]:
    """Return what the budgets before left to this one, along the chain that leads to it.

    Of items that share a kind, what is left of those that carry over is added up.
    """
    carried = Counter[_Place]()
    for each in _before(budgets.budgets, budget, month):
        ended = _filled(each, carried, _sums(_paid(budgets, each), each), {})
        carried = Counter()
        for stands in ended:
            if stands.item.carries_over:
                carried[_place(stands.item)] += max(0, stands.left)
    return carried


def _before(budgets: Mapping[UUID, Budget], budget: Budget, month: int) -> list[Budget]:
    """Return the budgets that follow one another up to *budget*, the earliest first.

    None while the one before *budget* is not over: what is left of it is not known yet.
    """
    if month < budget.from_month:
        return []
    ends = {each.until_month: each for each in budgets.values()}
    found = list[Budget]()
    before = ends.get(budget.from_month - 1)
    while before is not None and any(each.carries_over for each in before.items):
        found.append(before)
        before = ends.get(before.from_month - 1)
    return found[::-1]
