"""Keeping out: of an order and every other order of its case, or of a case that has none yet."""

from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.events import ConflictDeclared, FundEvent, Role
from ledger.fund import Fund
from ledger.orders.commands import DeclareConflict
from ledger.orders.content import ABOUT_NO_MONEY, command_of
from ledger.orders.requesting import find, need, who_asks
from ledger.orders.state import conflicts_of, orders_of, waiting
from ledger.publishing.cases import publications_case
from ledger.rejections import InConflict, MemberUnknown, OrderClosed, OwnRequest


def keep_out(
    command: DeclareConflict, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return that somebody keeps out of the order, and of every order of its case.

    Only stewards keep others out of what is about people and rules, or of ratifying: or whoever is
    to lose a mandate would declare everybody who could sign. And nobody keeps others out of
    ratifying what they had a part in themselves.
    """
    guards.day(command.occurred_on, context, fund.time_zone)
    if _is_of_the_household(command, fund, case):
        return _out_of_the_case(command, context, fund, case)
    order = find(case, command.order_id)
    if not order.is_open and not waiting(fund.governance, order):
        raise OrderClosed(order.closed)
    if command.sign_in != who_asks(context):
        if type(command_of(order.content)) in ABOUT_NO_MONEY or not order.is_open:
            need(fund, context, Role.STEWARD)
        _no_part_in_what_waits(who_asks(context), fund, case)
    if not fund.governance.is_member(command.sign_in):
        raise MemberUnknown("sign_in")
    if command.sign_in in order.conflicts:
        raise InConflict
    return (
        ConflictDeclared(
            occurred_on=command.occurred_on,
            order=order.order,
            sign_in=command.sign_in,
            by=who_asks(context),
        ),
    )


def _is_of_the_household(command: DeclareConflict, fund: Fund, case: Case) -> bool:
    """Say whether a case about one person, which has begun, stands in place of an order."""
    about_the_fund = (fund.fund_id, publications_case(fund.fund_id))
    is_of_the_case = command.order_id == case.case_id and case.case_id not in about_the_fund
    return is_of_the_case and bool(case.lines)


def _out_of_the_case(
    command: DeclareConflict, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return that somebody keeps out of a case that may have no order; it was found out later."""
    if command.sign_in != who_asks(context):
        _no_part_in_what_waits(who_asks(context), fund, case)
    if not fund.governance.is_member(command.sign_in):
        raise MemberUnknown("sign_in")
    if command.sign_in in conflicts_of(case):
        raise InConflict
    return (
        ConflictDeclared(
            occurred_on=command.occurred_on,
            order=case.case_id,
            sign_in=command.sign_in,
            by=who_asks(context),
        ),
    )


def _no_part_in_what_waits(who: UUID, fund: Fund, case: Case) -> None:
    """Refuse whoever could not ratify an order of the case that waits for it.

    Of any order of the case, because keeping out of one is keeping out of all.
    """
    for order in orders_of(case).values():
        open_one = fund.governance.ratifications.get(order.order)
        if open_one is not None and who in {*open_one.pair, *order.asked_by}:
            raise OwnRequest
