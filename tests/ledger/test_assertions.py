"""Statements asserted by two, and gaps explained: by others than those who paid."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.assertions import AssertStatement, ExplainGap
from ledger.chart import CostCategory
from ledger.corrections import ReverseLine
from ledger.costs import PayCost
from ledger.events import (
    ColleagueSuspended,
    FundEvent,
    GapExplained,
    GapReason,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderPrepared,
    OrderRequested,
    Reason,
    Role,
    StatementAsserted,
    Way,
)
from ledger.money import MAX_AMOUNT
from ledger.orders.commands import Act, RequestOrder
from ledger.orders.content import content_of, hash_of
from ledger.rejections import (
    AmountTooLarge,
    AmountZero,
    NotReversible,
    ReconciledBySender,
    Rejection,
)
from tests.ledger import people, steps
from tests.ledger.asked import approved, asked, signs
from tests.ledger.book import CASE, NOW, TODAY, Actor, Given, Ladder, Rung, Step
from tests.ledger.people import ANA, BO, CY, DEE, FUNDED, admitted, granted
from tests.ledger.steps import YESTERDAY
from tests.ledger.world import (
    BANK,
    BOOK,
    RIGHT,
    TOO_MUCH,
    WITHOUT_PURPOSE,
    WRONG_IN_CASE,
    brought,
)

PAID: Final = PayCost(**RIGHT, category=CostCategory.ROOMS, amount=5)
PAYMENT: Final = UUID(int=0xD7)
LATER: Final = NOW + timedelta(hours=70)
SAID: Final = StatementAsserted(**WITHOUT_PURPOSE, balance=90)
READ: Final = AssertStatement(**WITHOUT_PURPOSE, balance=90)
EXPLAIN: Final = ExplainGap(
    occurred_on=TODAY,
    case_id=CASE,
    amount=-10,
    currency="USD",
    exponent=2,
    why=GapReason.IN_TRANSIT,
)


def payment(
    prepared: UUID, sent: UUID, command: Any = PAID, way: Way = Way.USUAL, on: Any = TODAY
) -> tuple[FundEvent, ...]:
    """Return the steps by which two paid something from the bank account."""
    digest = hash_of(content_of(command))
    signed: dict[str, Any] = {"occurred_on": on, "order": PAYMENT, "content_hash": digest}
    asks = OrderRequested(**signed, by=prepared, way=way, content=content_of(command), approvals=1)
    if way is Way.ALREADY_PAID:
        return asks, OrderApproved(**signed, by=sent), OrderCarriedOut(**signed, by=sent)
    return (
        asks,
        OrderPrepared(**signed, by=prepared),
        OrderAuthorised(**signed, by=sent),
        OrderCarriedOut(**signed, by=sent),
    )


def paid_by(facts: Iterable[FundEvent]) -> set[UUID]:
    return set(Given(*FUNDED, *facts).fund.accounts[BANK].paid_by)


BY_CY: Final = payment(CY, DEE)
LADDERS = (
    Ladder(
        AssertStatement(**WRONG_IN_CASE, balance=-TOO_MUCH),
        Given(*FUNDED, *BY_CY, case=(brought(1),)),
        (
            *steps.case_exists(Given(*FUNDED, *BY_CY)),
            *steps.dates(),
            Step(AmountTooLarge("balance", TOO_MUCH, MAX_AMOUNT), {"balance": -90}),
            *steps.account(),
            *steps.currency(),
            Step(ReconciledBySender(BANK), actor=BO),
        ),
        actor=CY,
        by_order=True,
    ),
    Ladder(
        ExplainGap(
            **{key: value for key, value in WRONG_IN_CASE.items() if key != "account_id"},
            amount=0,
            why=GapReason.BANK_ERROR,
        ),
        Given(*FUNDED),
        (
            *steps.case_of(
                StatementAsserted.topic,
                Given(*FUNDED, case=(brought(1),)),
                Given(*FUNDED, case=(SAID, *BY_CY)),
            ),
            *steps.dates_of_case(),
            Step(AmountZero("amount"), {"amount": -TOO_MUCH}),
            Step(AmountTooLarge("amount", TOO_MUCH, MAX_AMOUNT), {"amount": -10}),
            *steps.currency("the statement"),
            Step(ReconciledBySender(BANK), actor=BO),
        ),
        actor=CY,
        by_order=True,
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def test_two_say_what_a_statement_shows_and_why_the_book_says_something_else() -> None:
    given = Given(*FUNDED, case=(asked(READ, by=ANA),))
    facts = given.when(signs(Act.APPROVE, command=READ), actor=BO).facts
    assert facts[-1] == SAID
    explained = GapExplained(**WITHOUT_PURPOSE, amount=-10, why=GapReason.IN_TRANSIT)
    Given(*FUNDED, case=(SAID,)).carried_out(EXPLAIN, NOW, BO).then(explained)


def test_a_statement_may_be_below_zero() -> None:
    below = replace(READ, balance=-3)
    Given(*BOOK).when(below).then(replace(SAID, balance=-3))


def test_whoever_prepared_and_whoever_sent_is_remembered_until_the_next_statement() -> None:
    assert paid_by(payment(CY, DEE)) == {CY, DEE}
    assert paid_by(payment(CY, DEE)[:-1]) == set()
    assert paid_by((*payment(CY, DEE), SAID)) == set()
    earlier = replace(SAID, occurred_on=YESTERDAY)
    assert paid_by((*payment(CY, DEE), earlier)) == {CY, DEE}


def test_whoever_wrote_that_it_was_paid_already_paid_it() -> None:
    assert paid_by(payment(CY, DEE, way=Way.ALREADY_PAID)) == {CY}


def test_what_two_say_of_the_account_is_no_payment() -> None:
    digest = hash_of(content_of(READ))
    signed: dict[str, Any] = {"occurred_on": TODAY, "order": PAYMENT, "content_hash": digest}
    carried = OrderCarriedOut(**signed, by=DEE)
    assert paid_by((replace(asked(READ, by=CY), order=PAYMENT), carried)) == set()


def asserts(by: UUID, actor: Actor, *facts: FundEvent) -> Any:
    given = Given(*FUNDED, *facts, case=(asked(READ, by=by),))
    return given.when(signs(Act.APPROVE, command=READ), actor=actor).answer


def test_neither_of_the_two_has_paid_from_the_account_while_there_are_two_others() -> None:
    refusal = ReconciledBySender(BANK)
    assert asserts(CY, ANA, *BY_CY) == refusal, "whoever asked has paid since"
    assert asserts(ANA, CY, *BY_CY) == refusal
    assert asserts(ANA, BO, *BY_CY)[-1] == SAID
    request = RequestOrder(occurred_on=TODAY, order=READ)
    Given(*FUNDED, *BY_CY).when(request, actor=DEE).refused(refusal)


def test_where_one_other_is_left_that_one_signs() -> None:
    three = (*BY_CY, *payment(ANA, CY))
    assert asserts(CY, DEE, *three) == ReconciledBySender(BANK)
    assert asserts(CY, BO, *three)[-1] == SAID
    assert asserts(BO, CY, *three)[-1] == SAID


def test_in_a_fund_of_two_who_both_pay_the_two_of_them_sign() -> None:
    two = (
        *people.ALONE,
        admitted(BO),
        granted(BO, Role.APPROVER),
        people.POLICY,
        people.TOGETHER[-1],
        *payment(ANA, BO),
    )
    given = Given(*two, case=(asked(READ, by=ANA),))
    assert given.when(signs(Act.APPROVE, command=READ), actor=BO).facts


def test_an_old_statement_forgets_no_payment_made_after_its_day() -> None:
    later = payment(CY, DEE)
    old = replace(SAID, occurred_on=TODAY - timedelta(days=30))
    assert asserts(CY, ANA, *later, old) == ReconciledBySender(BANK)


def explains(by: UUID, actor: Actor, *facts: FundEvent) -> Any:
    given = Given(*FUNDED, *facts, case=(SAID, asked(EXPLAIN, by=by)))
    return given.when(signs(Act.APPROVE, command=EXPLAIN), actor=actor).answer


def test_whose_payments_a_statement_covers_neither_explains_its_gap_nor_states_it_anew() -> None:
    refusal = ReconciledBySender(BANK)
    assert explains(CY, DEE, *BY_CY) == refusal
    assert explains(ANA, CY, *BY_CY) == refusal
    assert not isinstance(explains(ANA, BO, *BY_CY), Rejection)
    assert asserts(CY, DEE, *BY_CY, SAID) == refusal
    earlier = replace(SAID, occurred_on=TODAY - timedelta(days=1))
    assert asserts(CY, DEE, *payment(CY, DEE, on=YESTERDAY), earlier)[-1] == SAID, "another day"
    covered = Given(*FUNDED, *BY_CY, SAID, earlier).fund.accounts[BANK].covered
    assert covered == {TODAY: (CY, DEE), YESTERDAY: (CY, DEE)}


def test_whoever_paid_signs_for_nobody_whom_they_stopped() -> None:
    stopped = (
        ColleagueSuspended(occurred_on=TODAY, holder=ANA, by=CY, until=LATER),
        ColleagueSuspended(occurred_on=TODAY, holder=BO, by=DEE, until=LATER),
    )
    assert asserts(CY, DEE, *BY_CY, *stopped) == ReconciledBySender(BANK)


def test_whoever_approved_before_is_looked_at_as_well() -> None:
    steps_so_far = (asked(READ, by=ANA, approvals=2), approved(CY, READ))
    given = Given(*FUNDED, *BY_CY, case=steps_so_far)
    signing = signs(Act.APPROVE, command=READ)
    given.when(signing, actor=BO).refused(ReconciledBySender(BANK))


def test_orders_that_came_to_nothing_leave_nothing_behind() -> None:
    fund = Given(*FUNDED, *payment(CY, DEE)).fund
    assert fund.under_way == {}
    assert Given(*FUNDED, payment(CY, DEE)[0]).fund.under_way[PAYMENT].account == BANK


@pytest.mark.parametrize("line", [SAID], ids=lambda line: line.topic)
def test_a_statement_is_asserted_anew_and_not_taken_back(line: FundEvent) -> None:
    given = Given(*FUNDED, case=(line,))
    at = given.position - 1
    reverse = ReverseLine(case_id=CASE, position=at, reason=Reason.DID_NOT_HAPPEN)
    given.carried_out(reverse, NOW, BO).refused(NotReversible(at, line.topic))
