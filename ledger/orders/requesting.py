"""Asking for orders, changing them, closing them without carrying them out."""

from typing import Protocol
from uuid import UUID

from msgspec.structs import replace

from ledger import guards
from ledger.budgets.covering import covered_by_budget
from ledger.case import Case
from ledger.command import Context
from ledger.events import (
    AccountState,
    FundEvent,
    OrderChanged,
    OrderDecided,
    OrderDeclined,
    OrderPrepared,
    OrderRequested,
    OrderWithdrawn,
    Role,
    Way,
)
from ledger.fund import Account, Fund, Purpose
from ledger.money import MAX_AMOUNT
from ledger.orders.by_decision import (
    decided_as,
    not_by_order,
    not_lapsed,
    still_left_to_members,
)
from ledger.orders.commands import (
    Act,
    ChangeOrder,
    DeclineOrder,
    RequestOrder,
    WithdrawOrder,
)
from ledger.orders.content import (
    ABOUT_NO_MONEY,
    AS_IT_STANDS,
    GOVERNING,
    PAYMENTS,
    Orderable,
    command_of,
    content_of,
    hash_of,
)
from ledger.orders.ladder import (
    approvals_beside,
    approvals_for,
    approver_roles,
    asking_roles,
    urgent_path,
)
from ledger.orders.salting import salted
from ledger.orders.state import Order, conflicts_of, orders_of
from ledger.rejections import (
    ActsUnusable,
    CaseUnknown,
    DecisionDiffers,
    DecisionUsed,
    InConflict,
    MandateMissing,
    OrderClosed,
    OrderUnknown,
    OtherOrder,
)


class CarryOut(Protocol):
    """The rules of the command that an order becomes: `ledger.decider`."""

    def __call__(
        self, command: Orderable, context: Context, fund: Fund, case: Case
    ) -> tuple[FundEvent, ...]:
        """Return its facts, or raise the first refusal that applies."""


def who_asks(context: Context) -> UUID:
    """Return the sign-in that asks; `ledger.powers` let nobody else through."""
    return UUID(context.actor)


def roles(fund: Fund, context: Context) -> frozenset[Role]:
    """Return the roles of whoever asks that count now."""
    today = context.today(fund.time_zone)
    return fund.governance.roles(who_asks(context), context.now, today)


def need(fund: Fund, context: Context, *needed: Role) -> None:
    """Refuse whoever has none of these mandates."""
    if not roles(fund, context) & set(needed):
        raise MandateMissing(tuple(sorted(role.value for role in needed)))


def covered(fund: Fund) -> Fund:
    """Return *fund* with more money everywhere than any order takes.

    For what is asked before the money is there, and for what has already been paid: then only the
    other rules refuse. A frozen account may be released by then, or was not frozen when it paid.
    """
    plenty = MAX_AMOUNT * 10
    accounts: dict[UUID, Account] = {
        key: replace(account, balance=plenty, state=AccountState.OPEN)
        if account.state is not AccountState.CLOSED
        else account
        for key, account in fund.accounts.items()
    }
    purposes: dict[UUID, Purpose] = {
        key: replace(
            purpose, cash=dict.fromkeys({*fund.exponents, *purpose.cash}, plenty), promised={}
        )
        for key, purpose in fund.purposes.items()
    }
    return replace(fund, accounts=accounts, purposes=purposes)


def request(
    command: RequestOrder, context: Context, fund: Fund, case: Case, carry_out: CarryOut
) -> tuple[FundEvent, ...]:
    """Return the order, asked for."""
    guards.day(command.occurred_on, context, fund.time_zone)
    inner = command.order
    not_by_order(inner, fund)
    if type(inner) in ABOUT_NO_MONEY:
        need(fund, context, *asking_roles(inner))
    if command.decision is not None:
        _decided(command, context, fund, case)
    _acceptable(inner, command.way, context, fund, case, carry_out)
    if command.way is Way.USUAL and command.decision is None:
        covered_by_budget(inner, context, fund, case)
    if command.prepared:
        _preparable(inner, command.way, context, fund, case)
    return _asked(command, context, fund, case)


def _decided(command: RequestOrder, context: Context, fund: Fund, case: Case) -> None:
    """Refuse what members did not decide like that, what is under way already, what lapsed."""
    found = fund.deciding.decided.get(command.decision) if command.decision else None
    decided = decided_as(command.order, found, is_money=True)
    if decided.order is not None:
        raise DecisionUsed
    not_lapsed(decided, context.today(fund.time_zone))
    if command.way is not Way.USUAL:
        raise ActsUnusable((Way.USUAL.value,))
    still_left_to_members(decided, case)


