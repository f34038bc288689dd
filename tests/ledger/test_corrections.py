"""Corrections: a line is taken back once, with the opposite postings, and never edited."""

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.chart import CostCategory
from ledger.corrections import ReverseLine
from ledger.costs import PayCost
from ledger.donations import RecordDonation
from ledger.events import (
    EVENTS,
    CostPaid,
    DonationReceived,
    DonationRefunded,
    FloatClosed,
    FloatHanded,
    FloatSpent,
    FundEvent,
    FundOpened,
    Instalment,
    LineReversed,
    Reason,
)
from ledger.events import Step as StepOfAnOrder
from ledger.fund import replay
from ledger.grants import CommitGrant
from ledger.grants import promised as left_of_promise
from ledger.postings import opposite, postings
from ledger.recordings import WRITES, CorrectLine, Recording
from ledger.refunds import RefundDonation, left
from ledger.rejections import (
    AlreadyReversed,
    CaseOfAnotherKind,
    CorrectionOfAnotherKind,
    InsufficientFunds,
    InsufficientPurpose,
    LaterLinesStand,
    LineUnknown,
    MoreThanGiven,
    NotReversible,
)
from tests.ledger.book import CASE, OTHER_CASE, TODAY, Given, Ladder, Rung, Step, fresh
from tests.ledger.world import (
    BANK,
    BOOK,
    GENERAL,
    GIVER,
    HOUSING,
    RIGHT,
    TIN,
    WITHOUT_ACCOUNT,
    WITHOUT_PURPOSE,
    brought,
    promised,
    received,
    released,
    taken,
    usd,
)

FIRST = len(BOOK) + 1
"""Where the first line of the case stands."""


def reversal(event: FundEvent, position: int, reason: Reason) -> LineReversed:
    return LineReversed(
        occurred_on=event.occurred_on,
        reversed_position=position,
        reversed_topic=event.topic,
        reason=reason,
        postings=opposite(postings(event)),
    )


def back(event: FundEvent, position: int = FIRST) -> LineReversed:
    return reversal(event, position, Reason.ENTERED_TWICE)


GIFT = received(500)
REFUND = DonationRefunded(**RIGHT, amount=200)
OPENING = Given(case=BOOK)
UNDONE = Given(*BOOK, case=(GIFT, back(GIFT)))
IN_USE = Given(*BOOK, case=(GIFT, REFUND))
FREE = Given(*BOOK, case=(GIFT, REFUND, back(REFUND, FIRST + 1)))

REVERSE = Ladder(
    ReverseLine(case_id=CASE, position=999, reason=Reason.ENTERED_TWICE),
    OPENING,
    (
        Step(LineUnknown(999), {"position": 1}),
        Step(NotReversible(1, FundOpened.topic), {"position": FIRST + 1}, given=UNDONE),
        Step(NotReversible(FIRST + 1, LineReversed.topic), {"position": FIRST}),
        Step(AlreadyReversed(FIRST, FIRST + 1), given=IN_USE),
        Step(LaterLinesStand(FIRST, FIRST + 1), given=FREE),
    ),
)


def record(gross: int) -> RecordDonation:
    return RecordDonation(**RIGHT, gross=gross, giver=GIVER)


NO_GIFT = PayCost(**RIGHT, category=CostCategory.OTHER, amount=1)
CORRECT = Ladder(
    CorrectLine(case_id=CASE, position=999, reason=Reason.WRONG_AMOUNT, replacement=NO_GIFT),
    OPENING,
    (
        Step(LineUnknown(999), {"position": 1}),
        Step(NotReversible(1, FundOpened.topic), {"position": FIRST}, given=UNDONE),
        Step(AlreadyReversed(FIRST, FIRST + 1), given=IN_USE),
        Step(LaterLinesStand(FIRST, FIRST + 1), given=FREE),
        Step(
            CorrectionOfAnotherKind(FIRST, DonationReceived.topic, CostPaid.topic),
            {"replacement": record(400)},
        ),
    ),
)
LADDERS = (REVERSE, CORRECT)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def correct(position: int, replacement: Recording) -> CorrectLine:
    return CorrectLine(
        case_id=CASE, position=position, reason=Reason.WRONG_AMOUNT, replacement=replacement
    )


def refund(amount: int) -> RefundDonation:
    return RefundDonation(**WITHOUT_PURPOSE, case_id=CASE, amount=amount)


def test_a_reversal_stands_on_the_day_of_its_line_with_the_opposite_postings() -> None:
    Given(*BOOK, case=(GIFT,)).when(
        ReverseLine(case_id=CASE, position=FIRST, reason=Reason.ENTERED_TWICE)
    ).then(back(GIFT))


def test_a_reversal_is_booked_although_the_money_is_gone() -> None:
    book = Given(*BOOK, taken(500), case=(GIFT,))
    command = ReverseLine(case_id=CASE, position=FIRST + 1, reason=Reason.DID_NOT_HAPPEN)
    facts = book.when(command).facts
    fund = replay(book.fund, list(facts))
    assert fund.accounts[BANK].balance == -500
    assert fund.purposes[GENERAL].cash == {"USD": -500}


def test_a_corrected_refund_is_judged_as_if_the_wrong_one_had_never_been() -> None:
    wrong = DonationRefunded(**RIGHT, amount=500)
    book = Given(*BOOK, case=(GIFT, wrong))
    undone = reversal(wrong, FIRST + 1, Reason.WRONG_AMOUNT)
    book.when(correct(FIRST + 1, refund(499))).then(undone, DonationRefunded(**RIGHT, amount=499))
    book.when(correct(FIRST + 1, refund(501))).refused(MoreThanGiven(usd(501), usd(500)))


