"""Donations given back: by the fund while there is money, by a bank whether there is or not."""

import pytest

from ledger.events import DonationChargedBack, DonationReceived, DonationRefunded, FundEvent
from ledger.fund import evolve
from ledger.refunds import RecordChargeback, RefundDonation, left
from ledger.rejections import (
    AccountShort,
    CaseOfAnotherKind,
    FeesExceedAmount,
    MoreThanGiven,
    PurposeShort,
    WitnessNeeded,
    WrongCurrency,
)
from tests.ledger import steps
from tests.ledger.book import CASE, Given, Ladder, Rung, Step
from tests.ledger.people import ALLOWED, ANA, FUNDED
from tests.ledger.world import (
    BANK,
    BOOK,
    EUROS,
    GENERAL,
    NO_DIGEST,
    RIGHT,
    TIN,
    WITHOUT_PURPOSE,
    WRONG_IN_CASE,
    brought,
    received,
    taken,
    usd,
)

TOPIC = DonationReceived.topic


def gift(*facts: FundEvent, given: DonationReceived | None = None) -> Given:
    """Return a book whose case is a gift of 5.00 that went through the tin and is gone."""
    case = given or received(500, TIN)
    return Given(*BOOK, *facts, taken(500, TIN), case=(case,))


EURO_GIFT = received(500, EUROS, GENERAL, "EUR")
SHORT = steps.short(GENERAL)

REFUND = Ladder(
    RefundDonation(
        **WRONG_IN_CASE,
        amount=0,
        processor_fee_returned=-1,
        host_fee_returned=-1,
        content_hash=NO_DIGEST,
    ),
    steps.book(*SHORT),
    (
        *steps.case_of(TOPIC, steps.taken_case(*SHORT), gift(*SHORT, given=EURO_GIFT)),
        *steps.dates_of_case(),
        *steps.positive("amount", then=501),
        *steps.not_negative("processor_fee_returned", then=300),
        *steps.not_negative("host_fee_returned", then=202),
        *steps.digest(),
        *steps.account(),
        *steps.currency(),
        Step(WrongCurrency("the donation", "USD", "EUR"), given=gift(*SHORT)),
        Step(MoreThanGiven(usd(501), usd(500)), {"amount": 500}),
        Step(FeesExceedAmount(502, 500), {"host_fee_returned": 193}),
        *steps.money(gift, GENERAL, needed=7),
    ),
)
CHARGEBACK = Ladder(
    RecordChargeback(**WRONG_IN_CASE, amount=0, dispute_fee=-1),
    steps.book(*SHORT),
    (
        *steps.case_of(TOPIC, steps.taken_case(*SHORT), gift(*SHORT, given=EURO_GIFT)),
        *steps.dates_of_case(),
        *steps.positive("amount", then=501),
        *steps.not_negative("dispute_fee", then=1_500),
        *steps.account(),
        *steps.currency(),
        Step(
            WrongCurrency("the donation", "USD", "EUR"),
            given=Given(*FUNDED, case=(received(500),)),
        ),
        Step(MoreThanGiven(usd(501), usd(500)), {"amount": 80}),
        Step(
            WitnessNeeded(usd(1_580), usd(0)),
            {"dispute_fee": 21},
            given=Given(*FUNDED, ALLOWED, case=(received(500),)),
        ),
        Step(WitnessNeeded(usd(101), usd(100)), {"dispute_fee": 20}),
    ),
    actor=ANA,
)
LADDERS = (REFUND, CHARGEBACK)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def refund(amount: int) -> RefundDonation:
    return RefundDonation(**WITHOUT_PURPOSE, case_id=CASE, amount=amount)


def refunded(amount: int) -> DonationRefunded:
    return DonationRefunded(**RIGHT, amount=amount)


def test_a_gift_is_refunded_from_the_purpose_it_was_given_for() -> None:
    Given(*BOOK, case=(received(500),)).when(
        RefundDonation(
            **WITHOUT_PURPOSE,
            case_id=CASE,
            amount=500,
            processor_fee_returned=20,
            host_fee_returned=5,
        )
    ).then(DonationRefunded(**RIGHT, amount=500, processor_fee_returned=20, host_fee_returned=5))


def test_what_was_given_back_before_is_no_longer_left() -> None:
    book = Given(*BOOK, case=(received(500), refunded(200), DonationChargedBack(**RIGHT, amount=1)))
    book.when(refund(299)).then(refunded(299))
    book.when(refund(300)).refused(MoreThanGiven(usd(300), usd(299)))


def test_a_bank_may_take_back_what_was_refunded_already_but_no_more_than_was_given() -> None:
    def charge_back(amount: int) -> RecordChargeback:
        return RecordChargeback(**WITHOUT_PURPOSE, case_id=CASE, amount=amount)

    book = Given(*BOOK, case=(received(500), refunded(500)))
    book.when(charge_back(500)).then(DonationChargedBack(**RIGHT, amount=500))
    book.when(charge_back(501)).refused(MoreThanGiven(usd(501), usd(500)))
    taken_twice = Given(
        *BOOK,
        brought(9_00),
        case=(received(500), refunded(500), DonationChargedBack(**RIGHT, amount=400)),
    )
    assert left(taken_twice.case) == 0
    taken_twice.when(refund(1)).refused(MoreThanGiven(usd(1), usd(0)))
    taken_twice.when(charge_back(101)).refused(MoreThanGiven(usd(101), usd(100)))


def test_money_that_is_no_gift_is_not_refunded() -> None:
    Given(*BOOK, case=(brought(500),)).when(refund(1)).refused(
        CaseOfAnotherKind(CASE, "balance.brought_forward.v1", TOPIC)
    )


def test_a_chargeback_on_an_empty_account_is_booked_and_blocks_the_next_order() -> None:
    book = Given(*BOOK, brought(1_000, TIN), taken(500), case=(received(500),))
    command = RecordChargeback(**WITHOUT_PURPOSE, case_id=CASE, amount=400, dispute_fee=1_500)
    charged_back = DonationChargedBack(**RIGHT, amount=400, dispute_fee=1_500)
    book.when(command).then(charged_back)
    fund = evolve(book.fund, charged_back)
    assert fund.accounts[BANK].balance == -1_900
    assert fund.purposes[GENERAL].cash == {"USD": -900}
    short = Given(*BOOK, brought(1_000, TIN), taken(500), case=(received(500), charged_back))
    short.when(refund(1)).refused(AccountShort(BANK, usd(1), usd(-1_900)))
    from_tin = RefundDonation(**(WITHOUT_PURPOSE | {"account_id": TIN}), case_id=CASE, amount=1)
    short.when(from_tin).refused(PurposeShort(GENERAL, usd(1), usd(-900)))
