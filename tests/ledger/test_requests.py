"""Requests for help and consents: who may write them down, in which order they are refused."""

from typing import Any, Final
from uuid import UUID

import pytest

from ledger import consents, requests
from ledger.chart import Category
from ledger.consents import RecordConsent, WithdrawConsent
from ledger.events import (
    ClosingReason,
    ConflictDeclared,
    ConsentRecorded,
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    GrantCommitted,
    Instalment,
    Outcome,
    RequestClosed,
    RequestScreened,
    RequestWaitlisted,
    Urgency,
)
from ledger.grants import CommitGrant
from ledger.orders.commands import Act
from ledger.rejections import (
    CaseOfAnotherKind,
    CaseUnknown,
    InConflict,
    MandateMissing,
    MemberUnknown,
    NotInThisState,
    OwnHousehold,
)
from ledger.requests import CloseRequest, ScreenRequest, WaitlistRequest
from tests.ledger import steps, world
from tests.ledger.asked import asked, signs
from tests.ledger.book import CASE, TODAY, TOMORROW, Given, Ladder, Rung, Step, fresh
from tests.ledger.people import ALONE, ANA, BO, CY, DEE, EVE, FAY, FUNDED, STRANGER
from tests.ledger.world import BOOK, GENERAL, TIN, brought

SCREENED: Final = world.screened()
LISTED: Final = RequestWaitlisted(occurred_on=TODAY)
SCOPE: Final = ConsentScope.PAY_LANDLORD


def case_of(*facts: FundEvent) -> Given:
    """Return a book with a case of these facts."""
    return Given(*BOOK, case=facts)


SCREEN: Final = Ladder(
    ScreenRequest(
        case_id=CASE,
        occurred_on=TOMORROW,
        category=Category.BAIL,
        urgency=Urgency.TONIGHT,
        voucher=STRANGER,
        kept_out=(STRANGER, BO, CY),
    ),
    Given(*FUNDED, case=(brought(1, TIN, GENERAL),)),
    (
        Step(NotInThisState("met", "screen_request"), given=Given(*FUNDED)),
        *steps.dates(),
        Step(MemberUnknown("voucher"), {"voucher": CY}),
        Step(MemberUnknown("kept_out"), {"kept_out": (BO, CY)}),
        Step(OwnHousehold(), {"voucher": DEE}),
    ),
    actor=ANA,
)
WAITLIST: Final = Ladder(
    WaitlistRequest(case_id=CASE, occurred_on=TOMORROW),
    case_of(),
    (
        Step(CaseUnknown(CASE), given=steps.taken_case()),
        Step(NotInThisState("met", "waitlist_request"), given=case_of(asked())),
        Step(NotInThisState("new", "waitlist_request"), given=case_of(SCREENED)),
        *steps.dates(),
    ),
)
CLOSE: Final = Ladder(
    CloseRequest(
        case_id=CASE,
        occurred_on=TOMORROW,
        outcome=Outcome.WITHDRAWN,
        reason=ClosingReason.PERSONS_WISH,
    ),
    case_of(),
    (
        Step(CaseUnknown(CASE), given=case_of(SCREENED, world.closed())),
        Step(NotInThisState("closed", "close_request"), given=case_of(SCREENED, LISTED)),
        *steps.dates(),
    ),
)
ANOTHER: Final = CaseOfAnotherKind(CASE, "balance.brought_forward.v1", GrantCommitted.topic)
RECORD: Final = Ladder(
    RecordConsent(case_id=CASE, occurred_on=TOMORROW, scope=SCOPE),
    case_of(),
    (
        Step(CaseUnknown(CASE), given=steps.taken_case()),
        Step(ANOTHER, given=case_of(SCREENED, world.agreed())),
        Step(NotInThisState("given", "record_consent"), given=case_of(SCREENED)),
        *steps.dates(),
    ),
)
WITHDRAW: Final = Ladder(
    WithdrawConsent(case_id=CASE, occurred_on=TOMORROW, scope=SCOPE),
    case_of(),
    (
        Step(CaseUnknown(CASE), given=steps.taken_case()),
        Step(ANOTHER, given=case_of(SCREENED)),
        Step(NotInThisState("unsaid", "withdraw_consent"), given=case_of(SCREENED, world.agreed())),
        *steps.dates(),
    ),
)
LADDERS = (SCREEN, WAITLIST, CLOSE, RECORD, WITHDRAW)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def screen(**changes: Any) -> ScreenRequest:
    fields: dict[str, Any] = {
        "occurred_on": TODAY,
        "category": Category.HOTEL,
        "urgency": Urgency.LATER,
        "case_id": CASE,
    }
    return ScreenRequest(**fields | changes)


def test_a_household_is_made_once_and_kept() -> None:
    (first,) = Given(*ALONE).when(screen(voucher=ANA)).facts
    assert first == RequestScreened(
        occurred_on=TODAY,
        category=Category.HOTEL,
        urgency=Urgency.LATER,
        household=fresh(1),
        vouched=True,
    )
    (again,) = case_of(SCREENED).when(screen(urgency=Urgency.TONIGHT)).facts
    assert isinstance(again, RequestScreened)
    assert (again.household, again.urgency) == (SCREENED.household, Urgency.TONIGHT)


