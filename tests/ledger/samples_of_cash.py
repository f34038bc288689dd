"""One full and one minimal fact about accounts, cash and statements, for the golden files.

As in `samples`: none of them changes once its file is there.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.chart import Loss
from ledger.events import (
    AccountClosed,
    AccountFrozen,
    AccountReleased,
    CashCounted,
    CashDifferenceFound,
    CashHandedOver,
    FundEvent,
    GapExplained,
    GapReason,
    MoneyLost,
    MoneyRecovered,
    StatementAsserted,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_OF_ACCOUNT: Final[dict[str, Any]] = {"occurred_on": date(2026, 11, 21), "account_id": _id(1)}
_CASH: Final[dict[str, Any]] = {**_OF_ACCOUNT, "currency": "KES", "exponent": 2}
_FOR_PURPOSE: Final[dict[str, Any]] = {**_CASH, "purpose_id": _id(2)}

_SAME: Final[tuple[FundEvent, ...]] = (
    AccountFrozen(**_OF_ACCOUNT),
    AccountReleased(**_OF_ACCOUNT),
    AccountClosed(**_OF_ACCOUNT),
    CashCounted(**_CASH, counted=98_700),
    CashDifferenceFound(**_FOR_PURPOSE, difference=-1_300),
    MoneyLost(**_FOR_PURPOSE, amount=40_000, how=Loss.SEIZED),
    MoneyRecovered(**_FOR_PURPOSE, amount=15_000, how=Loss.STOLEN),
    StatementAsserted(**_CASH, balance=-12_345),
    GapExplained(**_CASH, amount=-250, why=GapReason.IN_TRANSIT),
)
"""Facts all of whose fields must be there."""

FULL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    CashHandedOver(**_CASH, receiver=_id(24), counted=98_700, handed_by=_id(23)),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    CashHandedOver(**_CASH, receiver=_id(24), counted=0),
)
"""Every fact with as few fields as it may have."""
