"""What is true of every election, whatever was voted."""

from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.election import Missed, Result, Why
from ledger.events.protocols import Completion, ElectionRule
from tests.ledger.election import paper
from tests.ledger.election.drawn import Drawn, elections

lawful = settings(max_examples=300, deadline=None)
RULES = st.sampled_from(ElectionRule)
COMPLETIONS = st.sampled_from([None, *Completion])
EQUAL, GREEDY = ElectionRule.EQUAL_SHARES, ElectionRule.GREEDY


@lawful
@given(elections(least=1))
def test_equal_shares_are_those_of_the_paper(drawn: Drawn) -> None:
    result = drawn.counted(EQUAL)
    said = paper.equal_shares(drawn.ballots, drawn.exact, Fraction(drawn.limit))
    assert result.winners == tuple(each.item for each in said)
    part = Fraction(drawn.limit) / len(drawn.ballots)
    for bought, payment in zip(result.bought, said, strict=True):
        assert bought.price == payment.rho * drawn.exact[bought.item]
        assert bought.share == (bought.price / part if part else 0)
    purses = [
        part - sum((each.paid[voter] for each in said), Fraction(0))
        for voter in range(len(drawn.ballots))
    ]
    for missed in result.missed:
        own = [
            purse
            for purse, ballot in zip(purses, drawn.ballots, strict=True)
            if missed.item in ballot
        ]
        assert missed.had == sum(own)


@lawful
@given(elections())
def test_by_votes_is_the_most_approved_that_fits_again_and_again(drawn: Drawn) -> None:
    said = paper.greedy(drawn.ballots, drawn.exact, Fraction(drawn.limit))
    assert drawn.counted(GREEDY).winners == tuple(said)


@lawful
@given(elections(least=1))
def test_a_completion_goes_on_by_votes_with_what_is_left(drawn: Drawn) -> None:
    first = drawn.counted(EQUAL, Completion.NONE)
    both = drawn.counted(EQUAL, Completion.GREEDY)
    rest = paper.greedy(drawn.ballots, drawn.exact, Fraction(first.left), first.winners)
    assert both.bought[: len(first.bought)] == first.bought
    assert both.winners == (*first.winners, *rest)
    assert [each.completed for each in both.bought] == [False] * len(first.bought) + [True] * len(
        rest
    )


@lawful
@given(elections(), RULES, COMPLETIONS)
def test_it_never_spends_more_than_there_is_and_says_what_became_of_every_item(
    drawn: Drawn, rule: ElectionRule, completion: Completion | None
) -> None:
    result = drawn.counted(rule, completion)
    assert result.left >= 0
    assert result.cost == sum(drawn.costs[item] for item in result.winners)
    missed = [each.item for each in result.missed]
    assert sorted([*result.winners, *missed]) == list(range(len(drawn.costs)))
    assert missed == sorted(missed)
    assert all(each.votes for each in result.bought)


@lawful
@given(elections(least=1))
def test_nobody_pays_more_than_a_part_and_every_item_is_paid_exactly(drawn: Drawn) -> None:
    part = Fraction(drawn.limit) / len(drawn.ballots)
    purses = [part] * len(drawn.ballots)
    for bought in drawn.counted(EQUAL).bought:
        raised = Fraction(0)
        for voter, ballot in enumerate(drawn.ballots):
            if bought.item in ballot:
                paid = min(purses[voter], bought.price)
                purses[voter] -= paid
                raised += paid
        assert raised == drawn.costs[bought.item]
    assert min(purses) >= 0


@lawful
@given(elections())
def test_a_price_by_cost_never_falls_from_one_item_to_the_next(drawn: Drawn) -> None:
    bought = drawn.counted(EQUAL).bought
    rates = [each.price / each.cost if each.cost else Fraction(0) for each in bought]
    assert rates == sorted(rates)