def test_a_request_that_was_closed_may_be_screened_anew() -> None:
    book = case_of(SCREENED, world.closed())
    assert book.when(screen()).facts
    again = case_of(SCREENED, world.closed(), SCREENED)
    assert requests.state_of(again.case) == requests.ASKED


def test_a_request_moves_no_money_and_leaves_its_case_new_to_money() -> None:
    book = case_of(SCREENED, LISTED)
    assert book.case.opening is None
    assert requests.state_of(book.case) == requests.WAITLISTED
    assert book.fund.purposes[GENERAL].cash == {}


def test_the_request_of_a_case_with_money_is_met() -> None:
    book = Given(*BOOK, case=(SCREENED, brought(1, TIN, GENERAL)))
    assert requests.state_of(book.case) == requests.MET


def test_whoever_may_ask_for_money_screens_and_nobody_else() -> None:
    book = Given(*FUNDED, case=(SCREENED,))
    for command in (
        screen(),
        WaitlistRequest(case_id=CASE, occurred_on=TODAY),
        CloseRequest(
            case_id=CASE,
            occurred_on=TODAY,
            outcome=Outcome.DECLINED,
            reason=ClosingReason.NO_MONEY,
        ),
        RecordConsent(case_id=CASE, occurred_on=TODAY, scope=SCOPE),
    ):
        for who in (ANA, DEE):
            assert book.when(command, actor=who).facts
        needed = ("approver", "on_call", "steward", "treasurer")
        book.when(command, actor=EVE).refused(MandateMissing(needed))


CELLS: Final[dict[str, FundEvent]] = {
    "request.waitlisted.v1": LISTED,
    "request.closed.v1": RequestClosed(
        occurred_on=TODAY, outcome=Outcome.WITHDRAWN, reason=ClosingReason.PERSONS_WISH
    ),
    "consent.recorded.v1": ConsentRecorded(occurred_on=TODAY, scope=SCOPE),
    "consent.withdrawn.v1": ConsentWithdrawn(occurred_on=TODAY, scope=SCOPE),
}


@pytest.mark.parametrize(
    "ladder", [WAITLIST, CLOSE, RECORD, WITHDRAW], ids=lambda each: type(each.command).__name__
)
def test_what_is_right_is_written_down(ladder: Ladder) -> None:
    right = ladder.rungs()[-1]
    (fact,) = right.given.when(right.command).facts
    assert fact == CELLS[fact.topic]


def test_consent_withdrawn_may_be_given_again() -> None:
    book = case_of(SCREENED, CELLS["consent.recorded.v1"], CELLS["consent.withdrawn.v1"])
    book.when(RecordConsent(case_id=CASE, occurred_on=TODAY, scope=SCOPE)).then(
        CELLS["consent.recorded.v1"]
    )
    assert consents.consent_to(book.case, SCOPE) == consents.WITHDRAWN


def of_household(*who: UUID) -> tuple[ConflictDeclared, ...]:
    """Return that these members keep out of the case, as a screening by Ana finds it."""
    return tuple(
        ConflictDeclared(occurred_on=TODAY, order=CASE, sign_in=each, by=ANA) for each in who
    )


@pytest.mark.parametrize(
    "screens, vouches, lives_there, known, refused",
    [
        (ANA, None, (), (), False),
        (ANA, BO, (), (), False),
        (ANA, ANA, (), (), False),
        (ANA, FAY, (), (), False),
        (ANA, BO, (CY,), (), False),
        (ANA, None, (ANA,), (), True),
        (ANA, BO, (BO,), (), True),
        (ANA, FAY, (BO, FAY), (), True),
        (ANA, None, (), (ANA,), True),
        (ANA, BO, (), (BO,), True),
        (ANA, None, (), (BO,), False),
    ],
)
def test_nobody_screens_or_vouches_for_their_own_household(
    screens: UUID,
    vouches: UUID | None,
    lives_there: tuple[UUID, ...],
    known: tuple[UUID, ...],
    *,
    refused: bool,
) -> None:
    before: tuple[FundEvent, ...] = (SCREENED, *of_household(*known)) if known else ()
    book = Given(*FUNDED, case=before)
    answer = book.when(screen(voucher=vouches, kept_out=lives_there), actor=screens)
    if refused:
        answer.refused(OwnHousehold())
    else:
        assert answer.facts[1:] == of_household(*lives_there)


def test_who_keeps_out_of_a_household_is_written_down_once() -> None:
    book = Given(*FUNDED, case=(SCREENED, *of_household(BO)))
    facts = book.when(screen(kept_out=(BO, CY, CY)), actor=ANA).facts
    assert facts[1:] == of_household(CY)


def test_no_approval_of_the_household_counts_for_its_money() -> None:
    grant = CommitGrant(
        occurred_on=TODAY,
        case_id=CASE,
        category=Category.RENT,
        purpose_id=GENERAL,
        amount=100,
        currency="USD",
        exponent=2,
        instalments=(Instalment(due_on=TODAY, amount=100),),
    )
    ask = asked(grant, by=DEE)
    book = Given(*FUNDED, case=(SCREENED, *of_household(BO), ask))
    book.when(signs(Act.APPROVE, command=grant), actor=BO).refused(InConflict())
    assert book.when(signs(Act.APPROVE, command=grant), actor=CY).facts
