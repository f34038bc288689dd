"""A fund in which two people are needed: who is in it, and what it has."""

from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from ledger.chart import Category
from ledger.events import (
    FounderNamed,
    FundEvent,
    MandateGranted,
    MemberAdmitted,
    PolicySet,
    Role,
    Rung,
    SheetsSealed,
    SingleSignerEnded,
)
from tests.ledger.book import TODAY
from tests.ledger.world import BAIL, BANK, BOOK, GENERAL, HOUSING, TIN, brought

ANA: Final = UUID(int=0x51)
BO: Final = UUID(int=0x52)
CY: Final = UUID(int=0x53)
DEE: Final = UUID(int=0x54)
EVE: Final = UUID(int=0x55)
FAY: Final = UUID(int=0x56)
STRANGER: Final = UUID(int=0x5F)

MANDATES: Final[dict[UUID, tuple[Role, ...]]] = {
    BO: (Role.STEWARD, Role.TREASURER, Role.APPROVER),
    CY: (Role.TREASURER, Role.APPROVER, Role.ON_CALL),
    DEE: (Role.STEWARD, Role.ON_CALL, Role.APPROVER),
    EVE: (Role.AUDITOR,),
}
"""Ana is the founder: steward, treasurer and approver. Fay is a member without a mandate."""

CODES: Final = ("ABCDEFGH23456789", "HGFEDCBA98765432", "QRSTUVWX23456789")
SEALED: Final = SheetsSealed(
    occurred_on=TODAY,
    hashes=tuple(sha256(code.encode()).hexdigest() for code in CODES),
    needed=2,
    hours=72,
)


def granted(who: UUID, role: Role, ends_on: date | None = None) -> MandateGranted:
    """Return that *who* has a mandate."""
    return MandateGranted(occurred_on=TODAY, holder=who, role=role, ends_on=ends_on)


def admitted(who: UUID) -> MemberAdmitted:
    """Return that *who* belongs to the fund."""
    return MemberAdmitted(occurred_on=TODAY, sign_in=who)


ALONE: Final[tuple[FundEvent, ...]] = (*BOOK, FounderNamed(occurred_on=TODAY, founder=ANA))
"""The shared book of `world` with its founder, who signs alone."""

PEOPLE: Final[tuple[FundEvent, ...]] = (
    *ALONE,
    *(admitted(who) for who in (*MANDATES, FAY)),
    *(granted(who, role) for who, roles in MANDATES.items() for role in roles),
)
"""Everybody is there, and one person signs still."""

POLICY: Final = PolicySet(
    occurred_on=TODAY,
    ladder=(Rung(amount=0, approvals=1), Rung(amount=500, approvals=2)),
    urgent_categories=(Category.BAIL, Category.HOTEL),
    urgent_case_cap=300,
    urgent_week_cap=400,
    ratify_hours=48,
    ratify_approvals=1,
)
"""From 5.00 on two approve; bail and hotel nights go tonight, up to 3.00 a case, 4.00 a week."""

TOGETHER: Final[tuple[FundEvent, ...]] = (
    *PEOPLE,
    POLICY,
    SingleSignerEnded(occurred_on=TODAY),
)
"""Two people are needed; there is no money."""

ALLOWED: Final = replace(POLICY, alone_week_cap=100)
"""One person may write up to 1.00 in seven days of what takes money."""

FUNDED: Final[tuple[FundEvent, ...]] = (
    *TOGETHER,
    *(brought(5_000, BANK, purpose) for purpose in (GENERAL, HOUSING, BAIL)),
    brought(1_000, TIN, GENERAL),
)
"""Two people are needed, and there is money."""
