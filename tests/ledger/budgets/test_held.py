"""A float holds what it was handed over for, until it is spent or counted."""

from datetime import UTC, date, datetime
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.budgets.held import _placed, held_of
from ledger.budgets.left import outside
from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.events import BudgetItem, CostPaid, FloatClosed, FloatHanded, FloatSpent, FundEvent
from ledger.floats import HandFloat, SpendFloat
from ledger.orders.commands import RequestOrder
from ledger.publishing.months import month_of
from ledger.rejections import BudgetMissing, BudgetShort
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.budgets.stage import REFUSING, adopted, an_id, figures, planned, rooms
from tests.ledger.people import BO, CY, FAY, TOGETHER, admitted
from tests.ledger.world import GENERAL, RIGHT, brought, usd

HALF: Final = ("2026-07", "2026-12")
ONE, OTHER = UUID(int=0xF1), UUID(int=0xF2)
MONEY: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
ROOMS, TRAVEL = CostCategory.ROOMS, CostCategory.TRAVEL
NEXT_YEAR: Final = datetime(2027, 1, 3, 12, tzinfo=UTC)


def handed(amount: int, *kinds: CostCategory, float_id: UUID = ONE) -> FloatHanded:
    return FloatHanded(
        **RIGHT,
        float_id=float_id,
        carrier=FAY,
        amount=amount,
        until=date(2027, 1, 31),
        cost_categories=kinds or (ROOMS,),
    )


def spent(amount: int, kind: CostCategory = ROOMS, on: date = TODAY) -> FloatSpent:
    return FloatSpent(
        occurred_on=on,
        float_id=ONE,
        purpose_id=GENERAL,
        amount=amount,
        cost_category=kind,
        **MONEY,
    )


def counted(amount: int, missing: int = 0) -> FloatClosed:
    return FloatClosed(**RIGHT, float_id=ONE, amount=amount, missing=missing)


def paid(amount: int, kind: CostCategory = ROOMS) -> PayCost:
    return PayCost(**RIGHT, category=kind, amount=amount)


def book(items: tuple[BudgetItem, ...], *facts: FundEvent) -> Given:
    """Return a book of two that pays nothing unbudgeted."""
    return Given(
        *TOGETHER, brought(10_000_00), admitted(FAY), REFUSING, adopted(1, HALF, *items), *facts
    )


BOTH: Final = (planned(1, ROOMS, 100), planned(2, TRAVEL, 40))


@pytest.mark.parametrize(
    ("facts", "kind", "left"),
    [
        ((), ROOMS, 100),
        ((handed(60),), ROOMS, 40),
        ((handed(60), spent(60)), ROOMS, 40),
        ((handed(60), spent(20)), ROOMS, 40),
        ((handed(60), spent(20), counted(40)), ROOMS, 80),
        ((handed(60), spent(20), counted(0, 40)), ROOMS, 80),
        ((handed(60),), TRAVEL, 40),
        ((handed(60, ROOMS, TRAVEL),), TRAVEL, 40),
        ((handed(60, ROOMS, TRAVEL),), ROOMS, 80),
        ((handed(60, ROOMS, TRAVEL), handed(60, float_id=OTHER)), TRAVEL, 20),
        ((handed(60, ROOMS, TRAVEL), handed(60, float_id=OTHER)), ROOMS, 20),
        ((handed(60), handed(60, float_id=OTHER)), ROOMS, 0),
        ((handed(60, ROOMS, TRAVEL), rooms(90)), TRAVEL, 0),
    ],
    ids=[
        "none is out", "one is out", "all of it is spent", "some of it is spent", "it is counted",
        "it is counted short", "it is for something else", "there is room elsewhere",
        "there is room elsewhere for some", "the other one needs that room", "both ways",
        "more than there is", "others used the room",
    ],
)  # fmt: skip
def test_what_a_float_holds_is_not_spent_on_anything_else(
    facts: tuple[FundEvent, ...], kind: CostCategory, left: int
) -> None:
    there = book(BOTH, *facts)
    more = there.when(RequestOrder(occurred_on=TODAY, order=paid(left + 1, kind)), actor=CY)
    assert isinstance(more.answer, BudgetShort)
    assert more.answer.available == usd(left)
    if left:
        fits = RequestOrder(occurred_on=TODAY, order=paid(left, kind))
        assert there.when(fits, actor=CY).facts


