"""What the rules of a fund have to know about budgets, and what was used of them."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from ledger.events.base import Event
from ledger.events.budgets import BudgetAdopted, BudgetAmended, BudgetItem
from ledger.events.publishing import PlanAdopted
from ledger.publishing.months import month_of

_OLD_PLANS: Final = UUID("6f1d4c1e-6d0a-4d52-9e0b-5b3f4f7c8a21")
"""What the ids of plans are made from that were adopted before there were budgets."""

Uses = dict[UUID, dict[str, int]]
"""Minor units by purpose, then by code and currency, such as ``help:rent USD``."""
Used = tuple[int | None, UUID, str]
"""Where a sum belongs: the month in which it was paid, None for promised; purpose; key."""


class Budget(Struct, frozen=True, kw_only=True):
    """A budget as it stands now, after its amendments. Months count from the year 0.

    *from_plan*: it was adopted as a plan, before there were budgets. A budget over the same months
    takes its place.
    """

    budget: UUID
    from_month: int
    until_month: int
    items: tuple[BudgetItem, ...]
    decision: UUID | None = None
    from_plan: bool = False


class Usage(Struct, frozen=True, kw_only=True):
    """What was paid by month, and what is promised and not paid. A sum of postings."""

    paid: dict[int, Uses] = field(default_factory=dict)
    promised: Uses = field(default_factory=dict)


class Budgets(Struct, frozen=True, kw_only=True):
    """The budgets of a fund by id, and what was used, whether a budget covers it or not."""

    budgets: dict[UUID, Budget] = field(default_factory=dict)
    usage: Usage = Usage()


def evolve_budgets(budgets: Budgets, event: Event) -> Budgets:
    """Return *budgets* after *event*; other facts change nothing."""
    match event:
        case BudgetAdopted() | BudgetAmended() | PlanAdopted():
            return replace(budgets, budgets=with_budget(budgets.budgets, event))
        case _:
            return budgets


def with_budget(
    budgets: Mapping[UUID, Budget], event: BudgetAdopted | BudgetAmended | PlanAdopted
) -> dict[UUID, Budget]:
    """Return *budgets* after one was adopted or amended."""
    if isinstance(event, BudgetAmended):
        before = budgets.get(event.budget)
        if before is None:
            return dict(budgets)
        amended = replace(before, items=amended_items(before.items, event.items))
        return {**budgets, event.budget: amended}
    budget = _of_plan(event) if isinstance(event, PlanAdopted) else _of_budget(event)
    kept = {key: each for key, each in budgets.items() if not _replaces(budget, each)}
    return {**kept, budget.budget: budget}


def digest_of(items: tuple[BudgetItem, ...]) -> str:
    """Return the SHA-256 of *items* as they stand, in hexadecimal."""
    return sha256(msgspec.json.encode(items)).hexdigest()


def amended_items(
    before: tuple[BudgetItem, ...], said: tuple[BudgetItem, ...]
) -> tuple[BudgetItem, ...]:
    """Return the items of a budget once those *said* are as they say; zero takes one out."""
    items = {each.item_id: each for each in before} | {each.item_id: each for each in said}
    return tuple(each for each in items.values() if each.amount)


def overlap(one: Budget, other: Budget) -> bool:
    """Say whether two budgets have a month in common."""
    return one.from_month <= other.until_month and other.from_month <= one.until_month


def _replaces(budget: Budget, before: Budget) -> bool:
    """Say whether *before*, a plan, is over: said anew, or the months have a budget now."""
    again = before.from_month == budget.from_month
    return before.from_plan and (again if budget.from_plan else overlap(before, budget))


def _of_budget(event: BudgetAdopted) -> Budget:
    return Budget(
        budget=event.budget,
        from_month=month_of(event.from_month),
        until_month=month_of(event.until_month),
        items=event.items,
        decision=event.decision,
    )


def _of_plan(event: PlanAdopted) -> Budget:
    """Return a plan of an older program as a budget. Its ids follow from what it says."""
    budget = uuid5(_OLD_PLANS, f"{event.from_month}|{event.until_month}")
    return Budget(
        budget=budget,
        from_month=month_of(event.from_month),
        until_month=month_of(event.until_month),
        items=tuple(
            BudgetItem(
                item_id=uuid5(budget, f"{each.item}|{each.currency}"),
                kind=each.item,
                amount=each.amount,
                currency=each.currency,
                exponent=each.exponent,
            )
            for each in event.items
        ),
        from_plan=True,
    )


def with_usage(budgets: Budgets, sums: Mapping[Used, int]) -> Budgets:
    """Return *budgets* with what some postings add to what was paid and promised.

    Only what changes is copied: this is asked for every payment of a book.
    """
    paid, promised = budgets.usage.paid, budgets.usage.promised
    for (month, purpose_id, key), amount in sums.items():
        if month is None:
            promised = _added(promised, purpose_id, key, amount)
        else:
            paid = paid.copy()
            paid[month] = _added(paid.get(month, {}), purpose_id, key, amount)
    return Budgets(budgets=budgets.budgets, usage=Usage(paid=paid, promised=promised))


def _added(uses: Uses, purpose_id: UUID, key: str, amount: int) -> Uses:
    after = uses.copy()  # quicker than a display of the same
    by_key = after[purpose_id] = uses.get(purpose_id, {}).copy()
    by_key[key] = by_key.get(key, 0) + amount
    return after
