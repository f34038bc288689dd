"""The method of equal shares, with the cost of an item as its use to whoever wants it.

Every ballot has the same part of the money. An item can be bought when its supporters have its
cost together; then each pays the same price, and whoever has less pays all that is left. Always
the item is bought next whose price is lowest for its cost: that is the one most supporters pay
for, counting in part those who cannot pay the whole price. It ends when nothing can be bought.

After Peters, Pierczyński and Skowron, Proportional Participatory Budgeting with Additive
Utilities (2021), with u_i(c) = cost(c) for what voter i approves.
"""

from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from ledger.election.field import Amount, Field
from ledger.election.purses import Purses
from ledger.election.result import Bought


class _Standing(NamedTuple):
    """How an item stands: the least comes next. *for_cost* is its price through its cost."""

    for_cost: Fraction
    order: tuple[int, Amount, int]

    @property
    def item(self) -> int:
        return self.order[2]


def equal_shares(field: Field) -> tuple[list[Bought], Purses]:
    """Buy until no item can be bought. Return what was bought, in order, and what is in purses."""
    race, bought = _Race(field), []
    while (first := race.first()) is not None:
        cost = field.costs[first.item]
        price = first.for_cost * cost
        one = Bought(
            item=first.item,
            cost=cost,
            votes=field.votes(first.item),
            price=price,
            share=price / field.part if field.part else Fraction(0),
            tied=race.tied(first),
        )
        bought.append(one)
        race.pay(first.item, price)
    return bought, race.purses


class _Race:
    """The items that are wanted and not bought, by how they stood when they were last looked at.

    A price never falls. So an item that stands first, and was looked at since somebody paid last,
    is first: the others stand as they stood, or worse. Many items need no look for many rounds.
    """

    def __init__(self, field: Field) -> None:
        self.purses = Purses(field)
        self._field = field
        wanted = [item for item in range(len(field.costs)) if field.votes(item)]
        self._heap = [_Standing(Fraction(0), field.order(item)) for item in wanted]
        self._fresh: set[int] = set()
        self._best: Fraction | None = None
        heapify(self._heap)

    def first(self) -> _Standing | None:
        """Take out the item that is bought next, if any. What cannot be bought leaves for good."""
        while self._heap:
            first = heappop(self._heap)
            if first.item in self._fresh:
                return first
            self._look_at(first)
        return None

    def tied(self, first: _Standing) -> tuple[int, ...]:
        """Return the items that stand exactly as well as *first*, which was taken out."""
        equal = []
        while self._heap and self._heap[0].for_cost == first.for_cost:
            other = heappop(self._heap)
            if other.item in self._fresh:
                equal.append(other)
            else:
                self._look_at(other)
        for each in equal:
            heappush(self._heap, each)
        return tuple(sorted(each.item for each in equal))

    def pay(self, item: int, price: Fraction) -> None:
        """Let the supporters of *item* pay; from now on everything stands as it stood before."""
        self.purses.pay(item, price)
        self._fresh.clear()
        self._best = None

    def _look_at(self, stood: _Standing) -> None:
        """Put an item back with how it stands now, unless it cannot be bought any more.

        Where it stands worse than another one now, by how much need not be known.
        """
        cost = self._field.costs[stood.item]
        most = None if self._best is None else self._best * cost
        seen = self.purses.price(stood.item, stood.for_cost * cost, most)
        if seen is None:
            return
        price, exact = seen
        now = _Standing(price / cost if cost else price, stood.order)
        heappush(self._heap, now)
        if exact:
            self._fresh.add(stood.item)
            self._best = now.for_cost if self._best is None else min(self._best, now.for_cost)
