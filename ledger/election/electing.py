"""Counting an election by its rule."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from ledger.election.by_votes import by_votes
from ledger.election.equal_shares import equal_shares
from ledger.election.field import Amount, Field, field_of
from ledger.election.purses import Purses
from ledger.election.result import Bought, Missed, Result, Why
from ledger.events.protocols import Completion, ElectionRule


class _Counted(Struct, frozen=True, kw_only=True):
    """What was bought; what was left at the turns of others; the purses of equal shares."""

    bought: Sequence[Bought]
    passed: Mapping[int, Amount]
    purses: Purses | None


def elect(
    rule: ElectionRule,
    completion: Completion | None,
    ballots: Sequence[tuple[int, ...]],
    costs: Sequence[Amount],
    limit: Amount,
) -> Result:
    """Return what *ballots* buy of items that cost *costs*, for *limit* or less.

    A ballot holds the items that somebody wants, as numbers from nought, in any order. It counts
    for its part of the money even if it is empty. Nothing is bought that nobody wants. An item
    that costs nothing is bought when somebody wants it. No completion is Completion.NONE; by
    votes there is nothing to complete.

    Raises ElectionError for a limit or cost below nought, an item on a ballot that is not there,
    and an item that is on one ballot twice.
    """
    field = field_of(ballots, costs, limit)
    counted = _count(rule, completion, field)
    winners = {each.item for each in counted.bought}
    missed = [item for item in range(len(costs)) if item not in winners]
    return Result(
        rule=rule,
        completion=Completion.NONE if completion is None else completion,
        ballots=field.voters,
        limit=limit,
        left=limit - _sum(counted.bought),
        bought=tuple(counted.bought),
        missed=tuple(_missed(field, counted, item) for item in missed),
    )


def _count(rule: ElectionRule, completion: Completion | None, field: Field) -> _Counted:
    every = range(len(field.costs))
    match rule:
        case ElectionRule.GREEDY:
            bought, passed = by_votes(field, every, field.limit)
            return _Counted(bought=bought, passed=passed, purses=None)
        case ElectionRule.EQUAL_SHARES:
            first, purses = equal_shares(field)
            if completion is not Completion.GREEDY:
                return _Counted(bought=first, passed={}, purses=purses)
            winners = {each.item for each in first}
            others = [item for item in every if item not in winners]
            more, passed = by_votes(field, others, field.limit - _sum(first), completed=True)
            return _Counted(bought=[*first, *more], passed=passed, purses=purses)
        case _:
            assert_never(rule)


def _missed(field: Field, counted: _Counted, item: int) -> Missed:
    """Return why *item* was not bought."""
    cost, votes = field.costs[item], field.votes(item)
    if cost > field.limit:
        why = Why.TOO_DEAR
    elif not votes:
        why = Why.NO_VOTES
    else:
        why = Why.SUPPORTERS_SHORT if counted.purses else Why.FEWER_VOTES
    return Missed(
        item=item,
        cost=cost,
        votes=votes,
        why=why,
        at_first=field.part * votes,
        had=counted.purses.together(item) if counted.purses else Fraction(0),
        left=counted.passed.get(item),
    )


def _sum(bought: Sequence[Bought]) -> Amount:
    total: Amount = 0
    for each in bought:
        total += each.cost
    return total
