"""What a report holds, and when: tables of small books."""

from datetime import date
from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.publishing.months import month_text
from projections.reports.build import MOST_BYTES
from projections.reports.facts import COLLECTIONS, GRANTS, LEAVES_IN, NO_LEAF, Side
from projections.reports.manifest import FEWER, NamedGiver, PartOut, canonical, hash_of
from projections.reports.rules import Agreement, Past, Policy, Standing, StandingKind
from tests.projections.reports.given import (
    RULES,
    Book,
    stretches_in,
    stretches_out,
    who,
)

Q1, Q2, Q3, Q4 = date(2026, 5, 16), date(2026, 8, 15), date(2026, 11, 15), date(2027, 2, 15)
"""The first days on which a quarter of 2026 may be out."""
LABEL: Final = UUID(int=0x1ABE1)


def with_policy(**fields: object) -> Policy:
    return replace(RULES.policy, **fields)


@pytest.mark.parametrize("people", [1, 9, 10, 11])
def test_a_period_is_out_only_with_ten_people_and_says_the_same_otherwise(people: int) -> None:
    book = Book()
    book.gifts("2026-02", [1_000] * people)
    book.helped("2026-02", [1_000] * people)
    book.cost("2026-02", 77)
    manifest = book.manifest(Q1)
    there = [("2026-01", "2026-03")] if people >= 10 else []
    assert stretches_in(manifest) == stretches_out(manifest) == there
    assert len(manifest.bridge) == len(there)
    assert [(each.from_month, each.until_month, each.amount) for each in manifest.costs] == [
        ("2026-01", "2026-03", 77)
    ]


def test_what_was_held_back_is_in_the_next_report() -> None:
    book = Book()
    book.helped("2026-02", [1_000] * 9)
    book.cost("2026-01", 5)
    first = book.report(Q1)
    assert first is not None
    book.helped("2026-05", [700])
    second = book.report(Q2, [first])
    assert second is not None
    assert stretches_out(first.manifest) == []
    (out,) = second.manifest.paid_out
    assert (out.from_month, out.until_month) == ("2026-01", "2026-06")
    assert (out.amount, out.households) == (9_700, 10)
    assert second.manifest.previous == hash_of(first.manifest)
    assert second.manifest.number == 2


def test_reports_come_out_on_their_days_only() -> None:
    book = Book()
    book.gifts("2026-02", [1_000] * 12)
    assert book.report(date(2026, 5, 15)) is None
    first = book.report(Q1)
    assert first is not None
    book.gifts("2026-02", [1_000] * 12)
    assert book.report(date(2026, 8, 14), [first]) is None
    assert book.report(Q2, [first]) is not None


def test_a_report_is_never_built_from_less_than_the_one_before() -> None:
    book = Book()
    book.gifts("2026-02", [1_000] * 12)
    first = book.report(Q1)
    assert first is not None
    with pytest.raises(ValueError, match="no less of the book"):
        book.report(Q2, [first], cut=first.cut - 1)


def test_a_fund_that_publishes_late_catches_up_with_one_report() -> None:
    book = Book()
    for month in ("2026-01", "2026-05", "2026-08"):
        book.gifts(month, [1_000] * 12)
    book.helped("2026-04", [1_000] * 12)
    manifest = book.manifest(Q3)
    quarters = [("2026-01", "2026-03"), ("2026-04", "2026-06"), ("2026-07", "2026-09")]
    assert stretches_in(manifest) == quarters
    assert stretches_out(manifest) == [("2026-01", "2026-06")]
    assert [(each.from_month, each.until_month) for each in manifest.costs] == quarters
    assert [(each.from_month, each.until_month, each.closing) for each in manifest.bridge] == [
        ("2026-01", "2026-06", 12_000)
    ]


def test_a_raid_counts_as_one() -> None:
    book = Book()
    raid = who(7_777)
    for _ in range(26):
        book.help("2026-02", 1_000, book.someone(), leaf="legal", incident=raid)
    assert book.manifest(Q1).paid_out == ()
    book.helped("2026-03", [9_000] * 9)
    (out,) = book.manifest(Q1).paid_out
    assert out.households == 10
    assert out.parts == ()  # the raid alone is not safe, so nothing is told apart


