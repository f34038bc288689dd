"""What members read about an item of the plan follows from the plan and the reports alone."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from ledger.events import BudgetWord, ItemWord, PlanAdopted, PlanItem
from projections.reports.item_words import words_of_items
from projections.reports.manifest import Manifest, PaidOut, PartOut, RulesOfReport

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


def _plan(*items: tuple[str, int]) -> PlanAdopted:
    return PlanAdopted(
        occurred_on=date(2026, 1, 1),
        from_month="2026-01",
        until_month="2026-12",
        items=tuple(
            PlanItem(item=item, amount=amount, currency="USD", exponent=2) for item, amount in items
        ),
    )


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
    assert words_of_items(_plan(("rent", amount)), reports) == (ItemWord(item="rent", word=word),)


def test_a_group_is_the_sum_of_what_is_told_of_it() -> None:
    reports = [
        _report(("housing", "rent", 300), ("housing", "hotel", 300), months=FIRST),
        _report(("housing", None, 300), months=SECOND),
    ]
    found = words_of_items(_plan(("housing", 900), ("rent", 900)), reports)
    assert found == (ItemWord(item="housing", word=BudgetWord.USED_UP),)


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
    assert words_of_items(_plan(("rent", 100), ("hosting", 10), ("reserve", 5)), reports) == ()


def test_without_a_plan_there_are_no_words() -> None:
    assert words_of_items(None, [_report(("housing", "rent", 1), months=FIRST)]) == ()
