"""Facts about bail that the tables share, and a case in every state that a bail can be in."""

from datetime import date, timedelta
from typing import Any, Final

from msgspec.structs import replace

from ledger.bail.states import State
from ledger.chart import Category, DeductionKind
from ledger.events import (
    BailForfeited,
    BailKind,
    BailRaised,
    BailRecovered,
    BailRepaidByDepositor,
    BailReported,
    BailReturned,
    BailReturnedToDepositor,
    BailSuretyEnded,
    BailSuretyGiven,
    BailVerified,
    BailWrittenOff,
    ClosingReason,
    Deduction,
    FundEvent,
    HeldBy,
    News,
    Outcome,
    PayableBy,
    RequestClosed,
    RequestScreened,
    Urgency,
)
from tests.ledger.book import TODAY
from tests.ledger.world import BAIL, COURT, HOUSEHOLD, RIGHT, WITHOUT_ACCOUNT, posted

_AT: Final[dict[str, Any]] = {**(RIGHT | {"purpose_id": BAIL}), "authority_id": COURT}
_THERE: Final[dict[str, Any]] = {
    **(WITHOUT_ACCOUNT | {"purpose_id": BAIL}),
    "authority_id": COURT,
}
_MEMO: Final[dict[str, Any]] = {
    "occurred_on": TODAY,
    "authority_id": COURT,
    "currency": "USD",
    "exponent": 2,
}

ASKED: Final = RequestScreened(
    occurred_on=TODAY, category=Category.BAIL, urgency=Urgency.TONIGHT, household=HOUSEHOLD
)
DECLINED: Final = RequestClosed(
    occurred_on=TODAY, outcome=Outcome.DECLINED, reason=ClosingReason.NO_MONEY
)
PREMIUM: Final = replace(posted(500), kind=BailKind.COMMERCIAL_PREMIUM)
VOUCHED: Final = BailSuretyGiven(**_MEMO, kind=BailKind.SURETY, amount=500, household=HOUSEHOLD)
VOUCHED_NO_MORE: Final = BailSuretyEnded(**_MEMO, amount=500)


def kept(amount: int, kind: DeductionKind = DeductionKind.FEE) -> Deduction:
    return Deduction(kind=kind, amount=amount)


def verified(amount: int = 500, share: int = 500) -> BailVerified:
    """Return what the court asks for."""
    kind = BailKind.CASH_DEPOSIT
    return BailVerified(**_MEMO, kind=kind, amount=amount, share=share, payable_by=PayableBy.ANYONE)


def raised(amount: int) -> BailRaised:
    return BailRaised(**_AT, amount=amount)


def returned(amount: int, *deductions: Deduction) -> BailReturned:
    return BailReturned(**_AT, amount=amount, deductions=deductions)


def to_depositor(amount: int, *deductions: Deduction) -> BailReturnedToDepositor:
    return BailReturnedToDepositor(**_THERE, amount=amount, deductions=deductions)


def repaid(amount: int) -> BailRepaidByDepositor:
    return BailRepaidByDepositor(**_AT, amount=amount)


def forfeited(amount: int) -> BailForfeited:
    return BailForfeited(**_THERE, amount=amount)


def written_off(amount: int, held_by: HeldBy = HeldBy.AUTHORITY) -> BailWrittenOff:
    return BailWrittenOff(**_THERE, amount=amount, held_by=held_by)


def recovered(amount: int) -> BailRecovered:
    return BailRecovered(**_AT, amount=amount)


def reported(news: News, amount: int | None = None, due_on: date | None = None) -> BailReported:
    """Return what became known of a bail in dollars."""
    return BailReported(
        occurred_on=TODAY, news=news, currency="USD", exponent=2, amount=amount, due_on=due_on
    )


_DEPOSIT: Final[tuple[FundEvent, ...]] = (posted(500), forfeited(100))
_HELD: Final = (*_DEPOSIT, to_depositor(100))
"""Of 500 the court holds 300, the depositor owes 100, and 100 is lost."""


def _after(*news: News) -> tuple[FundEvent, ...]:
    return (*_HELD, *(reported(each) for each in news))


CASES: Final[dict[State, tuple[FundEvent, ...]]] = {
    State.ASKED: (ASKED,),
    State.CLOSED: (ASKED, DECLINED),
    State.VERIFIED: (ASKED, verified()),
    State.POSTED: _HELD,
    State.HELD_OVER: _after(News.HELD_OVER),
    State.FREED: _after(News.FREED),
    State.MISSED: _after(News.FREED, News.APPEARANCE_MISSED),
    State.FORFEITURE_ORDERED: _after(News.FREED, News.FORFEITURE_ORDERED),
    State.DISPOSED: _after(News.FREED, News.DISPOSED),
    State.REFUND_DUE: _after(News.FREED, News.REFUND_DUE),
    State.OVERDUE: (
        *_after(News.FREED),
        reported(News.DISPOSED, due_on=TODAY - timedelta(days=31)),
    ),
    State.CLAIMED: _after(News.REFUND_DUE, News.REFUND_CLAIMED),
    State.ESCALATED: _after(News.REFUND_DUE, News.ESCALATED),
    State.WITH_DEPOSITOR: (*_DEPOSIT, to_depositor(390, kept(10))),
    State.SETTLED: (*_DEPOSIT, returned(390, kept(10))),
    State.WRITTEN_OFF: (*_DEPOSIT, written_off(400)),
    State.PREMIUM_PAID: (PREMIUM,),
    State.SURETY: (VOUCHED,),
    State.SURETY_ENDED: (VOUCHED, VOUCHED_NO_MORE),
}
"""A case in each state."""
