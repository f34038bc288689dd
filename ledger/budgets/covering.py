"""Which budget item covers what is paid or promised, and the refusal of what none covers.

A fund decides whether it pays what no budget covers: then it is only shown. What was decided by
itself, is urgent tonight, or is paid already never asks: whoever calls this says so.
"""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.bail import PostBail, RaiseBail
from ledger.budgets.held import held
from ledger.budgets.left import beside, budget_at, item_in, items_in, standing
from ledger.case import Case, evolve_case
from ledger.chart import Category, CostCategory, Group
from ledger.command import Context, Instruction
from ledger.corrections import ReverseLine, reverse
from ledger.costs import PayCost
from ledger.events import BailPosted, GrantCommitted, Unbudgeted
from ledger.events.budgets import BudgetItem
from ledger.floats import HandFloat
from ledger.fund import Fund, evolve
from ledger.grants import ChangeGrantPlan, CommitGrant, delta
from ledger.money import Money
from ledger.publishing.months import month_of_day
from ledger.recordings import CorrectLine
from ledger.rejections import BudgetMissing, BudgetShort

COVERED: Final = frozenset({CommitGrant, ChangeGrantPlan, PostBail, RaiseBail, PayCost})
"""What takes from a budget. Paying an instalment takes what its promise has taken already. A float
is looked at when it is handed over, holds what it may take from then on, and takes it as it is
spent. A correction is looked at by the line that it writes."""


class Needed(Struct, frozen=True, kw_only=True):
    """What a command takes from a budget: on what *day* it is paid, None for a promise."""

    kind: str
    purpose_id: UUID
    money: Money
    day: date | None

    @property
    def key(self) -> tuple[str, str, UUID]:
        """Return kind, currency and purpose."""
        return self.kind, self.money.currency, self.purpose_id

    @property
    def is_promise(self) -> bool:
        """Say whether it is promised and not paid yet."""
        return self.day is None


def needed_cover(command: Instruction, case: Case) -> Needed | None:
    """Return what *command* takes from a budget; None where it takes nothing more."""
    needed = _takes(command, case)
    return needed if needed is not None and needed.money.amount > 0 else None


def _takes(command: Instruction, case: Case) -> Needed | None:
    """Return what *command* takes, below zero where it is a plan of less; None for all others."""
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
            grant = grants[0]
            return _needed(grant.category, grant.purpose_id, command, delta(command, case))
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
    if isinstance(command, CorrectLine):
        _corrected(command, context, fund, case)
        return
    if isinstance(command, HandFloat):
        kinds = tuple(map(str, (*command.categories, *command.cost_categories)))
        money = Money(command.amount, command.currency, command.exponent)
        today = context.today(fund.time_zone)
        _enough(_room(kinds, command.purpose_id, money, today, context, fund), money)
        return
    needed = needed_cover(command, case)
    if needed is not None:
        _enough(_room_for(needed, context, fund), needed.money)


def _corrected(command: CorrectLine, context: Context, fund: Fund, case: Case) -> None:
    """Refuse a right line that takes more than its items have once the wrong one is given back.

    One that takes no more than the wrong one had is never refused: it makes nothing worse, and the
    mistake would stay in the book. The rules have let the correction pass before this.
    """
    back = ReverseLine(case_id=command.case_id, position=command.position, reason=command.reason)
    reversal = reverse(back, case)
    there = evolve(fund, reversal)
    needed = _takes(command.replacement, evolve_case(case, context.position, reversal))
    if needed is None:
        return
    now = month_of_day(context.today(fund.time_zone))
    try:
        room = _room_for(needed, context, there)
    except BudgetMissing:
        given = beside(fund.budgets, needed.key, now) - beside(there.budgets, needed.key, now)
        if needed.money.amount > given:
            raise
        return
    given = room.left - _room_for(needed, context, fund).left
    if needed.money.amount > given:
        _enough(room, needed.money)


class _Room(Struct, frozen=True):
    """What is left of items together, what floats that are out hold of it, and the last item."""

    left: int
    held: int
    item: BudgetItem


def _room_for(needed: Needed, context: Context, fund: Fund) -> _Room:
    day = needed.day or context.today(fund.time_zone)
    return _room((needed.kind,), needed.purpose_id, needed.money, day, context, fund)


def _room(
    kinds: tuple[str, ...],
    purpose_id: UUID,
    money: Money,
    day: date,
    context: Context,
    fund: Fund,
) -> _Room:
    """Return what the items of all *kinds* have together; refuse where one of them has no item.

    A float is spent on any of its kinds: each needs an item, and together they have what it takes.
    What floats are out counts against the budget of now, like a promise.
    """
    budget = budget_at(fund.budgets.budgets, month_of_day(day))
    items: tuple[BudgetItem, ...] = ()
    for kind in kinds:
        found = items_in(budget, kind, purpose_id, money.currency) if budget else ()
        if not found:
            raise BudgetMissing(_leaf(kind), money.currency)
        items = (*items, *found)
    assert budget is not None, "every item that was found is of this budget"
    now = month_of_day(context.today(fund.time_zone))
    ids = {each.item_id for each in items}
    stands = standing(fund.budgets, budget.budget, now)
    left = sum(each.left for each in stands if each.item.item_id in ids)
    is_current = budget_at(fund.budgets.budgets, now) is budget
    return _Room(left, held(fund, budget, stands, ids) if is_current else 0, items[-1])


def _enough(room: _Room, money: Money) -> None:
    """Refuse *money* where less is left than that."""
    rest = room.left - room.held
    if rest < money.amount:
        left = Money(rest, money.currency, money.exponent)
        item = room.item
        named = Group(item.kind) if item.kind in set(Group) else _leaf(item.kind)
        raise BudgetShort(item.item_id, named, money, left)
