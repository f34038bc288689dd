"""How a budget came to be what it is: adopted, amended, by which decision; before and after."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from msgspec import Struct

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.budgets.state import Budget, amended_items, with_budget
from ledger.events import BudgetAdopted, BudgetAmended, BudgetItem, PlanAdopted
from ledger.publishing.months import month_of
from projections.reports.published import Publication, Published


class Version(Struct, frozen=True, kw_only=True):
    """A budget after it was adopted or amended: on which day, by which decision if by one.

    *before* is empty where it was adopted. *position* is its line: not for plain members.
    """

    on: date
    position: int
    decision: UUID | None
    before: tuple[BudgetItem, ...]
    after: tuple[BudgetItem, ...]
    is_first: bool

    @property
    def changed(self) -> tuple[BudgetItem, ...]:
        """The items that it says otherwise than before, and those that it takes out."""
        old = {each.item_id: each for each in self.before}
        new = {each.item_id: each for each in self.after}
        said = [each for each in self.after if old.get(each.item_id) != each]
        return (*said, *(each for each in self.before if each.item_id not in new))


class Compared(Struct, frozen=True, kw_only=True):
    """The items before and after what is proposed, and the months that it is about."""

    before: tuple[BudgetItem, ...]
    after: tuple[BudgetItem, ...]
    from_month: int
    until_month: int
    budget: UUID | None = None
    """The budget that is amended, or as which it was adopted already."""
    is_done: bool = False
    """Whether it was carried out: only then the items after it have pages of their own."""


def as_known(published: Published, known_at: int) -> Published:
    """Return what was published up to a line."""
    written = (each for each in published.publications if each.position <= known_at)
    return Published.of(written, published.time_zone)


def versions_of(published: Published, budget_id: UUID) -> tuple[Version, ...]:
    """Return everything that was said about a budget, in the order of the book."""
    return tuple(version for budget, version in _versions(published) if budget == budget_id)


def compared(
    published: Published, command: AdoptBudget | AmendBudget, decision: UUID | None = None
) -> Compared:
    """Return what *command* changes, as things stand, or as they stood if *decision* did it.

    A budget is compared with the one before it, or the old plan whose place it takes.
    """
    at = _carried_out(published, decision)
    budgets = budgets_of(published if at is None else as_known(published, at.position - 1))
    if isinstance(command, AmendBudget):
        budget = budgets.get(command.budget)
        before = budget.items if budget else ()
        return Compared(
            before=before,
            after=amended_items(before, command.items),
            from_month=budget.from_month if budget else 0,
            until_month=budget.until_month if budget else 0,
            budget=command.budget,
            is_done=at is not None,
        )
    first, last = month_of(command.from_month), month_of(command.until_month)
    other = _before(budgets, first, last)
    return Compared(
        before=other.items if other else (),
        after=command.items,
        from_month=first,
        until_month=last,
        budget=at.event.budget if at and isinstance(at.event, BudgetAdopted) else None,
        is_done=at is not None,
    )


def _before(budgets: Mapping[UUID, Budget], first: int, last: int) -> Budget | None:
    """Return the plan that a budget of these months replaces, or the budget that ends before."""
    found = [
        each
        for each in budgets.values()
        if each.until_month < first or (each.from_plan and each.from_month <= last)
    ]
    return max(found, key=lambda each: each.until_month, default=None)


def _carried_out(published: Published, decision: UUID | None) -> Publication | None:
    if decision is None:
        return None
    for each in published.publications:
        event = each.event
        if isinstance(event, BudgetAdopted | BudgetAmended) and event.decision == decision:
            return each
    return None


def budgets_of(published: Published) -> dict[UUID, Budget]:
    """Return the budgets as they stand after everything in *published*."""
    budgets: dict[UUID, Budget] = {}
    for each in published.publications:
        if isinstance(each.event, BudgetAdopted | BudgetAmended | PlanAdopted):
            budgets = with_budget(budgets, each.event)
    return budgets


def decisions_in(published: Published) -> set[UUID]:
    """Return every decision by which a budget was adopted or amended."""
    said = (each.event for each in published.publications)
    found = (each.decision for each in said if isinstance(each, BudgetAdopted | BudgetAmended))
    return {each for each in found if each is not None}


def items_ever(published: Published) -> dict[UUID, tuple[Budget, BudgetItem]]:
    """Return every item that ever stood in a budget, as it was said last, with its budget."""
    budgets: dict[UUID, Budget] = {}
    found: dict[UUID, tuple[Budget, BudgetItem]] = {}
    for each in published.publications:
        if isinstance(each.event, BudgetAdopted | BudgetAmended | PlanAdopted):
            budgets = with_budget(budgets, each.event)
            for budget in budgets.values():
                found |= {item.item_id: (budget, item) for item in budget.items}
    return found


def _versions(published: Published) -> Iterator[tuple[UUID, Version]]:
    budgets: dict[UUID, Budget] = {}
    for each in published.publications:
        event = each.event
        if not isinstance(event, BudgetAdopted | BudgetAmended | PlanAdopted):
            continue
        known, budgets = budgets, with_budget(budgets, event)
        for budget_id, budget in budgets.items():
            before = known.get(budget_id)
            if before != budget:
                yield (
                    budget_id,
                    Version(
                        on=event.occurred_on,
                        position=each.position,
                        decision=None if isinstance(event, PlanAdopted) else event.decision,
                        before=before.items if before else (),
                        after=budget.items,
                        is_first=before is None,
                    ),
                )
