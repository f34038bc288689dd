"""Running costs, and fees that others take or give back by themselves."""

import pytest

from ledger.chart import CostCategory, Fee
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.events import CostPaid, CostRefunded, FeeReturned, FeeTaken
from ledger.fund import evolve
from ledger.rejections import AccountShort, MoreThanPaid, OutsidePurpose, WrongCurrency
from tests.ledger import steps
from tests.ledger.book import CASE, Given, Ladder, Rung, Step
from tests.ledger.people import ALLOWED, ANA, FUNDED
from tests.ledger.world import (
    BANK,
    BOOK,
    EUROS,
    GENERAL,
    HOUSING,
    NO_DIGEST,
    RIGHT,
    TIN,
    WITHOUT_PURPOSE,
    WRONG,
    WRONG_IN_CASE,
    brought,
    taken,
    usd,
)

SHORT = (*steps.short(HOUSING), taken(10, TIN, GENERAL))
PAY = Ladder(
    PayCost(**WRONG, category=CostCategory.ROOMS, amount=0, fee=-1, content_hash=NO_DIGEST),
    steps.taken_case(*SHORT),
    (
        *steps.case_exists(steps.book(*SHORT)),
        *steps.dates(),
        *steps.positive("amount", then=5),
        *steps.not_negative("fee", then=2),
        *steps.digest(),
        *steps.account(),
        *steps.purpose(HOUSING),
        *steps.currency(),
        Step(OutsidePurpose(HOUSING, CostCategory.ROOMS), {"purpose_id": GENERAL}),
        *steps.money(steps.book, GENERAL, needed=7),
    ),
)


def cost(amount: int, **fields: object) -> CostPaid:
    return CostPaid(**(RIGHT | fields), category=CostCategory.PHONE, amount=amount)


def refunded(amount: int) -> CostRefunded:
    return CostRefunded(**RIGHT, category=CostCategory.PHONE, amount=amount)


REFUND = Ladder(
    RecordCostRefund(**WRONG_IN_CASE, amount=0),
    steps.book(),
    (
        *steps.case_of(
            CostPaid.topic,
            steps.taken_case(),
            Given(*BOOK, case=(cost(500, account_id=EUROS, currency="EUR"),)),
        ),
        *steps.dates_of_case(),
        *steps.positive("amount", then=401),
        *steps.account(),
        *steps.currency(),
        Step(
            WrongCurrency("the cost", "USD", "EUR"),
            given=Given(*BOOK, case=(cost(500, fee=20), refunded(100))),
        ),
        Step(MoreThanPaid(usd(401), usd(400)), {"amount": 400}),
    ),
)
OF_A_FEE = (
    *steps.case_exists(steps.book()),
    *steps.dates(),
    *steps.positive("amount", then=5),
    *steps.account(),
    *steps.purpose(GENERAL),
    *steps.currency(),
)
FEE = Ladder(
    RecordFee(**WRONG, kind=Fee.BANK, amount=0),
    steps.taken_case(),
    steps.witness(OF_A_FEE, Given(*FUNDED), Given(*FUNDED, ALLOWED), needed=5),
    actor=ANA,
)
FEE_RETURN = Ladder(RecordFeeReturn(**WRONG, kind=Fee.BANK, amount=0), steps.taken_case(), OF_A_FEE)
LADDERS = (PAY, REFUND, FEE, FEE_RETURN)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


@pytest.mark.parametrize("category", CostCategory)
def test_a_running_cost_is_paid_with_its_fee(category: CostCategory) -> None:
    order = PayCost(**RIGHT, category=category, amount=480, fee=20)
    Given(*BOOK, brought(500)).when(order).then(
        CostPaid(**RIGHT, category=category, amount=480, fee=20)
    )


def test_a_cost_comes_back_into_the_purpose_that_paid_it() -> None:
    order = RecordCostRefund(**WITHOUT_PURPOSE, case_id=CASE, amount=480)
    Given(*BOOK, case=(cost(480),)).when(order).then(refunded(480))


@pytest.mark.parametrize("kind", Fee)
def test_a_fee_is_booked_although_the_account_is_empty_and_blocks_the_next_order(
    kind: Fee,
) -> None:
    fee = FeeTaken(**RIGHT, kind=kind, amount=7)
    Given(*BOOK).when(RecordFee(**RIGHT, kind=kind, amount=7)).then(fee)
    assert evolve(Given(*BOOK).fund, fee).accounts[BANK].balance == -7
    order = PayCost(**RIGHT, category=CostCategory.OTHER, amount=1)
    Given(*BOOK, fee).when(order).refused(AccountShort(BANK, usd(1), usd(-7)))


@pytest.mark.parametrize("kind", Fee)
def test_a_fee_comes_back(kind: Fee) -> None:
    Given(*BOOK).when(RecordFeeReturn(**RIGHT, kind=kind, amount=7)).then(
        FeeReturned(**RIGHT, kind=kind, amount=7)
    )