def test_nine_small_gifts_and_a_large_one_wait_until_the_large_one_is_named() -> None:
    book = Book()
    book.gifts("2026-01", [500] * 9)
    book.gift("2026-02", 500_000, who(1), leaf=GRANTS)
    assert book.manifest(Q1).money_in == ()
    book.gifts("2026-03", [500])
    assert book.manifest(Q1).money_in == ()
    named = Standing(giver=who(1), kind=StandingKind.NAMED, label_id=LABEL)
    (named_in,) = book.manifest(Q1, replace(RULES, standings=(named,))).money_in
    apart = Standing(giver=who(1), kind=StandingKind.COUNTED_APART)
    (apart_in,) = book.manifest(Q1, replace(RULES, standings=(apart,))).money_in
    assert named_in.amount == apart_in.amount == 505_000
    assert named_in.givers == apart_in.givers == 10
    assert named_in.named == (NamedGiver(label_id=LABEL, currency="USD", about=500_000),)
    assert apart_in.named == ()
    assert [(part.leaf, part.about, part.givers) for part in apart_in.parts] == [
        ("gifts", 5_000, 10),
        ("grants", 500_000, None),
    ]
    protected = Standing(giver=who(1), kind=StandingKind.PROTECTED)
    assert book.manifest(Q1, replace(RULES, standings=(protected,))).money_in == ()


def test_money_that_only_tins_brought_is_said() -> None:
    book = Book()
    book.gift("2026-01", 4_200, None, leaf=COLLECTIONS)
    (money_in,) = book.manifest(Q1).money_in
    assert (money_in.amount, money_in.givers) == (4_200, None)
    assert [(part.leaf, part.about, part.givers) for part in money_in.parts] == [
        ("collections", 4_000, None)
    ]


def test_a_side_is_told_apart_only_where_every_part_is_safe() -> None:
    book = Book()
    book.helped("2026-01", [1_260] * 12, leaf="rent")
    book.helped("2026-01", [1_000] * 11, leaf="hotel")
    book.helped("2026-02", [300] * 13, leaf="food")
    book.helped("2026-02", [300] * 4, leaf="care")
    (out,) = book.manifest(Q1).paid_out
    assert out.parts == (
        PartOut(group="housing", leaf="rent", about=15_000, households=10),
        PartOut(group="housing", leaf="hotel", about=11_000, households=10),
        PartOut(group="living_and_care", leaf=None, about=5_000, households=15),
    )
    book.helped("2026-02", [300] * 3, leaf="legal")
    (out,) = book.manifest(Q1).paid_out
    assert out.parts == ()


def test_fees_without_a_case_go_with_the_largest_part() -> None:
    book = Book()
    book.helped("2026-01", [1_000] * 12, leaf="rent")
    book.helped("2026-01", [2_000] * 12, leaf="hotel")
    book.put(Side.OUT, "2026-01", NO_LEAF, 1_100)
    (out,) = book.manifest(Q1).paid_out
    assert out.amount == 37_100
    assert [(part.leaf, part.about) for part in out.parts] == [("rent", 12_000), ("hotel", 25_000)]


def test_fewer_than_ten_are_never_counted_even_where_five_are_enough() -> None:
    book = Book()
    book.helped("2026-01", [1_000] * 6)
    rules = replace(RULES, policy=with_policy(k=5))
    (out,) = book.manifest(Q1, rules).paid_out
    assert out.households == FEWER
    assert [part.households for part in out.parts] == [FEWER]


def test_more_may_come_back_than_went_out() -> None:
    book = Book()
    for number in range(12):
        book.help("2026-01", -1_000 - 10 * number, who(number))
    (out,) = book.manifest(Q1).paid_out
    assert out.amount == -12_660
    assert [part.about for part in out.parts] == [-12_500]


