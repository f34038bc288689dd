"""When bail is told apart, and who could be found in a docket: counted once more, set by set."""

from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from projections.reports.bail_leaf import MOST_CERTAIN, bails_set, named_by
from projections.reports.facts import Fact, Side
from projections.reports.manifest import PaidOut, PartOut
from projections.reports.rounding import about, counted
from projections.reports.rules import Docket, Rules
from tests.projections.reports.given import RULES, Book, who

JAN: Final = 2026 * 12
HALF, YEAR = date(2026, 8, 15), date(2027, 2, 15)


def docketed(bails: int, first: int = JAN, last: int = JAN + 11) -> Rules:
    return replace(RULES, dockets=(Docket(from_month=first, until_month=last, bails=bails),))


def monthly(bails: int) -> Rules:
    months = range(JAN, JAN + 12)
    return replace(
        RULES,
        dockets=tuple(Docket(from_month=each, until_month=each, bails=bails) for each in months),
    )


def paid_out(book: Book, today: date, rules: Rules = RULES) -> tuple[PaidOut, ...]:
    return book.manifest(today, rules).paid_out


def by_every_set(own: tuple[int, ...], docket: list[int], step: int, base: int | None) -> Fraction:
    """Go through all sets of bails of a docket, and say how often the most certain one is in."""
    fits: list[tuple[int, ...]] = []
    for count in range(1, len(docket) + 1):
        if counted(count, step) == counted(len(own), step):
            for chosen in combinations(range(len(docket)), count):
                total = sum(docket[each] for each in chosen)
                same = about(total, base) == about(sum(own), base) if base else total == sum(own)
                if same:
                    fits.append(chosen)
    named = Counter(each for chosen in fits for each in chosen)
    return Fraction(max(named.values()), len(fits))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([500, 1_000, 1_500, 2_500, 5_000, 7, 12]), min_size=1, max_size=6),
    st.integers(0, 10),
    st.sampled_from([None, 500, 1_000]),
)
def test_the_attack_counts_every_set_of_bails(
    bails: list[int], docket: int, base: int | None
) -> None:
    own = tuple(sorted(bails))
    others = [own[number % len(own)] for number in range(max(docket - len(own), 0))]
    assert named_by(own, docket, 5, base) == by_every_set(own, [*own, *others], 5, base)


def test_without_others_in_the_docket_everybody_is_named() -> None:
    assert named_by((1_000, 2_000, 2_500), None, 5) == 1
    assert named_by((1_000, 2_000, 2_500), 3, 5) == 1
    assert named_by((1_000, 2_000, 2_500), 60, 5) < MOST_CERTAIN


def test_an_odd_amount_names_whoever_it_was_set_for() -> None:
    assert named_by((1_000, 1_237, 2_500), 60, 5) == 1
    assert named_by((1_000, 1_237, 2_500), 60, 5, base=500) < MOST_CERTAIN


def test_a_long_docket_is_counted_in_bearable_time_and_names_nobody() -> None:
    own = tuple(sorted([50_000, 75_000, 100_000, 250_000, 500_000] * 60))
    assert named_by(own, 1_200, 5) < MOST_CERTAIN
    assert named_by(tuple(sorted(range(1_000_003, 9_000_000, 9_973))), 2_000, 5) == 1


@pytest.mark.parametrize(
    ("dockets", "found"),
    [
        ([], None),
        ([(0, 2, 40)], 40),
        ([(0, 0, 10), (1, 1, 11), (2, 2, 12)], 33),
        ([(0, 0, 10), (2, 2, 12)], None),
        ([(0, 5, 90)], None),  # of a longer time: how many were in these months is not known
        ([(0, 2, 40), (0, 2, 44)], 44),
        ([(0, 0, 10), (1, 2, 22), (2, 2, 9)], None),  # the last replaces what it touches
        ([(0, 0, 10), (1, 1, 11), (2, 2, 12), (1, 1, 13)], 35),
    ],
)
def test_a_docket_counts_where_every_month_was_counted(
    dockets: list[tuple[int, int, int]], found: int | None
) -> None:
    counts = [Docket(from_month=a, until_month=b, bails=c) for a, b, c in dockets]
    assert bails_set(counts, 0, 2) == found


def with_housing(bails: int, legal: int = 12) -> Book:
    """Return a book with as many bails in March, more of housing, and some legal help."""
    book = Book()
    for number in range(bails):
        book.bail("2026-03", 500 * (1 + number % 3), book.someone())
    book.helped("2026-02", [2_000] * 20)
    book.helped("2026-02", [900] * legal, leaf="legal")
    return book


def test_bail_stays_in_its_group_by_default() -> None:
    (out,) = paid_out(with_housing(12), HALF)
    assert [(part.group, part.leaf) for part in out.parts] == [
        ("housing", "rent"),
        ("legal_and_bail", None),
    ]


@pytest.mark.parametrize(
    ("bails", "docket", "leaf"), [(12, 40, True), (13, 40, True), (13, 39, True), (13, 38, False)]
)
def test_bail_is_told_apart_up_to_a_third_of_the_docket(
    bails: int, docket: int, leaf: bool
) -> None:
    rules = docketed(docket, JAN, JAN + 2)
    (out,) = paid_out(with_housing(bails), date(2026, 5, 16), rules)
    assert (("legal_and_bail", "bail") in {(part.group, part.leaf) for part in out.parts}) is leaf


