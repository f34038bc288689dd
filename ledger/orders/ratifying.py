"""Ratifying what went outside the usual rules, and what happens when nobody does."""

from typing import Final

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.events import FundEvent, OrderRatified, RatificationClosed, RatificationExpired, Role
from ledger.fund import Fund
from ledger.governance import Ratification
from ledger.orders import ladder
from ledger.orders.commands import Act, ExpireRatification
from ledger.orders.progress import Progress
from ledger.orders.requesting import find, need
from ledger.orders.settling import RatifyOrder
from ledger.rejections import AlreadySigned, NotCarriedOut, NotDue, OwnRequest, RatificationOver

_RATIFYING: Final = (Role.APPROVER, Role.STEWARD)


def ratify(progress: Progress) -> None:
    """Write that somebody agrees afterwards; with enough of them, that it is settled."""
    need(progress.fund, progress.context, *_RATIFYING)
    waiting = progress.fund.governance.ratifications.get(progress.order.order)
    if waiting is None:
        raise NotCarriedOut
    if progress.who in waiting.pair or progress.who in progress.order.asked_by:
        raise OwnRequest
    if progress.who in waiting.by:
        raise AlreadySigned(Act.RATIFY.value)
    if progress.context.now >= waiting.until:
        raise RatificationOver(waiting.until)
    day, order = progress.day, progress.order.order
    progress.add(OrderRatified(occurred_on=day, order=order, by=progress.who))
    if _counting(waiting, progress) + 1 >= waiting.approvals:
        progress.add(RatificationClosed(occurred_on=day, order=order))


def _counting(waiting: Ratification, progress: Progress) -> int:
    """Return how many of those who ratified before still count."""
    return sum(
        who not in progress.order.kept_out
        and ladder.in_office(who, progress.fund, progress.context, *_RATIFYING)
        for who in waiting.by
    )


def expire(
    command: ExpireRatification, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return that nobody ratified in time."""
    guards.day(command.occurred_on, context, fund.time_zone)
    order = find(case, command.order_id)
    waiting = fund.governance.ratifications.get(order.order)
    if waiting is None or context.now < waiting.until:
        raise NotDue
    return (
        RatificationExpired(occurred_on=command.occurred_on, order=order.order, pair=waiting.pair),
    )


def settle(command: RatifyOrder, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    """Return that an order is ratified: members decided so."""
    guards.day(command.occurred_on, context, fund.time_zone)
    order = find(case, command.order_id).order
    waiting = fund.governance.ratifications.get(order)
    if waiting is None:
        raise NotCarriedOut
    if context.now >= waiting.until:
        raise RatificationOver(waiting.until)
    return (RatificationClosed(occurred_on=command.occurred_on, order=order),)
