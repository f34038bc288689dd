"""A correction is held against the budget by what more it takes than the line it takes back."""

from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.bail import PostBail
from ledger.chart import Category, CostCategory
from ledger.corrections import ReverseLine
from ledger.costs import PayCost
from ledger.events import FundEvent, GrantPlanChanged, Instalment, Reason
from ledger.grants import ChangeGrantPlan, CommitGrant
from ledger.orders.commands import Act, RequestOrder
from ledger.recordings import CorrectLine, Recording
from ledger.rejections import (
    AlreadyReversed,
    BudgetMissing,
    BudgetShort,
    CorrectionOfAnotherKind,
    InsufficientFunds,
    LineUnknown,
    Rejection,
)
from tests.ledger.asked import asked, signs
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.budgets.stage import REFUSING, RICH, SHOWING, adopted, an_id, planned, rooms
from tests.ledger.people import BO, CY, TOGETHER
from tests.ledger.world import BAIL, COURT, HOUSING, RIGHT, brought, posted, promised, usd

HALF: Final = ("2026-07", "2026-12")
OCTOBER: Final = date(2026, 10, 31)
MONEY: Final = (brought(1_000_00, purpose_id=HOUSING), brought(1_000_00, purpose_id=BAIL))
RENT: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}


def cost(amount: int, category: CostCategory = CostCategory.ROOMS, **fields: Any) -> PayCost:
    return PayCost(**(RIGHT | fields), category=category, amount=amount)


def grant(amount: int) -> CommitGrant:
    parts = (Instalment(due_on=TODAY, amount=amount),)
    return CommitGrant(
        occurred_on=TODAY,
        category=Category.RENT,
        purpose_id=HOUSING,
        amount=amount,
        instalments=parts,
        **RENT,
    )


def given(*facts: FundEvent, case: tuple[FundEvent, ...] = (rooms(60),)) -> Given:
    return Given(*RICH, *MONEY, REFUSING, *facts, case=case)


def corrects(book: Given, right: Recording, nth: int = 0) -> CorrectLine:
    """Return the correction of the *nth* line of the case."""
    return CorrectLine(
        case_id=CASE,
        position=book.case.lines[nth].position,
        reason=Reason.WRONG_AMOUNT,
        replacement=right,
    )


ROOMS: Final = adopted(1, HALF, planned(1, amount=100))
BOTH: Final = adopted(1, HALF, planned(1, amount=100), planned(2, "travel", 40))
SHORT: Final = adopted(1, HALF, planned(1, amount=50))
NOTHING: Final = adopted(1, HALF, planned(1, "reserve"))
GONE: Final = BudgetMissing(CostCategory.ROOMS, "USD")


def short(needed: int, left: int, item: int = 1, kind: Any = CostCategory.ROOMS) -> BudgetShort:
    return BudgetShort(an_id(item), kind, usd(needed), usd(left))


@pytest.mark.parametrize(
    ("facts", "right", "refusal"),
    [
        ((ROOMS,), cost(100), None),
        ((ROOMS,), cost(101), short(101, 100)),
        ((ROOMS, rooms(30)), cost(71), short(71, 70)),
        ((SHORT,), cost(60, fee=1), None),
        ((SHORT,), cost(59), None),
        ((SHORT,), cost(61), short(61, 50)),
        ((SHORT, rooms(500)), cost(60), None),
        ((SHORT, rooms(500)), cost(61), short(61, -450)),
        ((NOTHING,), cost(60, fee=1), None),
        ((NOTHING,), cost(61), GONE),
        ((), cost(60), None),
        ((), cost(61), GONE),
        ((BOTH,), cost(40, CostCategory.TRAVEL), None),
        ((BOTH,), cost(41, CostCategory.TRAVEL), short(41, 40, 2, CostCategory.TRAVEL)),
        ((ROOMS,), cost(1, CostCategory.TRAVEL), BudgetMissing(CostCategory.TRAVEL, "USD")),
        ((adopted(1, ("2026-11", "2026-12"), planned(1)),), cost(60, occurred_on=OCTOBER), GONE),
    ],
    ids=[
        "to the last cent", "no more", "what others used is gone", "no more of a short item",
        "less of a short item", "more of a short item", "as much below zero", "more below zero",
        "as much beside the budget", "more beside the budget", "as much without a budget",
        "more without a budget", "under another item", "too much under another item",
        "beside the budget now", "in a month without",
    ],
)  # fmt: skip
def test_a_right_line_is_held_against_its_item_once_the_wrong_one_is_given_back(
    facts: tuple[FundEvent, ...], right: PayCost, refusal: Rejection | None
) -> None:
    book = given(*facts)
    answer = book.when(corrects(book, right))
    if refusal is None:
        assert answer.facts
    else:
        answer.refused(refusal)
    shown = Given(*RICH, *MONEY, SHOWING, *facts, case=(rooms(60),))
    assert shown.when(corrects(shown, right)).facts