def test_periods_end_where_an_agreement_begins_and_ends() -> None:
    book = Book()
    book.gifts("2026-02", [1_000] * 12)
    book.gifts("2026-04", [1_000] * 12)
    agreed = Agreement(from_month=2026 * 12 + 1, until_month=2026 * 12 + 3)
    rules = replace(RULES, agreements=(agreed,))
    manifest = book.manifest(Q2, rules)
    assert [(each.from_month, each.until_month) for each in manifest.costs] == [
        ("2026-01", "2026-01"),
        ("2026-02", "2026-03"),
        ("2026-04", "2026-04"),
        ("2026-05", "2026-06"),
    ]
    assert stretches_in(manifest) == [("2026-01", "2026-03"), ("2026-04", "2026-04")]


@pytest.mark.parametrize(
    ("period", "costs"),
    [
        (1, ["2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]),
        (3, ["2026-03", "2026-06"]),
        (6, ["2026-06"]),
    ],
)
def test_periods_are_counted_from_january(period: int, costs: list[str]) -> None:
    book = Book(opened="2026-02")
    rules = replace(RULES, policy=with_policy(period_months=period))
    manifest = book.manifest(Q2, rules)
    assert [each.until_month for each in manifest.costs] == costs
    assert manifest.costs[0].from_month == ("2026-02" if period == 1 else "2026-01")


def test_what_happened_before_the_book_was_opened_is_in_its_first_report() -> None:
    book = Book(opened="2026-02")
    book.gifts("2025-11", [1_000] * 12)
    slip = book.gift("1926-01", 1_000, who(1))
    book.take_back(slip)
    manifest = book.manifest(Q1)
    assert stretches_in(manifest) == [("2025-10", "2025-12")]
    assert manifest.costs[0].from_month == "2025-10"


def test_a_line_that_was_taken_back_at_once_hides_nobody_and_holds_nothing_back() -> None:
    book = Book()
    book.gifts("2026-02", [1_000] * 9)
    book.take_back(book.gift("2026-02", 1_000, who(1)))
    assert book.manifest(Q1).money_in == ()  # whoever did not give is no tenth giver
    book.gifts("2026-02", [1_000])
    book.take_back(book.gift("2026-02", 5_000_000, who(1)))
    (money_in,) = book.manifest(Q1).money_in
    assert (money_in.amount, money_in.givers) == (10_000, 10)


def test_a_correction_of_a_reported_line_is_in_the_next_report() -> None:
    book = Book()
    book.gifts("2026-02", [1_000] * 11)
    wrong = book.gift("2026-02", 2_000, who(1))
    first = book.report(Q1)
    assert first is not None
    book.take_back(wrong)
    book.gift("2026-02", 1_500, who(1))
    book.gifts("2026-04", [1_000] * 11)
    again = book.report(Q1, cut=first.cut)
    assert again == first
    second = book.report(Q2, [first])
    assert second is not None
    (money_in,) = second.manifest.money_in
    assert (money_in.from_month, money_in.until_month) == ("2026-04", "2026-06")
    assert money_in.amount == 11_000 - 2_000 + 1_500


def test_a_fund_that_publishes_after_many_years_catches_up_with_several_reports(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = Book("2016-01")
    for month in range(2016 * 12, 2026 * 12, 2):
        for leaf in LEAVES_IN:
            for amount in (1_000,) * 12:
                book.gift(month_text(month), amount, book.someone(), leaf)
        for leaf in ("rent", "food", "legal", "medical"):
            book.helped(month_text(month + 1), [900] * 12, leaf)
        book.cost(month_text(month), month)
    past: list[Past] = []
    while (report := book.report(Q1, past)) is not None:
        past.append(report)
    assert len(past) > 1
    assert max(len(canonical(each.manifest)) for each in past) <= MOST_BYTES
    monkeypatch.setattr("projections.reports.build.MOST_BYTES", 10 * MOST_BYTES)
    whole = book.manifest(Q1)
    for side in ("money_in", "paid_out", "costs", "bridge"):
        told = [entry for each in past for entry in getattr(each.manifest, side)]
        assert told == list(getattr(whole, side)), side
