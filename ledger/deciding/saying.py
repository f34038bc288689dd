"""What a proposal says: whether it can be proposed at all, and what may be told of it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ledger import guards
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.case import Case
from ledger.chart import Category
from ledger.command import Context
from ledger.consents import GIVEN, consent_to
from ledger.deciding.commands import ChangeProposal, Propose
from ledger.deciding.kinds import ORDERS
from ledger.events import ConsentScope, ProposalKind, RequestScreened, Urgency
from ledger.events.protocols import Method, Protocol
from ledger.fund import Fund
from ledger.orders.content import (
    AS_IT_STANDS,
    Orderable,
    amount_of,
    case_named,
    category_of,
    content_of,
    hash_of,
)
from ledger.orders.requesting import CarryOut, covered
from ledger.orders.settling import RatifyOrder
from ledger.orders.state import conflicts_of, orders_of
from ledger.rejections import ConsentMissing, ProposalUnusable

BANDS: Final = (100, 500, 2_000, 10_000)
"""Whole units of a currency: of the size of one case members are told which of these it reaches."""
LEAST_CHOICES: Final = 2
MOST_CHOICES: Final = 100


class Said(Struct, frozen=True, kw_only=True):
    """What a proposal binds, and what may be told of it."""

    content: str = ""
    content_hash: str | None = None
    category: Category | None = None
    band: int = 0
    urgency: Urgency | None = None
    amount: int | None = None
    recused: tuple[UUID, ...] = ()

    def fields(self) -> dict[str, Any]:
        """Return all of it by name, as `ProposalMade` and `ProposalChanged` have it."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def said_by(
    command: Propose | ChangeProposal,
    kind: ProposalKind,
    protocol: Protocol,
    context: Context,
    fund: Fund,
    case: Case,
    rules: CarryOut,
) -> Said:
    """Return what a proposal says, or refuse it. What it becomes must be possible now.

    As if there were money enough: it may come until it is decided.
    """
    guards.digest("text_hash", command.text_hash)
    order = command.order
    _fits(order, kind)
    beside = _beside(order, context, case)
    if kind is ProposalKind.ONE_CASE:
        _agreed(beside)
    _reviewed(command, protocol, context, fund)
    _limited(command, protocol)
    _named(command)
    if order is None:
        return Said()
    there = fund if type(order) in AS_IT_STANDS else covered(fund)
    rules(order, context, there, beside)
    return _told(order, kind, fund, beside)


def _fits(order: Orderable | None, kind: ProposalKind) -> None:
    allowed = ORDERS[kind]
    if not allowed:
        if order is not None:
            raise ProposalUnusable("order", "none: it is written down, and binds no money")
        return
    if order is None or type(order) not in allowed:
        tags = ", ".join(sorted(str(each.__struct_config__.tag) for each in allowed))
        raise ProposalUnusable("order", f"one of {tags}")
    if kind is ProposalKind.ONE_CASE and case_named(order) is None:
        raise ProposalUnusable("order", "the case that it is about, in case_id")


def _beside(order: Orderable | None, context: Context, case: Case) -> Case:
    """Return the case that the order goes on with; the proposal's own where it opens one."""
    named = None if order is None else case_named(order)
    if named is None:
        return case
    return context.other if context.other is not None else Case(named)


def _agreed(case: Case) -> None:
    """Refuse to let members decide about somebody who did not agree to that."""
    if consent_to(case, ConsentScope.MEMBERS_DECIDE) != GIVEN:
        raise ConsentMissing(ConsentScope.MEMBERS_DECIDE)


def _reviewed(
    command: Propose | ChangeProposal, protocol: Protocol, context: Context, fund: Fund
) -> None:
    most = max(stage.review_days for stage in protocol.stages)
    today, day = context.today(fund.time_zone), command.review_on
    if most:
        last = today + timedelta(days=most)
        if day is None or not today < day <= last:
            raise ProposalUnusable("review_on", f"a day, 1 to {most} days ahead")
    elif day is not None and day < today:
        raise ProposalUnusable("review_on", "no day, or one to come")


def _limited(command: Propose | ChangeProposal, protocol: Protocol) -> None:
    if protocol.stages[-1].method is not Method.BUDGET_BALLOT:
        if command.limit:
            raise ProposalUnusable("limit", "only with a budget ballot")
        return
    guards.positive("limit", command.limit)
    order = command.order
    items = order.items if isinstance(order, AdoptBudget) else ()
    is_one = len({each.currency for each in items}) == 1
    fits = all(each.amount <= command.limit for each in items)
    if not (LEAST_CHOICES <= len(items) <= MOST_CHOICES and is_one and fits):
        expected = f"{LEAST_CHOICES} to {MOST_CHOICES} items of one currency, each within the limit"
        raise ProposalUnusable("order", expected)


def _named(command: Propose | ChangeProposal) -> None:
    """Refuse names that are none, or of something else than an item of what is proposed."""
    order = command.order
    items = order.items if isinstance(order, AdoptBudget | AmendBudget) else ()
    known = {each.item_id for each in items}
    ids = [each.item_id for each in command.item_names]
    if len(set(ids)) < len(ids) or not known.issuperset(ids):
        raise ProposalUnusable("item_names", "items of this budget, each once")
    for each in command.item_names:
        guards.label("item_names", each.text)


def _told(order: Orderable, kind: ProposalKind, fund: Fund, case: Case) -> Said:
    content, amount = content_of(order), amount_of(order, case)
    value = None if amount is None or amount.currency != fund.currency else amount.amount
    said = Said(
        content=content,
        content_hash=hash_of(content),
        amount=value,
        recused=_taking_part(order, fund, case),
    )
    if kind is not ProposalKind.ONE_CASE:
        return said
    screened = [line.event for line in case.lines if isinstance(line.event, RequestScreened)]
    size = 0 if amount is None else amount.amount
    unit = 10 ** (0 if amount is None else amount.exponent)
    return replace(
        said,
        category=category_of(order, case),
        band=sum(size >= each * unit for each in BANDS),
        urgency=screened[-1].urgency if screened else None,
    )


def _taking_part(order: Orderable, fund: Fund, case: Case) -> tuple[UUID, ...]:
    """Return who keeps out from the start: in conflict, or with a part in what is decided about."""
    people: list[UUID | None] = [*conflicts_of(case), getattr(order, "carrier", None)]
    if isinstance(order, RatifyOrder):
        waiting = fund.governance.ratifications.get(order.order_id)
        people += waiting.pair if waiting is not None else ()
        paid = orders_of(case).get(order.order_id)
        people += () if paid is None else (*paid.asked_by, *paid.kept_out)
    return tuple(sorted({who for who in people if who is not None}))