def test_a_second_float_finds_only_what_the_first_one_left() -> None:
    second = HandFloat(
        occurred_on=TODAY,
        carrier=FAY,
        account_id=RIGHT["account_id"],
        purpose_id=GENERAL,
        amount=41,
        until=TODAY,
        cost_categories=(ROOMS,),
        **MONEY,
    )
    asks = RequestOrder(occurred_on=TODAY, order=second)
    there = book(BOTH, handed(60))
    there.when(asks, actor=BO).refused(BudgetShort(an_id(1), ROOMS, usd(41), usd(40)))
    assert there.when(replace(asks, order=replace(second, amount=40)), actor=BO).facts


def test_a_past_budget_is_held_by_no_float() -> None:
    past = adopted(2, ("2026-01", "2026-06"), planned(3, ROOMS, 50))
    there = book(BOTH, past, handed(100))
    june = replace(paid(50), occurred_on=date(2026, 6, 30))
    assert there.when(RequestOrder(occurred_on=TODAY, order=june), actor=CY).facts


@pytest.mark.parametrize(
    "facts",
    [(), (rooms(100),), (adopted(2, ("2027-01", "2027-06"), planned(3, "reserve")),)],
    ids=["within its item", "of an item that is used up", "of no item"],
)
def test_what_is_spent_of_a_float_is_always_written_down_and_shown(
    facts: tuple[FundEvent, ...],
) -> None:
    """It was handed over by two, for these kinds, and the money is gone."""
    there = Given(
        *TOGETHER, brought(10_000_00), admitted(FAY), REFUSING, adopted(1, HALF, *BOTH), *facts,
        case=(handed(60),),
    )  # fmt: skip
    later = bool(facts) and not isinstance(facts[0], CostPaid)
    day, now = (date(2027, 1, 2), NEXT_YEAR) if later else (TODAY, None)
    command = SpendFloat(case_id=CASE, occurred_on=day, amount=60, cost_category=ROOMS, **MONEY)
    answer = there.when(command, now or datetime(2026, 11, 21, 2, 30, tzinfo=UTC), actor=FAY)
    fund = Given(
        *TOGETHER, brought(10_000_00), admitted(FAY), adopted(1, HALF, *BOTH), *facts, handed(60),
        *answer.facts,
    ).fund  # fmt: skip
    if later:
        (row,) = outside(fund.budgets, an_id(2), month_of("2027-01"))
        assert (row.kind, row.paid) == ("rooms", 60)
    else:
        used = 60 + (100 if facts else 0)
        assert figures(fund, 1, "2026-11")[an_id(1)][3:] == (used, 100 - used)


def test_no_item_is_named_for_a_kind_that_has_none() -> None:
    there = book((planned(1, ROOMS, 100),), handed(60, ROOMS, TRAVEL))
    asks = RequestOrder(occurred_on=TODAY, order=paid(1, TRAVEL))
    there.when(asks, actor=CY).refused(BudgetMissing(TRAVEL, "USD"))
    assert held_of(there.fund, an_id(1), month_of("2026-11")) == 60


_ITEMS: Final = [an_id(1), an_id(2), an_id(3)]
_FLOATS: Final = st.lists(
    st.tuples(st.integers(0, 6), st.frozensets(st.sampled_from(_ITEMS), min_size=1)), max_size=4
)


@drawn(floats=_FLOATS, room=st.lists(st.integers(0, 6), min_size=3, max_size=3))
def test_as_much_is_placed_as_any_cut_lets_through(
    floats: list[tuple[int, frozenset[UUID]]], room: list[int]
) -> None:
    """What fits is the least, over all sets of items, of their room and the floats beyond them."""
    there = dict(zip(_ITEMS, room, strict=True))
    cuts = []
    for chosen in product((False, True), repeat=len(_ITEMS)):
        items = {item for item, is_in in zip(_ITEMS, chosen, strict=True) if is_in}
        beyond = sum(amount for amount, under in floats if not under <= items)
        cuts.append(sum(there[item] for item in items) + beyond)
    assert _placed(floats, there) == min(cuts)


def test_category_and_cost_are_both_kinds() -> None:
    food = planned(4, Category.FOOD, 10)
    both = replace(handed(60), categories=(Category.FOOD,))
    there = book((*BOTH, food), both).fund
    month = month_of("2026-11")
    assert [held_of(there, an_id(number), month) for number in (1, 2, 4)] == [50, 0, 0]
    assert held_of(there, an_id(1), month_of("2027-01")) == 0
    assert held_of(there, an_id(9), month) == 0
