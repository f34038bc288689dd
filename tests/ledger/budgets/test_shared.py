"""Items of one kind, purpose and currency: what is paid fills them one after the other."""

from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.budgets.left import item_in, items_in, outside, sharing, standing
from ledger.budgets.plans import plan_of
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.events import BudgetItem, CostRefunded, FundEvent
from ledger.publishing.months import month_of
from ledger.rejections import BudgetShort
from tests.ledger.book import Given
from tests.ledger.budgets.stage import (
    REFUSING,
    RICH,
    adopted,
    amended,
    an_id,
    figures,
    fund_of,
    planned,
    rooms,
)
from tests.ledger.world import GENERAL, HOUSING, RIGHT, brought, promised, rent_paid, usd

Figures = tuple[int, int, int, int, int]
HALF: Final = ("2026-07", "2026-12")
Q3, Q4, Q1 = ("2026-07", "2026-09"), ("2026-10", "2026-12"), ("2027-01", "2027-03")
NOW: Final = "2026-11"
SUMMER: Final = date(2026, 7, 5)
THREE: Final = (planned(1, amount=50), planned(2, amount=30), planned(3, amount=20))
"""Three items for rooms, of a hundred in all."""


def of(number: int, *facts: FundEvent, month: str = NOW) -> list[Figures]:
    """Return planned, carried, promised, paid and left of the items of a budget, in order."""
    return list(figures(fund_of(*facts), number, month).values())


def back(amount: int, on: date) -> CostRefunded:
    return CostRefunded(**(RIGHT | {"occurred_on": on}), category=CostCategory.ROOMS, amount=amount)


@pytest.mark.parametrize(
    ("paid", "parts"),
    [
        (0, (0, 0, 0)),
        (1, (1, 0, 0)),
        (50, (50, 0, 0)),
        (51, (50, 1, 0)),
        (80, (50, 30, 0)),
        (100, (50, 30, 20)),
        (125, (50, 30, 45)),
    ],
)
def test_what_is_paid_fills_them_in_their_order_and_the_last_takes_what_is_more(
    paid: int, parts: tuple[int, ...]
) -> None:
    found = of(1, adopted(1, HALF, *THREE), *([rooms(paid)] if paid else []))
    assert tuple(each[3] for each in found) == parts
    assert [each[4] for each in found] == [
        each.amount - part for each, part in zip(THREE, parts, strict=True)
    ]


def test_money_that_came_back_is_the_first_ones() -> None:
    found = of(1, adopted(1, HALF, *THREE), rooms(60, date(2026, 6, 5)), back(10, SUMMER))
    assert [each[3:] for each in found] == [(-10, 60), (0, 30), (0, 20)]


RENTS: Final = (planned(1, "rent", 50), planned(2, "food", 9), planned(3, "rent", 30))


@pytest.mark.parametrize(
    ("facts", "first", "second"),
    [
        ((promised(60, HOUSING, 20, 40),), (50, 0, 50, 0, 0), (30, 0, 10, 0, 20)),
        (
            (promised(60, HOUSING, 20, 40), rent_paid(1, 20)),
            (50, 0, 30, 20, 0),
            (30, 0, 10, 0, 20),
        ),
        ((promised(90, HOUSING, 90),), (50, 0, 50, 0, 0), (30, 0, 40, 0, -10)),
        (
            (promised(90, HOUSING, 70, 20), rent_paid(1, 70)),
            (50, 0, 0, 50, 0),
            (30, 0, 20, 20, -10),
        ),
    ],
    ids=["promised", "some of it paid", "more than there is", "paid beyond the first"],
)
def test_what_is_promised_takes_what_was_not_paid_out_of_them(
    facts: tuple[FundEvent, ...], first: Figures, second: Figures
) -> None:
    money = brought(1_000, purpose_id=HOUSING)
    found = of(1, adopted(1, HALF, *RENTS), money, *facts)
    assert (found[0], found[2]) == (first, second)
    assert found[1] == (9, 0, 0, 0, 9)


def test_items_of_the_purpose_are_filled_alone_and_those_of_any_alone() -> None:
    items = (
        planned(1, "rent", 50),
        planned(2, "rent", 10, purpose_id=HOUSING),
        planned(3, "rent", 30),
        planned(4, "rent", 20, purpose_id=HOUSING),
        planned(5, "rent", 5, currency="EUR"),
    )
    facts = (brought(1_000, purpose_id=HOUSING), promised(35, HOUSING), promised(55, GENERAL))
    found = of(1, adopted(1, HALF, *items), *facts)
    assert [each[2] for each in found] == [50, 10, 5, 25, 0]


