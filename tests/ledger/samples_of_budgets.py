"""Full and minimal facts about budgets, for the golden files.

As in `samples`: a sample never changes once its golden file is there.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.chart import Category
from ledger.events import BudgetAdopted, BudgetAmended, BudgetItem, FundEvent


def _id(number: int) -> UUID:
    return UUID(f"7d444840-9dc0-41d1-b245-{number:012x}")


_DIGEST: Final = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_BUDGET: Final = _id(50)
_MONTHS: Final[dict[str, Any]] = {"from_month": "2026-07", "until_month": "2026-12"}
_ON: Final[dict[str, Any]] = {"occurred_on": date(2026, 7, 2), "budget": _BUDGET}
_RENT: Final[dict[str, Any]] = {
    "item_id": _id(51),
    "kind": Category.RENT.value,
    "amount": 500_000,
    "currency": "USD",
    "exponent": 2,
}
_DECIDED: Final[dict[str, Any]] = {"decision": _id(40), "content_hash": _DIGEST}

FULL: Final[tuple[FundEvent, ...]] = (
    BudgetAdopted(
        **_ON,
        **_MONTHS,
        items=(BudgetItem(**_RENT, purpose_id=_id(2), carries_over=True),),
        **_DECIDED,
    ),
    BudgetAmended(
        **_ON,
        items=(BudgetItem(**(_RENT | {"amount": 0}), purpose_id=_id(2), carries_over=True),),
        **_DECIDED,
    ),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    BudgetAdopted(**_ON, **_MONTHS, items=(BudgetItem(**_RENT),)),
    BudgetAmended(**_ON, items=(BudgetItem(**_RENT),)),
)
"""Every fact with as few fields as it may have."""
