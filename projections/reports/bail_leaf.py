"""When bail may be told apart from other help, and when it gives nobody away.

Court dockets are public: they name everybody for whom a bail was set, and its amount. Whoever knows
the sum of the bails that a fund paid can look for the sets of docketed bails that come to it.

The model of that attack: the docket holds the fund's own bails and as many others as the count of
it says, which look like the fund's own with the figures of round numbers. The attacker knows the
docket, the sum of what the fund posted (or of what came back), exactly or as it is rounded, and how
many bails there are as far as counts are said, and holds every set of bails that fits for equally
likely. Without a count there are no others, and everybody is named. A long docket is taken in parts
whose sums the attacker is told besides. Where enough money for others is in the same figure, beside
what any two of them know of each other, the sum of the bails is not known to anybody, and the
attack has nothing to go on.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Final

from projections.reports.facts import BAIL, Fact, Side
from projections.reports.manifest import COUNT_LEAST, P_PERCENT
from projections.reports.rounding import about, counted
from projections.reports.rules import Docket
from projections.reports.safety import Crowd, People

MOST_CERTAIN: Final = Fraction(3, 4)
"""Nobody may be taken for somebody who was helped with more certainty, in this model.

The promise is nine tenths. A real docket names people a little better than the model's: in a few
funds of some hundred that come close, by as much as a tenth, which this leaves room for.
"""
MONTHS_LEAST: Final = 6
"""A stretch that is mostly bail is at least this long."""
OF_DOCKET: Final = 3
"""One bail in this many may be the fund's, where bail is a part of its own."""
_FIGURES: Final = 3
"""How many figures of a bail are not all 0."""
_PART_SIZES: Final = (96, 48, 24, 12)
"""How many bails of a docket are looked at together, at most: as many as the work allows."""
_WORK_MOST: Final = 8_000_000_000
"""Bits to go through for one part of a docket."""


def bails_set(dockets: Iterable[Docket], first: int, last: int) -> int | None:
    """Return how many bails were set from month *first* to *last*; None when a month is missing."""
    counts: list[Docket] = []
    for docket in dockets:
        counts = [
            each
            for each in counts
            if each.until_month < docket.from_month or each.from_month > docket.until_month
        ]
        counts.append(docket)
    within = [each for each in counts if each.from_month >= first and each.until_month <= last]
    known = sum(each.until_month - each.from_month + 1 for each in within)
    return sum(each.bails for each in within) if known == last - first + 1 else None


class Bails:
    """The bails of one set of facts of money out: posted, come back, and for how many."""

    def __init__(self, facts: Sequence[Fact], principals: dict[int, int]) -> None:
        bail = [fact for fact in facts if fact.leaf == BAIL]
        out = [fact for fact in bail if fact.amount > 0]
        known = {fact.party for fact in out if fact.party is not None}
        self.households = len(known) + sum(fact.party is None for fact in out)
        self.posted = tuple(sorted(principals.get(fact.position, fact.amount) for fact in out))
        self.returned = tuple(sorted(-fact.amount for fact in bail if fact.amount < 0))
        self.size = sum(abs(fact.amount) for fact in bail)

    def certainty(self, docket: int | None, step: int, base: int | None = None) -> Fraction:
        """Return how certain the attack is at its best; *base*: the sum is rounded to it."""
        return max(
            (named_by(each, docket, step, base) for each in (self.posted, self.returned) if each),
            default=Fraction(0),
        )


def principals_of(facts: Iterable[Fact]) -> dict[int, int]:
    """Return what was deposited with each line, without what paying it cost."""
    return {
        fact.position: fact.amount for fact in facts if fact.side is Side.HELD and fact.amount > 0
    }


def may_stand_alone(bails: Bails, docket: int | None, step: int, base: int) -> bool:
    """Say whether bail may be a part of its own, rounded to *base*."""
    if docket is None or bails.households * OF_DOCKET > docket:
        return False
    return bails.certainty(docket, step, base) <= MOST_CERTAIN


def gives_away(
    facts: Sequence[Fact], bails: Bails, people: People, months: int, docket: int | None, step: int
) -> bool:
    """Say whether the bail in the exact sum of *facts* could give somebody away.

    Money for others hides it where enough is left when any two of them put together what they know;
    where bail is most of the sum, these others have to be safe by themselves besides.
    """
    if not bails.size:
        return False
    is_most = 2 * bails.size > sum(abs(fact.amount) for fact in facts)
    if is_most and months < MONTHS_LEAST:
        return True
    others = Crowd(people, [fact for fact in facts if fact.leaf != BAIL])
    if hides(others, bails.size) and (others.is_safe or not is_most):
        return False
    return bails.certainty(docket, step) > MOST_CERTAIN


