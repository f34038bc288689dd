"""Full and minimal facts about people, orders and floats, for the golden files.

As in `samples`: a sample never changes once its golden file is there.
"""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from ledger.chart import Category, CostCategory
from ledger.events import (
    AllowanceUsed,
    ColleagueSuspended,
    ConflictDeclared,
    FloatClosed,
    FloatHanded,
    FloatSpent,
    FounderNamed,
    FundEvent,
    GlassBroken,
    GlassMended,
    HelpRule,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderChanged,
    OrderConfirmed,
    OrderDeclined,
    OrderPrepared,
    OrderRatified,
    OrderRequested,
    OrderWithdrawn,
    PolicySet,
    RatificationClosed,
    RatificationExpired,
    RatificationOpened,
    Reserve,
    Role,
    Rung,
    SheetsSealed,
    SingleSignerEnded,
    SuccessorsInstalled,
    SuspensionConfirmed,
    Way,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DAY: Final = date(2026, 11, 21)
_UNTIL: Final = datetime(2026, 11, 24, 2, 30, 0, 1, tzinfo=UTC)
_DIGEST: Final = "0123456789abcdef" * 4
_ON: Final[dict[str, Any]] = {"occurred_on": _DAY}
_ORDER: Final[dict[str, Any]] = {**_ON, "order": _id(21), "by": _id(22)}
_SIGNED: Final[dict[str, Any]] = {**_ORDER, "content_hash": _DIGEST}
_SAID: Final[dict[str, Any]] = {
    **_SIGNED,
    "content": '{"command":"admit_member","occurred_on":"2026-11-21"}',
    "approvals": 2,
}
_HELD: Final[dict[str, Any]] = {**_ON, "holder": _id(23), "role": Role.ON_CALL}
_PAIR: Final = (_id(22), _id(23))
_MONEY: Final[dict[str, Any]] = {
    **_ON,
    "float_id": _id(24),
    "purpose_id": _id(2),
    "amount": 12_345,
    "currency": "USD",
    "exponent": 2,
}
_FLOAT: Final[dict[str, Any]] = {
    **_MONEY,
    "account_id": _id(1),
    "carrier": _id(23),
    "until": date(2026, 12, 24),
}
_RATIFY: Final[dict[str, Any]] = {**_ON, "order": _id(21)}
_RATIFICATION: Final[dict[str, Any]] = {
    **_RATIFY,
    "case_id": _id(25),
    "pair": _PAIR,
    "amount": 12_345,
    "currency": "USD",
    "exponent": 2,
    "until": _UNTIL,
    "approvals": 1,
}
_SAME: Final[tuple[FundEvent, ...]] = (
    AllowanceUsed(**_ON, amount=12_345, currency="USD", exponent=2),
    FounderNamed(**_ON, founder=_id(22)),
    MemberAdmitted(**_ON, sign_in=_id(23)),
    MemberLeft(**_ON, sign_in=_id(23)),
    MandateEnded(**_HELD),
    ColleagueSuspended(**_ON, holder=_id(23), by=_id(22), until=_UNTIL),
    SuspensionConfirmed(**_ON, holder=_id(23)),
    SingleSignerEnded(**_ON),
    OrderRequested(**_SAID, way=Way.ALREADY_PAID),
    OrderChanged(**_SAID),
    OrderApproved(**_SIGNED),
    OrderPrepared(**_SIGNED),
    OrderAuthorised(**_SIGNED),
    OrderCarriedOut(**_SIGNED),
    OrderConfirmed(**_SIGNED),
    OrderDeclined(**_ORDER),
    OrderWithdrawn(**_ORDER),
    ConflictDeclared(**_ORDER, sign_in=_id(23)),
    RatificationOpened(**_RATIFICATION),
    OrderRatified(**_ORDER),
    RatificationClosed(**_RATIFY),
    RatificationExpired(**_RATIFY, pair=_PAIR),
    FloatClosed(**_MONEY, account_id=_id(1), missing=55),
    SheetsSealed(**_ON, hashes=(_DIGEST, _DIGEST[::-1]), needed=2, hours=72),
    GlassBroken(**_ON, by=_id(22), successors=_PAIR, until=_UNTIL),
    GlassMended(**_ON, by=_id(22)),
    SuccessorsInstalled(**_ON, successors=_PAIR),
)
"""Facts all of whose fields must be there: full and minimal at once."""

FULL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    MandateGranted(**_HELD, ends_on=date(2027, 11, 21)),
    PolicySet(
        **_ON,
        ladder=(
            Rung(amount=0, approvals=1),
            Rung(amount=100_000, approvals=3, categories=(Category.RENT, Category.BAIL)),
        ),
        urgent_categories=(Category.BAIL, Category.HOTEL),
        urgent_case_cap=50_000,
        urgent_week_cap=200_000,
        ratify_hours=168,
        ratify_approvals=2,
        alone_week_cap=10_000,
        reserves=(Reserve(amount=60_000, categories=(Category.BAIL,)),),
        help_rules=(
            HelpRule(category=Category.HOTEL, cap=30_000, cool_down_days=30, one_per_days=180),
            HelpRule(category=Category.FOOD, one_per_days=30),
        ),
    ),
    FloatHanded(
        **_FLOAT, categories=(Category.FOOD, Category.HOTEL), cost_categories=(CostCategory.TRAVEL,)
    ),
    FloatSpent(
        **_MONEY, category=Category.FOOD, cost_category=CostCategory.TRAVEL, household=_id(5)
    ),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    MandateGranted(**_HELD),
    PolicySet(**_ON, ladder=(Rung(amount=0, approvals=1),), ratify_hours=1, ratify_approvals=1),
    FloatHanded(**_FLOAT),
    FloatSpent(**_MONEY),
)
"""Every fact with as few fields as it may have."""
