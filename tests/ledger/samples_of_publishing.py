"""Full and minimal facts about what the public sees, for the golden files.

As in `samples`: a sample never changes once its golden file is there.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.chart import Category
from ledger.events import (
    AgreementRecorded,
    AssuranceSentence,
    AssuranceSigned,
    BudgetWord,
    DisclosureSet,
    DocketCounted,
    FundEvent,
    GiverStandingSet,
    ItemWord,
    PlanAdopted,
    PlanItem,
    ReportCountersigned,
    ReportPublished,
    Rounding,
    Standing,
    WordingApproved,
    WordingKind,
)


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DIGEST: Final = "0123456789abcdef" * 4
_ON: Final[dict[str, Any]] = {"occurred_on": date(2026, 11, 21)}
_RULE: Final[dict[str, Any]] = {**_ON, "period_months": 3, "delay_days": 45, "count_step": 5}
_MONTHS: Final[dict[str, Any]] = {**_ON, "from_month": "2026-07", "until_month": "2026-09"}
_AGREED: Final[dict[str, Any]] = {
    **_MONTHS,
    "agreement_id": _id(31),
    "giver": _id(32),
    "report_due": date(2026, 12, 31),
}
_REPORT: Final[dict[str, Any]] = {
    **_ON,
    "number": 3,
    "cut": 1_916,
    "manifest": '{"format":"parasol-report/1"}',
    "signature": _DIGEST * 2,
    "key_id": _DIGEST[::-1],
}
_COUNTERSIGNED: Final[dict[str, Any]] = {
    **_ON,
    "number": 3,
    "by": _id(33),
    "manifest_hash": _DIGEST,
}
_ASSURED: Final[dict[str, Any]] = {**_ON, "by": _id(33), "for_day": date(2027, 2, 15)}
_SAME: Final[tuple[FundEvent, ...]] = (
    PlanAdopted(
        **_MONTHS,
        items=(
            PlanItem(item=Category.RENT.value, amount=500_000, currency="USD", exponent=2),
            PlanItem(item="reserve", amount=100_000, currency="USD", exponent=2),
        ),
    ),
    WordingApproved(
        **_ON, kind=WordingKind.ABOUT, language="es", text="Ayudamos con alquiler.\n\nY más."
    ),
    DocketCounted(**_MONTHS, bails=120),
)
"""Facts all of whose fields must be there: full and minimal at once."""

FULL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    DisclosureSet(
        **_RULE,
        is_public=True,
        k=5,
        smaller_group=True,
        rounding=(Rounding(currency="USD", base=50_000), Rounding(currency="JPY", base=50_000)),
        tick_hour=6,
        bands_weekly=True,
        everyone_seated=True,
        open_grants_data=True,
    ),
    GiverStandingSet(**_ON, giver=_id(32), standing=Standing.NAMED, label_id=_id(34)),
    AgreementRecorded(**_AGREED, purpose_id=_id(2)),
    ReportPublished(
        **_REPORT,
        for_members=(ItemWord(item=Category.RENT.value, word=BudgetWord.OVER_HALF),),
    ),
    ReportCountersigned(**_COUNTERSIGNED, recomputed=True),
    AssuranceSigned(**_ASSURED, sentences=tuple(AssuranceSentence), open_findings=True),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    *_SAME,
    DisclosureSet(**_RULE, is_public=False, k=10),
    GiverStandingSet(**_ON, giver=_id(32), standing=Standing.PROTECTED),
    AgreementRecorded(**_AGREED),
    ReportPublished(**_REPORT),
    ReportCountersigned(**_COUNTERSIGNED),
    AssuranceSigned(**_ASSURED),
)
"""Every fact with as few fields as it may have."""
