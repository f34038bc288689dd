"""By votes: what most people want is bought, as long as there is money for it."""

from collections.abc import Collection
from fractions import Fraction

from ledger.election.field import Amount, Field
from ledger.election.result import Bought


def by_votes(
    field: Field, items: Collection[int], left: Amount, *, completed: bool = False
) -> tuple[list[Bought], dict[int, Amount]]:
    """Buy of *items* the most wanted that fits into *left*, and again, until none fits.

    Return what was bought, in that order, and for each wanted item that was passed over what was
    left at its turn. An item that nobody wants has no turn. What is left never grows, so what did
    not fit once does not fit later: each item is looked at once.
    """
    turns = sorted((item for item in items if field.votes(item)), key=field.order)
    bought: list[Bought] = []
    passed: dict[int, Amount] = {}
    for place, item in enumerate(turns):
        cost, votes = field.costs[item], field.votes(item)
        if cost > left:
            passed[item] = left
            continue
        later = (o for o in turns[place + 1 :] if field.votes(o) == votes)
        equals = [other for other in later if field.costs[other] <= left]
        price = Fraction(cost) / votes
        one = Bought(
            item=item,
            cost=cost,
            votes=votes,
            price=price,
            share=price / field.part if field.part else Fraction(0),
            completed=completed,
            tied=tuple(sorted(equals)),
        )
        bought.append(one)
        left -= cost
    return bought, passed
