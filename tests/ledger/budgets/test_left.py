"""What is left of each item, as tables: what counts for it, in which month, and what comes over."""

from datetime import date
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.budgets.left import Outside, find_item, item_of, outside
from ledger.chart import Category, DeductionKind
from ledger.events import (
    BailReturned,
    BudgetItem,
    Deduction,
    FundEvent,
    LineReversed,
    PlanAdopted,
    PlanItem,
    Reason,
)
from ledger.fund import Fund
from ledger.postings import opposite, postings
from ledger.publishing.months import month_of
from tests.ledger.book import TODAY
from tests.ledger.budgets.stage import adopted, amended, an_id, figures, fund_of, planned, rooms
from tests.ledger.world import (
    BAIL,
    COURT,
    GENERAL,
    HOUSING,
    RIGHT,
    brought,
    posted,
    promised,
    released,
    rent_back,
    rent_paid,
    rent_returned,
    replanned,
)

HALF: Final = ("2026-07", "2026-12")
NOW: Final = "2026-11"
RICH_HOUSING: Final = (brought(1_000_00, purpose_id=HOUSING), brought(1_000_00, purpose_id=BAIL))


def rent(*facts: FundEvent, month: str = NOW) -> tuple[int, int, int, int, int]:
    fund = fund_of(adopted(1, HALF, planned(1, "rent")), *RICH_HOUSING, *facts)
    return figures(fund, 1, month)[an_id(1)]


def taking_back(event: FundEvent) -> LineReversed:
    return LineReversed(
        occurred_on=event.occurred_on,
        reversed_position=1,
        reversed_topic=event.topic,
        reason=Reason.ENTERED_TWICE,
        postings=opposite(postings(event)),
    )


PROMISED: Final = promised(60, HOUSING, 20, 40)
PAID: Final = rent_paid(1, 20, fee=3)


@pytest.mark.parametrize(
    ("facts", "after"),
    [
        ((), (100, 0, 0, 0, 100)),
        ((PROMISED,), (100, 0, 60, 0, 40)),
        ((PROMISED, PAID), (100, 0, 40, 20, 40)),
        ((PROMISED, PAID, taking_back(PAID)), (100, 0, 60, 0, 40)),
        ((PROMISED, PAID, rent_returned(1, 20)), (100, 0, 60, 0, 40)),
        ((PROMISED, PAID, rent_back(5)), (100, 0, 40, 15, 45)),
        ((PROMISED, PAID, released(40)), (100, 0, 0, 20, 80)),
        ((PROMISED, replanned(30, 20, 70)), (100, 0, 90, 0, 10)),
        ((PROMISED, replanned(-40, 20)), (100, 0, 20, 0, 80)),
        ((PROMISED, replanned(80, 140)), (100, 0, 140, 0, -40)),
        ((PROMISED, amended(1, planned(1, "rent", 50))), (50, 0, 60, 0, -10)),
    ],
    ids=[
        "nothing",
        "promised",
        "paid, and the fee is no part of it",
        "payment taken back",
        "payment returned",
        "money back later",
        "rest released",
        "plan of more",
        "plan of less",
        "more than there is",
        "amended below what is used",
    ],
)
def test_what_is_promised_and_paid_is_not_left(
    facts: tuple[FundEvent, ...], after: tuple[int, int, int, int, int]
) -> None:
    assert rent(*facts) == after


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_payment_counts_on_the_first_and_the_last_day_and_not_beside(
    on: date, *, counts: bool
) -> None:
    fund = fund_of(adopted(1, HALF, planned(1)), rooms(7, on))
    assert figures(fund, 1, NOW)[an_id(1)] == (100, 0, 0, 7 if counts else 0, 93 if counts else 100)


def test_a_budget_adopted_in_the_middle_of_its_months_counts_what_was_paid_before() -> None:
    fund = fund_of(rooms(30, date(2026, 8, 1)), adopted(1, HALF, planned(1)))
    assert figures(fund, 1, NOW)[an_id(1)] == (100, 0, 0, 30, 70)


