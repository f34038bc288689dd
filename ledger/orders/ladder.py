"""How many approvals an order takes, whose count, and what the urgent path may still pay."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from ledger.bail import PostBail, RaiseBail
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Context
from ledger.events import Role, Way
from ledger.floats import CloseFloat
from ledger.fund import Fund
from ledger.governance import CAP_DAYS, Policy
from ledger.grants import CommitGrant, Decided, PayGrant, decided_in
from ledger.money import Money
from ledger.orders.content import (
    ABOUT_NO_MONEY,
    GOVERNING,
    PAYMENTS,
    PUBLISHING,
    SEEN,
    Orderable,
    amount_of,
    categories_of,
    category_of,
    command_of,
)
from ledger.orders.state import Order, orders_of
from ledger.publishing.commands import PublishReport
from ledger.rejections import UrgentCapReached, UrgentPathClosed
from ledger.witnessed import WITNESSED

FEE_SHARE: Final = 10
"""A fee up to one part in ten of an instalment goes with the approval of the whole grant."""
WITNESSING: Final = (Role.TREASURER, Role.APPROVER, Role.ON_CALL, Role.STEWARD)
_TONIGHT: Final = (PostBail, RaiseBail, CommitGrant, PayGrant)
"""What the urgent path is for."""


def pays_by_acts(command: Orderable, way: Way) -> bool:
    """Say whether an order is prepared, authorised and sent; else the last approval is enough."""
    return type(command) in PAYMENTS and way is not Way.ALREADY_PAID


def approvals_for(command: Orderable, fund: Fund, case: Case, way: Way) -> int:
    """Return how many approvals the policy of now asks for."""
    if type(command) in ABOUT_NO_MONEY | WITNESSED | SEEN or way is not Way.USUAL:
        return 1  # two stewards, two who know of it, the pair on call, two who say it was paid
    if _is_decided(command, fund, case):
        return 0
    amount, categories = amount_of(command, case), categories_of(command, case)
    return _rung(fund.governance.policy, amount, categories, fund)


def approvals_beside(command: Orderable, way: Way) -> int:
    """Return how many approvals an order takes that members decided."""
    return 0 if pays_by_acts(command, way) else 1


def _rung(
    policy: Policy, amount: Money | None, categories: frozenset[Category | None], fund: Fund
) -> int:
    """Return the most approvals of all rungs that the amount reaches.

    An amount in another currency than the fund's is not converted: it reaches every rung.
    """
    value = None if amount is None or amount.currency != fund.currency else amount.amount
    reached = [
        rung.approvals
        for rung in policy.ladder
        if (value is None or value >= rung.amount)
        and (not rung.categories or categories & set(rung.categories))
    ]
    return max([1, *reached])


def _is_decided(command: Orderable, fund: Fund, case: Case) -> bool:
    """Say whether the approval of the whole grant covers this: an instalment of its plan.

    Only if it, every extension and the last change of payee went the usual way, and if as many
    approved of it as the policy of now asks for. What one person wrote down while one person signed
    is not decided, whatever it says of itself.
    """
    if not isinstance(command, PayGrant) or command.fee * FEE_SHARE > command.amount:
        return False
    decided = decided_in(case)
    return bool(decided) and all(_is_agreed(each, fund, case) for each in decided)


def _is_agreed(decided: Decided, fund: Fund, case: Case) -> bool:
    """Say whether what stands of a grant went the usual way, and enough approved of it."""
    order = None if decided.decision is None else orders_of(case).get(decided.decision)
    if order is None or order.way is not Way.USUAL or order.carried_out_by is None:
        return False
    if order.content_hash != decided.content_hash:
        return False
    if order.decision is not None:
        return True  # by the members
    needed = _rung(fund.governance.policy, decided.whole, frozenset({decided.category}), fund)
    return len(set(order.approved_by) - order.kept_out - order.asked_by) >= needed


def approver_roles(command: Orderable, way: Way) -> tuple[Role, ...]:
    """Return the mandates of which one approves such an order."""
    if type(command) in GOVERNING:
        return (Role.STEWARD,)
    if type(command) in PUBLISHING:
        auditing = (Role.AUDITOR,) if isinstance(command, PublishReport) else ()
        return (Role.APPROVER, Role.STEWARD, *auditing)
    if type(command) in WITNESSED | SEEN:
        return WITNESSING
    match way:
        case Way.USUAL:
            return (Role.APPROVER,)
        case Way.URGENT:
            return (Role.ON_CALL,)
        case Way.ALREADY_PAID:
            return WITNESSING


def asking_roles(command: Orderable) -> tuple[Role, ...]:
    """Return the mandates of which one asks for such an order, or writes it anew."""
    if type(command) in GOVERNING:
        return (Role.STEWARD,)
    if type(command) in PUBLISHING:
        return (Role.TREASURER, Role.STEWARD)
    return WITNESSING


def in_office(who: UUID, fund: Fund, context: Context, *roles: Role) -> bool:
    """Say whether a mandate of *who* counts now: an ended or suspended one does not."""
    today = context.today(fund.time_zone)
    return not fund.governance.roles(who, context.now, today).isdisjoint(roles)


def counting(order: Order, fund: Fund, context: Context) -> tuple[UUID, ...]:
    """Return the approvals that count now: by others than who asked, in office, not in conflict."""
    roles = approver_roles(command_of(order.content), order.way)
    return tuple(
        who
        for who in dict.fromkeys(order.approved_by)
        if who not in order.asked_by
        and who not in order.kept_out
        and in_office(who, fund, context, *roles)
    )


def needed(order: Order, fund: Fund, case: Case, context: Context) -> int:
    """Return how many approvals the order takes, by the stricter of the policies then and now.

    What members decided takes none besides; where no act of sending follows, somebody else than who
    asked still says that it be done. There, and wherever the last approval carries it out, whoever
    wrote it is one of the two people. Does their word not count (in conflict, no longer in office),
    then one more has to approve.
    """
    command = command_of(order.content)
    asked = order.approvals
    if order.decision is None:
        asked = max(asked, approvals_for(command, fund, case, order.way))
    if pays_by_acts(command, order.way) or _writer_counts(order, command, fund, context):
        return asked
    return asked + 1


def _writer_counts(order: Order, command: Orderable, fund: Fund, context: Context) -> bool:
    """Say whether whoever wrote it counts; who carries a float may ask to count what is left."""
    roles = asking_roles(command)
    who, out = order.written_by, order.kept_out
    if isinstance(command, CloseFloat):
        out = frozenset(order.conflicts)
    return who not in out and in_office(who, fund, context, *roles)


def missing(order: Order, fund: Fund, case: Case, context: Context) -> int:
    """Return how many approvals are missing; zero or less when there are enough."""
    return needed(order, fund, case, context) - len(counting(order, fund, context))


def urgent_path(command: Orderable, fund: Fund, case: Case) -> None:
    """Refuse to go the urgent path with anything that the policy does not name."""
    category = category_of(command, case)
    if not isinstance(command, _TONIGHT) or category is None:
        raise UrgentPathClosed
    if category not in fund.governance.policy.urgent_categories:
        raise UrgentPathClosed
    amount = amount_of(command, case)
    if amount is None or amount.currency != fund.currency:
        raise UrgentPathClosed


def still_urgent(command: Orderable, fund: Fund, case: Case, context: Context) -> None:
    """Refuse what the policy of now would not let go tonight."""
    urgent_path(command, fund, case)
    under_the_caps(command, fund, case, context)


def under_the_caps(command: Orderable, fund: Fund, case: Case, context: Context) -> None:
    """Refuse to promise or pay as urgent beyond the cap of a case or of the last seven days."""
    amount = amount_of(command, case)
    if amount is None:
        return
    policy = fund.governance.policy
    first = context.today(fund.time_zone) - timedelta(days=CAP_DAYS)
    uses = [
        each
        for each in fund.governance.urgent_uses
        if each.on > first and each.currency == amount.currency
    ]
    in_case = sum(each.amount for each in uses if each.case_id == case.case_id)
    available = min(
        policy.urgent_case_cap - in_case,
        policy.urgent_week_cap - sum(each.amount for each in uses),
    )
    if amount.amount > available:
        left = Money(max(0, available), amount.currency, amount.exponent)
        raise UrgentCapReached(amount, left)
