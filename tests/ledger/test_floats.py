"""Floats: what one person may spend alone, and nothing more."""

from datetime import timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.chart import Category, CostCategory
from ledger.corrections import ReverseLine
from ledger.events import FloatClosed, FloatHanded, FloatSpent, FundEvent, Reason
from ledger.floats import CloseFloat, HandFloat, SpendFloat, spendable
from ledger.fund import replay
from ledger.rejections import (
    AccountShort,
    BeforeItsCase,
    CaseOfAnotherKind,
    CaseUnknown,
    CategoryIsBail,
    FloatCounted,
    FloatOfAnother,
    FloatOver,
    FloatUnusable,
    InsufficientFunds,
    MemberUnknown,
    NotReversible,
    OutsideFloat,
    OutsidePurpose,
    SameAccount,
    WrongCurrency,
    WrongExponent,
)
from tests.ledger.book import CASE, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step, fresh
from tests.ledger.people import ANA, BO, CY, FAY, STRANGER, TOGETHER
from tests.ledger.steps import (
    YESTERDAY,
    account,
    case_exists,
    case_of,
    currency,
    dates,
    dates_of_case,
    money,
    not_negative,
    positive,
    purpose,
    short,
)
from tests.ledger.world import (
    BANK,
    EUROS,
    GENERAL,
    HOUSING,
    RIGHT,
    TIN,
    WITHOUT_PURPOSE,
    WRONG,
    WRONG_IN_CASE,
    brought,
    taken,
    usd,
)

FLOAT: Final = fresh(7)
LAST: Final = TODAY + timedelta(days=90)
HANDED: Final = FloatHanded(
    **RIGHT,
    float_id=FLOAT,
    carrier=FAY,
    amount=100,
    until=LAST,
    categories=(Category.FOOD,),
    cost_categories=(CostCategory.TRAVEL,),
)
AMOUNT: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}
FOOD: Final = SpendFloat(
    occurred_on=TODAY, case_id=CASE, amount=30, **AMOUNT, category=Category.FOOD
)


def book(*facts: FundEvent) -> Given:
    return Given(*TOGETHER, *facts)


def out(*facts: FundEvent, handed: FloatHanded = HANDED) -> Given:
    """Return the book with a float that is out, and what came after in its case."""
    return Given(*TOGETHER, brought(1_000), case=(handed, *facts))


def spent(amount: int, **other: Any) -> FloatSpent:
    fields = {"category": Category.FOOD, **other}
    return FloatSpent(
        occurred_on=TODAY, float_id=FLOAT, purpose_id=GENERAL, amount=amount, **AMOUNT, **fields
    )


def closed(amount: int, missing: int) -> FloatClosed:
    return FloatClosed(**RIGHT, float_id=FLOAT, amount=amount, missing=missing)


WRONG_CASE: Final = Given(*TOGETHER, case=(brought(1, TIN, GENERAL),))
OVER: Final = replace(HANDED, occurred_on=YESTERDAY, until=YESTERDAY)
SHORT: Final = taken(101, FLOAT)

