"""Budgets as tests adopt them."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.budgets.commands import AdoptBudget
from ledger.budgets.plans import item_id_of
from ledger.events import BudgetItem

NOBODY: Final = UUID(int=0)


def item(
    kind: str = "rent",
    amount: int = 500_00,
    months: tuple[str, str] = ("2026-01", "2026-12"),
    **fields: Any,
) -> BudgetItem:
    """Return an item in dollars; its id follows from what it says."""
    usual: dict[str, Any] = {"currency": "USD", "exponent": 2} | fields
    usual.setdefault(
        "item_id",
        item_id_of(NOBODY, months, kind, usual["currency"], usual.get("purpose_id")),
    )
    return BudgetItem(kind=kind, amount=amount, **usual)


def adopting(
    on: date,
    months: tuple[str, str],
    *items: tuple[str, int],
    **fields: Any,
) -> AdoptBudget:
    """Return the command that adopts a budget of so much for each kind, in dollars."""
    return AdoptBudget(
        occurred_on=on,
        from_month=months[0],
        until_month=months[1],
        items=tuple(item(kind, amount, months, **fields) for kind, amount in items),
    )
