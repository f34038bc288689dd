"""Bail in full: verified, raised, followed through the courts, owed by depositors, written off."""

from typing import Any, Final

import pytest

from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    RaiseBail,
    RecordBailRecovery,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
    WriteOffBail,
)
from ledger.events import (
    BailKind,
    BailPosted,
    BailSuretyGiven,
    FundEvent,
    HeldBy,
    News,
    ReceiptPlace,
)
from ledger.guards import EARLIEST
from ledger.money import MAX_AMOUNT, Money
from ledger.rejections import (
    AmountNotPositive,
    AmountTooLarge,
    AuthorityUnknown,
    BeforeItsCase,
    CaseOfAnotherKind,
    CaseUnknown,
    CurrencyUnknown,
    DateTooEarly,
    KindUnusable,
    MoreThanHeld,
    MoreThanLost,
    MoreThanOwed,
    NotInThisState,
    ReportUnusable,
    ShareExceedsAmount,
    TooManyDeductions,
    WrongCurrency,
    WrongExponent,
)
from tests.ledger import steps
from tests.ledger.bail_facts import (
    ASKED,
    DECLINED,
    VOUCHED,
    forfeited,
    kept,
    to_depositor,
    verified,
)
from tests.ledger.book import CASE, LONG_AGO, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.people import ALLOWED, ANA, FUNDED
from tests.ledger.steps import YESTERDAY
from tests.ledger.world import (
    BAIL,
    BOOK,
    COURT,
    EUROS,
    NO_DIGEST,
    NOWHERE,
    TIN,
    TOO_MUCH,
    WITHOUT_ACCOUNT,
    WITHOUT_PURPOSE,
    WRONG_IN_CASE,
    brought,
    posted,
    taken,
    usd,
)

TOPIC: Final = BailPosted.topic
SHORT: Final = (*steps.short(BAIL), taken(10, TIN, BAIL))
NO_ACCOUNT: Final = {name: value for name, value in WRONG_IN_CASE.items() if name != "account_id"}
NO_MONEY: Final[dict[str, Any]] = {"case_id": CASE, "occurred_on": TOMORROW}
IN_CASE: Final[dict[str, Any]] = {**WITHOUT_PURPOSE, "case_id": CASE}
MEMO: Final[dict[str, Any]] = {
    name: value for name, value in WITHOUT_ACCOUNT.items() if name != "purpose_id"
}


def bail(*facts: FundEvent, case: tuple[FundEvent, ...] = (posted(500),)) -> Given:
    """Return a book whose case is a bail of 5.00."""
    return Given(*BOOK, brought(500, purpose_id=BAIL), *facts, case=case)


def of_two(*facts: FundEvent) -> Given:
    """Return the same where two are needed."""
    return Given(*FUNDED, *facts, case=(posted(500),))


def going_on(
    name: str, right: Given, wrong: str = "verified", *short: FundEvent
) -> tuple[Step, ...]:
    """The case is unknown, then of another kind, then verified only, then *right*."""
    only_verified = Given(*BOOK, *short, case=(verified(),))
    return (
        Step(CaseUnknown(CASE), given=steps.taken_case(*short)),
        Step(CaseOfAnotherKind(CASE, "balance.brought_forward.v1", TOPIC), given=only_verified),
        Step(NotInThisState(wrong, name), given=right),
    )


EURO_BAIL: Final = bail(case=(posted(500, EUROS, currency="EUR"),))
OWED: Final = bail(case=(posted(500), to_depositor(400)))
LOST: Final = bail(case=(posted(500), forfeited(400)))
FUNDS_CURRENCY: Final = (
    Step(CurrencyUnknown("currency", "JPY"), {"currency": "USD"}),
    Step(WrongExponent("USD", 3, 2), {"exponent": 2}),
)
ARRIVING: Final = (
    *steps.account(),
    *steps.currency(),
)


def yen(amount: int) -> Money:
    return Money(amount, "JPY", 3)


