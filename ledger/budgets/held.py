"""What floats that are out hold of budget items, until it is spent or they are counted.

A float may be spent on any of its kinds, and nobody knows yet on which. So it is placed where
nothing else needs the money, and holds of some items only what finds no room elsewhere.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from ledger.budgets.left import ItemStanding, budget_at, find_item, items_in, sharing, standing
from ledger.budgets.state import Budget
from ledger.fund import Fund
from ledger.governance import Float

_Places = list[tuple[int, frozenset[UUID]]]
"""How much of each float is not spent, and the items that it may be spent under."""


def held(
    fund: Fund, budget: Budget, stands: Collection[ItemStanding], items: Collection[UUID]
) -> int:
    """Return what floats that are out hold of *items* of a budget together, in minor units.

    *stands* is how every item of the budget stands now.
    """
    floats = []
    for key, out in fund.governance.floats.items():
        account = fund.accounts[key]
        under = _items_of(budget, out, account.currency)
        if account.balance > 0 and under:
            floats.append((account.balance, under))
    if not floats:
        return 0
    room = {each.item.item_id: max(0, each.left) for each in stands}
    elsewhere = {key: amount for key, amount in room.items() if key not in items}
    return _placed(floats, room) - _placed(floats, elsewhere)


def held_of(fund: Fund, item_id: UUID, month: int) -> int:
    """Return what floats that are out hold of an item and those that share its kind, this *month*.

    Only the budget of now is held; of any other this is nothing.
    """
    found = find_item(fund.budgets.budgets, item_id)
    if found is None or budget_at(fund.budgets.budgets, month) is not found[0]:
        return 0
    budget, item = found
    ids = {each.item_id for each in sharing(budget, item)}
    return held(fund, budget, standing(fund.budgets, budget.budget, month), ids)


def _items_of(budget: Budget, out: Float, currency: str) -> frozenset[UUID]:
    """Return the items that a float may be spent under."""
    return frozenset(
        item.item_id
        for kind in (*out.categories, *out.cost_categories)
        for item in items_in(budget, kind.value, out.purpose_id, currency)
    )


def _placed(floats: _Places, room: Mapping[UUID, int]) -> int:
    """Return how much of all *floats* together finds room in items."""
    placing = _Placing(floats, room)
    return sum(placing.place(number) for number in range(len(floats)))


class _Placing:
    """Floats placed under items one after the other: the most that fits, a maximal flow."""

    def __init__(self, floats: _Places, room: Mapping[UUID, int]) -> None:
        self._floats, self._free = floats, dict(room)
        self._under: list[Counter[UUID]] = [Counter() for _ in floats]

    def place(self, number: int) -> int:
        """Place a float as far as it goes; return how much of it."""
        amount, placed = self._floats[number][0], 0
        while placed < amount:
            more = self._place(number, amount - placed, set())
            if not more:
                break
            placed += more
        return placed

    def _place(self, number: int, amount: int, seen: set[UUID]) -> int:
        """Place up to *amount* more, moving another float elsewhere where that makes room."""
        for item in self._floats[number][1] - seen:
            if item in seen or item not in self._free:
                continue
            seen.add(item)
            more = min(amount, self._free[item])
            self._free[item] -= more
            if not more:
                more = self._made_room(item, amount, seen)
            if more:
                self._under[number][item] += more
                return more
        return 0

    def _made_room(self, item: UUID, amount: int, seen: set[UUID]) -> int:
        """Move some float away from *item*; return how much."""
        for other, under in enumerate(self._under):
            if under[item]:
                moved = self._place(other, min(amount, under[item]), seen)
                if moved:
                    under[item] -= moved
                    return moved
        return 0
