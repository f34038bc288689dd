"""Which budget item covers what is paid or promised, and the refusal of what none covers.

A fund decides whether it pays what no budget covers: then it is only shown. What was decided by
itself, is urgent tonight, or is paid already never asks: whoever calls this says so.
"""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.bail import PostBail, RaiseBail
from ledger.budgets.left import budget_at, item_in, items_in, standing
from ledger.case import Case
from ledger.chart import Category, CostCategory, Group
from ledger.command import Context, Instruction
from ledger.costs import PayCost
from ledger.events import BailPosted, GrantCommitted, Unbudgeted
from ledger.events.budgets import BudgetItem
from ledger.floats import HandFloat
from ledger.fund import Fund
from ledger.grants import ChangeGrantPlan, CommitGrant, delta
from ledger.money import Money
from ledger.publishing.months import month_of_day
from ledger.rejections import BudgetMissing, BudgetShort

COVERED: Final = frozenset({CommitGrant, ChangeGrantPlan, PostBail, RaiseBail, PayCost})
"""What takes from a budget. Paying an instalment takes what its promise has taken already. A float
is looked at when it is handed over, and takes from it as it is spent."""


class Needed(Struct, frozen=True, kw_only=True):
    """What a command takes from a budget: on what *day* it is paid, None for a promise."""

    kind: str
    purpose_id: UUID
    money: Money
    day: date | None

    @property
    def is_promise(self) -> bool:
        """Say whether it is promised and not paid yet."""
        return self.day is None


def needed_cover(command: Instruction, case: Case) -> Needed | None:
    """Return what *command* takes from a budget; None where it takes nothing more."""
    match command:
        case CommitGrant():
            return _needed(command.category, command.purpose_id, command, command.amount)
        case PostBail():
            bail = Category.BAIL.value
            return _needed(bail, command.purpose_id, command, command.amount, command.occurred_on)
        case PayCost():
            return _needed(
                *(command.category, command.purpose_id, command, command.amount),
                command.occurred_on,
            )
        case RaiseBail() if posted := case.events(BailPosted):
            return _needed(
                *(Category.BAIL.value, posted[0].purpose_id, command, command.amount),
                command.occurred_on,
            )
        case ChangeGrantPlan() if grants := case.events(GrantCommitted):
            more = delta(command, case)
            grant = grants[0]
            return _needed(grant.category, grant.purpose_id, command, more) if more > 0 else None
        case _:
            return None


def _needed(
    kind: str,
    purpose_id: UUID,
    command: CommitGrant | ChangeGrantPlan | PostBail | RaiseBail | PayCost,
    amount: int,
    day: date | None = None,
) -> Needed:
    money = Money(amount, command.currency, command.exponent)
    return Needed(kind=str(kind), purpose_id=purpose_id, money=money, day=day)


def _leaf(kind: str) -> Category | CostCategory:
    return CostCategory(kind) if kind in set(CostCategory) else Category(kind)


def _month(needed: Needed, context: Context, fund: Fund) -> int:
    """Return the month of the payment; a promise counts in the month that it is now."""
    return month_of_day(needed.day or context.today(fund.time_zone))


def covering(command: Instruction, context: Context, fund: Fund, case: Case) -> BudgetItem | None:
    """Return the item that *command* takes from; None where none covers it, or it takes nothing.

    Where several share it, that is the first of them.
    """
    needed = needed_cover(command, case)
    if needed is None:
        return None
    budget = budget_at(fund.budgets.budgets, _month(needed, context, fund))
    if budget is None:
        return None
    return item_in(budget, needed.kind, needed.purpose_id, needed.money.currency)


def covered_by_budget(command: Instruction, context: Context, fund: Fund, case: Case) -> None:
    """Refuse what no item covers, in a fund that pays nothing else.

    Items that share a kind cover it together: budget-short names the last of them, which would take
    what is too much. Refusals in order: budget-missing, budget-short.
    """
    rules = fund.deciding.rules
    if rules is None or rules.unbudgeted is not Unbudgeted.REFUSED:
        return
    if isinstance(command, HandFloat):
        kinds = tuple(map(str, (*command.categories, *command.cost_categories)))
        money = Money(command.amount, command.currency, command.exponent)
        _covered(kinds, command.purpose_id, money, context.today(fund.time_zone), context, fund)
        return
    needed = needed_cover(command, case)
    if needed is not None:
        day = needed.day or context.today(fund.time_zone)
        _covered((needed.kind,), needed.purpose_id, needed.money, day, context, fund)


def _covered(
    kinds: tuple[str, ...],
    purpose_id: UUID,
    money: Money,
    day: date,
    context: Context,
    fund: Fund,
) -> None:
    """Refuse *money* of which not every kind has an item, or whose items have less left together.

    A float is spent on any of its kinds: each needs an item, and together they have what it takes.
    """
    budget = budget_at(fund.budgets.budgets, month_of_day(day))
    items: tuple[BudgetItem, ...] = ()
    for kind in kinds:
        found = items_in(budget, kind, purpose_id, money.currency) if budget else ()
        if not found:
            raise BudgetMissing(_leaf(kind), money.currency)
        items = (*items, *found)
    if budget is None or not items:
        return
    now = month_of_day(context.today(fund.time_zone))
    ids, item = {each.item_id for each in items}, items[-1]
    stands = standing(fund.budgets, budget.budget, now)
    rest = sum(each.left for each in stands if each.item.item_id in ids)
    if rest < money.amount:
        left = Money(rest, money.currency, money.exponent)
        named = Group(item.kind) if item.kind in set(Group) else _leaf(item.kind)
        raise BudgetShort(item.item_id, named, money, left)
