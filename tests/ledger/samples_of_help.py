"""Samples of facts about requests, consents and changed grants, for `samples`."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.chart import Category
from ledger.events import (
    BackReason,
    ClosingReason,
    ConsentRecorded,
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    GrantMoneyReturned,
    GrantPayeeChanged,
    GrantPaymentReturned,
    GrantPlanChanged,
    Instalment,
    Outcome,
    PayeeKind,
    RequestClosed,
    RequestScreened,
    RequestWaitlisted,
    Urgency,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DAY: Final = date(2026, 11, 21)
_ON: Final[dict[str, Any]] = {"occurred_on": _DAY}
_DECIDED: Final[dict[str, Any]] = {"decision": _id(3), "content_hash": "0123456789abcdef" * 4}
_HELP: Final[dict[str, Any]] = {**_ON, "category": Category.TENANCY_DEPOSIT}
_PLAN: Final[dict[str, Any]] = {
    **_HELP,
    "purpose_id": _id(2),
    "currency": "USD",
    "exponent": 2,
    "instalments": (
        Instalment(due_on=date(2026, 12, 1), amount=12_000),
        Instalment(due_on=date(2027, 1, 1), amount=345),
    ),
}
_CAME: Final[dict[str, Any]] = {
    **_HELP,
    "account_id": _id(1),
    "purpose_id": _id(2),
    "amount": 12_345,
    "currency": "USD",
    "exponent": 2,
}
_ASKED: Final[dict[str, Any]] = {
    **_ON,
    "category": Category.BAIL,
    "urgency": Urgency.TONIGHT,
    "household": _id(5),
}
_SAME: Final[tuple[FundEvent, ...]] = (
    RequestWaitlisted(**_ON),
    RequestClosed(**_ON, outcome=Outcome.REFERRED, reason=ClosingReason.BETTER_ELSEWHERE),
    ConsentRecorded(**_ON, scope=ConsentScope.PAY_LANDLORD),
    ConsentWithdrawn(**_ON, scope=ConsentScope.KEEP_LONGER),
    GrantPaymentReturned(**_CAME, instalment=2),
    GrantMoneyReturned(**_CAME, why=BackReason.TENANCY_DEPOSIT),
)
"""Facts all of whose fields must be there: full and minimal at once."""

FULL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    RequestScreened(**_ASKED, vouched=True, incident=_id(10)),
    GrantPlanChanged(**_PLAN, **_DECIDED, delta=-1_000),
    GrantPayeeChanged(**_HELP, **_DECIDED, payee_kind=PayeeKind.LANDLORD, payee=_id(9)),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    RequestScreened(**_ASKED),
    GrantPlanChanged(**_PLAN, delta=0),
    GrantPayeeChanged(**_HELP, payee_kind=PayeeKind.PERSON),
)
"""Every fact with as few fields as it may have."""