@lawful
@given(elections(), RULES, COMPLETIONS, st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_and_within_them_changes_nothing(
    drawn: Drawn, rule: ElectionRule, completion: Completion | None, chance: Random
) -> None:
    ballots = [tuple(chance.sample(ballot, len(ballot))) for ballot in drawn.ballots]
    chance.shuffle(ballots)
    mixed = replace(drawn, ballots=tuple(ballots))
    assert mixed.counted(rule, completion) == drawn.counted(rule, completion)


@lawful
@given(elections(), RULES, COMPLETIONS, st.integers(1, 7), st.integers(1, 7))
def test_the_unit_of_money_changes_nothing(
    drawn: Drawn, rule: ElectionRule, completion: Completion | None, times: int, through: int
) -> None:
    unit = Fraction(times, through)
    other = Drawn(drawn.ballots, tuple(c * unit for c in drawn.exact), drawn.limit * unit)
    one, two = drawn.counted(rule, completion), other.counted(rule, completion)
    assert one.winners == two.winners
    assert [each.share for each in one.bought] == [each.share for each in two.bought]
    assert [each.why for each in one.missed] == [each.why for each in two.missed]


@lawful
@given(elections(), RULES, COMPLETIONS, st.integers(2, 4))
def test_everybody_several_times_over_changes_nothing(
    drawn: Drawn, rule: ElectionRule, completion: Completion | None, times: int
) -> None:
    crowd = replace(drawn, ballots=drawn.ballots * times)
    assert crowd.counted(rule, completion).winners == drawn.counted(rule, completion).winners


@lawful
@given(elections(least=1), st.data())
def test_a_group_of_one_mind_gets_what_its_parts_pay(drawn: Drawn, data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.integers(0, max(len(drawn.costs) - 1, 0)), max_size=4))
    wanted = {item for item in wanted if item < len(drawn.costs)}
    others = [tuple(set(ballot) - wanted) for ballot in drawn.ballots]
    group = data.draw(st.integers(1, 6))
    ballots = (*others, *[tuple(wanted)] * group)
    result = replace(drawn, ballots=ballots).counted(EQUAL)
    if sum(drawn.exact[item] for item in wanted) <= Fraction(drawn.limit) * group / len(ballots):
        assert wanted <= set(result.winners)


@lawful
@given(elections(least=1), st.data())
def test_by_votes_one_more_vote_for_a_winner_does_not_unseat_it(
    drawn: Drawn, data: st.DataObject
) -> None:
    winners = drawn.counted(GREEDY).winners
    voter = data.draw(st.integers(0, len(drawn.ballots) - 1))
    for item in set(winners) - set(drawn.ballots[voter]):
        ballots = list(drawn.ballots)
        ballots[voter] = (*ballots[voter], item)
        assert item in replace(drawn, ballots=tuple(ballots)).counted(GREEDY).winners


@lawful
@given(elections(), st.data())
def test_by_votes_a_winner_that_becomes_cheaper_stays_one(
    drawn: Drawn, data: st.DataObject
) -> None:
    for item in drawn.counted(GREEDY).winners:
        cheaper = Fraction(drawn.costs[item]) * data.draw(st.fractions(0, 1, max_denominator=9))
        costs = (*drawn.costs[:item], cheaper, *drawn.costs[item + 1 :])
        assert item in replace(drawn, costs=costs).counted(GREEDY).winners


@lawful
@given(elections(), RULES, COMPLETIONS)
def test_every_reason_is_true(
    drawn: Drawn, rule: ElectionRule, completion: Completion | None
) -> None:
    result = drawn.counted(rule, completion)
    for missed in result.missed:
        assert missed.why is why_of(missed, result)
        assert missed.left is None or missed.left < missed.cost
        by_votes = rule is GREEDY or completion is Completion.GREEDY
        assert (missed.left is None) is not (by_votes and missed.votes > 0)
        if missed.why is Why.SUPPORTERS_SHORT:
            assert missed.had < missed.cost
            assert missed.had <= missed.at_first


def why_of(missed: Missed, result: Result) -> Why:
    """Return the first reason that holds, by what it says."""
    if missed.cost > result.limit:
        return Why.TOO_DEAR
    if not missed.votes:
        return Why.NO_VOTES
    return Why.FEWER_VOTES if result.rule is GREEDY else Why.SUPPORTERS_SHORT


@lawful
@given(elections(), RULES)
def test_a_tie_is_said_and_the_order_decides_it(drawn: Drawn, rule: ElectionRule) -> None:
    """Listing the items the other way round changes the winners only where a tie is said."""
    last = len(drawn.costs) - 1
    ballots = tuple(tuple(last - item for item in ballot) for ballot in drawn.ballots)
    turned = Drawn(ballots, drawn.costs[::-1], drawn.limit).counted(rule)
    result = drawn.counted(rule)
    if {last - item for item in turned.winners} != set(result.winners):
        assert result.ties
        assert turned.ties
    for each in result.bought:
        assert each.item not in each.tied