def test_promises_and_bail_are_held_as_costs_are() -> None:
    rent = given(adopted(1, HALF, planned(1, "rent", 60)), case=(promised(60, HOUSING),))
    assert rent.when(corrects(rent, grant(60))).facts
    rent.when(corrects(rent, grant(61))).refused(short(61, 60, kind=Category.RENT))
    bail = given(adopted(1, HALF, planned(1, "bail", 60)), case=(posted(60),))
    more = PostBail(**(RIGHT | {"purpose_id": BAIL}), authority_id=COURT, amount=61)
    bail.when(corrects(bail, more)).refused(short(61, 60, kind=Category.BAIL))
    assert bail.when(corrects(bail, replace(more, amount=60))).facts


@pytest.mark.parametrize(("wanted", "is_refused"), [(60, False), (70, False), (71, True)])
def test_what_a_smaller_plan_gave_back_may_be_used_elsewhere(
    wanted: int, *, is_refused: bool
) -> None:
    """The plan went from 100 to 60, and what it had given back was used up to 10 by others."""
    plan = (Instalment(due_on=TODAY, amount=60),)
    less = GrantPlanChanged(
        occurred_on=TODAY, instalments=plan, delta=-40, category=Category.RENT,
        purpose_id=HOUSING, **RENT,
    )  # fmt: skip
    budget = adopted(1, HALF, planned(1, "rent", 100))
    book = given(budget, promised(30, HOUSING), case=(promised(100, HOUSING), less))
    right = ChangeGrantPlan(
        case_id=CASE,
        occurred_on=TODAY,
        instalments=(Instalment(due_on=TODAY, amount=wanted),),
        **RENT,
    )
    answer = book.when(corrects(book, right, 1))
    assert isinstance(answer.answer, BudgetShort) is is_refused


@pytest.mark.parametrize(
    ("command", "case", "refusal"),
    [
        ({"position": 999}, (rooms(60),), LineUnknown(999)),
        ({"replacement": grant(500)}, (rooms(60),), None),
        ({"replacement": cost(10_000_000_00)}, (rooms(60),), None),
    ],
    ids=["no such line", "another kind of line", "no money"],
)
def test_the_budget_is_asked_last(
    command: dict[str, Any], case: tuple[FundEvent, ...], refusal: Rejection | None
) -> None:
    book = given(case=case)
    answer = book.when(replace(corrects(book, cost(500)), **command))
    if refusal is None:
        assert isinstance(answer.answer, CorrectionOfAnotherKind | InsufficientFunds)
    else:
        answer.refused(refusal)


def test_a_line_that_was_taken_back_is_not_corrected_whatever_the_budget_says() -> None:
    book = given()
    first = book.case.lines[0].position
    back = book.when(ReverseLine(case_id=CASE, position=first, reason=Reason.DID_NOT_HAPPEN)).facts
    again = given(case=(rooms(60), *back))
    again.when(corrects(again, cost(500))).refused(AlreadyReversed(first, first + 1))


def test_two_are_refused_when_they_ask_for_it_and_when_they_sign_it() -> None:
    two = (*TOGETHER, brought(1_000_00), REFUSING)
    book = Given(*two, ROOMS, case=(rooms(60),))
    order = corrects(book, cost(101))
    asks = RequestOrder(occurred_on=TODAY, order=order)
    book.when(asks, actor=CY).refused(short(101, 100))
    fits = replace(order, replacement=cost(100))
    assert book.when(replace(asks, order=fits), actor=CY).facts
    waits = (rooms(60), asked(fits, CY))
    signed = signs(Act.APPROVE, command=fits)
    assert Given(*two, ROOMS, case=waits).when(signed, actor=BO).facts
    # The other cost stands after the budget, so the line of this case is one further on.
    moved = replace(fits, position=fits.position + 1)
    late = Given(*two, ROOMS, rooms(41), case=(rooms(60), asked(moved, CY)))
    late.when(signs(Act.APPROVE, command=moved), actor=BO).refused(short(100, 59))
