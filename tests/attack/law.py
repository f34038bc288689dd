"""The law of what may be told, written anew from its text: who counts as one, and what is safe."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from tests.attack.books import Book, Movement, Standing

UNKNOWN: Final = -1
"""The one party of a side that all lines without a party count as."""
Whose = Callable[[Movement], int]


def is_safe(movements: Iterable[Movement], whose: Whose, k: int) -> bool:
    """Say whether nobody can be picked out of *movements*."""
    shares: dict[int, int] = defaultdict(int)
    for each in movements:
        shares[whose(each)] += abs(each.amount)
    largest = sorted(shares.values(), reverse=True)
    if len(largest) < k:
        return False
    total, first, second = sum(largest), largest[0], largest[1]
    return (
        10 * (total - first - second) >= first
        and 2 * first <= total
        and 100 * (first + second) <= 67 * total
    )


class People:
    """Who counts as one at a position of the book, and who counts at all."""

    def __init__(self, book: Book, cut: int, day: date) -> None:
        self.book = book
        self._standings: dict[int | None, Standing] = {}
        for each in book.standings:
            if each.day <= day:
                self._standings[each.giver] = each.standing
        self._of = _joined(book.movements[:cut])

    def household(self, movement: Movement) -> int:
        """Return who was helped; people of one incident are one."""
        return UNKNOWN if movement.party is None else self._of.get(movement.party, movement.party)

    def payee(self, movement: Movement) -> int:
        """Return who was paid, or who was helped where nobody else was paid."""
        if movement.payee is None:
            return self.household(movement)
        return -10 - movement.payee

    def giver(self, movement: Movement) -> int:
        """Return who gave."""
        return UNKNOWN if movement.party is None else movement.party

    def counts(self, movement: Movement) -> bool:
        """Say whether the giver is one of those who are protected."""
        if movement.leaf == "collections":
            return False
        return self._standings.get(movement.party, "protected") == "protected"

    def protected(self, movements: Iterable[Movement]) -> list[Movement]:
        """Leave out money of givers who need no protection."""
        return [each for each in movements if each.side != "IN" or self.counts(each)]

    def safe(self, movements: Sequence[Movement]) -> bool:
        """Say whether a sum over *movements* may be told. Money of givers who need no protection
        is not among them; costs may always be told.
        """
        k = self.book.k
        given = [each for each in movements if each.side == "IN"]
        out = [each for each in movements if each.side == "OUT"]
        return (not given or is_safe(given, self.giver, k)) and (
            not out or (is_safe(out, self.household, k) and is_safe(out, self.payee, k))
        )


def _joined(movements: Iterable[Movement]) -> dict[int, int]:
    """Return one name for all households that an incident joins."""
    parent: dict[int, int] = {}

    def root(name: int) -> int:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    met: dict[int, int] = {}
    for each in movements:
        if each.side != "OUT" or each.party is None:
            continue
        root(each.party)
        if each.incident is not None:
            first = met.setdefault(each.incident, each.party)
            parent[root(each.party)] = root(first)
    return {name: root(name) for name in parent}