def test_who_shares_is_found_by_what_is_paid() -> None:
    items = (planned(1, "housing", 50), planned(2, "food"), planned(3, "housing", 30))
    budget = fund_of(adopted(1, HALF, *items)).budgets.budgets[an_id(1)]
    found = items_in(budget, "rent", HOUSING, "USD")
    assert [each.item_id for each in found] == [an_id(1), an_id(3)]
    assert item_in(budget, "rent", HOUSING, "USD") == items[0]
    assert sharing(budget, items[2]) == (items[0], items[2])
    assert sharing(budget, items[1]) == (items[1],)
    assert items_in(budget, "rent", HOUSING, "EUR") == ()


def test_the_public_reads_them_as_one() -> None:
    budget = fund_of(adopted(1, HALF, *THREE)).budgets.budgets[an_id(1)]
    (rooms_in_all,) = plan_of(budget).items
    assert (rooms_in_all.item, rooms_in_all.amount) == ("rooms", 100)


@pytest.mark.parametrize(
    ("first", "paid", "over"),
    [
        ((True, True, True), 0, 100),
        ((True, True, True), 60, 40),
        ((True, True, True), 130, 0),
        ((True, False, True), 60, 20),
        ((False, True, False), 0, 30),
        ((False, True, False), 60, 20),
        ((False, False, True), 110, 0),
        ((False, False, False), 0, 0),
    ],
)
def test_what_is_left_of_those_that_carry_over_is_the_first_ones_of_the_next_budget(
    first: tuple[bool, ...], paid: int, over: int
) -> None:
    before = [
        planned(number, amount=each.amount, carries_over=carries)
        for number, (each, carries) in enumerate(zip(THREE, first, strict=True), 1)
    ]
    after = planned(4, amount=10), planned(5, amount=20)
    spent = [rooms(paid, SUMMER)] if paid else []
    found = of(2, adopted(1, Q3, *before), adopted(2, Q4, *after), *spent)
    assert [each[1] for each in found] == [over, 0]


def test_what_came_over_is_filled_too_and_goes_on() -> None:
    def both(number: int, *, first: bool, second: bool) -> tuple[BudgetItem, BudgetItem]:
        return (
            planned(number, amount=50, carries_over=first),
            planned(number + 1, amount=30, carries_over=second),
        )

    budgets = (
        adopted(1, Q3, *both(1, first=True, second=True)),
        adopted(2, Q4, *both(3, first=False, second=True)),
        adopted(3, Q1, *both(5, first=True, second=True)),
    )
    facts = (*budgets, rooms(70, SUMMER), rooms(65, date(2026, 11, 5)))
    assert of(2, *facts, month="2027-01") == [(50, 10, 0, 60, 0), (30, 0, 0, 5, 25)]
    assert of(3, *facts, month="2027-01") == [(50, 25, 0, 0, 75), (30, 0, 0, 0, 30)]


def test_where_one_is_taken_out_what_was_paid_moves_to_the_others() -> None:
    facts = adopted(1, HALF, *THREE), rooms(60), amended(1, planned(1, amount=0))
    assert of(1, *facts) == [(30, 0, 0, 30, 0), (20, 0, 0, 30, -10)]


COST: Final = PayCost(**RIGHT, category=CostCategory.ROOMS, amount=60)


def test_they_cover_together_what_is_paid_and_the_last_is_named_where_they_do_not() -> None:
    facts = (*RICH, REFUSING)
    budget = adopted(1, HALF, *THREE)
    assert Given(*facts, budget).when(COST).facts
    assert Given(*facts, budget, rooms(40)).when(COST).facts
    short = Given(*facts, budget, rooms(41)).when(COST)
    short.refused(BudgetShort(an_id(3), CostCategory.ROOMS, usd(60), usd(59)))


@given(
    amounts=st.lists(st.integers(1, 100), min_size=1, max_size=5),
    paid=st.integers(0, 300),
    promise=st.integers(0, 300),
)
def test_together_they_stand_as_one_item_of_their_sum_would(
    amounts: list[int], paid: int, promise: int
) -> None:
    items = [planned(number, "rent", each) for number, each in enumerate(amounts, 1)]
    facts = list[FundEvent]()
    if paid:
        facts += [promised(paid, GENERAL), rent_paid(1, paid)]
    if promise:
        facts += [promised(promise, GENERAL)]
    found = of(1, adopted(1, HALF, *items), *facts)
    (one,) = of(1, adopted(1, HALF, planned(1, "rent", sum(amounts))), *facts)
    assert tuple(sum(column) for column in zip(*found, strict=True)) == one
    assert all(each[4] >= 0 for each in found[:-1]), "nobody but the last is overdrawn"
    fund = fund_of(adopted(1, HALF, *items), *facts)
    assert outside(fund.budgets, an_id(1), month_of(NOW)) == ()
    assert len(standing(fund.budgets, an_id(1), month_of(NOW))) == len(amounts)
