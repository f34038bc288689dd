"""Signing an order: approve, prepare, authorise, carry out, confirm, ratify.

Nobody gets an order through alone. Who asked does not approve; who prepared does not authorise;
whoever keeps out does none of it. A signature counts while its giver's mandate does, and only for
the content that it names.
"""

from collections.abc import Callable
from typing import Final

from ledger import consents, guards
from ledger.case import Case
from ledger.command import Context
from ledger.events import (
    FundEvent,
    OrderApproved,
    OrderAuthorised,
    OrderConfirmed,
    OrderPrepared,
    Role,
    Way,
)
from ledger.fund import Fund
from ledger.grants import PayGrant, payee_of
from ledger.orders import ladder
from ledger.orders.by_decision import not_by_order, not_lapsed, still_left_to_members
from ledger.orders.commands import Act, SignOrder
from ledger.orders.content import PAYMENTS
from ledger.orders.progress import Progress
from ledger.orders.ratifying import ratify
from ledger.orders.requesting import CarryOut, covered, find, need
from ledger.rejections import (
    ActsUnusable,
    AlreadySigned,
    ApprovalsMissing,
    ContentChanged,
    InConflict,
    NotAuthorised,
    NotCarriedOut,
    NotPrepared,
    OrderClosed,
    OwnRequest,
    SamePerson,
)

_PAYING: Final = (Role.TREASURER, Role.APPROVER)
_APPROVING_ACTS: Final = (Act.APPROVE,)
_PAYING_ACTS: Final = (Act.APPROVE, Act.PREPARE, Act.AUTHORISE, Act.CARRY_OUT)
_AFTERWARDS: Final = frozenset({Act.CONFIRM, Act.RATIFY})


def sign(
    command: SignOrder, context: Context, fund: Fund, case: Case, carry_out: CarryOut
) -> tuple[FundEvent, ...]:
    """Return the facts of every act of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    order = find(case, command.order_id)
    if command.content_hash != order.content_hash:
        raise ContentChanged(order.content_hash)
    if not command.acts or len(set(command.acts)) != len(command.acts):
        raise ActsUnusable(tuple(each.value for each in Act))
    progress = Progress(command.occurred_on, context, fund, case, order, carry_out)
    if order.is_open:
        not_by_order(progress.inner, fund)
        if order.decision is not None:
            decided = fund.deciding.decided.get(order.decision)
            still_left_to_members(decided, case)
            if command.acts != (Act.CARRY_OUT,):  # it was let go in time, and the money is gone
                not_lapsed(decided, context.today(fund.time_zone))
    for act in command.acts:
        _in_turn(act, progress)
        if progress.who in progress.order.kept_out:
            raise InConflict
        _ACTS[act](progress)
    return tuple(progress.facts)


def _in_turn(act: Act, progress: Progress) -> None:
    """Refuse acts that this order does not have, and those that come too late or too early."""
    order = progress.order
    if act in _AFTERWARDS:
        if order.carried_out_by is None:
            raise NotCarriedOut
        if act is Act.CONFIRM and type(progress.inner) not in PAYMENTS:
            raise ActsUnusable((Act.RATIFY.value,))
        return
    if not order.is_open:
        raise OrderClosed(order.closed)
    acts = _PAYING_ACTS if progress.pays_by_acts else _APPROVING_ACTS
    if act not in acts:
        raise ActsUnusable(tuple(each.value for each in acts))


def _approve(progress: Progress) -> None:
    roles = ladder.approver_roles(progress.inner, progress.order.way)
    need(progress.fund, progress.context, *roles)
    if progress.who in progress.order.asked_by:
        raise OwnRequest
    if progress.who in progress.order.approved_by:
        raise AlreadySigned(Act.APPROVE.value)
    progress.sign(OrderApproved)
    if not progress.pays_by_acts and _missing(progress) <= 0:
        _carry_out_at_once(progress)


def _carry_out_at_once(progress: Progress) -> None:
    """Write what takes no sending. What was paid before anybody could ask is always booked."""
    if progress.order.way is Way.ALREADY_PAID:
        progress.book(covered(progress.fund))
        progress.open_ratification()
        return
    _still_urgent(progress)
    progress.book(progress.fund)


def _prepare(progress: Progress) -> None:
    _need_to_pay(progress, Role.TREASURER)
    if progress.still_signs(progress.order.prepared_by, Role.TREASURER):
        raise AlreadySigned(Act.PREPARE.value)
    progress.sign(OrderPrepared)


def _authorise(progress: Progress) -> None:
    _need_to_pay(progress, *_PAYING)
    _enough_approvals(progress)
    if not progress.still_signs(progress.order.prepared_by, Role.TREASURER):
        raise NotPrepared
    _not_who_prepared(progress)
    if progress.still_signs(progress.order.authorised_by, *_PAYING):
        raise AlreadySigned(Act.AUTHORISE.value)
    _still_urgent(progress)  # before the money goes, not only when it is written down as gone
    progress.sign(OrderAuthorised)


def _not_who_prepared(progress: Progress) -> None:
    if progress.who == progress.order.prepared_by:
        raise SamePerson


def _send(progress: Progress) -> None:
    _need_to_pay(progress, *_PAYING)
    _enough_approvals(progress)
    if not progress.still_signs(progress.order.prepared_by, Role.TREASURER):
        raise NotPrepared
    if not progress.still_signs(progress.order.authorised_by, *_PAYING):
        raise NotAuthorised
    _still_urgent(progress)
    _still_agreed(progress)
    progress.book(progress.fund)
    if progress.urgent:
        progress.open_ratification()


def _confirm(progress: Progress) -> None:
    need(progress.fund, progress.context, *ladder.WITNESSING)
    if progress.order.confirmed_by is not None:
        raise AlreadySigned(Act.CONFIRM.value)
    progress.sign(OrderConfirmed)


def _need_to_pay(progress: Progress, *usual: Role) -> None:
    """Ask for the mandate of this act; tonight only the pair on call pays, not who asked."""
    if not progress.urgent:
        need(progress.fund, progress.context, *usual)
        return
    need(progress.fund, progress.context, Role.ON_CALL)
    if progress.who in progress.order.asked_by:
        raise OwnRequest


def _still_urgent(progress: Progress) -> None:
    """Refuse what the policy of now would not let go tonight."""
    if progress.urgent:
        ladder.still_urgent(progress.inner, progress.fund, progress.case, progress.context)


def _still_agreed(progress: Progress) -> None:
    """Refuse to send to whom whoever is helped does not want it sent any more."""
    if isinstance(progress.inner, PayGrant):
        consents.still_agreed(payee_of(progress.case), progress.case)


def _missing(progress: Progress) -> int:
    return ladder.missing(progress.order, progress.fund, progress.case, progress.context)


def _enough_approvals(progress: Progress) -> None:
    missing = _missing(progress)
    if missing > 0:
        there = len(ladder.counting(progress.order, progress.fund, progress.context))
        raise ApprovalsMissing(missing + there, there)


_ACTS: Final[dict[Act, Callable[[Progress], None]]] = {
    Act.APPROVE: _approve,
    Act.PREPARE: _prepare,
    Act.AUTHORISE: _authorise,
    Act.CARRY_OUT: _send,
    Act.CONFIRM: _confirm,
    Act.RATIFY: ratify,
}
