"""Full and minimal facts about bail after it was posted, for the golden files.

As in `samples`: a sample never changes once its golden file is there.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.chart import DeductionKind
from ledger.events import (
    BailKind,
    BailRaised,
    BailReceiptPlaced,
    BailRecovered,
    BailRepaidByDepositor,
    BailReported,
    BailReturnedToDepositor,
    BailSuretyEnded,
    BailSuretyGiven,
    BailVerified,
    BailWrittenOff,
    Deduction,
    FundEvent,
    HeldBy,
    News,
    PayableBy,
    ReceiptPlace,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DAY: Final = date(2026, 11, 21)
_KEPT: Final[dict[str, Any]] = {"occurred_on": _DAY, "currency": "USD", "exponent": 2}
_AT: Final[dict[str, Any]] = {**_KEPT, "authority_id": _id(4), "amount": 12_345}
_OF: Final[dict[str, Any]] = {**_AT, "purpose_id": _id(2)}
_CASH: Final[dict[str, Any]] = {**_OF, "account_id": _id(1)}
_DECIDED: Final[dict[str, Any]] = {"decision": _id(3), "content_hash": "0123456789abcdef" * 4}
_ASKED: Final[dict[str, Any]] = {**_AT, "kind": BailKind.IMMIGRATION_BOND, "share": 5_000}
_VOUCHED: Final[dict[str, Any]] = {**_AT, "kind": BailKind.SURETY, "household": _id(5)}

FULL: Final[tuple[FundEvent, ...]] = (
    BailVerified(**_ASKED, payable_by=PayableBy.LICENSED_PAYER),
    BailRaised(**_CASH, **_DECIDED, fee=30),
    BailReported(**_KEPT, news=News.REDUCED, amount=12_345, due_on=date(2027, 1, 31)),
    BailReceiptPlaced(occurred_on=_DAY, place=ReceiptPlace.LAWYER),
    BailReturnedToDepositor(
        **_OF, deductions=(Deduction(kind=DeductionKind.RESTITUTION, amount=7),)
    ),
    BailRepaidByDepositor(**_CASH),
    BailWrittenOff(**_OF, **_DECIDED, held_by=HeldBy.DEPOSITOR),
    BailRecovered(**_CASH),
    BailSuretyGiven(**_VOUCHED, **_DECIDED, incident=_id(10)),
    BailSuretyEnded(**_AT),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    BailVerified(**_ASKED, payable_by=PayableBy.ANYONE),
    BailRaised(**_CASH),
    BailReported(**_KEPT, news=News.FREED),
    BailReceiptPlaced(occurred_on=_DAY, place=ReceiptPlace.LOST),
    BailReturnedToDepositor(**_OF),
    BailRepaidByDepositor(**(_CASH | {"amount": 1})),
    BailWrittenOff(**_OF, held_by=HeldBy.AUTHORITY),
    BailRecovered(**(_CASH | {"amount": 1})),
    BailSuretyGiven(**_VOUCHED),
    BailSuretyEnded(**(_AT | {"amount": 1})),
)
"""Every fact with as few fields as it may have."""
