"""Reports come out on the days that the outlook said, when things go on as they did."""

from datetime import date
from random import Random
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.publishing.dates import out_from
from ledger.publishing.months import first_day, month_text
from projections.reports.facts import Fact, Side
from projections.reports.forecast import PERIODS, PeriodOutlook, SideOutlook, outlook
from projections.reports.rules import Past, Rules
from projections.reports.safety import Lack
from tests.projections.reports.given import RULES, Book, who

START: Final = 2025 * 12
NOW: Final = START + 14
TODAY: Final = first_day(NOW)


def lived(seed: int) -> Book:
    """Return a book of fourteen months: some who give every month, some once; help for others."""
    random = Random(seed)
    book = Book(month_text(START))
    regulars = random.choice((1, 5, 12))
    help_a_month = random.choice((0, 1, 2, 6))
    for month in range(START, NOW):
        for number in range(regulars):
            book.gift(month_text(month), 500, who(number))
        for _ in range(random.randrange(3)):
            book.gift(month_text(month), random.choice((300, 900, 8_000)), book.someone())
        for _ in range(random.randrange(help_a_month + 1)):
            payee = random.choice((None, None, who(random.randrange(700, 720))))
            book.help(month_text(month), 1_000, book.someone(), payee=payee)
    return book


def rules_of(period_months: int) -> Rules:
    return replace(RULES, policy=replace(RULES.policy, period_months=period_months))


def go_on(book: Book, month: int) -> None:
    """Let *month* be as it was a year ago: the same givers, other households, the same payees."""
    for fact in [fact for fact in book.found if fact.month == month - 12]:
        party = fact.party if fact.side is Side.IN else book.someone()
        book.put(
            fact.side,
            month_text(month),
            fact.leaf,
            fact.amount,
            party=party,
            payee=fact.payee,
        )


def really_out(book: Book, history: list[Past], rules: Rules) -> dict[Side, date]:
    """Go on for years, publish on every report date, and say when each side was out next."""
    found: dict[Side, date] = {}
    month, day = NOW, TODAY
    history = list(history)
    for last in range(START, NOW + 34):
        day = max(TODAY, out_from(last, rules.policy.delay_days))
        while first_day(month + 1) <= day:
            go_on(book, month)
            month += 1
        past = book.report(day, history, rules)
        if past is not None:
            history.append(past)
            for side, rows in (
                (Side.IN, past.manifest.money_in),
                (Side.OUT, past.manifest.paid_out),
            ):
                if rows:
                    found.setdefault(side, day)
    return found


def sides(found: tuple[PeriodOutlook, ...], period_months: int) -> dict[Side, SideOutlook]:
    (period,) = (each for each in found if each.period_months == period_months)
    return {each.side: each for each in period.sides}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("period_months", PERIODS)
def test_a_side_is_out_on_the_day_that_was_said_when_the_past_goes_on(
    seed: int, period_months: int
) -> None:
    book, rules = lived(seed), rules_of(period_months)
    history: list[Past] = []
    if seed % 2:
        past = book.report(TODAY, rules=rules)
        history = [past] if past else []
    looked = outlook(book.facts(), history, rules, today=TODAY, cut=book.head)
    said = {side: each.on for side, each in sides(looked.periods, period_months).items()}
    really = really_out(book, history, rules)
    for side, day in said.items():
        if day is None:
            assert side not in really or really[side] > first_day(NOW + 30)
        else:
            assert really[side] == day


def test_the_outlook_knows_every_length_and_every_side_that_has_money() -> None:
    looked = outlook(lived(1).facts(), (), RULES, today=TODAY, cut=10_000)
    assert [each.period_months for each in looked.periods] == list(PERIODS)
    assert all({each.currency for each in period.sides} == {"USD"} for period in looked.periods)


def test_what_is_missing_is_said() -> None:
    book = Book()
    book.gifts("2026-01", [1_000] * 7)
    book.helped("2026-01", [100] * 9 + [5_000])
    for _ in range(12):
        book.bail("2026-02", 100_000, book.someone())
    looked = outlook(book.facts(), (), RULES, today=date(2026, 5, 16), cut=7)
    assert sides(looked.periods, 3)[Side.IN].lacks == Lack(people=3)
    looked = outlook(book.facts(), (), RULES, today=date(2026, 5, 16), cut=17)
    assert sides(looked.periods, 3)[Side.OUT].lacks == Lack(money=4_100, one_is_large=True)
    looked = outlook(book.facts(), (), RULES, today=date(2026, 5, 16), cut=book.head)
    assert sides(looked.periods, 3)[Side.OUT].lacks == Lack(bail=True)


def test_a_book_without_a_past_does_not_go_on() -> None:
    book = Book()
    book.gifts("2026-05", [1_000] * 2)
    looked = outlook(book.facts(), (), RULES, today=date(2026, 5, 16), cut=book.head)
    assert {each.on for period in looked.periods for each in period.sides} == {None}


def test_every_year_other_households_are_helped_and_the_same_givers_give() -> None:
    book = Book("2025-01")
    for month in ("2025-02", "2025-05", "2025-08", "2025-11"):
        book.helped(month, [1_000])
        book.gift(month, 1_000, book.someone())
    looked = outlook(book.facts(), (), RULES, today=date(2026, 1, 1), cut=book.head)
    yearly = sides(looked.periods, 12)
    assert yearly[Side.OUT].on == date(2028, 2, 15)
    assert yearly[Side.IN].on is None


def test_what_this_month_brought_so_far_counts_where_it_is_more_than_a_year_ago() -> None:
    book = Book("2025-01")
    book.gifts("2025-01", [1_000] * 3)
    book.gifts("2026-01", [1_000] * 9)
    looked = outlook(book.facts(), (), RULES, today=date(2026, 1, 20), cut=book.head)
    assert sides(looked.periods, 1)[Side.IN].on == date(2026, 3, 18)
    assert sides(looked.periods, 1)[Side.IN].lacks == Lack(people=7)  # of the months that are over


@pytest.mark.parametrize(
    ("amount", "held_back"), [(100, False), (12_000, False), (1_000_000, True)]
)
def test_a_gift_that_would_hold_reports_back_is_known_before_it_is_recorded(
    amount: int, held_back: bool
) -> None:
    book = Book()
    book.gifts("2026-01", [1_000] * 12)
    first = book.report(date(2026, 5, 16))
    assert first is not None
    book.gifts("2026-04", [1_000] * 12)
    looked = outlook(book.facts(), [first], RULES, today=date(2026, 6, 1), cut=book.head)
    gift = Fact(0, 2026 * 12 + 4, Side.IN, "gifts", "USD", amount, who(1))
    assert looked.would_hold_back(gift) is held_back


def test_the_first_gift_of_ten_holds_nothing_back() -> None:
    book = Book()
    book.gifts("2026-01", [1_000] * 3)
    looked = outlook(book.facts(), (), RULES, today=date(2026, 6, 1), cut=book.head)
    gift = Fact(0, 2026 * 12 + 4, Side.IN, "gifts", "USD", 1_000_000, who(1))
    assert not looked.would_hold_back(gift)
