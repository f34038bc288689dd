"""Cash: counted by two, handed from one to another, lost and found again."""

from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.cash import CountCash, HandCashOver, RecordLoss, RecordRecovery
from ledger.chart import Loss
from ledger.corrections import ReverseLine
from ledger.events import (
    CashCounted,
    CashDifferenceFound,
    CashHandedOver,
    FundEvent,
    MoneyLost,
    MoneyRecovered,
    Reason,
)
from ledger.fund import replay
from ledger.money import Money
from ledger.orders.commands import Act, RequestOrder
from ledger.postings import postings
from ledger.rejections import (
    AccountNotCash,
    CountDiffers,
    CountOutdated,
    HandoverOfOthers,
    KeeperAlready,
    KeeperChanged,
    MemberUnknown,
    MoreThanLost,
    NotReversible,
    PurposeMissing,
    PurposeUnknown,
    WrongCurrency,
    WrongExponent,
)
from tests.ledger import steps
from tests.ledger.asked import asked, signs
from tests.ledger.book import CASE, NOW, TODAY, Given, Ladder, Rung, Step
from tests.ledger.people import ALLOWED, ANA, BO, CY, DEE, FUNDED, STRANGER, TOGETHER
from tests.ledger.steps import YESTERDAY
from tests.ledger.world import (
    BANK,
    BOOK,
    EUROS,
    GENERAL,
    NOWHERE,
    RIGHT,
    TIN,
    WITHOUT_PURPOSE,
    WRONG,
    WRONG_IN_CASE,
    brought,
    usd,
)

IN_TIN: Final[dict[str, Any]] = {**WITHOUT_PURPOSE, "account_id": TIN}
TIN_OF_CY: Final = CashHandedOver(**IN_TIN, receiver=CY, counted=1_000)
LOST: Final = MoneyLost(**RIGHT, amount=40, how=Loss.STOLEN)
LESS: Final = brought(90, TIN, GENERAL)


def kept(*facts: FundEvent, keeper: UUID = CY, case: tuple[FundEvent, ...] = ()) -> Given:
    """Return the funded book whose cash box somebody keeps."""
    return Given(*FUNDED, replace(TIN_OF_CY, receiver=keeper), *facts, case=case)


OF_A_COUNT: Final = (
    *steps.case_exists(Given(*BOOK, LESS)),
    *steps.dates(),
    *steps.not_negative("counted", 80),
    *steps.account(then=BANK),
    Step(AccountNotCash(BANK), {"account_id": TIN}),
    *steps.currency(),
)
COUNT: Final = Ladder(
    CountCash(**WRONG_IN_CASE, counted=-1, booked=70),
    Given(*BOOK, LESS, case=(brought(1, EUROS, GENERAL, currency="EUR"),)),
    (
        *OF_A_COUNT,
        Step(CountOutdated(usd(70), usd(90)), {"booked": 90}),
        Step(PurposeMissing(), {"purpose_id": NOWHERE}),
        Step(PurposeUnknown("purpose_id", NOWHERE), {"purpose_id": GENERAL}),
    ),
)
HAND: Final = Ladder(
    HandCashOver(**WRONG_IN_CASE, counted=-1, receiver=STRANGER, handed_by=DEE),
    Given(*FUNDED, case=(brought(1, EUROS, GENERAL, currency="EUR"),)),
    (
        *steps.case_exists(kept()),
        *steps.dates(),
        *steps.not_negative("counted", 80),
        *steps.account(then=BANK),
        Step(AccountNotCash(BANK), {"account_id": TIN}),
        *steps.currency(),
        Step(MemberUnknown("receiver"), {"receiver": CY}),
        Step(KeeperChanged(TIN), {"handed_by": CY}),
        Step(KeeperAlready(TIN), {"receiver": DEE}),
        Step(CountDiffers(usd(80), usd(1_000)), {"counted": 1_000}),
        Step(HandoverOfOthers(), actor=CY),
    ),
    actor=BO,
    by_order=True,
)
OF_A_LOSS: Final = (
    *steps.case_exists(steps.book()),
    *steps.dates(),
    *steps.positive("amount", then=5),
    *steps.account(),
    *steps.purpose(GENERAL),
    *steps.currency(),
)
LOSS: Final = Ladder(
    RecordLoss(**WRONG, amount=0, how=Loss.LOST),
    steps.taken_case(),
    steps.witness(OF_A_LOSS, Given(*FUNDED), Given(*FUNDED, ALLOWED), needed=5),
    actor=ANA,
)
RECOVERY: Final = Ladder(
    RecordRecovery(**WRONG_IN_CASE, amount=0),
    steps.book(),
    (
        *steps.case_of(MoneyLost.topic, steps.taken_case(), Given(*BOOK, case=(LOST,))),
        *steps.dates_of_case(),
        *steps.positive("amount", 41),
        *steps.account(then=EUROS),
        Step(WrongCurrency("the account", "JPY", "EUR"), {"currency": "EUR"}),
        Step(WrongExponent("EUR", 3, 2), {"exponent": 2}),
        Step(WrongCurrency("what was lost", "EUR", "USD"), {"currency": "USD", "account_id": BANK}),
        Step(MoreThanLost(usd(41), usd(40)), {"amount": 40}),
    ),
)
LADDERS = (COUNT, HAND, LOSS, RECOVERY)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def counts(counted: int, booked: int = 1_000, purpose_id: UUID | None = GENERAL) -> CountCash:
    return CountCash(**IN_TIN, counted=counted, booked=booked, purpose_id=purpose_id)


