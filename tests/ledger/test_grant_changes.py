"""Grants that change: another plan, another payee, and whose consent that takes."""

from typing import Any, Final

import pytest

from ledger import consents
from ledger.chart import Category
from ledger.events import (
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    GrantCommitted,
    GrantPayeeChanged,
    Instalment,
    PayeeKind,
)
from ledger.grants import (
    MAX_INSTALMENTS,
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    ReleaseGrantRest,
    payee_of,
    plan_of,
    promised,
    whole,
)
from ledger.money import MAX_AMOUNT, Money
from ledger.rejections import (
    AboveCap,
    AmountNotPositive,
    AmountTooLarge,
    ConsentMissing,
    InsufficientPurpose,
    LaterLinesStand,
    NothingChanges,
    NothingPromised,
    NotInThisState,
    PaymentUnderWay,
    PlanBelowPaid,
    PurposeShort,
    TooManyInstalments,
    WrongCurrency,
    WrongExponent,
)
from tests.ledger import steps, world
from tests.ledger.asked import ORDER, asked
from tests.ledger.book import CASE, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.world import (
    BOOK,
    GENERAL,
    HOUSING,
    NO_DIGEST,
    TIN,
    TOO_MUCH,
    WITHOUT_PURPOSE,
    brought,
    taken,
    usd,
)

TOPIC: Final = GrantCommitted.topic
GRANT: Final = world.promised(900, HOUSING, 500, 400)
STOPPED: Final = (GRANT, world.released(900))
CAPPED: Final = world.capped(Category.RENT, 1_000)
SHORT: Final = (taken(10, TIN, HOUSING), CAPPED)
PAID: Final = (GRANT, world.rent_paid(1, 300))


def plan(*amounts: int) -> tuple[Instalment, ...]:
    return tuple(Instalment(due_on=TODAY, amount=amount) for amount in amounts)


def grant(*facts: FundEvent, case: tuple[FundEvent, ...] = (GRANT,)) -> Given:
    """Return a book whose case promises rent of 5.00 and 4.00."""
    return Given(*BOOK, *facts, case=case)


PAYMENT: Final = PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=1, amount=1)
MANY: Final = (TOO_MUCH, *(1 for _ in range(MAX_INSTALMENTS)))
BEFORE_THE_CASE: Final = (
    *steps.case_of(TOPIC, steps.taken_case(*SHORT), grant(*SHORT, case=STOPPED)),
)
CHANGE_PLAN: Final = Ladder(
    ChangeGrantPlan(
        case_id=CASE,
        occurred_on=TOMORROW,
        instalments=plan(0, *MANY[1:]),
        currency="JPY",
        exponent=3,
        content_hash=NO_DIGEST,
    ),
    steps.book(*SHORT),
    (
        *BEFORE_THE_CASE,
        Step(NotInThisState("stopped", "change_grant_plan"), given=grant(*SHORT, case=PAID)),
        *steps.dates_of_case(),
        Step(AmountNotPositive("instalments", 0), {"instalments": plan(*MANY)}),
        Step(AmountTooLarge("instalments", TOO_MUCH, MAX_AMOUNT), {"instalments": ()}),
        Step(TooManyInstalments(0, MAX_INSTALMENTS), {"instalments": plan(MAX_AMOUNT, 299)}),
        Step(
            AmountTooLarge("instalments", MAX_AMOUNT + 299, MAX_AMOUNT),
            {"instalments": plan(299, 1_601)},
        ),
        *steps.digest(),
        *steps.currency("the grant"),
        Step(PlanBelowPaid(1, usd(300), usd(299)), {"instalments": plan(500, 400)}),
        Step(NothingChanges(CASE), {"instalments": plan(500, 501)}),
        Step(AboveCap(usd(1_001), usd(1_000)), {"instalments": plan(500, 500)}),
        Step(
            PurposeShort(HOUSING, usd(100), usd(-310)),
            given=grant(brought(999, TIN, HOUSING), case=PAID),
        ),
        Step(
            InsufficientPurpose(HOUSING, usd(100), usd(99), usd(600)),
            given=grant(brought(1_000, TIN, HOUSING), case=PAID),
        ),
    ),
)
CHANGE_PAYEE: Final = Ladder(
    ChangeGrantPayee(
        case_id=CASE,
        occurred_on=TOMORROW,
        payee_kind=PayeeKind.PERSON,
        content_hash=NO_DIGEST,
    ),
    steps.book(*SHORT),
    (
        *BEFORE_THE_CASE,
        Step(
            NotInThisState("stopped", "change_grant_payee"),
            given=grant(case=(GRANT, asked(PAYMENT))),
        ),
        *steps.dates_of_case(),
        *steps.digest(),
        Step(NothingChanges(CASE), {"payee_kind": PayeeKind.LANDLORD}),
        Step(ConsentMissing(ConsentScope.PAY_LANDLORD), {"consent": True}),
        Step(PaymentUnderWay(ORDER), given=grant()),
    ),
)
LADDERS = (CHANGE_PLAN, CHANGE_PAYEE)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def change(*amounts: int) -> ChangeGrantPlan:
    return ChangeGrantPlan(
        case_id=CASE, occurred_on=TODAY, instalments=plan(*amounts), currency="USD", exponent=2
    )