def test_what_is_promised_counts_against_the_budget_of_now_only() -> None:
    budgets = (
        adopted(1, ("2026-07", "2026-09"), planned(1, "rent")),
        adopted(2, ("2026-10", "2026-12"), planned(2, "rent")),
        adopted(3, ("2027-01", "2027-03"), planned(3, "rent")),
    )
    fund = fund_of(*budgets, *RICH_HOUSING, PROMISED)
    for month, current in (("2026-09", 1), ("2026-10", 2), ("2027-03", 3), ("2027-04", 0)):
        found = {number: figures(fund, number, month)[an_id(number)][2] for number in (1, 2, 3)}
        assert found == {1: 0, 2: 0, 3: 0} | ({current: 60} if current else {})


def test_bail_is_paid_until_it_is_back_and_what_the_court_keeps_stays_paid() -> None:
    budget = adopted(1, HALF, planned(1, "bail"), planned(2, "legal"))
    back = BailReturned(
        **(RIGHT | {"purpose_id": BAIL}),
        authority_id=COURT,
        amount=45,
        deductions=(Deduction(kind=DeductionKind.FEE, amount=5),),
    )
    out = posted(60)
    assert figures(fund_of(*RICH_HOUSING, budget, out), 1, NOW)[an_id(1)][3:] == (60, 40)
    after = figures(fund_of(*RICH_HOUSING, budget, out, back), 1, NOW)
    assert after[an_id(1)][3:] == (15, 85)
    assert after[an_id(2)][3:] == (0, 100)


def test_a_group_covers_its_kinds_and_nothing_else() -> None:
    budget = adopted(1, HALF, planned(1, "housing"), planned(2, "legal_and_bail"))
    fund = fund_of(budget, *RICH_HOUSING, PROMISED, PAID, posted(60), rooms(9))
    found = figures(fund, 1, NOW)
    assert found[an_id(1)][2:] == (40, 20, 40)
    assert found[an_id(2)][2:] == (0, 60, 40)
    (beside,) = outside(fund.budgets, an_id(1), month_of(NOW))
    assert beside == Outside(kind="rooms", currency="USD", purpose_id=GENERAL, paid=9)


def test_an_item_of_the_purpose_comes_before_one_of_any() -> None:
    budget = adopted(1, HALF, planned(1, "rent"), planned(2, "rent", purpose_id=HOUSING))
    general = promised(10, GENERAL)
    found = figures(fund_of(budget, *RICH_HOUSING, PROMISED, PAID, general), 1, NOW)
    assert found[an_id(1)][2:] == (10, 0, 90)
    assert found[an_id(2)][2:] == (40, 20, 40)


def test_another_currency_is_another_item() -> None:
    budget = adopted(1, HALF, planned(1), planned(2, currency="EUR"))
    euros = rooms(8, currency="EUR")
    only = figures(fund_of(adopted(1, HALF, planned(1)), euros), 1, NOW)
    assert only[an_id(1)][3] == 0
    found = figures(fund_of(budget, euros), 1, NOW)
    assert (found[an_id(1)][3], found[an_id(2)][3]) == (0, 8)


def test_what_is_promised_outside_is_shown_for_the_budget_of_now() -> None:
    fund = fund_of(adopted(1, HALF, planned(1)), *RICH_HOUSING, PROMISED)
    (beside,) = outside(fund.budgets, an_id(1), month_of(NOW))
    assert (beside.kind, beside.purpose_id, beside.promised) == ("rent", HOUSING, 60)
    assert outside(fund.budgets, an_id(1), month_of("2027-01")) == ()
    assert outside(fund.budgets, an_id(9), month_of(NOW)) == ()


Q3, Q4, Q1 = ("2026-07", "2026-09"), ("2026-10", "2026-12"), ("2027-01", "2027-03")


def three(middle: BudgetItem, *facts: FundEvent) -> Fund:
    """Three budgets one after the other; *middle* is the item of the second one."""
    carried = planned(1, carries_over=True)
    return fund_of(
        adopted(1, Q3, carried), adopted(2, Q4, middle), adopted(3, Q1, planned(3)), *facts
    )


CARRIES: Final = planned(2, amount=50, carries_over=True)


