"""The attacker's own tools, on small cases that can be worked out by hand."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from tests.attack.docket import posteriors
from tests.attack.interval import OPEN, Band, Bands
from tests.attack.rank import Span, differences


def test_a_total_less_all_but_one_of_its_parts_is_the_last_part() -> None:
    span = Span([{"a": 1, "b": 1, "c": 1}, {"a": 1}, {"b": 1}])
    assert span.holds({"c": 1})


def test_parts_that_overlap_in_a_ring_of_three_are_all_told() -> None:
    span = Span([{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"a": 1, "c": 1}])
    assert set(span.told()) == {("a",), ("b",), ("c",)}


def test_parts_that_overlap_in_a_ring_of_four_are_not_told() -> None:
    rows = [{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"c": 1, "d": 1}, {"d": 1, "a": 1}]
    assert list(Span(rows).told()) == []


def test_half_of_what_every_row_treats_alike_is_not_told() -> None:
    span = Span([{"a": 1, "b": 1}])
    assert not span.holds({"a": 1})
    assert span.holds({"a": 1, "b": 1})
    assert not span.holds({"a": 1, "b": -1})


def test_a_balance_that_takes_money_out_away_from_money_in_tells_money_out() -> None:
    span = Span([{"in": 1}, {"in": 1, "out": -1}])
    assert span.holds({"out": 1})


def test_a_year_to_date_less_the_one_before_is_the_month_between() -> None:
    assert set(differences([{"a": 1}, {"a": 1, "b": 1}])) == {frozenset({"b"})}


def _band(row: dict[str, int], low: int, high: int) -> Band[str]:
    return Band(row, Fraction(low), Fraction(high))


def test_an_exact_root_less_rounded_parts_leaves_as_much_room_as_the_rounding() -> None:
    bands = Bands([_band({"a": 1, "b": 1}, 1000, 1000), _band({"a": 1}, 350, 450)], lambda _: True)
    assert bands.range(frozenset({"b"})) == pytest.approx((550, 650))


def test_what_shares_a_sum_may_be_all_of_it_or_nothing() -> None:
    bands = Bands([_band({"a": 1, "b": 1}, 1000, 1000)], lambda _: True)
    assert bands.range(frozenset({"b"})) == pytest.approx((0, 1000))


def test_what_may_be_below_zero_leaves_everything_open() -> None:
    bands = Bands([_band({"a": 1, "b": 1}, 1000, 1000)], lambda name: name != "a")
    assert bands.range(frozenset({"b"})) == (-OPEN, OPEN)


def test_what_is_in_no_figure_is_open() -> None:
    bands = Bands([_band({"a": 1}, 5, 5)], lambda _: True)
    assert bands.range(frozenset({"z"})) == (-OPEN, OPEN)


@pytest.mark.parametrize("seed", range(20))
def test_ways_are_counted_as_one_counts_them_by_hand(seed: int) -> None:
    chance = Random(seed)
    amounts = [chance.choice((500, 750, 1000, 2500)) for _ in range(9)]
    low = chance.randint(1, sum(amounts))
    high, people = low + chance.choice((0, 500)), (2, 6)
    sets = [
        chosen
        for size in range(people[0], people[1] + 1)
        for chosen in combinations(range(9), size)
        if low <= sum(amounts[at] for at in chosen) <= high
    ]
    expected = [sum(at in chosen for chosen in sets) / (len(sets) or 1) for at in range(9)]
    assert posteriors(amounts, low, high, people) == pytest.approx(expected)


def test_a_long_docket_is_counted_by_sums_as_a_short_one_is() -> None:
    amounts = [500, 500, 750, 1000, 2500] * 12
    short = posteriors(amounts, 9_000, 9_000)
    assert posteriors([*amounts, 10**6], 9_000, 9_000)[:60] == pytest.approx(short)
