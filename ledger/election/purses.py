"""What each voter has left while an election goes on, exact, and quick for many voters."""

from fractions import Fraction
from math import lcm

from ledger.election.field import Field


class Purses:
    """What each voter has left: whole numbers of a unit that becomes finer when it has to.

    A price is a fraction. Instead of one fraction for each voter there is one unit for all, fine
    enough for every price so far to be whole: sums and comparisons are then those of integers.
    """

    def __init__(self, field: Field) -> None:
        self._supporters = field.supporters
        amounts = [Fraction(each) for each in (field.limit, *field.costs)]
        voters = max(field.voters, 1)
        finest = lcm(*(each.denominator for each in amounts))
        # A unit is that part of one; the limit's equal parts are whole in it.
        self._unit = finest * voters
        limit, *costs = (int(each * finest) for each in amounts)
        self._costs = [cost * voters for cost in costs]
        self._left = [limit] * field.voters

    def together(self, item: int) -> Fraction:
        """Return what the supporters of *item* have left together."""
        return Fraction(sum(self._of(item)), self._unit)

    def price(
        self, item: int, least: Fraction, most: Fraction | None
    ) -> tuple[Fraction, bool] | None:
        """Return what each supporter of *item* would pay, or None: they have too little together.

        Whoever has less than the price pays all; the prices paid make up the cost. *least* is what
        the price was at some time before: it has not fallen since, because nobody has more left
        than then. From there it is approached from below: whoever has less pays all, the others
        share what remains, and so on until nobody who shares has less. True says that it is the
        price; once it must be above *most*, that much is returned, with False.
        """
        sharing = self._of(item)
        together, rest = sum(sharing), self._costs[item]
        if together < rest:
            return None
        bar = self._whole_above(least)
        enough = None if most is None else self._whole_above(most)
        while True:
            able = [purse for purse in sharing if purse >= bar]
            if len(able) < len(sharing):
                of_able = sum(able)
                rest -= together - of_able
                sharing, together = able, of_able
            # Purses are whole: less than the fraction is less than the whole number above it.
            higher = -(-rest // len(sharing))
            if higher == bar or (enough is not None and higher > enough):
                return Fraction(rest, len(sharing) * self._unit), higher == bar
            bar = higher

    def pay(self, item: int, price: Fraction) -> None:
        """Take *price* from each supporter of *item*, or all where somebody has less."""
        finer = (price * self._unit).denominator
        if finer > 1:
            self._unit *= finer
            self._costs = [cost * finer for cost in self._costs]
            self._left = [purse * finer for purse in self._left]
        paid = int(price * self._unit)
        left = self._left
        for voter in self._supporters[item]:
            purse = left[voter]
            left[voter] = purse - paid if purse > paid else 0

    def _of(self, item: int) -> list[int]:
        return list(map(self._left.__getitem__, self._supporters[item]))

    def _whole_above(self, amount: Fraction) -> int:
        return -(-amount.numerator * self._unit // amount.denominator)
