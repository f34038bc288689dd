"""Orders of an older program that adopt a plan: they are read as the budget that they say.

What people signed stays as it was written, and its digest with it. An order that is still open can
be signed, and then a budget is adopted; one that was carried out can be read.
"""

from datetime import date
from typing import Final
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct

from ledger.budgets.commands import AdoptBudget
from ledger.events.budgets import BudgetItem
from ledger.events.publishing import PlanItem

TAG: Final = "adopt_plan"
"""The name of the command that older programs had."""
_ITEMS: Final = UUID("1d3a0a0f-7d3e-4a1e-8a83-2b9d3c0f5e64")


class _AdoptPlan(Struct, frozen=True, forbid_unknown_fields=True, tag=TAG, tag_field="command"):
    """What such an order says."""

    occurred_on: date
    from_month: str
    until_month: str
    items: tuple[PlanItem, ...]


_decoder: Final = msgspec.json.Decoder(_AdoptPlan)


def says_plan(content: str) -> bool:
    """Say whether *content* is an order of an older program that adopts a plan."""
    return content.startswith(f'{{"command":"{TAG}",')


def budget_of(content: str) -> AdoptBudget:
    """Return the budget that the plan in *content* is. Raises msgspec.MsgspecError."""
    plan = _decoder.decode(content)
    return AdoptBudget(
        occurred_on=plan.occurred_on,
        from_month=plan.from_month,
        until_month=plan.until_month,
        items=tuple(
            BudgetItem(
                item_id=uuid5(_ITEMS, f"{content}|{each.item}|{each.currency}"),
                kind=each.item,
                amount=each.amount,
                currency=each.currency,
                exponent=each.exponent,
            )
            for each in plan.items
        ),
    )