@pytest.mark.parametrize("counted", [988, 1_012], ids=["less", "more"])
def test_a_difference_is_a_line_of_its_own_and_the_book_has_what_was_counted(counted: int) -> None:
    given = Given(*FUNDED)
    facts = given.carried_out(counts(counted), NOW, BO).facts
    found = CashDifferenceFound(**{**RIGHT, "account_id": TIN}, difference=counted - 1_000)
    assert facts == (CashCounted(**IN_TIN, counted=counted), found)
    fund = replay(given.fund, facts)
    assert fund.accounts[TIN].balance == counted
    lost = {each.code: each.amount for each in postings(found)}
    assert lost == {"cash": counted - 1_000, "lost:difference": 1_000 - counted}


def test_a_count_that_agrees_with_the_book_names_no_purpose_and_moves_nothing() -> None:
    counted = counts(1_000, purpose_id=None)
    Given(*FUNDED).carried_out(counted, NOW, BO).then(CashCounted(**IN_TIN, counted=1_000))


def test_one_counts_and_another_signs_the_very_difference_they_saw() -> None:
    command = counts(990)
    Given(*TOGETHER).when(RequestOrder(occurred_on=TODAY, order=command), actor=CY).refused(
        CountOutdated(usd(1_000), usd(0))
    )
    given = Given(*FUNDED, case=(asked(command, by=CY),))
    assert given.when(signs(Act.APPROVE, command=command), actor=DEE).facts
    given = Given(*FUNDED, brought(5, TIN), case=(asked(command, by=CY),))
    given.when(signs(Act.APPROVE, command=command), actor=DEE).refused(
        CountOutdated(usd(1_000), usd(1_005))
    )


def test_a_difference_that_was_found_again_is_taken_back_and_the_count_stays() -> None:
    difference = CashDifferenceFound(**{**RIGHT, "account_id": TIN}, difference=-10)
    given = Given(*FUNDED, case=(CashCounted(**IN_TIN, counted=990), difference))
    at = given.position - 1
    back = ReverseLine(case_id=CASE, position=at, reason=Reason.DID_NOT_HAPPEN)
    assert given.carried_out(back, NOW, BO).facts
    of_the_count = replace(back, position=at - 1)
    given.carried_out(of_the_count, NOW, BO).refused(NotReversible(at - 1, CashCounted.topic))


@pytest.mark.parametrize("how", Loss)
def test_a_loss_is_booked_whatever_is_there_and_comes_back_into_its_purpose(how: Loss) -> None:
    loss = replace(LOST, how=how)
    Given(*BOOK).when(RecordLoss(**RIGHT, amount=40, how=how)).then(loss)
    given = Given(*BOOK, case=(loss,))
    assert given.fund.accounts[BANK].balance == -40
    found = RecordRecovery(**WITHOUT_PURPOSE, case_id=CASE, amount=30)
    (back,) = given.when(found).facts
    assert back == MoneyRecovered(**RIGHT, amount=30, how=how)
    codes: dict[str, Money] = {
        each.code: Money(each.amount, each.currency, each.exponent)
        for each in (*postings(loss), *postings(back))
    }
    assert codes == {"cash": usd(30), f"lost:{how.value}": usd(-30)}


def test_what_was_lost_comes_back_once() -> None:
    back = MoneyRecovered(**RIGHT, amount=30, how=Loss.STOLEN)
    given = Given(*BOOK, case=(LOST, back))
    again = RecordRecovery(**WITHOUT_PURPOSE, case_id=CASE, amount=11)
    given.when(again).refused(MoreThanLost(usd(11), usd(10)))
    assert given.when(replace(again, amount=10)).facts


def test_a_loss_before_its_day_is_still_of_its_case() -> None:
    early = replace(LOST, occurred_on=YESTERDAY)
    again = RecordRecovery(**WITHOUT_PURPOSE | {"case_id": CASE}, amount=1)
    assert Given(*BOOK, case=(early,)).when(again).facts