LADDERS = (
    Ladder(
        HandFloat(**WRONG, carrier=STRANGER, amount=0, until=YESTERDAY),
        Given(*TOGETHER, *short(HOUSING), case=(brought(1, TIN, GENERAL),)),
        (
            *case_exists(book(*short(HOUSING))),
            *dates(),
            Step(MemberUnknown("carrier"), {"carrier": FAY}),
            *positive("amount", 10),
            Step(
                FloatUnusable("until", f"a day from {TODAY} to {LAST}"),
                {"until": LAST + timedelta(days=1)},
            ),
            Step(FloatUnusable("until", f"a day from {TODAY} to {LAST}"), {"until": LAST}),
            Step(
                FloatUnusable("categories", "something that it may be spent on, each once"),
                {"categories": (Category.BAIL, Category.FOOD)},
            ),
            Step(CategoryIsBail(), {"categories": (Category.FOOD,)}),
            *account(),
            *purpose(HOUSING),
            *currency(),
            Step(OutsidePurpose(HOUSING, Category.FOOD), {"categories": (Category.RENT,)}),
            *money(book, HOUSING, 10),
        ),
        actor=BO,
        by_order=True,
    ),
    Ladder(
        SpendFloat(
            case_id=CASE,
            occurred_on=TOMORROW,
            amount=0,
            currency="JPY",
            exponent=3,
            cost_category=CostCategory.ROOMS,
            category=Category.BAIL,
        ),
        book(),
        (
            *case_of(FloatHanded.topic, WRONG_CASE, out(closed(0, 100), handed=OVER)),
            Step(FloatOfAnother(), actor=FAY),
            *dates(then=YESTERDAY - timedelta(days=1)),
            Step(
                BeforeItsCase(YESTERDAY - timedelta(days=1), YESTERDAY),
                {"occurred_on": TODAY},
            ),
            Step(FloatCounted(), given=out(SHORT, handed=OVER)),
            Step(FloatOver(YESTERDAY), given=out(SHORT)),
            *positive("amount", 101),
            Step(
                FloatUnusable("category", "one of category and cost_category"), {"category": None}
            ),
            Step(OutsideFloat(CostCategory.ROOMS), {"cost_category": CostCategory.TRAVEL}),
            *currency(),
            Step(AccountShort(FLOAT, usd(101), usd(-1)), given=out()),
            Step(InsufficientFunds(FLOAT, usd(101), usd(100)), {"amount": 100}),
        ),
        actor=CY,
    ),
    Ladder(
        CloseFloat(**WRONG_IN_CASE, amount=-1),
        book(),
        (
            *case_of(FloatHanded.topic, WRONG_CASE, out(SHORT, closed(0, 100))),
            *dates_of_case(),
            Step(FloatCounted(), given=out(SHORT)),
            *not_negative("amount", 101),
            *account(then=FLOAT),
            Step(SameAccount(FLOAT), {"account_id": EUROS}),
            Step(WrongCurrency("the account", "JPY", "EUR"), {"currency": "EUR"}),
            Step(WrongExponent("EUR", 3, 2), {"exponent": 2}),
            Step(WrongCurrency("the float", "EUR", "USD"), {"currency": "USD", "account_id": BANK}),
            Step(AccountShort(FLOAT, usd(101), usd(-1)), given=out()),
            Step(InsufficientFunds(FLOAT, usd(101), usd(100)), {"amount": 100}),
        ),
        actor=BO,
        by_order=True,
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def test_a_float_is_an_account_of_its_own_in_somebodys_hands() -> None:
    given = book(brought(1_000))
    hand = HandFloat(**RIGHT, carrier=FAY, amount=100, until=LAST, categories=(Category.FOOD,))
    (handed,) = given.carried_out(hand, NOW, BO).facts
    assert handed == replace(HANDED, float_id=fresh(1), cost_categories=())
    fund = replay(given.fund, [handed])
    assert fund.accounts[BANK].balance == 900
    assert fund.accounts[fresh(1)].balance == 100
    assert fund.purposes[GENERAL].cash == {"USD": 1_000}
    assert fund.governance.floats[fresh(1)].carrier == FAY


def test_the_carrier_spends_alone_and_nobody_else_does() -> None:
    out().when(FOOD, actor=FAY).then(spent(30))
    for somebody in (ANA, BO, CY):
        out().when(FOOD, actor=somebody).refused(FloatOfAnother())


def test_no_more_is_spent_than_was_handed_over_whatever_came_into_the_hands_since() -> None:
    given = out(spent(80), brought(5_000, FLOAT))
    given.when(FOOD, actor=FAY).refused(InsufficientFunds(FLOAT, usd(30), usd(20)))
    given.when(replace(FOOD, amount=20), actor=FAY).then(spent(20))


def test_what_was_spent_by_mistake_may_be_spent_again_once_two_took_it_back() -> None:
    given = out(spent(80))
    at = given.position - 1
    mistake = ReverseLine(case_id=CASE, position=at, reason=Reason.ENTERED_TWICE)
    (back,) = given.carried_out(mistake, NOW, BO).facts
    after = Given(*TOGETHER, brought(1_000), case=(HANDED, spent(80), back))
    assert spendable(after.case) == 100


def test_two_count_what_is_left_and_write_down_what_is_missing() -> None:
    given = out(spent(30))
    close = CloseFloat(**WITHOUT_PURPOSE, case_id=CASE, amount=65)
    (counted,) = given.carried_out(close, NOW, BO).facts
    assert counted == closed(65, 5)
    fund = replay(given.fund, [counted])
    assert (fund.accounts[FLOAT].balance, fund.accounts[BANK].balance) == (0, 965)
    assert fund.purposes[GENERAL].cash == {"USD": 965}
    assert fund.governance.floats == {}


@pytest.mark.parametrize("line", [HANDED, closed(100, 0)], ids=lambda line: line.topic)
def test_cash_that_went_from_hand_to_hand_is_not_taken_back_by_a_line(line: FundEvent) -> None:
    given = out() if line is HANDED else out(line)
    at = given.position - 1
    reverse = ReverseLine(case_id=CASE, position=at, reason=Reason.DID_NOT_HAPPEN)
    given.carried_out(reverse, NOW, BO).refused(NotReversible(at, line.topic))


def test_a_float_of_another_case_is_not_spent() -> None:
    book().when(FOOD, actor=FAY).refused(CaseUnknown(CASE))
    WRONG_CASE.when(FOOD, actor=FAY).refused(
        CaseOfAnotherKind(CASE, "balance.brought_forward.v1", FloatHanded.topic)
    )
