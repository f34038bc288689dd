"""A budget as the public and members read it: one row for each kind and currency."""

from uuid import UUID, uuid5

from msgspec import Struct

from ledger.budgets.state import Budget
from ledger.events.publishing import PlanItem
from ledger.publishing.months import month_text


class Plan(Struct, frozen=True, kw_only=True):
    """What is planned in some months, whichever purpose the money is of. Months as ``2026-07``."""

    from_month: str
    until_month: str
    items: tuple[PlanItem, ...]


def plan_of(budget: Budget) -> Plan:
    """Return what a budget plans for each kind in each currency, in the order of its items."""
    sums: dict[tuple[str, str, int], int] = {}
    for each in budget.items:
        key = each.kind, each.currency, each.exponent
        sums[key] = sums.get(key, 0) + each.amount
    return Plan(
        from_month=month_text(budget.from_month),
        until_month=month_text(budget.until_month),
        items=tuple(
            PlanItem(item=kind, amount=amount, currency=currency, exponent=exponent)
            for (kind, currency, exponent), amount in sums.items()
        ),
    )


def item_id_of(
    fund_id: UUID,
    months: tuple[str, str],
    kind: str,
    currency: str,
    purpose_id: UUID | None = None,
    *,
    number: int = 0,
) -> UUID:
    """Return the id that a form gives an item: the same again when it is sent again.

    *number* tells apart items that share a kind, purpose and currency.
    """
    place = f"{months[0]}|{months[1]}|{kind}|{currency}|{purpose_id or ''}"
    place += f"|{number}" if number else ""
    return uuid5(fund_id, f"budget item {place}")
