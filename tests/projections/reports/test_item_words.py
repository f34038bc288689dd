"""What members read about an item of the budget follows from that and the reports alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from ledger.budgets.state import Budget, Budgets, evolve_budgets
from ledger.events import BudgetAdopted, BudgetWord, ItemWord
from projections.reports.item_words import words_of_items
from projections.reports.manifest import Manifest, PaidOut, PartOut, RulesOfReport
from tests.budgets import item

_RULES = RulesOfReport(
    version=1,
    k=10,
    p_percent=10,
    first_percent=50,
    first_two_percent=67,
    period_months=3,
    delay_days=45,
    count_step=5,
    rounding=(),
)


def _report(*parts: tuple[str, str | None, int], months: tuple[str, str]) -> Manifest:
    told = tuple(
        PartOut(group=group, leaf=leaf, about=about, households=10) for group, leaf, about in parts
    )
    paid = PaidOut(
        currency="USD",
        from_month=months[0],
        until_month=months[1],
        amount=sum(each.about for each in told),
        households=10,
        parts=told,
    )
    return Manifest(
        builder="1",
        fund=UUID(int=1),
        number=1,
        today="2026-11-15",
        policy=_RULES,
        currencies=(),
        money_in=(),
        paid_out=(paid,),
        costs=(),
        bridge=(),
        at_courts=(),
        previous=None,
    )


def _budgets(
    *items: tuple[str, int], months: tuple[str, str] = ("2026-01", "2026-12"), **fields: Any
) -> dict[UUID, Budget]:
    adopted = BudgetAdopted(
        occurred_on=date(2026, 1, 1),
        budget=uuid5(UUID(int=0), months[0]),
        from_month=months[0],
        until_month=months[1],
        items=tuple(item(kind, amount, months, **fields) for kind, amount in items),
    )
    return evolve_budgets(Budgets(), adopted).budgets


FIRST = ("2026-01", "2026-03")
SECOND = ("2026-04", "2026-06")


@pytest.mark.parametrize(
    ("amount", "word"),
    [
        (1_000, BudgetWord.UNDER_HALF),
        (500, BudgetWord.UNDER_HALF),
        (499, BudgetWord.OVER_HALF),
        (250, BudgetWord.USED_UP),
        (100, BudgetWord.USED_UP),
    ],
)
def test_the_word_says_how_much_of_an_item_is_used(amount: int, word: BudgetWord) -> None:
    reports = [
        _report(("housing", "rent", 100), ("housing", "hotel", 900), months=FIRST),
        _report(("housing", "rent", 150), ("housing", "hotel", 900), months=SECOND),
    ]
    found = words_of_items(_budgets(("rent", amount)), reports)
    assert found == (ItemWord(item="rent", word=word),)


def test_a_group_is_the_sum_of_what_is_told_of_it() -> None:
    reports = [
        _report(("housing", "rent", 300), ("housing", "hotel", 300), months=FIRST),
        _report(("housing", None, 300), months=SECOND),
    ]
    found = words_of_items(_budgets(("housing", 900), ("rent", 900)), reports)
    assert found == (ItemWord(item="housing", word=BudgetWord.USED_UP),)


def test_an_item_of_one_purpose_is_told_with_the_others_of_its_kind_or_not_at_all() -> None:
    reports = [_report(("housing", "rent", 600), months=FIRST)]
    apart = _budgets(("rent", 500), purpose_id=UUID(int=7))
    assert words_of_items(apart, reports) == ()
    (budget,) = apart.values()
    both = replace(budget, items=(*budget.items, item("rent", 500)))
    found = words_of_items({budget.budget: both}, reports)
    assert found == (ItemWord(item="rent", word=BudgetWord.OVER_HALF),)


def test_a_budget_adopted_ahead_of_its_time_takes_no_words_away() -> None:
    reports = [_report(("housing", "rent", 600), months=FIRST)]
    now, ahead = _budgets(("rent", 500)), _budgets(("rent", 9_000), months=("2027-01", "2027-12"))
    assert words_of_items(now | ahead, reports) == words_of_items(now, reports) != ()


@pytest.mark.parametrize(
    "reports",
    [
        [],
        [_report(months=FIRST)],
        [_report(("housing", "rent", 1), months=("2025-10", "2026-03"))],
        [_report(("housing", "rent", 1), months=("2025-10", "2025-12"))],
    ],
    ids=["no report", "only the root", "partly before the plan", "before the plan"],
)
def test_nothing_is_said_of_an_item_that_no_report_tells_apart(reports: Sequence[Manifest]) -> None:
    assert words_of_items(_budgets(("rent", 100), ("hosting", 10), ("reserve", 5)), reports) == ()


def test_without_a_plan_there_are_no_words() -> None:
    assert words_of_items({}, [_report(("housing", "rent", 1), months=FIRST)]) == ()
