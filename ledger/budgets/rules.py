"""The rules of adopting and amending a budget."""

from collections.abc import Collection
from typing import assert_never
from uuid import UUID

from ledger import guards
from ledger.budgets.commands import AdoptBudget, AmendBudget, BudgetCommand
from ledger.budgets.kinds import KINDS, MAX_ITEMS, MAX_MONTHS, RESERVE, group_of, kinds_within
from ledger.budgets.state import Budget, amended_items, digest_of
from ledger.case import Case
from ledger.chart import Category, CostCategory, Group
from ledger.command import Context
from ledger.events.budgets import BudgetAdopted, BudgetAmended, BudgetItem
from ledger.fund import Fund, Purpose
from ledger.publishing.months import month_of, month_text
from ledger.rejections import (
    BudgetChanged,
    BudgetOverlaps,
    BudgetUnknown,
    BudgetUnusable,
    NothingChanges,
    OutsidePurpose,
)


def decide(
    command: BudgetCommand, context: Context, fund: Fund, case: Case
) -> tuple[BudgetAdopted | BudgetAmended]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.digest("content_hash", command.content_hash)
    match command:
        case AdoptBudget():
            return (_adopt(command, context, fund),)
        case AmendBudget():
            return (_amend(command, fund, case),)
        case _:
            assert_never(command)


def _adopt(command: AdoptBudget, context: Context, fund: Fund) -> BudgetAdopted:
    first, last = _months(command.from_month, command.until_month)
    _own_ids(command.items, fund.budgets.budgets.values())
    for each in command.items:
        _item(each, fund)
    _groups_or_kinds(command.items)
    _no_overlap(first, last, fund)
    return BudgetAdopted(
        occurred_on=command.occurred_on,
        budget=context.new_id(),
        from_month=command.from_month,
        until_month=command.until_month,
        items=command.items,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _amend(command: AmendBudget, fund: Fund, case: Case) -> BudgetAmended:
    budget = fund.budgets.budgets.get(command.budget)
    if budget is None:
        raise BudgetUnknown
    if command.stands is not None and command.stands != digest_of(budget.items):
        raise BudgetChanged
    others = (each for each in fund.budgets.budgets.values() if each is not budget)
    _own_ids(command.items, tuple(others))
    before = {each.item_id: each for each in budget.items}
    for each in command.items:
        _amended(each, before.get(each.item_id), fund)
    after = amended_items(budget.items, command.items)
    if after == budget.items:
        raise NothingChanges(case.case_id)
    if not 1 <= len(after) <= MAX_ITEMS:
        raise BudgetUnusable("items", f"1 to {MAX_ITEMS} items")
    _groups_or_kinds(after)
    return BudgetAmended(
        occurred_on=command.occurred_on,
        budget=command.budget,
        items=command.items,
        decision=command.decision,
        content_hash=command.content_hash,
    )


def _months(from_month: str, until_month: str) -> tuple[int, int]:
    first, last = _month("from_month", from_month), _month("until_month", until_month)
    if not 0 <= last - first < MAX_MONTHS:
        raise BudgetUnusable("until_month", f"1 to {MAX_MONTHS} months, from_month first")
    return first, last


def _month(field: str, text: str) -> int:
    try:
        return month_of(text)
    except ValueError:
        raise BudgetUnusable(field, "a month, written as 2026-07") from None


def _own_ids(items: tuple[BudgetItem, ...], others: Collection[Budget]) -> None:
    """Refuse too few or too many items, and those whose id is not their own in the fund."""
    if not 1 <= len(items) <= MAX_ITEMS:
        raise BudgetUnusable("items", f"1 to {MAX_ITEMS} items")
    ids = {each.item_id for each in items}
    taken = {item.item_id for each in others for item in each.items}
    if len(ids) < len(items) or ids & taken:
        raise BudgetUnusable("items", "an item_id of its own for each item")


def _item(item: BudgetItem, fund: Fund) -> None:
    if item.kind not in KINDS:
        raise BudgetUnusable("items", "kinds of help, their groups, kinds of cost, reserve")
    guards.positive("items", item.amount)
    _kept(item, fund)


def _amended(item: BudgetItem, before: BudgetItem | None, fund: Fund) -> None:
    if before is not None and _what(before) != _what(item):
        raise BudgetUnusable("items", "an item keeps its kind, currency and purpose")
    if before is None or item.amount:
        _item(item, fund)


def _what(item: BudgetItem) -> tuple[str, str, int, UUID | None]:
    return item.kind, item.currency, item.exponent, item.purpose_id


def _kept(item: BudgetItem, fund: Fund) -> None:
    """Refuse a currency the fund does not have, and what the purpose may not be used for."""
    guards.fund_currency(fund, item.currency, item.exponent)
    if item.purpose_id is not None:
        purpose = guards.known_purpose(fund, item.purpose_id, "items")
        _meant_for(purpose, item.kind)


def _meant_for(purpose: Purpose, kind: str) -> None:
    """Refuse an item for which nothing of the purpose could ever be paid."""
    if not purpose.categories or kind == RESERVE:
        return
    if kind in set(Group):
        if kinds_within(kind).isdisjoint(purpose.categories):
            raise OutsidePurpose(purpose.purpose_id, Group(kind))
        return
    is_cost = kind in set(CostCategory)
    guards.may_pay_for(purpose, CostCategory(kind) if is_cost else Category(kind))


def _groups_or_kinds(items: tuple[BudgetItem, ...]) -> None:
    """Refuse a group beside one of its kinds: that money would count twice."""
    planned = {(each.kind, each.currency) for each in items}
    if any((group_of(kind), currency) in planned for kind, currency in planned):
        raise BudgetUnusable("items", "a group, or its kinds one by one")


def _no_overlap(first: int, last: int, fund: Fund) -> None:
    """Refuse months that have a budget. A plan of an older program is replaced by what follows."""
    for each in fund.budgets.budgets.values():
        if not each.from_plan and first <= each.until_month and each.from_month <= last:
            raise BudgetOverlaps(month_text(each.from_month), month_text(each.until_month))
