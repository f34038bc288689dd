"""Elections worked out by hand, and everything that is not usual about one."""

from fractions import Fraction

import pytest

from ledger.election import Amount, ElectionError, Why, elect
from ledger.election.result import Bought, Missed
from ledger.events.protocols import Completion, ElectionRule

EQUAL, GREEDY = ElectionRule.EQUAL_SHARES, ElectionRule.GREEDY


def test_a_minority_has_its_part_by_equal_shares_and_none_by_votes() -> None:
    """Six of ten want 0, 1 and 2, at 200 each; four want 3. Everybody's part of 600 is 60.

    Each of the first items takes 200 / 6 from the six: 0 is bought, and then they have 160 left
    together, too little for another. The four pay 200 / 4 each for theirs.
    """
    ballots = [(0, 1, 2)] * 6 + [(3,)] * 4
    costs = [200, 200, 200, 200]
    equal = elect(EQUAL, None, ballots, costs, 600)
    assert equal.bought == (
        Bought(
            item=0,
            cost=200,
            votes=6,
            price=Fraction(100, 3),
            share=Fraction(5, 9),
            tied=(1, 2),
        ),
        Bought(item=3, cost=200, votes=4, price=Fraction(50), share=Fraction(5, 6)),
    )
    assert equal.missed == tuple(
        Missed(
            item=item,
            cost=200,
            votes=6,
            why=Why.SUPPORTERS_SHORT,
            at_first=Fraction(360),
            had=Fraction(160),
        )
        for item in (1, 2)
    )
    assert (equal.cost, equal.left, equal.ties) == (400, 200, 1)
    completed = elect(EQUAL, Completion.GREEDY, ballots, costs, 600)
    assert completed.winners == (0, 3, 1)
    assert completed.bought[2].completed
    assert completed.bought[2].tied == (2,)
    assert (completed.missed[0].why, completed.missed[0].left) == (Why.SUPPORTERS_SHORT, 0)
    votes = elect(GREEDY, None, ballots, costs, 600)
    assert votes.winners == (0, 1, 2)
    assert [(each.item, each.why, each.left) for each in votes.missed] == [(3, Why.FEWER_VOTES, 0)]


def test_who_has_less_than_the_price_pays_all_that_is_left() -> None:
    """Four voters with 100 each. 0 takes 80 of the first three; 1 costs 100.

    Of those who want 1, one has 20 left and one has 100: the one pays 20, the other 80.
    """
    result = elect(EQUAL, None, [(0, 1), (0,), (0,), (1,)], [240, 100], 400)
    first, second = result.bought
    assert (first.item, first.price, first.share) == (0, Fraction(80), Fraction(4, 5))
    assert (second.item, second.price, second.share) == (1, Fraction(80), Fraction(4, 5))
    assert result.left == 60
    short = elect(EQUAL, None, [(0, 1), (0,), (0,), (1,)], [240, 121], 400)
    assert short.winners == (0,)
    assert (short.missed[0].at_first, short.missed[0].had) == (Fraction(200), Fraction(120))


@pytest.mark.parametrize("rule", ElectionRule)
@pytest.mark.parametrize(
    "ballots, costs, limit, winners",
    [
        ([], [], 100, ()),
        ([], [10, 20], 100, ()),
        ([()], [10, 20], 100, ()),
        ([(), ()], [10], 100, ()),
        ([(0,)], [100], 100, (0,)),
        ([(0,)], [101], 100, ()),
        ([(0,)], [1], 0, ()),
        ([(0,), ()], [0, 0], 0, (0,)),
        ([(0, 1), (0, 1)], [0, 50], 50, (0, 1)),
        ([(1,)], [Fraction(1, 3), Fraction(2, 3)], Fraction(2, 3), (1,)),
        ([(0,)], [10**30], 10**30, (0,)),
    ],
    ids=[
        "nothing and nobody",
        "no ballots",
        "an empty ballot",
        "only empty ballots",
        "all of the limit",
        "dearer than the limit",
        "no money",
        "what costs nothing is bought when somebody wants it",
        "what costs nothing beside what costs all",
        "fractions",
        "large amounts",
    ],
)
def test_what_is_not_usual_is_defined(
    rule: ElectionRule,
    ballots: list[tuple[int, ...]],
    costs: list[Amount],
    limit: Amount,
    winners: tuple[int, ...],
) -> None:
    result = elect(rule, None, ballots, costs, limit)
    assert result.winners == winners
    assert result.ballots == len(ballots)
    assert result.completion is Completion.NONE
    assert result.left == limit - sum(costs[item] for item in winners)