def pay(instalment: int, amount: int) -> PayGrant:
    return PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=instalment, amount=amount)


def test_a_plan_is_extended_by_what_is_more_and_reduced_by_what_is_less() -> None:
    book = grant(brought(2_000, TIN, HOUSING), case=PAID)
    book.when(change(500, 400, 250)).then(world.replanned(250, 500, 400, 250))
    book.when(change(500, 100)).then(world.replanned(-300, 500, 100))
    book.when(change(300)).then(world.replanned(-600, 300))
    moved = (Instalment(due_on=TOMORROW, amount=500), *plan(400))
    (fact,) = book.when(
        ChangeGrantPlan(
            case_id=CASE, occurred_on=TODAY, instalments=moved, currency="USD", exponent=2
        )
    ).facts
    assert getattr(fact, "delta", None) == 0


def test_a_new_plan_is_what_is_paid_from_then_on() -> None:
    extended = (*PAID, world.replanned(250, 500, 400, 250))
    book = grant(brought(2_000), brought(2_000, TIN, HOUSING), case=extended)
    assert (promised(book.case), whole(book.case)) == (850, 1_150)
    assert [each.left for each in plan_of(book.case)] == [200, 400, 250]
    assert book.fund.purposes[HOUSING].promised["USD"] == 850
    book.when(pay(3, 250)).then(world.rent_paid(3, 250))


def test_what_is_promised_less_is_free_again() -> None:
    book = grant(brought(900, TIN, HOUSING), case=(GRANT, world.replanned(-400, 500)))
    assert book.fund.purposes[HOUSING].free("USD") == 400


def test_a_plan_that_shrinks_needs_neither_money_nor_room_under_the_cap() -> None:
    book = grant(taken(10, TIN, HOUSING), world.capped(Category.RENT, 10))
    book.when(change(500, 300)).then(world.replanned(-100, 500, 300))


def test_a_cap_in_the_currency_of_the_fund_lets_nothing_else_through() -> None:
    fields: dict[str, Any] = {
        "occurred_on": TODAY,
        "purpose_id": HOUSING,
        "category": Category.RENT,
        "currency": "EUR",
        "exponent": 2,
        "amount": 1,
        "instalments": plan(1),
    }
    answer = Given(*BOOK, CAPPED, brought(9, world.EUROS, HOUSING, "EUR")).when(
        CommitGrant(**fields)
    )
    answer.refused(AboveCap(Money(1, "EUR", 2), Money(0, "EUR", 2)))


@pytest.mark.parametrize(
    "later",
    [world.rent_paid(3, 250), world.replanned(10, 500, 400, 260), world.released(1_150)],
    ids=lambda later: later.topic,
)
def test_a_plan_is_not_taken_back_under_what_was_done_by_it(later: FundEvent) -> None:
    case = (GRANT, world.replanned(250, 500, 400, 250), later)
    book = grant(brought(2_000, TIN, HOUSING), case=case)
    first = book.case.lines[1].position
    book.when(world.taking_back(first)).refused(LaterLinesStand(first, first + 1))


