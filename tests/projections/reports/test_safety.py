"""What is safe stays safe with anything else that is safe; and the rules, said once more."""

from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from projections.reports.facts import COLLECTIONS, GIFTS, Fact, Side
from projections.reports.safety import Crowd, Households, People, is_safe, lack_of
from tests.projections.reports.given import who

lawful = settings(deadline=None)
weights = st.lists(st.integers(1, 2_000), max_size=16)


def by_the_book(parts: list[int], k: int) -> bool:
    """Say the rules as they are written: k people, 10 %, 50 %, 67 %."""
    if len(parts) < k:
        return False
    first, second = (*sorted(parts, reverse=True), 0, 0)[:2]
    total = Fraction(sum(parts))
    return (
        total - first - second >= Fraction(10, 100) * first
        and first <= Fraction(50, 100) * total
        and first + second <= Fraction(67, 100) * total
    )


@lawful
@given(weights, st.integers(1, 12))
def test_the_rules_are_those_that_are_written(parts: list[int], k: int) -> None:
    assert is_safe(parts, k) == by_the_book(parts, k)


@lawful
@given(weights, st.integers(10, 12))
def test_what_is_missing_is_enough_and_less_would_not_be(parts: list[int], k: int) -> None:
    hundreds = [100 * each for each in parts]
    lack = lack_of(hundreds, k)
    if lack is not None:
        ones = [1] * max(lack.people, lack.money)  # from so many that nobody counts for much
        assert by_the_book(hundreds + ones, k)
        assert lack.people or not by_the_book(hundreds + ones[1:], k)
        assert not lack.people or not by_the_book(hundreds + ones[: lack.people - 1], k)


@pytest.mark.parametrize(
    ("parts", "safe"),
    [
        ([], False),
        ([100] * 9, False),
        ([100] * 10, True),
        ([500] * 9 + [500_000], False),
        ([1_000, 1_000] + [1] * 20, False),  # two are nearly all of it
        ([100] * 9 + [900], True),
        ([100] * 9 + [901], False),  # more than half is one person's
        ([670, 1] + [30] * 11, False),
    ],
)
def test_many_people_are_not_enough(parts: list[int], safe: bool) -> None:
    assert is_safe(parts, 10) is safe


facts_out = st.builds(
    Fact,
    st.integers(1, 50),
    st.just(0),
    st.just(Side.OUT),
    st.just("rent"),
    st.just("USD"),
    st.integers(-50, 60).filter(bool),
    st.none() | st.integers(1, 14).map(who),
    st.none() | st.integers(100, 130).map(who),
    st.none() | st.integers(200, 212).map(who),
)


@st.composite
def sets_of_one_book(draw: DrawFn) -> list[list[Fact]]:
    """Draw disjoint sets of facts of the same people, incidents and payees."""
    facts = draw(st.lists(facts_out, min_size=6, max_size=60))
    places = draw(st.lists(st.integers(0, 3), min_size=len(facts), max_size=len(facts)))
    return [
        [fact for fact, place in zip(facts, places, strict=True) if place == number]
        for number in range(4)
    ]


@lawful
@given(sets_of_one_book(), st.integers(1, 5))
def test_any_union_of_safe_sets_is_safe(sets: list[list[Fact]], k: int) -> None:
    people = People(k, Households([fact for each in sets for fact in each]), frozenset())
    union = [fact for each in sets if Crowd(people, each).is_safe for fact in each]
    assert not union or Crowd(people, union).is_safe


@lawful
@given(sets_of_one_book())
def test_households_that_share_an_incident_are_one_through_any_number_of_others(
    sets: list[list[Fact]],
) -> None:
    facts = [fact for each in sets for fact in each]
    groups: list[set[UUID]] = []
    for fact in facts:  # joined the slow way
        names = {each for each in (fact.party, fact.incident) if each and fact.party}
        touched = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names]
        groups.append(names.union(*touched))
    joined = Households(facts)
    for one in facts:
        for other in facts:
            if one.party and other.party:
                together = any({one.party, other.party} <= group for group in groups)
                assert (joined.of(one) == joined.of(other)) == together


def test_payees_are_checked_as_people_are() -> None:
    landlord = who(500)
    facts = [_out(number, payee=landlord) for number in range(12)]
    people = People(10, Households(facts), frozenset())
    assert not Crowd(people, facts).is_safe
    assert Crowd(people, [_out(number, payee=who(600 + number)) for number in range(12)]).is_safe
    assert Crowd(people, [_out(number) for number in range(12)]).is_safe


def test_whoever_is_not_known_may_be_one_of_those_who_are() -> None:
    nine = [_out(number) for number in range(9)]
    crowd = Crowd(People(10, Households(nine), frozenset()), [*nine, _out(None)])
    assert crowd.count == 9
    assert not crowd.is_safe
    ten = [*nine, _out(9)]
    assert Crowd(People(10, Households(ten), frozenset()), [*ten, _out(None)]).is_safe
    assert not Crowd(
        People(10, Households(ten), frozenset()), [*ten, *[_out(None) for _ in range(9)]]
    ).is_safe  # with all of it, one of the ten would have more than half


def test_somebody_whose_money_came_back_still_counts() -> None:
    facts = [_out(number) for number in range(10)]
    back = [_out(number, amount=-100) for number in range(10)]
    assert Crowd(People(10, Households(facts), frozenset()), facts + back).count == 10


def test_givers_who_are_named_and_collections_leave_the_set() -> None:
    large = Fact(1, 0, Side.IN, GIFTS, "USD", 1_000_000, who(1))
    tin = Fact(2, 0, Side.IN, COLLECTIONS, "USD", 1_000_000)
    small = [Fact(9 + each, 0, Side.IN, GIFTS, "USD", 50, who(50 + each)) for each in range(10)]
    nobody = People(10, Households(()), frozenset())
    assert not Crowd(nobody, [large, *small]).is_safe
    named = People(10, Households(()), frozenset({who(1)}))
    assert Crowd(named, [large, tin, *small]).is_safe
    assert Crowd(named, [large, tin]).is_safe
    assert not Crowd(named, [large, tin, *small[:9]]).is_safe
    assert not Crowd(named, []).is_safe


def _out(number: int | None, *, amount: int = 100, payee: UUID | None = None) -> Fact:
    party = None if number is None else who(number)
    return Fact(1, 0, Side.OUT, "rent", "USD", amount, party, payee=payee)
