"""Adopting and amending budgets: what may be said, and what a line makes of the fund."""

from typing import Any, Final

import pytest

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.budgets.state import digest_of
from ledger.chart import Category, CostCategory, Group
from ledger.events import BudgetAdopted, BudgetAmended, BudgetItem, PlanAdopted, PlanItem
from ledger.fund import replay
from ledger.money import MAX_AMOUNT
from ledger.rejections import (
    AmountNotPositive,
    AmountTooLarge,
    BudgetChanged,
    BudgetOverlaps,
    BudgetUnknown,
    BudgetUnusable,
    CurrencyUnknown,
    NothingChanges,
    OutsidePurpose,
    PurposeUnknown,
    WrongExponent,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step, fresh
from tests.ledger.budgets.stage import adopted, amended, an_id, fund_of, planned
from tests.ledger.people import ANA, TOGETHER
from tests.ledger.steps import dates, digest
from tests.ledger.world import BAIL, HOUSING, NO_DIGEST, NOWHERE, TOO_MUCH

A_MONTH: Final = "a month, written as 2026-07"
THREE_YEARS: Final = "1 to 36 months, from_month first"
KINDS: Final = "kinds of help, their groups, kinds of cost, reserve"
OWN: Final = "an item_id of its own for each item"
KEEPS: Final = "an item keeps its kind, currency and purpose"
GROUP: Final = "a group, or its kinds one by one"
HERE: Final = adopted(1, ("2026-07", "2026-12"), planned(10, "rent"), planned(11, "post"))
LATER: Final = adopted(2, ("2027-01", "2027-03"), planned(20, "rent"))


def unusable(field: str, expected: str, **mend: Any) -> Step:
    return Step(BudgetUnusable(field, expected), mend)


def said(*items: BudgetItem) -> dict[str, Any]:
    return {"items": items}


def wrong(**fields: Any) -> dict[str, Any]:
    """Return an item of a kind that there is not, with what is mended of it."""
    usual: dict[str, Any] = {"kind": "wine", "amount": 0, "currency": "JPY", "exponent": 0}
    return said(planned(30, **(usual | {"purpose_id": NOWHERE} | fields)))


def each_wrong(**kept: Any) -> tuple[Step, ...]:
    """The kind, the amount, the currency and the purpose of an item are wrong, one by one."""
    rent: dict[str, Any] = kept | {"kind": "rent"}
    dollars = rent | {"amount": 1, "currency": "USD"}
    return (
        unusable("items", KINDS, **wrong(**rent)),
        Step(AmountNotPositive("items", 0), wrong(**rent, amount=TOO_MUCH)),
        Step(AmountTooLarge("items", TOO_MUCH, MAX_AMOUNT), wrong(**rent, amount=1)),
        Step(CurrencyUnknown("currency", "JPY"), wrong(**dollars)),
        Step(WrongExponent("USD", 0, 2), wrong(**dollars, exponent=2)),
        Step(PurposeUnknown("items", NOWHERE), wrong(**dollars, exponent=2, purpose_id=BAIL)),
    )


RENT: Final = planned(30, "rent", 5)
HOUSES: Final = planned(31, "housing", 5)
LADDERS = (
    Ladder(
        AdoptBudget(
            occurred_on=TOMORROW,
            from_month="July",
            until_month="2026-13",
            items=(),
            content_hash=NO_DIGEST,
        ),
        Given(*TOGETHER, HERE),
        (
            *dates(),
            *digest(),
            unusable("from_month", A_MONTH, from_month="2026-11"),
            unusable("until_month", A_MONTH, until_month="2026-10"),
            unusable("until_month", THREE_YEARS, until_month="2029-11"),
            unusable("until_month", THREE_YEARS, until_month="2029-10"),
            unusable("items", "1 to 100 items", **said(*[planned(1)] * 101)),
            unusable("items", "1 to 100 items", **said(planned(1, "wine"), planned(1, "wine"))),
            unusable("items", OWN, **said(planned(10, "wine"))),
            unusable("items", OWN, **wrong()),
            *each_wrong(),
            Step(OutsidePurpose(BAIL, Category.RENT), said(RENT, planned(32, "rent"), HOUSES)),
            unusable("items", GROUP, **said(RENT, planned(32, "rent"))),
            Step(BudgetOverlaps("2026-07", "2026-12"), {"from_month": "2027-01"}),
        ),
        actor=ANA,
        by_order=True,
    ),
    Ladder(
        AmendBudget(
            occurred_on=TOMORROW, budget=NOWHERE, items=(), stands=NO_DIGEST, content_hash=NO_DIGEST
        ),
        Given(*TOGETHER, HERE, LATER),
        (
            *dates(),
            *digest(),
            Step(BudgetUnknown(), {"budget": HERE.budget}),
            Step(BudgetChanged(), {"stands": digest_of(HERE.items)}),
            unusable("items", "1 to 100 items", **said(planned(1, "wine"), planned(1, "wine"))),
            unusable("items", OWN, **said(planned(20, "wine"))),
            unusable("items", OWN, **said(planned(10, "wine"))),
            unusable("items", KEEPS, **wrong()),
            *each_wrong(),
            Step(OutsidePurpose(BAIL, Category.RENT), said(HERE.items[0])),
            Step(NothingChanges(CASE), said(planned(10, "rent", 0), planned(11, "post", 0))),
            unusable("items", "1 to 100 items", **said(HOUSES)),
            unusable("items", GROUP, **said(HOUSES, planned(10, "rent", 0))),
        ),
        actor=ANA,
        by_order=True,
    ),
)


@pytest.mark.parametrize("row", [row for ladder in LADDERS for row in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(row: Rung) -> None:
    row.check()


def adopting(*items: BudgetItem, months: tuple[str, str] = ("2026-07", "2026-12")) -> AdoptBudget:
    return AdoptBudget(occurred_on=TODAY, from_month=months[0], until_month=months[1], items=items)


def test_everything_can_be_planned_and_the_line_says_who_decided() -> None:
    kinds = (Category.BAIL, Group.HOUSING, CostCategory.POST, "reserve")
    items = tuple(planned(number, str(kind)) for number, kind in enumerate(kinds))
    command = AdoptBudget(
        occurred_on=TODAY,
        from_month="2026-07",
        until_month="2026-07",
        items=items,
        decision=CASE,
        content_hash="0" * 64,
    )
    (fact,) = Given(*TOGETHER).carried_out(command, NOW, ANA).facts
    assert fact == BudgetAdopted(
        occurred_on=TODAY,
        budget=fresh(1),
        from_month="2026-07",
        until_month="2026-07",
        items=items,
        decision=CASE,
        content_hash="0" * 64,
    )


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        ("rent", True),
        ("housing", True),
        ("reserve", True),
        ("food", False),
        ("living_and_care", False),
        ("post", False),
    ],
)
def test_an_item_of_a_purpose_is_something_that_the_purpose_pays(kind: str, *, fits: bool) -> None:
    command = adopting(planned(1, kind, purpose_id=HOUSING))
    answer = Given(*TOGETHER).carried_out(command, NOW, ANA).answer
    assert isinstance(answer, OutsidePurpose) is not fits


def test_the_same_kind_may_stand_more_than_once() -> None:
    items = (
        planned(1, "rent"),
        planned(5, "rent"),
        planned(6, "rent", 7),
        planned(2, "rent", purpose_id=HOUSING),
        planned(7, "rent", purpose_id=HOUSING),
        planned(3, "rent", currency="EUR"),
        planned(4, "legal_and_bail"),
    )
    assert Given(*TOGETHER).carried_out(adopting(*items), NOW, ANA).facts


@pytest.mark.parametrize(
    ("months", "free"),
    [
        (("2026-06", "2026-06"), True),
        (("2026-06", "2026-07"), False),
        (("2026-09", "2026-10"), False),
        (("2026-12", "2027-01"), False),
        (("2027-04", "2027-04"), True),
        (("2026-01", "2027-12"), False),
    ],
)
def test_no_month_has_two_budgets(months: tuple[str, str], *, free: bool) -> None:
    command = adopting(planned(1), months=months)
    answer = Given(*TOGETHER, HERE, LATER).carried_out(command, NOW, ANA).answer
    assert isinstance(answer, BudgetOverlaps) is not free


def test_an_amendment_may_go_below_what_is_used_and_keeps_the_order() -> None:
    command = AmendBudget(
        occurred_on=TODAY,
        budget=HERE.budget,
        items=(planned(12, "food", 7), planned(10, "rent", 1)),
    )
    (fact,) = Given(*TOGETHER, HERE).carried_out(command, NOW, ANA).facts
    budget = fund_of(HERE, fact).budgets.budgets[HERE.budget]
    assert [(each.kind, each.amount) for each in budget.items] == [
        ("rent", 1),
        ("post", 100),
        ("food", 7),
    ]


def old_plan(months: tuple[str, str], amount: int = 100) -> PlanAdopted:
    items = (PlanItem(item="rent", amount=amount, currency="USD", exponent=2),)
    return PlanAdopted(occurred_on=TODAY, from_month=months[0], until_month=months[1], items=items)


def test_a_plan_of_an_old_book_is_a_budget_that_one_takes_the_place_of() -> None:
    plan = old_plan(("2026-01", "2026-12"))
    fund = fund_of(plan)
    (there,) = fund.budgets.budgets.values()
    assert there.from_plan
    assert there == next(iter(fund_of(plan).budgets.budgets.values())), "its ids follow from it"
    command = adopting(planned(1))
    (fact,) = Given(*TOGETHER, plan).carried_out(command, NOW, ANA).facts
    after = replay(fund, [fact]).budgets.budgets
    assert [each.from_plan for each in after.values()] == [False]


def test_plans_of_old_books_replaced_those_of_the_same_first_month_only() -> None:
    plans = [
        old_plan(("2026-01", "2026-12"), 1),
        old_plan(("2026-07", "2027-06"), 2),
        old_plan(("2026-01", "2026-06"), 3),
    ]
    fund = fund_of(*plans)
    found = sorted(each.items[0].amount for each in fund.budgets.budgets.values())
    assert found == [2, 3]


def test_an_old_plan_can_be_amended() -> None:
    plan = old_plan(("2026-01", "2026-12"))
    (there,) = fund_of(plan).budgets.budgets.values()
    command = AmendBudget(occurred_on=TODAY, budget=there.budget, items=(planned(1, "food"),))
    (fact,) = Given(*TOGETHER, plan).carried_out(command, NOW, ANA).facts
    after = fund_of(plan, fact).budgets.budgets[there.budget]
    assert [each.kind for each in after.items] == ["rent", "food"]


def test_an_amendment_of_a_budget_that_is_gone_changes_nothing() -> None:
    fund = fund_of(HERE, amended(9, planned(90)))
    assert list(fund.budgets.budgets) == [an_id(1)]


def test_an_amendment_adds_one_more_of_a_kind_and_takes_one_of_them_out() -> None:
    more = AmendBudget(occurred_on=TODAY, budget=HERE.budget, items=(planned(12, "rent", 7),))
    (fact,) = Given(*TOGETHER, HERE).carried_out(more, NOW, ANA).facts
    assert isinstance(fact, BudgetAmended)
    less = AmendBudget(occurred_on=TODAY, budget=HERE.budget, items=(planned(10, "rent", 0),))
    (then,) = Given(*TOGETHER, HERE, fact).carried_out(less, NOW, ANA).facts
    found = fund_of(HERE, fact, then).budgets.budgets[HERE.budget].items
    assert [(each.item_id, each.kind) for each in found] == [
        (an_id(11), "post"),
        (an_id(12), "rent"),
    ]