@pytest.mark.parametrize("rule", ElectionRule)
def test_an_item_says_why_it_was_not_bought(rule: ElectionRule) -> None:
    ballots = [(0, 1), (0, 1, 2), (0,)]
    result = elect(rule, None, ballots, [60, 60, 101, 100, 101], 100)
    assert result.winners == (0,)
    later = Why.SUPPORTERS_SHORT if rule is EQUAL else Why.FEWER_VOTES
    assert [(each.item, each.why) for each in result.missed] == [
        (1, later),
        (2, Why.TOO_DEAR),
        (3, Why.NO_VOTES),
        (4, Why.TOO_DEAR),
    ]


def test_an_empty_ballot_keeps_its_part() -> None:
    """Half of the parts belong to those who want nothing: the others have 50 together."""
    result = elect(EQUAL, None, [(0,), ()], [51], 100)
    assert [(each.why, each.at_first, each.had) for each in result.missed] == [
        (Why.SUPPORTERS_SHORT, Fraction(50), Fraction(50))
    ]
    assert elect(EQUAL, None, [(0,), ()], [50], 100).winners == (0,)
    assert elect(EQUAL, Completion.GREEDY, [(0,), ()], [51], 100).winners == (0,)
    assert elect(GREEDY, None, [(0,), ()], [51], 100).winners == (0,)


@pytest.mark.parametrize(
    "rule, ballots, costs, limit, winners, tied",
    [
        (EQUAL, [(0,), (0,), (1,), (1,)], [30, 20], 100, (1, 0), (0,)),
        (EQUAL, [(1,), (1,), (0,), (0,)], [20, 20], 100, (0, 1), (1,)),
        (GREEDY, [(0,), (1,)], [30, 20], 100, (1, 0), (0,)),
        (GREEDY, [(0,), (1,)], [20, 20], 20, (0,), (1,)),
        (GREEDY, [(0,), (1,)], [20, 200], 100, (0,), ()),
        (GREEDY, [(0, 1), (1,)], [20, 20], 20, (1,), ()),
    ],
    ids=[
        "equal shares: the cheaper first",
        "equal shares: then listed first",
        "by votes: the cheaper first",
        "by votes: then listed first",
        "what does not fit is not tied",
        "more votes are no tie",
    ],
)
def test_ties_go_to_more_votes_then_lower_cost_then_listed_first(
    rule: ElectionRule,
    ballots: list[tuple[int, ...]],
    costs: list[int],
    limit: int,
    winners: tuple[int, ...],
    tied: tuple[int, ...],
) -> None:
    result = elect(rule, None, ballots, costs, limit)
    assert result.winners == winners
    assert result.bought[0].tied == tied


def test_by_equal_shares_more_votes_go_before_lower_cost() -> None:
    """0 and 1 stand equally: 1 has a third supporter, who has spent all and pays nothing."""
    ballots = [(0,), (0,), (1,), (1,), (1, 2)] + [(2,)] * 5
    result = elect(EQUAL, None, ballots, [40, 60, 600], 1000)
    assert result.winners[0] == 2
    assert result.bought[1].item == 1
    # 2 takes all 100 of each of its six supporters: for 1, two are left who pay 30 each.
    assert [each.price for each in result.bought] == [Fraction(100), Fraction(30), Fraction(20)]
    assert (result.bought[1].votes, result.bought[1].tied) == (3, (0,))


@pytest.mark.parametrize(
    "ballots, costs, limit, said",
    [
        ([], [], -1, "the limit is -1"),
        ([], [5, -5], 10, "item 1 costs -5"),
        ([(0,), (2,)], [5, 5], 10, "ballot 1 names item 2 of 2"),
        ([(-1,)], [5, 5], 10, "ballot 0 names item -1 of 2"),
        ([(0, 1, 0)], [5, 5], 10, "ballot 0 names an item twice"),
    ],
    ids=["limit", "cost", "no such item", "before the first", "twice"],
)
@pytest.mark.parametrize("rule", ElectionRule)
def test_what_cannot_be_counted_is_an_error(
    rule: ElectionRule, ballots: list[tuple[int, ...]], costs: list[int], limit: int, said: str
) -> None:
    with pytest.raises(ElectionError, match=said):
        elect(rule, None, ballots, costs, limit)