def test_a_corrected_payment_has_the_money_of_the_wrong_one_again() -> None:
    paid = CostPaid(**RIGHT, category=CostCategory.OTHER, amount=500)
    book = Given(*BOOK, received(500), case=(paid,))
    right, too_much = (replace(NO_GIFT, amount=amount) for amount in (450, 501))
    at = FIRST + 1
    book.when(correct(at, right)).then(
        reversal(paid, at, Reason.WRONG_AMOUNT),
        CostPaid(**RIGHT, category=CostCategory.OTHER, amount=450),
    )
    book.when(correct(at, too_much)).refused(InsufficientFunds(BANK, usd(501), usd(500)))


@pytest.mark.parametrize("short", [(0, 0), (520, 0), (0, 520), (520, 520)])
def test_a_payment_can_be_put_right_while_account_and_purpose_are_short(
    short: tuple[int, int],
) -> None:
    """54.00 was entered, but 45.00 was paid, and then a bank took money."""
    account, purpose = short
    wrong = CostPaid(**RIGHT, category=CostCategory.OTHER, amount=5_400)
    bank_took = (taken(account, BANK, HOUSING), taken(purpose, TIN, GENERAL))
    later = tuple(fact for fact in bank_took if fact.amount)
    book = Given(*BOOK, received(5_400), brought(50, TIN, GENERAL), *later, case=(wrong,))
    at = book.position - 1
    right, more = replace(NO_GIFT, amount=4_500), replace(NO_GIFT, amount=5_401)

    facts = book.when(correct(at, right)).facts

    assert facts[1] == CostPaid(**RIGHT, category=CostCategory.OTHER, amount=4_500)
    after = replay(book.fund, list(facts))
    assert after.accounts[BANK].balance == 900 - account
    if account:
        book.when(correct(at, more)).refused(InsufficientFunds(BANK, usd(5_401), usd(5_400)))


def test_a_promise_can_be_put_right_while_its_purpose_is_short() -> None:
    grant = promised(900, HOUSING)
    book = Given(*BOOK, brought(900, BANK, HOUSING), taken(1_000, TIN, HOUSING), case=(grant,))
    at = book.position - 1
    smaller = CommitGrant(
        **WITHOUT_ACCOUNT | {"purpose_id": HOUSING},
        category=grant.category,
        amount=90,
        instalments=(Instalment(due_on=TODAY, amount=90),),
    )
    fund = replay(book.fund, list(book.when(correct(at, smaller)).facts))
    assert fund.purposes[HOUSING].promised == {"USD": 90}
    larger = replace(smaller, amount=901, instalments=(Instalment(due_on=TODAY, amount=901),))
    book.when(correct(at, larger)).refused(InsufficientPurpose(HOUSING, usd(901), usd(900), usd(0)))


def test_a_correction_does_not_reach_into_another_case() -> None:
    book = Given(*BOOK, case=(GIFT, REFUND))
    elsewhere = replace(refund(100), case_id=OTHER_CASE)
    book.when(correct(FIRST + 1, elsewhere)).refused(LineUnknown(FIRST + 1))
    again = RecordDonation(**RIGHT, gross=7, case_id=OTHER_CASE)
    Given(*BOOK, case=(GIFT,)).when(correct(FIRST, again)).refused(LineUnknown(FIRST))


def test_a_case_that_was_taken_back_whole_says_so() -> None:
    UNDONE.when(refund(1)).refused(CaseOfAnotherKind(CASE, "taken back", DonationReceived.topic))


def test_a_case_that_was_taken_back_whole_may_be_opened_again() -> None:
    (again,) = UNDONE.when(RecordDonation(**RIGHT, gross=7, case_id=CASE)).facts
    assert again == replace(GIFT, gross=7, giver=fresh(1))
    book = Given(*BOOK, case=(GIFT, back(GIFT), again))
    assert left(book.case) == 7
    book.when(refund(8)).refused(MoreThanGiven(usd(8), usd(7)))


def test_a_line_of_another_case_is_not_found_in_this_one() -> None:
    book = Given(*BOOK, case=(GIFT,))
    command = ReverseLine(case_id=CASE, position=1, reason=Reason.WRONG_DATE)
    book.when(command).refused(LineUnknown(1))


def test_a_release_taken_back_promises_again() -> None:
    grant, rest = promised(900, HOUSING), released(900)
    book = Given(*BOOK, case=(grant, rest, back(rest, FIRST + 1)))
    assert left_of_promise(book.case) == 900
    assert book.fund.purposes[HOUSING].promised == {"USD": 900}


def test_every_sort_of_line_that_moves_money_can_be_corrected_with_its_own_sort() -> None:
    openings = {"fund.opened.v2", "account.opened.v1", "purpose.opened.v1", "authority.opened.v1"}
    steps = {topic for topic, event in EVENTS.items() if issubclass(event, StepOfAnOrder)}
    floats = {FloatHanded.topic, FloatSpent.topic, FloatClosed.topic}
    families = ("account.", "cash.", "statement.")
    seen = {topic for topic in EVENTS if topic.startswith(families)}
    assert {*WRITES.values()} == {*EVENTS} - openings - steps - floats - seen - {LineReversed.topic}
    assert len({*WRITES.values()}) == len(WRITES)


def test_no_field_of_a_posting_is_lost_when_it_is_taken_back() -> None:
    def fields(facts: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return [(p.code, p.currency, p.exponent, p.ref, p.purpose_id) for p in facts]

    for fact in (GIFT, REFUND, promised(900, HOUSING), released(1)):
        assert fields(postings(back(fact))) == fields(postings(fact))
