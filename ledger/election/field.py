"""What is counted: ballots, costs and a limit, looked over once."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

Amount: TypeAlias = int | Fraction
"""Money in any one unit, minor or whole. Never a float."""


class ElectionError(ValueError):
    """Ballots, costs or a limit that cannot be counted."""


class Field(Struct, frozen=True):
    """An election ready to be counted. Items and voters are numbers from nought.

    *supporters* lists for each item who wants it. An empty ballot is a voter like any other.
    """

    costs: tuple[Amount, ...]
    limit: Amount
    voters: int
    supporters: tuple[list[int], ...]

    def votes(self, item: int) -> int:
        """Return how many want *item*."""
        return len(self.supporters[item])

    def order(self, item: int) -> tuple[int, Amount, int]:
        """Return the place of *item* among equals: more votes, then lower cost, then listed first.

        Also the order in which items are bought by votes.
        """
        return -len(self.supporters[item]), self.costs[item], item

    @property
    def part(self) -> Fraction:
        """The equal part of every voter in the limit; nought where nobody voted."""
        return Fraction(self.limit) / self.voters if self.voters else Fraction(0)


def field_of(ballots: Sequence[tuple[int, ...]], costs: Sequence[Amount], limit: Amount) -> Field:
    """Return what is counted.

    Raises ElectionError for a limit or cost below nought, an item on a ballot that is not there,
    and an item that is on one ballot twice.
    """
    if limit < 0:
        raise ElectionError(f"the limit is {limit}: expected nought or more")
    for item, cost in enumerate(costs):
        if cost < 0:
            raise ElectionError(f"item {item} costs {cost}: expected nought or more")
    supporters: tuple[list[int], ...] = tuple([] for _ in costs)
    for voter, ballot in enumerate(ballots):
        if len(set(ballot)) != len(ballot):
            raise ElectionError(f"ballot {voter} names an item twice")
        for item in ballot:
            if not 0 <= item < len(costs):
                raise ElectionError(f"ballot {voter} names item {item} of {len(costs)}")
            supporters[item].append(voter)
    return Field(tuple(costs), limit, len(ballots), supporters)
