"""Refusals about budgets: what they may say, and what they do not cover."""

from dataclasses import dataclass
from uuid import UUID

from ledger.chart import Category, CostCategory, Group
from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class BudgetUnusable(Rejection):
    """A field of a budget cannot mean anything."""

    code, kind = "budget-unusable", Kind.INVALID
    title = "This cannot be a budget"
    message = "{field}: {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class BudgetUnknown(Rejection):
    """The fund has no budget of that id."""

    code, kind = "budget-unknown", Kind.MISSING
    title = "There is no such budget"
    message = "This fund has no such budget; a newer one may have taken its place."


@dataclass(eq=True)
class BudgetOverlaps(Rejection):
    """There is a budget for some of these months already."""

    code, kind = "budget-overlaps", Kind.CONFLICT
    title = "There is a budget for these months already"
    message = "The budget of {from_month} through {until_month} covers some of them: amend it."

    from_month: str
    until_month: str


@dataclass(eq=True)
class BudgetChanged(Rejection):
    """The budget was changed after this change of it was written."""

    code, kind = "budget-changed", Kind.CONFLICT
    title = "The budget is another one by now"
    message = "The budget was changed since: look at it as it stands, and propose the change anew."


@dataclass(eq=True)
class BudgetMissing(Rejection):
    """No budget item covers this, and the fund pays nothing that none covers."""

    code, kind = "budget-missing", Kind.CONFLICT
    title = "No budget covers this"
    message = (
        "No budget item of these months is about {item} in {currency}: members amend the budget,"
        " or decide about this alone."
    )

    item: Category | CostCategory
    currency: str


@dataclass(eq=True)
class BudgetShort(Rejection):
    """Less is left of the budget item than this takes."""

    code, kind = "budget-short", Kind.CONFLICT
    title = "There is not enough left in the budget"
    message = (
        "{needed} is needed; {available} is left of the budget item {item}: members amend the"
        " budget, or decide about this alone."
    )

    item_id: UUID
    item: Category | CostCategory | Group
    needed: Money
    available: Money