def hides(others: Crowd, size: int) -> bool:
    """Say whether money for *others* hides bails of this size from any two of them."""
    return 100 * others.beside_two >= P_PERCENT * size


@lru_cache(maxsize=256)
def named_by(
    own: tuple[int, ...], docket: int | None, step: int, base: int | None = None
) -> Fraction:
    """Return how certain it is of the most certain bail of the docket that the fund paid it.

    *own* are the fund's, in order; *docket* how many there are. The sum is exact, or rounded to
    *base*; counts are rounded to *step*. 1 where the question is too large to be answered.
    """
    others = max((docket or 0) - len(own), 0)
    like = [_round_number(own[number % len(own)]) for number in range(others)]
    total = sum(own)
    spread = range(1) if base is None else _rounds_alike(total, base)
    for size in _PART_SIZES:
        parts = -(-(len(own) + others) // size)
        split = [(own[part::parts], like[part::parts]) for part in range(parts)]
        if all(_work(mine, other) <= _WORK_MOST for mine, other in split):
            return max(
                (_named_in(mine, other, spread, step) for mine, other in split if mine),
                default=Fraction(0),
            )
    return Fraction(1)


def _round_number(amount: int) -> int:
    """Return *amount* as courts would set it: two figures, and a third that is 0 or 5."""
    figures = len(str(amount))
    step: int = 5 * 10 ** (figures - _FIGURES) if figures >= _FIGURES else 1
    return about(amount, step)


def _rounds_alike(total: int, base: int) -> range:
    """Return how far from *total* the sums above zero are that round to the same as it does."""
    told = about(total, base)
    least, beyond = -(-(2 * told - base) // 2), -(-(2 * told + base) // 2)
    return range(max(least, 1) - total, beyond - total)


def _work(own: Sequence[int], like: Sequence[int]) -> int:
    items, unit = len(own) + len(like), gcd(*own, *like)
    return items * items * (len(own) + COUNT_LEAST) * (sum(own) // unit + 1)


def _named_in(own: Sequence[int], like: Sequence[int], spread: range, step: int) -> Fraction:
    """Return how certain the most certain bail of one part of the docket is."""
    items = (*own, *like)
    unit = gcd(*items)
    sums = [(sum(own) + off) // unit for off in spread if (sum(own) + off) % unit == 0]
    said = counted(len(own), step)
    counts = [number for number in range(1, len(items) + 1) if counted(number, step) == said]
    ways = _Ways([item // unit for item in items], counts[-1], max(sums))
    every = sum(ways.number(count, each) for count in counts for each in sums)
    return max(
        Fraction(
            sum(ways.number_with(item // unit, count, each) for count in counts for each in sums),
            every,
        )
        for item in {*items}
    )


class _Ways:
    """In how many ways *count* of the items come to a sum, exactly.

    The numbers for all sums up to *top* stand side by side in one long integer for each count, each
    in as many bytes as the number of all sets needs.
    """

    def __init__(self, items: Sequence[int], most: int, top: int) -> None:
        self._width = len(items) // 8 + 1
        bits = 8 * self._width
        length = (top + 1) * self._width
        keep = (1 << 8 * length) - 1
        rows = [1] + [0] * most
        for item in items:
            for count in range(most, 0, -1):
                rows[count] += rows[count - 1] << item * bits & keep
        self._rows = [row.to_bytes(length, "little") for row in rows]

    def number(self, count: int, total: int) -> int:
        """Return in how many ways *count* items come to *total*."""
        if count < 0 or total < 0:
            return 0
        at = total * self._width
        return int.from_bytes(self._rows[count][at : at + self._width], "little")

    def number_with(self, item: int, count: int, total: int) -> int:
        """Return in how many of them one item of this size is: those of the others and the rest.

        The ways of the others alone are those of all, less those with it; and so on, downwards.
        """
        found, sign = 0, 1
        while count > 0 and total >= item:
            count, total = count - 1, total - item
            found += sign * self.number(count, total)
            sign = -sign
        return found
