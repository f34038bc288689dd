"""What an election came to, item by item: numbers and reasons that pages put into words.

Nothing here names a voter. Yet prices and shares tell how many people wanted an item: where there
are fewer than ten ballots, nothing but `Why` may be shown.
"""

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from ledger.election.field import Amount
from ledger.events.protocols import Completion, ElectionRule


class Why(StrEnum):
    """Why an item was not bought. The first that holds."""

    TOO_DEAR = "too_dear"
    """It costs more than all there is."""
    NO_VOTES = "no_votes"
    SUPPORTERS_SHORT = "supporters_short"
    """Equal shares: those who want it had less left together than it costs."""
    FEWER_VOTES = "fewer_votes"
    """By votes: when its turn came, too little was left for it."""


class Bought(Struct, frozen=True, kw_only=True):
    """An item that was bought.

    *price* is what each supporter paid who had as much; the others paid all that they had left. By
    votes, and where *completed*, it is the cost through the votes. *share* is the price as a part
    of the equal part of one ballot. *completed*: bought by votes with what equal shares left.
    *tied* are the items that stood exactly as well then and could have been bought: the order of
    ties decided (more votes, then lower cost, then listed first).
    """

    item: int
    cost: Amount
    votes: int
    price: Fraction
    share: Fraction
    completed: bool = False
    tied: tuple[int, ...] = ()


class Missed(Struct, frozen=True, kw_only=True):
    """An item that was not bought, and why.

    *at_first* is what the equal parts of its supporters came to before anything was bought; *had*
    is what its supporters had left together at the end of equal shares, nought by votes. *left* is
    what was left of the limit when its turn came by votes; None where it had none.
    """

    item: int
    cost: Amount
    votes: int
    why: Why
    at_first: Fraction
    had: Fraction = Fraction(0)
    left: Amount | None = None


class Result(Struct, frozen=True, kw_only=True):
    """An election counted. *bought* in the order of buying; *missed* is the rest, as listed.

    *ballots* is how many there were, empty ones included; *left* is what the items bought leave of
    *limit*.
    """

    rule: ElectionRule
    completion: Completion
    ballots: int
    limit: Amount
    left: Amount
    bought: tuple[Bought, ...]
    missed: tuple[Missed, ...]

    @property
    def winners(self) -> tuple[int, ...]:
        """The items that were bought, in the order of buying."""
        return tuple(each.item for each in self.bought)

    @property
    def cost(self) -> Amount:
        """What the items that were bought cost together."""
        return self.limit - self.left

    @property
    def ties(self) -> int:
        """How many of the items were bought before others that stood exactly as well."""
        return sum(bool(each.tied) for each in self.bought)
