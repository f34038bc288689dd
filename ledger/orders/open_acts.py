"""What somebody may do with an order now: asked of the rules themselves, so that it is never more.

Nothing is written and nothing is guessed: every act that is offered was decided, and dropped.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from ledger.case import Case, evolve_case
from ledger.command import Context
from ledger.decider import decide
from ledger.events import OrderChanged, Role, Way
from ledger.fund import Fund
from ledger.orders.commands import Act, OrderCommand, SignOrder
from ledger.orders.ladder import in_office, missing
from ledger.orders.state import Order, evolve_order
from ledger.rejections import (
    AlreadySigned,
    FundUnknown,
    InConflict,
    MandateMissing,
    OwnRequest,
    Rejection,
)

_NOBODY: Final = UUID(int=0)
_BECAUSE_OF_WHO: Final = (FundUnknown, InConflict, MandateMissing, OwnRequest, AlreadySigned)
"""Refusals that somebody else would not get."""
_PAIR: Final = 2


def refusal_of(
    command: OrderCommand, fund: Fund, case: Case, who: UUID, now: datetime
) -> Rejection | None:
    """Return what the book would answer *who* to *command* now; None when it would obey."""
    position = case.lines[-1].position + 1 if case.lines else 1
    context = Context(now=now, actor=str(who), position=position, new_id=lambda: _NOBODY)
    answer = decide(command, context, fund, case)
    return answer if isinstance(answer, Rejection) else None


def signing(order: Order, fund: Fund, now: datetime, *acts: Act) -> SignOrder:
    """Return the signature of *acts* under *order* as it stands, of today in the fund's zone."""
    today = Context(now, "", 0, lambda: _NOBODY).today(fund.time_zone)
    return SignOrder(
        occurred_on=today,
        case_id=order.case_id,
        order_id=order.order,
        content_hash=order.content_hash,
        acts=acts,
    )


def what_stops(
    act: Act, order: Order, fund: Fund, case: Case, who: UUID, now: datetime
) -> Rejection | None:
    """Return the refusal that *who* would get for one act; None when the act is open to them."""
    return refusal_of(signing(order, fund, now, act), fund, case, who, now)


def acts_open_to(order: Order, fund: Fund, case: Case, who: UUID, now: datetime) -> tuple[Act, ...]:
    """Return every act that *who* could sign now by itself, in the order of their turn.

    *case* is the order's case with all of its lines.
    """
    return tuple(act for act in Act if what_stops(act, order, fund, case, who, now) is None)


def acts_in_one_go(
    order: Order, fund: Fund, case: Case, who: UUID, now: datetime
) -> tuple[Act, ...]:
    """Return the acts that *who* could sign now all together, each after the one before.

    Whoever may approve and let go a prepared payment gets both, although the second waits for
    the first: that is one signature on one page.
    """
    acts: tuple[Act, ...] = ()
    for act in Act:
        command = signing(order, fund, now, *acts, act)
        if refusal_of(command, fund, case, who, now) is None:
            acts = (*acts, act)
    return acts


def is_out_of_reach(order: Order, fund: Fund, case: Case, now: datetime) -> bool:
    """Say whether fewer people are left who may approve than approvals are missing.

    Whoever is only held up by what changes with time, as by money that is not there, is left.
    """
    context = Context(now, "", 0, lambda: _NOBODY)
    left = sum(
        not isinstance(what_stops(Act.APPROVE, order, fund, case, who, now), _BECAUSE_OF_WHO)
        for who in fund.governance.members
    )
    return missing(order, fund, case, context) > left


def lacks_a_pair(order: Order, fund: Fund, now: datetime) -> bool:
    """Say whether an urgent order lacks two people on call who did not ask for it."""
    if order.way is not Way.URGENT:
        return False
    context = Context(now, "", 0, lambda: _NOBODY)
    out = order.asked_by | order.kept_out
    on_call = (
        who
        for who in fund.governance.members
        if who not in out and in_office(who, fund, context, Role.ON_CALL)
    )
    return sum(1 for _ in on_call) < _PAIR


def is_out_of_reach_once_changed(
    order: Order, fund: Fund, case: Case, who: UUID, now: datetime
) -> bool:
    """Say whether too few would be left to approve, did *who* change what the order says."""
    changed = OrderChanged(
        occurred_on=Context(now, "", 0, lambda: _NOBODY).today(fund.time_zone),
        order=order.order,
        by=who,
        content=order.content,
        content_hash=order.content_hash,
        approvals=order.approvals,
    )
    after = evolve_case(case, case.lines[-1].position + 1, changed)
    return is_out_of_reach(evolve_order(order, changed), fund, after, now)
