"""Money of a grant that comes back: what did not arrive is promised again, the rest is not."""

from typing import Final

import pytest

from ledger.events import BackReason, FundEvent, GrantCommitted
from ledger.grants import (
    InstalmentState,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
    paid_in_all,
    plan_of,
    promised,
)
from ledger.rejections import (
    InstalmentUnknown,
    LaterLinesStand,
    MoreThanPaid,
    MoreThanPromised,
    WrongCurrency,
)
from tests.ledger import steps, world
from tests.ledger.book import CASE, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ALLOWED, ANA, FUNDED
from tests.ledger.world import (
    BANK,
    BOOK,
    HOUSING,
    WITHOUT_PURPOSE,
    WRONG_IN_CASE,
    brought,
    rent_back,
    rent_paid,
    rent_returned,
    usd,
)
from tests.ledger.world import promised as rent

TOPIC: Final = GrantCommitted.topic
GRANT: Final = rent(900, HOUSING, 500, 400)
PAID: Final = (GRANT, rent_paid(1, 300))
MONEY: Final = brought(2_000, BANK, HOUSING)


def grant(*case: FundEvent) -> Given:
    """Return a book with money whose case is a grant of rent."""
    return Given(*BOOK, MONEY, case=case)


EUROS: Final = grant(rent(900, HOUSING, 500, 400, currency="EUR"))
OF_CASE: Final = (
    *steps.case_of(TOPIC, steps.taken_case(), EUROS),
    *steps.dates_of_case(),
    *steps.positive("amount", then=301),
)
IN_CURRENCY: Final = (
    *steps.account(),
    *steps.currency(),
    Step(WrongCurrency("the grant", "USD", "EUR"), given=grant(*PAID)),
)
RETURNED: Final = Ladder(
    RecordReturnedPayment(**WRONG_IN_CASE, instalment=3, amount=0),
    steps.book(),
    (
        *OF_CASE,
        Step(InstalmentUnknown(3, 2), {"instalment": 0}),
        Step(InstalmentUnknown(0, 2), {"instalment": 1}),
        *IN_CURRENCY,
        *steps.witness(
            (Step(MoreThanPaid(usd(301), usd(300)), {"amount": 90}),),
            Given(*FUNDED, case=PAID),
            Given(*FUNDED, ALLOWED, case=PAID),
            needed=90,
        ),
    ),
    actor=ANA,
)
BACK: Final = Ladder(
    RecordMoneyBack(**WRONG_IN_CASE, why=BackReason.UNSPENT, amount=0),
    steps.book(),
    (*OF_CASE, *IN_CURRENCY, Step(MoreThanPaid(usd(301), usd(300)), {"amount": 300})),
)
LADDERS = (RETURNED, BACK)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def returned(instalment: int, amount: int) -> RecordReturnedPayment:
    return RecordReturnedPayment(
        **WITHOUT_PURPOSE, case_id=CASE, instalment=instalment, amount=amount
    )


def back(amount: int, why: BackReason = BackReason.OVERPAID) -> RecordMoneyBack:
    return RecordMoneyBack(**WITHOUT_PURPOSE, case_id=CASE, why=why, amount=amount)


def pay(instalment: int, amount: int) -> PayGrant:
    return PayGrant(**WITHOUT_PURPOSE, case_id=CASE, instalment=instalment, amount=amount)


def test_a_payment_that_did_not_arrive_is_promised_again_and_paid_anew() -> None:
    grant(*PAID).when(returned(1, 300)).then(rent_returned(1, 300))
    book = grant(*PAID, rent_returned(1, 300))
    assert (promised(book.case), paid_in_all(book.case)) == (900, 0)
    assert book.fund.accounts[BANK].balance == 2_000
    assert book.fund.purposes[HOUSING].promised["USD"] == 900
    assert plan_of(book.case)[0].state(TODAY) is InstalmentState.RETURNED
    book.when(pay(1, 500)).then(rent_paid(1, 500))


def test_a_payment_that_did_not_arrive_may_be_given_up() -> None:
    book = grant(*PAID, rent_returned(1, 300))
    book.when(ReleaseGrantRest(case_id=CASE, occurred_on=TODAY)).then(world.released(900))


def test_what_returns_after_the_rest_was_released_is_promised_alone() -> None:
    book = grant(*PAID, world.released(600), rent_returned(1, 300))
    assert promised(book.case) == 300
    assert [each.left for each in plan_of(book.case)] == [300, 0]
    book.when(pay(1, 300)).then(rent_paid(1, 300))
    book.when(pay(2, 1)).refused(MoreThanPromised(usd(1), usd(0)))


def test_money_that_comes_back_is_free_for_its_purpose_and_not_promised() -> None:
    grant(*PAID).when(back(100)).then(rent_back(100))
    book = grant(*PAID, rent_back(100))
    purpose = book.fund.purposes[HOUSING]
    assert (purpose.cash["USD"], purpose.promised["USD"]) == (1_800, 600)
    assert (promised(book.case), paid_in_all(book.case)) == (600, 200)


def test_no_more_comes_back_in_all_than_was_paid() -> None:
    book = grant(*PAID, rent_back(100))
    book.when(back(201)).refused(MoreThanPaid(usd(201), usd(200)))
    book.when(returned(1, 201)).refused(MoreThanPaid(usd(201), usd(200)))
    assert book.when(returned(1, 200)).facts
    both = grant(*PAID, rent_back(100), rent_returned(1, 200))
    both.when(back(1)).refused(MoreThanPaid(usd(1), usd(0)))


def test_a_payment_is_not_taken_back_once_it_returned() -> None:
    for later in (rent_returned(1, 300), rent_back(1)):
        book = grant(*PAID, later)
        payment = book.case.lines[1].position
        book.when(world.taking_back(payment)).refused(LaterLinesStand(payment, payment + 1))
        assert book.when(world.taking_back(payment + 1)).facts


def test_a_return_is_not_taken_back_once_it_was_paid_anew() -> None:
    book = grant(*PAID, rent_returned(1, 300), rent_paid(1, 500))
    line = book.case.lines[2].position
    book.when(world.taking_back(line)).refused(LaterLinesStand(line, line + 1))


def test_a_payment_taken_back_after_the_rest_was_released_is_promised_again() -> None:
    book = grant(*PAID, world.released(600))
    (reversal,) = book.when(world.taking_back(book.case.lines[1].position)).facts
    after = grant(*PAID, world.released(600), reversal)
    assert promised(after.case) == sum(each.left for each in plan_of(after.case)) == 300


def test_an_instalment_says_how_it_stands() -> None:
    state = InstalmentState
    book = grant(*PAID)
    assert [each.state(TODAY) for each in plan_of(book.case)] == [state.PART_PAID, state.DUE]
    assert [each.state(TOMORROW) for each in plan_of(book.case)] == [state.OVERDUE] * 2
    done = grant(*PAID, rent_paid(1, 200), world.released(400))
    assert [each.state(TODAY) for each in plan_of(done.case)] == [state.PAID, state.CANCELLED]
