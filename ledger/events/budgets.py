"""Facts about budgets: what money is meant for in some months. They move no money.

They stand in the fund's publications, for the public reads what was adopted. Months are written
``2026-07``.
"""

from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.events.base import Step


class BudgetItem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is planned for one thing: a kind of help, a group, a kind of cost, or ``reserve``.

    With a *purpose_id* it is about money of that purpose only. *carries_over*: what is left at the
    end is added to the same thing in the budget that follows; otherwise it lapses.
    """

    item_id: UUID
    kind: str
    amount: int
    currency: str
    exponent: int
    purpose_id: UUID | None = None
    carries_over: bool = False


class BudgetAdopted(Step, frozen=True, kw_only=True):
    """A budget was adopted for *from_month* through *until_month*."""

    topic: ClassVar[str] = "budget.adopted.v1"

    budget: UUID
    from_month: str
    until_month: str
    items: tuple[BudgetItem, ...]
    decision: UUID | None = None
    content_hash: str | None = None


class BudgetAmended(Step, frozen=True, kw_only=True):
    """Items of a budget are as said here; an amount of zero takes one out. Others stay."""

    topic: ClassVar[str] = "budget.amended.v1"

    budget: UUID
    items: tuple[BudgetItem, ...]
    decision: UUID | None = None
    content_hash: str | None = None