def test_a_raid_is_one_household_but_all_its_bails_count_in_the_docket() -> None:
    book = with_housing(10)
    for _ in range(16):
        book.bail("2026-03", 500, book.someone(), incident=who(55))
    (out,) = paid_out(book, date(2026, 5, 16), docketed(60, JAN, JAN + 2))
    assert all(part.leaf != "bail" for part in out.parts)


def test_a_docket_counted_over_other_months_does_not_count() -> None:
    (out,) = paid_out(with_housing(12), date(2026, 5, 16), docketed(400, JAN, JAN + 5))
    assert all(part.leaf != "bail" for part in out.parts)


def test_bail_alone_in_its_group_is_bail_still() -> None:
    (out,) = paid_out(with_housing(12, legal=0), HALF)
    assert out.parts == ()
    (out,) = paid_out(with_housing(12, legal=3), HALF)
    assert out.parts == ()


def mostly_bail(helped: int = 0, each: int = 750) -> Book:
    book = Book()
    for month in ("2026-02", "2026-05"):
        for number in range(12):
            book.bail(month, 1_000 * (1 + number % 4), book.someone())
    book.helped("2026-03", [each] * helped)
    return book


def test_what_is_mostly_bail_needs_half_a_year_and_a_long_docket() -> None:
    book = mostly_bail()
    assert paid_out(book, date(2026, 5, 16), monthly(100)) == ()
    (out,) = paid_out(book, HALF, monthly(100))
    assert (out.from_month, out.until_month) == ("2026-01", "2026-06")
    assert paid_out(book, YEAR) == ()
    assert paid_out(book, HALF, monthly(4)) == ()
    (out,) = paid_out(book, YEAR, monthly(4))  # the docket is twice the fund's bails by then
    assert (out.from_month, out.until_month) == ("2026-01", "2026-12")


def test_enough_other_help_hides_the_sum_of_the_bails() -> None:
    assert paid_out(mostly_bail(helped=9), HALF) == ()
    assert paid_out(mostly_bail(helped=10, each=749), HALF) == ()  # two who know leave too little
    (out,) = paid_out(mostly_bail(helped=10), HALF)
    assert (out.from_month, out.until_month) == ("2026-01", "2026-06")


def test_bail_that_is_not_most_is_still_found_where_two_know_all_of_the_rest() -> None:
    book = mostly_bail()
    book.helped("2026-02", [16_000] * 2 + [16_000] * 2)
    assert len(paid_out(book, HALF)) == 1
    book = mostly_bail()
    rest = [who(1), who(2)] * 10
    for household in rest:
        book.help("2026-02", 3_100, household)
    assert paid_out(book, HALF) == ()


def test_what_came_back_can_be_mostly_bail_too() -> None:
    book = Book()
    for _ in range(12):
        book.bail("2026-02", -1_000, book.someone())
    assert paid_out(book, HALF) == ()
    assert len(paid_out(book, HALF, monthly(100))) == 1


def lines_at_court(book: Book, today: date, rules: Rules) -> list[tuple[str, int]]:
    return [(each.until, each.about) for each in book.manifest(today, rules).at_courts]


def test_what_courts_hold_is_said_while_bail_is_told_apart() -> None:
    book = with_housing(12)
    rules = monthly(20)
    assert lines_at_court(book, HALF, rules) == [("2026-03", 12_000)]
    assert lines_at_court(book, HALF, RULES) == []


def test_what_courts_hold_is_not_said_after_a_stretch_in_which_bail_was_not_told_apart() -> None:
    book = with_housing(12)
    first = book.report(date(2026, 5, 16))
    assert first is not None
    book.helped("2026-05", [2_000] * 20)
    for _ in range(11):
        book.bail("2026-05", 1_000, book.someone())
    second = book.report(HALF, [first], monthly(20))
    assert second is not None
    (out,) = second.manifest.paid_out
    assert "bail" in {part.leaf for part in out.parts}
    assert second.manifest.at_courts == ()


def test_what_a_court_kept_of_one_household_is_not_said_by_the_stock() -> None:
    book = with_housing(12)
    kept = Fact(book.head + 1, JAN + 2, Side.HELD, "bail", "USD", -900, book.found[0].party)
    book.found.append(kept)
    assert lines_at_court(book, HALF, monthly(20)) == []
    book.found[-1] = replace(kept, amount=-499)  # less than what figures are rounded to
    assert lines_at_court(book, HALF, monthly(20)) == [("2026-03", 11_500)]


def test_the_bail_part_is_rounded_as_every_part_is() -> None:
    book = Book()
    for number in range(12):
        book.bail("2026-03", 1_000 + 10 * number, book.someone())
    book.helped("2026-02", [2_000] * 20)
    (out,) = paid_out(book, HALF, monthly(20))
    assert PartOut(group="legal_and_bail", leaf="bail", about=12_500, households=10) in out.parts
