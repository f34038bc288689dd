"""How a budget came to be so: each thing that was said, and what a proposal is compared with."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from api.pages.budgets.history import (
    as_known,
    budgets_of,
    compared,
    decisions_in,
    items_ever,
    versions_of,
)
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.events import BudgetAdopted, BudgetAmended, BudgetItem, FundEvent, PlanAdopted, PlanItem
from ledger.publishing.months import month_of
from projections.reports.published import Publication, Published

DAY: Final = date(2026, 7, 1)
EARLY, LATE, DECISION, OTHER = (UUID(int=number) for number in range(1, 5))


def item(number: int, amount: int, kind: str = "rent") -> BudgetItem:
    return BudgetItem(
        item_id=UUID(int=100 + number), kind=kind, amount=amount, currency="USD", exponent=2
    )


def adopted(budget: UUID, first: str, last: str, *items: BudgetItem, **more: Any) -> BudgetAdopted:
    return BudgetAdopted(
        occurred_on=DAY, budget=budget, from_month=first, until_month=last, items=items, **more
    )


def amended(budget: UUID, *items: BudgetItem, **more: Any) -> BudgetAmended:
    return BudgetAmended(occurred_on=DAY, budget=budget, items=items, **more)


def published(*events: FundEvent) -> Published:
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    return Published.of(
        (Publication(event, 10 * number, moment) for number, event in enumerate(events, 1)), "UTC"
    )


def asked(first: str, last: str, *items: BudgetItem) -> AdoptBudget:
    return AdoptBudget(occurred_on=DAY, from_month=first, until_month=last, items=items)


RENT, FOOD, MORE = item(1, 500), item(2, 90, "food"), item(1, 700)
FIRST: Final = adopted(EARLY, "2026-01", "2026-06", RENT, FOOD, decision=DECISION)
PLAN: Final = PlanAdopted(
    occurred_on=DAY,
    from_month="2026-01",
    until_month="2026-12",
    items=(PlanItem(item="rent", amount=400, currency="USD", exponent=2),),
)


def test_every_version_says_what_was_before_and_what_it_changed() -> None:
    gone = item(2, 0, "food")
    told = published(FIRST, amended(EARLY, MORE), amended(EARLY, gone, decision=OTHER))
    first, second, third = versions_of(told, EARLY)
    assert (first.is_first, first.decision, first.before) == (True, DECISION, ())
    assert (second.position, second.decision) == (20, None)
    assert (second.before, second.after, second.changed) == ((RENT, FOOD), (MORE, FOOD), (MORE,))
    assert (third.after, third.changed, third.decision) == ((MORE,), (FOOD,), OTHER)
    assert versions_of(told, LATE) == ()
    assert decisions_in(told) == {DECISION, OTHER}


def test_an_item_that_was_taken_out_is_found_as_it_was_last() -> None:
    told = published(FIRST, amended(EARLY, item(2, 0, "food")))
    budget, last = items_ever(told)[FOOD.item_id]
    assert (budget.budget, last) == (EARLY, FOOD)
    assert budgets_of(told)[EARLY].items == (RENT,)
    assert budgets_of(as_known(told, 10))[EARLY].items == (RENT, FOOD)
    assert budgets_of(as_known(told, 9)) == {}


def test_a_budget_is_compared_with_the_one_that_ends_last_before_it() -> None:
    told = published(
        adopted(LATE, "2025-01", "2025-12", FOOD), FIRST, adopted(OTHER, "2026-12", "2026-12", FOOD)
    )
    found = compared(told, asked("2026-07", "2026-09", MORE))
    assert (found.before, found.after) == ((RENT, FOOD), (MORE,))
    assert (found.from_month, found.until_month) == (month_of("2026-07"), month_of("2026-09"))
    assert (found.budget, found.is_done) == (None, False)


def test_a_first_budget_is_compared_with_nothing() -> None:
    assert compared(published(), asked("2026-07", "2026-09", MORE)).before == ()


def test_a_plan_of_old_is_what_a_budget_takes_the_place_of() -> None:
    found = compared(published(PLAN), asked("2026-07", "2026-09", MORE))
    assert [each.amount for each in found.before] == [400]


def test_a_change_is_compared_with_the_budget_as_it_stands_until_it_is_made() -> None:
    change = AmendBudget(occurred_on=DAY, budget=EARLY, items=(MORE,))
    before = compared(published(FIRST), change, OTHER)
    assert (before.before, before.after, before.is_done) == ((RENT, FOOD), (MORE, FOOD), False)
    told = published(
        FIRST, amended(EARLY, MORE, decision=OTHER), amended(EARLY, item(2, 1, "food"))
    )
    after = compared(told, change, OTHER)
    assert (after.before, after.after, after.is_done) == ((RENT, FOOD), (MORE, FOOD), True)
    assert after.budget == EARLY


def test_an_adopted_budget_stays_compared_with_the_one_before_it() -> None:
    late = adopted(LATE, "2026-07", "2026-09", MORE, decision=OTHER)
    found = compared(published(FIRST, late), asked("2026-07", "2026-09", MORE), OTHER)
    assert (found.before, found.budget, found.is_done) == ((RENT, FOOD), LATE, True)


def test_a_change_of_a_budget_that_is_not_there_has_nothing_before() -> None:
    change = AmendBudget(occurred_on=DAY, budget=EARLY, items=(MORE,))
    assert compared(published(), change).before == ()