def _asked(
    command: RequestOrder, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return that the order was asked for, decided and prepared, as far as it was."""
    day, order, who = command.occurred_on, context.new_id(), who_asks(context)
    is_decided = command.decision is not None  # then it says exactly what the members approved of
    content = content_of(command.order if is_decided else salted(command.order, context.new_id))
    digest = hash_of(content)
    approvals = approvals_for(command.order, fund, case, command.way)
    if command.decision is not None:
        approvals = approvals_beside(command.order, command.way)
    facts: list[FundEvent] = [
        OrderRequested(
            occurred_on=day,
            order=order,
            by=who,
            way=command.way,
            content=content,
            content_hash=digest,
            approvals=approvals,
        )
    ]
    if command.decision is not None:
        facts.append(
            OrderDecided(
                occurred_on=day, order=order, decision=command.decision, content_hash=digest
            )
        )
    if command.prepared:
        facts.append(OrderPrepared(occurred_on=day, order=order, by=who, content_hash=digest))
    return tuple(facts)


def _acceptable(
    inner: Orderable, way: Way, context: Context, fund: Fund, case: Case, carry_out: CarryOut
) -> None:
    """Refuse what could not be carried out even if there were money enough."""
    if way is Way.URGENT:
        urgent_path(inner, fund, case)
    if way is Way.ALREADY_PAID and type(inner) not in PAYMENTS:
        raise ActsUnusable(tuple(sorted(each.__struct_config__.tag for each in PAYMENTS)))
    there = fund if type(inner) in AS_IT_STANDS else covered(fund)
    carry_out(inner, context, there, case)


def _preparable(inner: Orderable, way: Way, context: Context, fund: Fund, case: Case) -> None:
    """Refuse to have prepared what whoever asks could not prepare afterwards."""
    if type(inner) not in PAYMENTS or way is not Way.USUAL:
        raise ActsUnusable(())
    need(fund, context, Role.TREASURER)
    if who_asks(context) in {*conflicts_of(case), getattr(inner, "carrier", None)}:
        raise InConflict


def find(case: Case, order_id: UUID) -> Order:
    """Return an order of the case, or refuse."""
    if not case.lines:
        raise CaseUnknown(case.case_id)
    order = orders_of(case).get(order_id)
    if order is None:
        raise OrderUnknown(order_id)
    return order


def find_open(case: Case, order_id: UUID) -> Order:
    """Return an order that is still open, or refuse."""
    order = find(case, order_id)
    if not order.is_open:
        raise OrderClosed(order.closed)
    return order


def change(
    command: ChangeOrder, context: Context, fund: Fund, case: Case, carry_out: CarryOut
) -> tuple[FundEvent, ...]:
    """Return the order's new content."""
    guards.day(command.occurred_on, context, fund.time_zone)
    order = find_open(case, command.order_id)
    old, new = command_of(order.content), command.order
    if type(new) is not type(old) or getattr(new, "case_id", None) != getattr(old, "case_id", None):
        raise OtherOrder
    not_by_order(new, fund)
    if type(new) in ABOUT_NO_MONEY:
        need(fund, context, *asking_roles(new))
    if who_asks(context) in order.conflicts:
        raise InConflict
    if order.decision is not None and hash_of(content_of(new)) != order.content_hash:
        raise DecisionDiffers(order.content_hash)
    _acceptable(new, order.way, context, fund, case, carry_out)
    if order.way is Way.USUAL and order.decision is None:
        covered_by_budget(new, context, fund, case)
    content, approvals = content_of(new), order.approvals
    if order.decision is None:
        content = content_of(salted(new, context.new_id))
        approvals = approvals_for(new, fund, case, order.way)
    return (
        OrderChanged(
            occurred_on=command.occurred_on,
            order=order.order,
            by=who_asks(context),
            content=content,
            content_hash=hash_of(content),
            approvals=approvals,
        ),
    )


def withdraw(
    command: WithdrawOrder, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return that the order was taken back: by who asked for it, a treasurer or a steward.

    No treasurer takes back what stewards want to change about people and rules.
    """
    guards.day(command.occurred_on, context, fund.time_zone)
    order = find_open(case, command.order_id)
    if who_asks(context) not in order.asked_by:
        governs = type(command_of(order.content)) in GOVERNING
        need(fund, context, Role.STEWARD, *(() if governs else (Role.TREASURER,)))
    return (
        OrderWithdrawn(occurred_on=command.occurred_on, order=order.order, by=who_asks(context)),
    )


def decline(
    command: DeclineOrder, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return that somebody who could have approved said no."""
    guards.day(command.occurred_on, context, fund.time_zone)
    order = find_open(case, command.order_id)
    inner = command_of(order.content)
    need(fund, context, *approver_roles(inner, order.way))
    if who_asks(context) in order.kept_out:
        raise InConflict
    return (
        OrderDeclined(occurred_on=command.occurred_on, order=order.order, by=who_asks(context)),
    )


__all__ = [
    "Act", "CarryOut", "change", "covered", "decline", "find", "find_open", "need",
    "request", "roles", "who_asks", "withdraw",
]  # fmt: skip
