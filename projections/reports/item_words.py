"""What members read about an item of the plan: under half, over half, used up.

The words follow from the plan and the published reports alone, rounded as they are: whoever has
these knows them already. Where an item is no atom of its own in every stretch, nothing is said.
"""

from collections.abc import Sequence
from typing import Final

from ledger.chart import GROUP_OF, Group
from ledger.events import BudgetWord, ItemWord, PlanAdopted, PlanItem
from ledger.publishing.months import month_of
from projections.reports.manifest import Manifest, PaidOut

_GROUPS: Final[dict[str, str]] = {
    **{group.value: group.value for group in Group},
    **{category.value: group.value for category, group in GROUP_OF.items()},
}
"""The group in which reports tell each item that is about people."""


def words_of_items(plan: PlanAdopted | None, reports: Sequence[Manifest]) -> tuple[ItemWord, ...]:
    """Return a word for each item of *plan* that the *reports* say enough about."""
    if plan is None:
        return ()
    found = []
    for item in plan.items:
        paid = _paid(item, _within(plan, reports, item.currency))
        if paid is not None:
            found.append(ItemWord(item=item.item, word=_word(paid, item.amount)))
    return tuple(found)


def _within(plan: PlanAdopted, reports: Sequence[Manifest], currency: str) -> list[PaidOut] | None:
    """Return the stretches in the months of the plan; None when one is only partly in them."""
    first, last = month_of(plan.from_month), month_of(plan.until_month)
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