VERIFY: Final = Ladder(
    VerifyBail(**NO_ACCOUNT, kind=BailKind.POLICE_BOND, authority_id=NOWHERE, amount=0, share=0),
    steps.taken_case(),
    (
        Step(CaseOfAnotherKind(CASE, "balance.brought_forward.v1", TOPIC), given=bail()),
        Step(NotInThisState("posted", "verify_bail"), given=steps.book()),
        *steps.dates(),
        *steps.positive("amount", then=500),
        *steps.positive("share", then=501),
        Step(ShareExceedsAmount(yen(501), yen(500)), {"share": 500}),
        Step(AuthorityUnknown(NOWHERE), {"authority_id": COURT}),
        *FUNDS_CURRENCY,
    ),
)
RAISE: Final = Ladder(
    RaiseBail(**WRONG_IN_CASE, amount=0, fee=-1, content_hash=NO_DIGEST),
    steps.book(*SHORT),
    (
        *going_on("raise_bail", EURO_BAIL),
        *steps.dates_of_case(),
        *steps.positive("amount", then=5),
        *steps.not_negative("fee", then=2),
        *steps.digest(),
        *ARRIVING,
        Step(WrongCurrency("the deposit", "USD", "EUR"), given=bail(*SHORT)),
        *steps.money(bail, BAIL, needed=7),
    ),
)
REPORT: Final = Ladder(
    ReportBail(**NO_MONEY, news=News.REDUCED, due_on=LONG_AGO),
    steps.book(),
    (
        *going_on("report_bail:reduced", bail()),
        *steps.dates_of_case(),
        Step(ReportUnusable("amount", "reduced"), {"news": News.FORFEITURE_ORDERED, "amount": 0}),
        Step(ReportUnusable("due_on", "forfeiture_ordered"), {"news": News.REDUCED}),
        *steps.positive("amount", then=501),
        Step(DateTooEarly("due_on", LONG_AGO, EARLIEST), {"due_on": YESTERDAY}),
        Step(BeforeItsCase(YESTERDAY, TODAY), {"due_on": TOMORROW}),
        Step(MoreThanHeld(usd(501), usd(500)), {"amount": 500}),
    ),
)
RECEIPT: Final = Ladder(
    PlaceReceipt(**NO_MONEY, place=ReceiptPlace.LAWYER),
    steps.book(),
    (*going_on("place_receipt", bail()), *steps.dates_of_case()),
)
TO_DEPOSITOR: Final = Ladder(
    RecordReturnToDepositor(**NO_ACCOUNT, amount=0, deductions=(kept(0),)),
    steps.book(),
    (
        *going_on("record_return_to_depositor", bail()),
        *steps.dates_of_case(),
        *steps.positive("amount", then=471),
        Step(AmountNotPositive("deductions", 0), {"deductions": (kept(TOO_MUCH),)}),
        Step(AmountTooLarge("deductions", TOO_MUCH, MAX_AMOUNT), {"deductions": (kept(1),) * 21}),
        Step(TooManyDeductions(21, 20), {"deductions": (kept(30),)}),
        *steps.currency("the deposit"),
        *steps.witness(
            (Step(MoreThanHeld(usd(501), usd(500)), {"amount": 470}),),
            of_two(),
            of_two(ALLOWED),
            needed=30,
        ),
    ),
    actor=ANA,
)
REPAY: Final = Ladder(
    RecordDepositorRepayment(**WRONG_IN_CASE, amount=0),
    steps.book(),
    (
        *going_on("record_depositor_repayment", EURO_BAIL),
        *steps.dates_of_case(),
        *steps.positive("amount", then=401),
        *ARRIVING,
        Step(WrongCurrency("the deposit", "USD", "EUR"), given=OWED),
        Step(MoreThanOwed(usd(401), usd(400)), {"amount": 400}),
    ),
)
WRITE_OFF: Final = Ladder(
    WriteOffBail(**NO_ACCOUNT, amount=0, content_hash=NO_DIGEST),
    steps.book(),
    (
        *going_on("write_off_bail", OWED),
        *steps.dates_of_case(),
        *steps.positive("amount", then=401),
        *steps.digest(),
        *steps.currency("the deposit"),
        Step(MoreThanHeld(usd(401), usd(100)), {"held_by": HeldBy.DEPOSITOR}),
        Step(MoreThanOwed(usd(401), usd(400)), {"amount": 400}),
    ),
)
RECOVER: Final = Ladder(
    RecordBailRecovery(**WRONG_IN_CASE, amount=0),
    steps.book(),
    (
        *going_on("record_bail_recovery", EURO_BAIL),
        *steps.dates_of_case(),
        *steps.positive("amount", then=401),
        *ARRIVING,
        Step(WrongCurrency("the deposit", "USD", "EUR"), given=LOST),
        Step(MoreThanLost(usd(401), usd(400)), {"amount": 400}),
    ),
)
VOUCH: Final = Ladder(
    GiveSurety(
        **NO_ACCOUNT,
        kind=BailKind.CASH_DEPOSIT,
        authority_id=NOWHERE,
        amount=0,
        content_hash=NO_DIGEST,
    ),
    steps.taken_case(),
    (
        *steps.case_exists(Given(*BOOK, case=(ASKED, DECLINED))),
        Step(NotInThisState("closed", "give_surety"), given=steps.book()),
        Step(KindUnusable("cash_deposit"), {"kind": BailKind.PERSONAL_BOND}),
        *steps.dates(),
        *steps.positive("amount", then=500),
        *steps.digest(),
        Step(AuthorityUnknown(NOWHERE), {"authority_id": COURT}),
        *FUNDS_CURRENCY,
    ),
)
END: Final = Ladder(
    EndSurety(**NO_MONEY),
    steps.book(),
    (
        Step(CaseUnknown(CASE), given=steps.taken_case()),
        Step(
            CaseOfAnotherKind(CASE, "balance.brought_forward.v1", BailSuretyGiven.topic),
            given=bail(),
        ),
        Step(NotInThisState("posted", "end_surety"), given=Given(*BOOK, case=(VOUCHED,))),
        *steps.dates_of_case(),
    ),
)
LADDERS: Final = (
    *(VERIFY, RAISE, REPORT, RECEIPT, TO_DEPOSITOR, REPAY, WRITE_OFF, RECOVER, VOUCH, END),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()
