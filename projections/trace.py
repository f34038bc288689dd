"""The trace of money that was decided: from a budget item to its lines, and from a line back.

Down: the lines of a budget's months whose postings stand under an item, or under none. Up: the
order that a line was written by, and the decision of the members on which it rests.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.budgets.kinds import COUNTED, kind_of
from ledger.budgets.left import budget_at, find_item, items_in
from ledger.budgets.state import Budget
from ledger.events import (
    BudgetItem,
    DecisionCarriedOut,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantRestReleased,
    OrderCarriedOut,
    OrderDecided,
    OrderDeclined,
    OrderWithdrawn,
    Posting,
    ProposalMade,
)
from ledger.line import Line
from ledger.publishing.cases import publications_case
from ledger.publishing.months import first_day, month_of_day
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.mapper import decode
from projections.journal import JournalFilter, JournalLine, list_journal
from projections.view import pin

LOOKED_AT: Final = 5_000
"""How many lines are looked at for one answer at most: no page takes longer than that."""
_AT_A_TIME: Final = 500
_MONEY: Final = "money"
_OUT_OF_A_PROMISE: Final = (
    *(GrantPaid, GrantPaymentReturned, GrantMoneyReturned, GrantRestReleased),
)

_MADE: Final = """
select case_id from events
where fund_id = $1 and case_id = any($2::uuid[]) and version = 0 and topic = $3
"""
_DECIDED: Final = """
select payload from events where fund_id = $1 and case_id = $2 and topic = $3 order by position
"""


class TracedLine(Struct, frozen=True):
    """A line, and what it promises and pays under an item, or under none; minor units.

    Below zero is what it releases or brings back. *currency* is that of the two figures.
    """

    line: JournalLine
    currency: str
    exponent: int
    promised: int
    paid: int


class TracePage(Struct, frozen=True):
    """Some lines, newest first. *older* leads on as ``before``, also where none was found yet."""

    known_at: int
    lines: tuple[TracedLine, ...]
    older: int | None


class Origin(Struct, frozen=True):
    """What a line was written by: an *order*, a *decision* of the members, both or neither."""

    order: UUID | None = None
    decision: UUID | None = None


async def list_item_lines(
    connection: Connection,
    fund_id: UUID,
    budgets: Mapping[UUID, Budget],
    item: BudgetItem,
    *,
    known_at: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> TracePage:
    """List the lines that promised or paid under *item* in the months of its budget, newest first.

    What was promised before and is paid now stands in it with the payment. Of items that share a
    kind no line says which of them it is for: each has the lines of all. Raises
    `ProjectionBehind`, and `KeyError` for an item of no budget of *budgets*.
    """
    found = find_item(budgets, item.item_id)
    if found is None:
        raise KeyError(item.item_id)
    asked = _Asked(budgets, found[0], item, limit)
    return await _list(connection, fund_id, asked, known_at, before)


async def list_outside_lines(
    connection: Connection,
    fund_id: UUID,
    budgets: Mapping[UUID, Budget],
    budget_id: UUID,
    *,
    known_at: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> TracePage:
    """List the lines in the months of a budget that stand under none of its items, newest first.

    Raises `ProjectionBehind`, and `KeyError` for an unknown budget.
    """
    asked = _Asked(budgets, budgets[budget_id], None, limit)
    return await _list(connection, fund_id, asked, known_at, before)


class _Asked(Struct, frozen=True):
    """Lines are wanted that stand under *item* of *budget*, or under none of its items."""

    budgets: Mapping[UUID, Budget]
    budget: Budget
    item: BudgetItem | None
    limit: int

    @property
    def filter(self) -> JournalFilter:
        """What the journal can narrow by itself: days, and the purpose of an item about one."""
        return JournalFilter(
            from_day=first_day(self.budget.from_month),
            to_day=first_day(self.budget.until_month + 1) - timedelta(days=1),
            purpose_id=self.item.purpose_id if self.item else None,
            kind=_MONEY,
        )

    def found(self, line: JournalLine) -> tuple[TracedLine, ...]:
        """Return what *line* does that is wanted, once for each currency."""
        current = budget_at(self.budgets, month_of_day(line.occurred_on))
        if current is None or current.budget != self.budget.budget:  # plans of old overlapped
            return ()
        own = [each for each in line.postings if self._is_wanted(each)]
        return tuple(
            TracedLine(
                line,
                *currency,
                promised=_sum(own, currency, promised=True),
                paid=_sum(own, currency, promised=False),
            )
            for currency in dict.fromkeys((each.currency, each.exponent) for each in own)
        )

    def _is_wanted(self, posting: Posting) -> bool:
        kind = kind_of(posting.code)
        if kind is None:
            return False
        items = items_in(self.budget, kind, posting.purpose_id, posting.currency)
        if self.item is None:
            return not items
        return any(each.item_id == self.item.item_id for each in items)


def _sum(postings: Iterable[Posting], currency: tuple[str, int], *, promised: bool) -> int:
    return sum(
        each.amount
        for each in postings
        if (each.currency, each.exponent) == currency and COUNTED[each.code] is promised
    )


async def _list(
    connection: Connection, fund_id: UUID, asked: _Asked, known_at: int | None, before: int | None
) -> TracePage:
    view = await pin(connection, fund_id, known_at)
    found: list[TracedLine] = []
    for _ in range(LOOKED_AT // _AT_A_TIME):
        page = await list_journal(
            connection,
            fund_id,
            asked.filter,
            known_at=view.position,
            before=before,
            limit=_AT_A_TIME,
        )
        for line in page.lines:
            if len(found) >= asked.limit:
                return TracePage(view.position, tuple(found), found[-1].line.position)
            found.extend(asked.found(line))
        before = page.older
        if before is None:
            break
    return TracePage(view.position, tuple(found), before)


async def decisions_behind(
    connection: Connection, fund_id: UUID, ids: Iterable[UUID]
) -> dict[UUID, UUID]:
    """Return the decision of the members behind each id that a fact names as what was behind it.

    That is a decision, or an order, which may rest on one; of other orders nothing is said.
    """
    asked = sorted(set(ids))
    if not asked:
        return {}
    with database_errors():
        rows = await connection.fetch(_MADE, fund_id, asked, ProposalMade.topic)
        orders = await connection.fetch(
            _DECIDED, fund_id, publications_case(fund_id), OrderDecided.topic
        )
    found = {row["case_id"]: row["case_id"] for row in rows}
    for row in orders:
        event = decode(OrderDecided.topic, row["payload"])
        if isinstance(event, OrderDecided) and event.order in asked:
            found[event.order] = event.decision
    return found


def decisions_of(lines: Iterable[Line]) -> dict[UUID, UUID]:
    """Return which decision of the members each order of a case rests on, by order."""
    found: dict[UUID, UUID] = {}
    for line in lines:
        match line.event:
            case OrderDecided(order=order, decision=decision):
                found[order] = decision
            case OrderDeclined(order=order) | OrderWithdrawn(order=order):
                found.pop(order, None)
            case _:
                pass
    return found


def origin_of(lines: Sequence[Line], position: int) -> Origin:
    """Return what the line at *position* was written by; *lines* are those of its case.

    A payment out of a promise that members decided rests on that decision too.
    """
    at = next((n for n, each in enumerate(lines) if each.position == position), None)
    if at is None:
        return Origin()
    event, order, decided = lines[at].event, _order_of(lines, at), decisions_of(lines)
    decision: UUID | None = getattr(event, "decision", None)
    if decision == order:  # what an order writes names the order
        decision = None
    if order is None:
        decision = decision or _carried_out(lines, at)
    else:
        decision = decided.get(order)
        if decision is None and isinstance(event, _OUT_OF_A_PROMISE):
            decision = _of_the_promise(lines, decided)
    return Origin(order, decision)


def _order_of(lines: Sequence[Line], at: int) -> UUID | None:
    """Return the order whose being carried out wrote the line: it stands before, without a gap."""
    if hasattr(lines[at].event, "order"):
        return None
    for number in range(at - 1, -1, -1):
        event = lines[number].event
        if lines[number].position != lines[at].position - (at - number):
            return None
        if isinstance(event, OrderCarriedOut):
            return event.order
        if hasattr(event, "order"):
            return None
    return None


def _carried_out(lines: Sequence[Line], at: int) -> UUID | None:
    """Return the decision that wrote the line by itself: it is said after, without a gap."""
    for number in range(at + 1, len(lines)):
        event = lines[number].event
        if lines[number].position != lines[at].position + (number - at):
            return None
        if isinstance(event, DecisionCarriedOut):
            return event.decision
        if hasattr(event, "order"):
            return None
    return None


def _of_the_promise(lines: Sequence[Line], decided: dict[UUID, UUID]) -> UUID | None:
    """Return the decision on which the promise of the case rests, if it rests on one."""
    at = next((n for n, each in enumerate(lines) if isinstance(each.event, GrantCommitted)), None)
    order = None if at is None else _order_of(lines, at)
    return None if order is None else decided.get(order)