@pytest.mark.parametrize(
    ("middle", "facts", "second", "third"),
    [
        (CARRIES, (), (50, 100, 150), (100, 150, 250)),
        (CARRIES, (rooms(30, date(2026, 7, 5)),), (50, 70, 120), (100, 120, 220)),
        (CARRIES, (rooms(170, date(2026, 7, 5)),), (50, 0, 50), (100, 50, 150)),
        (CARRIES, (rooms(130, date(2026, 11, 5)),), (50, 100, 20), (100, 20, 120)),
        (CARRIES, (rooms(190, date(2026, 11, 5)),), (50, 100, -40), (100, 0, 100)),
        (replace(CARRIES, carries_over=False), (), (50, 100, 150), (100, 0, 100)),
        (replace(CARRIES, kind="post"), (), (50, 0, 50), (100, 0, 100)),
        (replace(CARRIES, currency="EUR"), (), (50, 0, 50), (100, 0, 100)),
        (replace(CARRIES, purpose_id=GENERAL), (), (50, 0, 50), (100, 0, 100)),
    ],
    ids=[
        "all of it",
        "what is left of the first",
        "never less than nothing",
        "what is left of what came over",
        "an item that is overdrawn",
        "a lapse in between",
        "another kind",
        "another currency",
        "another purpose",
    ],
)
def test_what_is_left_comes_over_as_long_as_the_items_follow_one_another(
    middle: BudgetItem,
    facts: tuple[FundEvent, ...],
    second: tuple[int, int, int],
    third: tuple[int, int, int],
) -> None:
    fund = three(middle, *facts)
    for number, expected in ((2, second), (3, third)):
        found = figures(fund, number, "2027-01")[an_id(number)]
        assert (found[0], found[1], found[4]) == expected


def test_nothing_comes_over_before_the_budget_before_is_over() -> None:
    fund = three(CARRIES)
    assert figures(fund, 2, "2026-09")[an_id(2)][1] == 0
    assert figures(fund, 2, "2026-10")[an_id(2)][1] == 100
    assert figures(fund, 3, "2026-12")[an_id(3)][1] == 0
    assert figures(fund, 3, "2027-01")[an_id(3)][1] == 150


def test_nothing_comes_over_a_month_without_a_budget() -> None:
    budgets = adopted(1, Q3, planned(1, carries_over=True)), adopted(3, Q1, planned(3))
    assert figures(fund_of(*budgets), 3, "2027-01")[an_id(3)][1] == 0


def test_a_payment_of_a_day_before_counts_in_the_budget_that_is_over_and_comes_over_less() -> None:
    before, after = three(CARRIES), three(CARRIES, rooms(25, date(2026, 9, 30)))
    assert figures(before, 2, "2026-11")[an_id(2)][1] == 100
    assert figures(after, 1, "2026-11")[an_id(1)][3:] == (25, 75)
    assert figures(after, 2, "2026-11")[an_id(2)][1] == 75


def test_promised_and_unpaid_does_not_lessen_what_comes_over_for_it_is_promised_there() -> None:
    first, second = (planned(1, "rent", carries_over=True), planned(2, "rent", 10))
    fund = fund_of(adopted(1, Q3, first), adopted(2, Q4, second), *RICH_HOUSING, PROMISED)
    assert figures(fund, 1, "2026-09")[an_id(1)] == (100, 0, 60, 0, 40)
    assert figures(fund, 2, "2026-10")[an_id(2)] == (10, 100, 60, 0, 50)


def old_plan(months: tuple[str, str], *items: str) -> PlanAdopted:
    return PlanAdopted(
        occurred_on=TODAY,
        from_month=months[0],
        until_month=months[1],
        items=tuple(PlanItem(item=each, amount=100, currency="USD", exponent=2) for each in items),
    )


def test_of_old_plans_a_payment_counts_for_one_item_only() -> None:
    facts = (
        old_plan(("2026-01", "2026-12"), "housing", "rent"),
        old_plan(("2026-10", "2027-03"), "rooms"),
    )
    fund = fund_of(*facts, rooms(5, date(2026, 9, 1)), rooms(7, date(2026, 10, 1)))
    budgets = fund.budgets.budgets
    rent = item_of(budgets, Category.RENT, GENERAL, "USD", month_of("2026-09"))
    hotel = item_of(budgets, Category.HOTEL, GENERAL, "USD", month_of("2026-09"))
    assert rent is not None
    assert hotel is not None
    assert (rent.kind, hotel.kind) == ("rent", "housing")
    latest = item_of(budgets, "rooms", GENERAL, "USD", month_of("2026-10"))
    assert latest is not None
    found = find_item(budgets, latest.item_id)
    assert found is not None
    stands = outside(fund.budgets, found[0].budget, month_of("2026-10"))
    assert stands == ()
    assert item_of(budgets, "rooms", GENERAL, "USD", month_of("2026-09")) is None
    assert find_item(budgets, an_id(1)) is None
