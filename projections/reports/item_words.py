"""What members read about an item of the budget: under half, over half, used up.

The words follow from the budget and the published reports alone, rounded as they are: whoever has
these knows them already. Where an item is no atom of its own in every stretch, nothing is said, and
neither where only money of some purposes is planned: reports do not tell purposes apart.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from ledger.budgets.plans import plan_of
from ledger.budgets.state import Budget
from ledger.chart import GROUP_OF, Group
from ledger.events import BudgetWord, ItemWord, PlanItem
from ledger.publishing.months import month_of
from projections.reports.manifest import Manifest, PaidOut

_GROUPS: Final[dict[str, str]] = {
    **{group.value: group.value for group in Group},
    **{category.value: group.value for category, group in GROUP_OF.items()},
}
"""The group in which reports tell each item that is about people."""


def words_of_items(
    budgets: Mapping[UUID, Budget], reports: Sequence[Manifest]
) -> tuple[ItemWord, ...]:
    """Return a word for each kind in the budget that the *reports* say enough about."""
    budget = told_budget(budgets, reports)
    if budget is None:
        return ()
    found = []
    whole = {(each.kind, each.currency) for each in budget.items if each.purpose_id is None}
    for item in plan_of(budget).items:
        if (item.item, item.currency) not in whole:
            continue
        paid = _paid(item, _within(budget, reports, item.currency))
        if paid is not None:
            found.append(ItemWord(item=item.item, word=_word(paid, item.amount)))
    return tuple(found)


def told_budget(budgets: Mapping[UUID, Budget], reports: Sequence[Manifest]) -> Budget | None:
    """Return the budget that *reports* say something about: the last one that had begun by then.

    One that was adopted ahead of its time has no words yet, and takes none away.
    """
    last = max(
        (month_of(each.until_month) for report in reports for each in report.paid_out), default=None
    )
    begun = (each for each in budgets.values() if last is not None and each.from_month <= last)
    return max(begun, key=lambda each: each.from_month, default=None)


def _within(budget: Budget, reports: Sequence[Manifest], currency: str) -> list[PaidOut] | None:
    """Return the stretches in the months of the budget; None when one is only partly in them."""
    first, last = budget.from_month, budget.until_month
    found = []
    for stretch in (each for report in reports for each in report.paid_out):
        begins, ends = month_of(stretch.from_month), month_of(stretch.until_month)
        if stretch.currency != currency or ends < first or begins > last:
            continue
        if begins < first or ends > last:
            return None
        found.append(stretch)
    return found


def _paid(item: PlanItem, stretches: list[PaidOut] | None) -> int | None:
    """Return about how much went on *item*; None when a stretch does not say it by itself."""
    group = _GROUPS.get(item.item)
    if not stretches or group is None:
        return None
    total = 0
    for stretch in stretches:
        merged = {part.group for part in stretch.parts if part.leaf is None}
        if not stretch.parts or (item.item != group and group in merged):
            return None
        total += sum(part.about for part in stretch.parts if item.item in {part.leaf, part.group})
    return total


def _word(paid: int, planned: int) -> BudgetWord:
    if paid >= planned:
        return BudgetWord.USED_UP
    return BudgetWord.OVER_HALF if 2 * paid > planned else BudgetWord.UNDER_HALF
