"""Facts that take money: within an allowance by one person, beyond it by two who know of it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from ledger.bail import RecordBailForfeiture, RecordBailReturn
from ledger.chart import DeductionKind, Fee
from ledger.costs import RecordFee
from ledger.events import (
    AllowanceUsed,
    BailReturned,
    Deduction,
    FeeTaken,
    OrderApproved,
    OrderCarriedOut,
    OrderRequested,
    Way,
)
from ledger.governance import AloneUse
from ledger.money import Money
from ledger.orders.commands import Act, ChangeOrder, RequestOrder
from ledger.refunds import RecordChargeback
from ledger.rejections import (
    ActsUnusable,
    MandateMissing,
    OwnRequest,
    Rejection,
    UrgentPathClosed,
    WitnessNeeded,
)
from tests.ledger.asked import asked, signs
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.people import ALLOWED, ANA, BO, CY, DEE, EVE, FAY, FUNDED, PEOPLE
from tests.ledger.world import BANK, EUROS, RIGHT, posted, received, usd
from tests.ledger.world import taken as fee_taken

CAP: Final = 100
"""What one person may write in seven days, in cents: 1.00."""
DAY: Final = timedelta(days=1)
IN_CASE: Final[dict[str, Any]] = {
    "occurred_on": TODAY,
    "case_id": CASE,
    "currency": "USD",
    "exponent": 2,
}


def fee(amount: int, **fields: Any) -> RecordFee:
    return RecordFee(**(RIGHT | fields), kind=Fee.BANK, amount=amount)


def used(amount: int, days_ago: int = 0) -> AllowanceUsed:
    day = TODAY - days_ago * DAY
    return AllowanceUsed(occurred_on=day, amount=amount, currency="USD", exponent=2)


def returned(amount: int, *kept: int) -> RecordBailReturn:
    deductions = tuple(Deduction(kind=DeductionKind.FEE, amount=each) for each in kept)
    return RecordBailReturn(**IN_CASE, account_id=BANK, amount=amount, deductions=deductions)


def needs_a_witness(needed: int, available: int) -> WitnessNeeded:
    return WitnessNeeded(usd(needed), usd(available))


# What one person writes.


def test_within_the_allowance_the_line_says_that_one_person_wrote_it() -> None:
    Given(*FUNDED, ALLOWED).when(fee(CAP), actor=CY).then(fee_taken(CAP), used(CAP))


def test_what_anybody_wrote_in_seven_days_is_taken_off() -> None:
    book = Given(*FUNDED, ALLOWED, used(30, days_ago=6), used(50))
    assert book.when(fee(20), actor=CY).facts
    for who in (ANA, BO, CY, DEE):
        book.when(fee(21), actor=who).refused(needs_a_witness(21, 20))


def test_after_seven_days_it_counts_no_more() -> None:
    assert Given(*FUNDED, ALLOWED, used(CAP, days_ago=7)).when(fee(CAP), actor=CY).facts
    kept = Given(*FUNDED, ALLOWED, used(CAP, days_ago=6))
    kept.when(fee(1), actor=CY).refused(needs_a_witness(1, 0))


def test_the_day_of_writing_counts_and_not_the_one_that_was_typed() -> None:
    long_ago = TODAY - 30 * DAY
    written = Given(*FUNDED, ALLOWED).when(fee(CAP, occurred_on=long_ago), actor=CY).facts
    assert written[1] == used(CAP)
    Given(*FUNDED, ALLOWED, *written).when(fee(1, occurred_on=long_ago), actor=CY).refused(
        needs_a_witness(1, 0)
    )


def test_a_smaller_allowance_leaves_nothing_and_never_less_than_nothing() -> None:
    Given(*FUNDED, used(30)).when(fee(1), actor=CY).refused(needs_a_witness(1, 0))


def test_of_another_currency_than_the_funds_nothing_is_written_by_one() -> None:
    in_euros = fee(1, account_id=EUROS, currency="EUR")
    none_left = WitnessNeeded(Money(1, "EUR", 2), Money(0, "EUR", 2))
    Given(*FUNDED, ALLOWED).when(in_euros, actor=CY).refused(none_left)


def test_bail_that_came_back_whole_is_written_by_one_and_uses_nothing_up() -> None:
    book = Given(*FUNDED, case=(posted(500),))
    (fact,) = book.when(returned(500), actor=CY).facts
    assert isinstance(fact, BailReturned)
    book.when(returned(470, 29, 1), actor=CY).refused(needs_a_witness(30, 0))


def test_a_lost_deposit_and_a_chargeback_with_its_fee_count_whole() -> None:
    lost = RecordBailForfeiture(**IN_CASE, amount=80)
    assert Given(*FUNDED, ALLOWED, case=(posted(500),)).when(lost, actor=CY).facts[1] == used(80)
    back = RecordChargeback(**IN_CASE, account_id=BANK, amount=80, dispute_fee=20)
    assert Given(*FUNDED, ALLOWED, case=(received(500),)).when(back, actor=CY).facts[1] == used(CAP)


def test_while_one_person_signs_nothing_is_counted() -> None:
    Given(*PEOPLE).when(fee(10_000), actor=CY).then(fee_taken(10_000))


def test_only_the_days_that_count_are_kept_one_sum_for_each() -> None:
    facts = (used(1, 9), used(2, 6), used(4, 1), used(8, 1), used(16))
    uses = Given(*FUNDED, ALLOWED, *facts).fund.governance.alone_uses
    sums = ((6, 2), (1, 12), (0, 16))
    assert uses == tuple(AloneUse(on=TODAY - n * DAY, amount=amount) for n, amount in sums)


# What two people write.


def test_beyond_it_whoever_knows_of_it_signs_and_it_is_booked_whatever_the_account_holds() -> None:
    big = fee(1_000_000)
    (order,) = Given(*FUNDED).when(RequestOrder(occurred_on=TODAY, order=big), actor=CY).facts
    assert isinstance(order, OrderRequested)
    assert order.approvals == 1
    book = Given(*FUNDED, case=(asked(big, by=CY),))
    facts = book.when(signs(Act.APPROVE, command=big), actor=ANA).facts
    assert [type(each) for each in facts] == [OrderApproved, OrderCarriedOut, FeeTaken]


@pytest.mark.parametrize("who", [ANA, BO, CY, DEE])
def test_any_mandate_that_signs_orders_is_a_witness_but_never_of_its_own_request(who: UUID) -> None:
    big = fee(1_000)
    other = ANA if who != ANA else BO
    signature = signs(Act.APPROVE, command=big)
    assert Given(*FUNDED, case=(asked(big, by=other),)).when(signature, actor=who).facts
    Given(*FUNDED, case=(asked(big, by=who),)).when(signature, actor=who).refused(OwnRequest())


@pytest.mark.parametrize("who", [EVE, FAY])
def test_an_auditor_and_a_member_without_a_mandate_are_no_witnesses(who: UUID) -> None:
    big = fee(1_000)
    book = Given(*FUNDED, case=(asked(big, by=ANA),))
    answer = book.when(signs(Act.APPROVE, command=big), actor=who).answer
    assert isinstance(answer, MandateMissing)


def test_a_change_asks_for_the_witness_anew() -> None:
    big, bigger = fee(1_000), fee(9_000)
    signed = Given(*FUNDED, case=(asked(big, by=CY),))
    order_id = asked().order
    change = ChangeOrder(occurred_on=TODAY, case_id=CASE, order_id=order_id, order=bigger)
    (changed,) = signed.when(change, actor=BO).facts
    book = Given(*FUNDED, case=(asked(big, by=CY), changed))
    for who in (BO, CY):
        book.when(signs(Act.APPROVE, command=bigger), actor=who).refused(OwnRequest())


@pytest.mark.parametrize(
    "way, refusal", [(Way.URGENT, UrgentPathClosed), (Way.ALREADY_PAID, ActsUnusable)]
)
def test_there_is_no_other_way_for_facts(way: Way, refusal: type[Rejection]) -> None:
    order = RequestOrder(occurred_on=TODAY, order=fee(10), way=way)
    assert isinstance(Given(*FUNDED).when(order, actor=CY).answer, refusal)


def test_what_two_wrote_takes_nothing_of_the_allowance() -> None:
    small = fee(CAP)
    book = Given(*FUNDED, ALLOWED, case=(asked(small, by=CY),))
    facts = book.when(signs(Act.APPROVE, command=small), actor=ANA).facts
    assert not any(isinstance(each, AllowanceUsed) for each in facts)
