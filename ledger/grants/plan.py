"""How a grant stands: its plan, what was paid of each instalment, what is promised. Pure folds."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ledger.case import Case
from ledger.chart import Category
from ledger.events import (
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPayeeChanged,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    Instalment,
)
from ledger.money import Money


class InstalmentState(StrEnum):
    """How one instalment stands on a day."""

    DUE = "due"
    OVERDUE = "overdue"
    PART_PAID = "part_paid"
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Planned(Struct, frozen=True):
    """An instalment, counted from 1, in minor units of the grant.

    *paid* is what was paid and did not come back to the account, *cancelled* what was released
    unpaid. *is_returned*: the last payment of it did not arrive.
    """

    number: int
    due_on: date
    amount: int
    paid: int = 0
    cancelled: int = 0
    is_returned: bool = False

    @property
    def left(self) -> int:
        """Return what is still to be paid of it."""
        return self.amount - self.paid - self.cancelled

    def state(self, today: date) -> InstalmentState:
        """Return how it stands on the day *today*: what is wrong with it comes first."""
        if self.left <= 0:
            return InstalmentState.CANCELLED if self.cancelled else InstalmentState.PAID
        if self.is_returned:
            return InstalmentState.RETURNED
        if self.due_on < today:
            return InstalmentState.OVERDUE
        return InstalmentState.PART_PAID if self.paid else InstalmentState.DUE


def plan_of(case: Case) -> tuple[Planned, ...]:
    """Return the instalments of a grant as they stand; none where nothing is promised."""
    plan: list[Planned] = []
    for line in case.standing:
        match line.event:
            case GrantCommitted() | GrantPlanChanged() as event:
                plan = _planned(event.instalments, plan)
            case GrantPaid() as event:
                plan = _paid(plan, event, event.amount)
            case GrantPaymentReturned() as event:
                plan = _paid(plan, event, -event.amount)
            case GrantRestReleased() as event:
                plan = _cancelled(plan, event.amount)
            case _:
                pass
    return tuple(plan)


def _planned(instalments: tuple[Instalment, ...], before: list[Planned]) -> list[Planned]:
    """Return a new plan; what was paid of an instalment stays with its number."""
    plan = []
    for number, each in enumerate(instalments, 1):
        old = before[number - 1] if number <= len(before) else None
        paid, is_returned = (old.paid, old.is_returned) if old else (0, False)
        plan.append(Planned(number, each.due_on, each.amount, paid, is_returned=is_returned))
    return plan


def _paid(
    plan: list[Planned], event: GrantPaid | GrantPaymentReturned, amount: int
) -> list[Planned]:
    """Add *amount* to what was paid of an instalment.

    Seen as of a past day, a payment may come before the line that planned its instalment.
    """
    missing = range(len(plan) + 1, event.instalment + 1)
    plan = [*plan, *(Planned(number, event.occurred_on, 0) for number in missing)]
    old = plan[event.instalment - 1]
    plan[event.instalment - 1] = replace(old, paid=old.paid + amount, is_returned=amount < 0)
    return plan


def _cancelled(plan: list[Planned], amount: int) -> list[Planned]:
    """Take *amount* out of what is left, the last instalment first.

    It is all that is left, unless a payment from before the release was taken back since.
    """
    after = []
    for planned in reversed(plan):
        part = min(amount, max(planned.left, 0))
        after.append(replace(planned, cancelled=planned.cancelled + part))
        amount -= part
    return after[::-1]


def promised(case: Case) -> int:
    """Return what is promised and neither paid nor released, in minor units."""
    return (
        sum(event.amount for event in case.events(GrantCommitted))
        + sum(event.delta for event in case.events(GrantPlanChanged))
        + sum(event.amount for event in case.events(GrantPaymentReturned))
        - sum(event.amount for event in case.events(GrantPaid))
        - sum(event.amount for event in case.events(GrantRestReleased))
    )


def whole(case: Case) -> int:
    """Return what the plan of now adds up to, paid or not, in minor units."""
    return sum(planned.amount for planned in plan_of(case))


def paid(case: Case, instalment: int) -> int:
    """Return what was paid of one instalment and arrived, in minor units."""
    plan = plan_of(case)
    return plan[instalment - 1].paid if 1 <= instalment <= len(plan) else 0


def paid_in_all(case: Case) -> int:
    """Return what was paid, arrived, and did not come back, in minor units."""
    return (
        sum(event.amount for event in case.events(GrantPaid))
        - sum(event.amount for event in case.events(GrantPaymentReturned))
        - came_back(case)
    )


def came_back(case: Case) -> int:
    """Return what came back to the fund after it had arrived, in minor units."""
    return sum(event.amount for event in case.events(GrantMoneyReturned))


def payee_of(case: Case) -> GrantCommitted | GrantPayeeChanged | None:
    """Return the fact that says who is paid now: the last one; None where nothing is promised."""
    last: GrantCommitted | GrantPayeeChanged | None = None
    for line in case.lines:
        match line.event:
            case GrantCommitted() as event if line.reversed_by is None:
                last = event
            case GrantPayeeChanged() as event if last is not None:
                last = event
            case _:
                pass
    return last


class Decided(Struct, frozen=True, kw_only=True):
    """Something about a grant that takes approval: *whole* is the plan that was approved then."""

    decision: UUID | None
    content_hash: str | None
    category: Category
    whole: Money


def decided_in(case: Case) -> tuple[Decided, ...]:
    """List what has to be approved for an instalment to need no approval of its own.

    That is the promise, every plan that promised more, and who is paid if that was changed.
    """
    grant, payee = next(iter(case.events(GrantCommitted)), None), payee_of(case)
    if grant is None:
        return ()
    amounts: list[tuple[GrantCommitted | GrantPlanChanged | GrantPayeeChanged, int]]
    amounts = [(grant, grant.amount)]
    for event in case.events(GrantPlanChanged):
        if event.delta > 0:
            amounts.append((event, sum(each.amount for each in event.instalments)))
    if isinstance(payee, GrantPayeeChanged):
        amounts.append((payee, whole(case)))
    return tuple(
        Decided(
            decision=event.decision,
            content_hash=event.content_hash,
            category=grant.category,
            whole=Money(amount, grant.currency, grant.exponent),
        )
        for event, amount in amounts
    )
