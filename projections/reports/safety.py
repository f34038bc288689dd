"""When a set of facts is safe to publish: enough people are in it, and none is much of it.

The rules are closed under union: what is safe stays safe together with anything else that is safe,
also where the same people are in both. That holds as long as who counts as one person is the same
for all sets, so households that share an incident are joined over the whole book.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct

from projections.reports.facts import COLLECTIONS, NO_LEAF, Fact, Side
from projections.reports.manifest import FIRST_PERCENT, FIRST_TWO_PERCENT, P_PERCENT

Weights = dict[UUID | None, int]
"""How much of a set is each person's: the sum of the sizes of their facts, never set off."""


class Lack(Struct, frozen=True, kw_only=True):
    """What a set of facts wants to be safe: how many more *people*, and how much more *money*.

    *money* is minor units in small amounts from others, as one person (*one_is_large*) or two are
    too much of the whole. *bail*: it is mostly bail, and could be told apart.
    """

    people: int = 0
    money: int = 0
    one_is_large: bool = False
    bail: bool = False


def lack_of(weights: Iterable[int], k: int) -> Lack | None:
    """Return what the parts *weights* of a whole, one for each person, want; None when safe."""
    parts = sorted(weights, reverse=True)
    first, second = (*parts, 0, 0)[:2]
    total, both = sum(parts), first + second
    money = max(
        _share(P_PERCENT * first, 100) - (total - both),
        _share(100 * first, FIRST_PERCENT) - total,
        _share(100 * both, FIRST_TWO_PERCENT) - total,
        0,
    )
    people = max(k - len(parts), 0)
    if not people and not money:
        return None
    return Lack(
        people=people, money=money, one_is_large=first * 100 > total * FIRST_PERCENT and total > 0
    )


def _share(whole: int, parts: int) -> int:
    """Return a part of *whole*, rounded up: the least integer that is enough."""
    return -(-whole // parts)


def _at_worst(weights: Weights) -> list[int]:
    """Return the parts of a whole, with all that is nobody's known part added to the largest.

    It may be theirs, and that is the worst that it can be. So what is safe stays safe whoever the
    unknown are, and unions of what is safe do, too.
    """
    known = sorted(weight for who, weight in weights.items() if who is not None)
    *others, largest = known or [0]
    return [*others, largest + weights.get(None, 0)]


def is_safe(weights: Iterable[int], k: int) -> bool:
    """Say whether the parts *weights* of a whole, one for each person, give nobody away."""
    return lack_of(weights, k) is None


class Households:
    """Who counts as one: households that share an incident, directly or through others."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._leader: dict[UUID, UUID] = {}
        self.learn(facts)

    def learn(self, facts: Iterable[Fact]) -> None:
        """Join the households of *facts* that share an incident."""
        for fact in facts:
            if fact.incident is not None and fact.party is not None:
                self._leader[self._find(fact.party)] = self._find(fact.incident)

    def of(self, fact: Fact) -> UUID | None:
        """Return who a fact counts for; None for everybody who is not known."""
        known = fact.party or fact.incident
        return None if known is None else self._find(known)

    def _find(self, one: UUID) -> UUID:
        path = []
        while (leader := self._leader.get(one, one)) != one:
            path.append(one)
            one = leader
        for passed in path:
            self._leader[passed] = one
        return one


class People(Struct, frozen=True):
    """Who counts as whom in one book, and how many people a safe set needs (*k*).

    Givers *apart* are named or counted apart: their gifts leave the set that is to be safe.
    """

    k: int
    households: Households
    apart: frozenset[UUID]

    def is_protected(self, fact: Fact) -> bool:
        """Say whether a fact of money in is of a giver whom nobody may find."""
        return fact.leaf != COLLECTIONS and fact.party not in self.apart


class Crowd:
    """The people of a set of facts of one side, which may grow: how many, and with how much."""

    def __init__(self, people: People, facts: Sequence[Fact] = ()) -> None:
        self._people = people
        self._first: Weights = defaultdict(int)
        self._second: Weights = defaultdict(int)
        self._for_all = 0  # fees of many gifts or payouts: they are nobody's, and count for nobody
        self.empty = True
        self.add(facts)

    def add(self, facts: Iterable[Fact]) -> None:
        """Put *facts* into the set."""
        for fact in facts:
            self.empty = False
            size = abs(fact.amount)
            if fact.leaf == NO_LEAF:
                self._for_all += size
            elif fact.side is not Side.IN:
                household = self._people.households.of(fact)
                self._first[household] += size
                self._second[fact.payee or household] += size
            elif self._people.is_protected(fact):
                self._first[fact.party] += size

    @property
    def count(self) -> int:
        """Return how many people are in it: households, or givers who are protected.

        Whoever is not known is not counted: they may be one of those who are.
        """
        return len(self._first.keys() - {None})

    @property
    def beside_two(self) -> int:
        """Return what is left when the two with most put what they know together."""
        return sum(sorted(_at_worst(self._first))[:-2])

    def lack(self) -> Lack | None:
        """Return what it wants to be safe; of payees too, where money went out."""
        if self.empty:
            return Lack(people=self._people.k)
        if not self._first and self._for_all:
            return Lack(people=self._people.k)  # fees alone would count what they were taken of
        if not self._first:
            return None  # nobody who is to be protected has anything in it
        found = lack_of(_at_worst(self._first), self._people.k)
        if found is None and self._second:
            return lack_of(_at_worst(self._second), self._people.k)
        return found

    @property
    def is_safe(self) -> bool:
        """Say whether it can be published."""
        return self.lack() is None
