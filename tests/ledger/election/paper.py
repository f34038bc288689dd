"""The method of equal shares as its paper defines it, as slow as that is, and greedy likewise.

Peters, Pierczyński, Skowron: Proportional Participatory Budgeting with Additive Utilities. Each
voter i has b_i = b / n at first. An item c is rho-affordable if the sum over its supporters of
min(b_i, u_i(c) * rho) is cost(c). Buy the item with the least rho; each supporter pays
min(b_i, u_i(c) * rho). With cost utilities, u_i(c) is cost(c) for whoever approves c, else nought.

Nothing here is shared with the program: no unit, no heap, no bound.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Payment(NamedTuple):
    """An item that was bought, its rho, and what each voter paid."""

    item: int
    rho: Fraction
    paid: tuple[Fraction, ...]


def rho_of(purses: Sequence[Fraction], cost: Fraction) -> Fraction | None:
    """Solve sum(min(purse, cost * rho)) == cost for rho, by trying who can pay in full."""
    if sum(purses) < cost:
        return None
    if cost == 0:
        return Fraction(0)
    for poor in range(len(purses)):
        ordered = sorted(purses)
        price = (cost - sum(ordered[:poor], Fraction(0))) / (len(ordered) - poor)
        if price <= ordered[poor]:
            return price / cost
    raise AssertionError("somebody can pay")


def equal_shares(
    ballots: Sequence[tuple[int, ...]], costs: Sequence[Fraction], limit: Fraction
) -> list[Payment]:
    """Return what is bought, in order. Ties: more votes, then lower cost, then listed first."""
    purses = [limit / len(ballots)] * len(ballots)
    bought: list[Payment] = []
    while True:
        standing = []
        for item, cost in enumerate(costs):
            own = [purse for purse, ballot in zip(purses, ballots, strict=True) if item in ballot]
            rho = rho_of(own, cost) if own else None
            if rho is not None and item not in {each.item for each in bought}:
                standing.append((rho, -len(own), cost, item))
        if not standing:
            return bought
        rho, _, cost, item = min(standing)
        paid = tuple(
            min(purse, cost * rho) if item in ballot else Fraction(0)
            for purse, ballot in zip(purses, ballots, strict=True)
        )
        purses = [purse - part for purse, part in zip(purses, paid, strict=True)]
        bought.append(Payment(item, rho, paid))


def greedy(
    ballots: Sequence[tuple[int, ...]],
    costs: Sequence[Fraction],
    left: Fraction,
    without: Sequence[int] = (),
) -> list[int]:
    """Take the most approved item that still fits, and go on until none fits."""
    bought: list[int] = []
    while True:
        votes = [sum(item in ballot for ballot in ballots) for item in range(len(costs))]
        fitting = [
            (-votes[item], cost, item)
            for item, cost in enumerate(costs)
            if votes[item] and cost <= left and item not in {*bought, *without}
        ]
        if not fitting:
            return bought
        _, cost, item = min(fitting)
        bought.append(item)
        left -= cost