def test_a_payment_from_before_a_new_plan_may_be_taken_back() -> None:
    book = grant(brought(2_000, TIN, HOUSING), case=(*PAID, world.replanned(100, 500, 500)))
    payment = book.case.lines[1].position
    assert book.when(world.taking_back(payment)).facts


def test_who_is_paid_changes_for_what_is_still_to_come() -> None:
    book = grant(brought(2_000), brought(2_000, TIN, HOUSING), case=(GRANT, world.agreed()))
    changed = GrantPayeeChanged(
        occurred_on=TODAY, category=Category.RENT, payee_kind=PayeeKind.LANDLORD, payee=CASE
    )
    command = ChangeGrantPayee(
        case_id=CASE, occurred_on=TODAY, payee_kind=PayeeKind.LANDLORD, payee=CASE
    )
    book.when(command).then(changed)
    after = grant(
        brought(2_000), brought(2_000, TIN, HOUSING), case=(GRANT, world.agreed(), changed)
    )
    assert payee_of(after.case) == changed
    (paid,) = after.when(pay(1, 500)).facts
    assert (getattr(paid, "payee_kind", None), getattr(paid, "payee", None)) == (
        PayeeKind.LANDLORD,
        CASE,
    )


def test_consent_that_comes_with_a_promise_is_recorded_once_and_first() -> None:
    fields: dict[str, Any] = {
        "occurred_on": TODAY,
        "purpose_id": GENERAL,
        "category": Category.RENT,
        "currency": "USD",
        "exponent": 2,
        "amount": 9,
        "instalments": plan(9),
        "payee_kind": PayeeKind.LANDLORD,
        "consent": True,
        "case_id": CASE,
    }
    book = Given(*BOOK, brought(900), case=(world.screened(),))
    consent, committed = book.when(CommitGrant(**fields)).facts
    assert consent == world.agreed()
    assert isinstance(committed, GrantCommitted)
    assert committed.household == world.HOUSEHOLD
    agreed = Given(*BOOK, brought(900), case=(world.screened(), world.agreed()))
    assert len(agreed.when(CommitGrant(**fields)).facts) == 1
    assert len(agreed.when(CommitGrant(**fields | {"consent": False})).facts) == 1


def test_consent_is_given_and_withdrawn_for_one_thing_at_a_time() -> None:
    withdrawn = ConsentWithdrawn(occurred_on=TODAY, scope=ConsentScope.PAY_LANDLORD)
    case = grant(case=(GRANT, world.agreed(), world.agreed(ConsentScope.SPEAK_FOR), withdrawn)).case
    assert consents.consents_of(case) == (ConsentScope.SPEAK_FOR,)
    assert consents.consent_to(case, ConsentScope.PAY_LANDLORD) == consents.WITHDRAWN
    assert consents.consent_to(case, ConsentScope.PAY_HOTEL) == consents.UNSAID


def test_a_stopped_grant_is_not_extended_and_releases_nothing_more() -> None:
    book = grant(brought(2_000, TIN, HOUSING), case=STOPPED)
    assert [each.cancelled for each in plan_of(book.case)] == [500, 400]
    book.when(ReleaseGrantRest(case_id=CASE, occurred_on=TODAY)).refused(NothingPromised(CASE))
    book.when(change(500, 400)).refused(NotInThisState("stopped", "change_grant_plan"))


def test_more_instalments_are_not_added_in_another_currency() -> None:
    book = grant(brought(2_000, TIN, HOUSING))
    euros = ChangeGrantPlan(
        case_id=CASE, occurred_on=TODAY, instalments=plan(1_000), currency="EUR", exponent=2
    )
    book.when(euros).refused(WrongCurrency("the grant", "EUR", "USD"))
    thousandths = ChangeGrantPlan(
        case_id=CASE, occurred_on=TODAY, instalments=plan(1_000), currency="USD", exponent=3
    )
    book.when(thousandths).refused(WrongExponent("USD", 3, 2))
