"""The items of a budget beside the book: planned, carried over, promised, paid, left, as of a day.

Counted by the same rules as in the book. Whoever has the state of the fund gives what it says was
used; then only the lines that came after what is asked for are read, and taken off. Without it, or
where there are very many of those, it is read from the sums by month; these do not tell purposes
apart, so the lines of every purpose that has an item of its own are read besides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.budgets.kinds import COUNTED
from ledger.budgets.left import ItemStanding, Outside, outside, standing
from ledger.budgets.state import Budget, Budgets, Usage, Used, with_usage
from ledger.events import (
    BailForfeited,
    BailPosted,
    BailRaised,
    BailRecovered,
    BailRepaidByDepositor,
    BailReturned,
    BailReturnedToDepositor,
    BailWrittenOff,
    CostPaid,
    CostRefunded,
    FloatSpent,
    FundEvent,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    LineReversed,
)
from ledger.postings import postings
from ledger.publishing.months import first_day, month_of_day
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from projections.projection import NOTHING
from projections.sums import sum_months
from projections.view import View, pin

_LINES: Final = """
select e.topic, e.payload
from journal_touched{journal} t
join events e on e.fund_id = t.fund_id and e.position = t.position
where t.fund_id = $1 and t.thing_id = $2 and t.position <= $3 and t.occurred_on <= $4
    and e.topic = any($5::text[])
"""
_AFTER: Final = """
select topic, payload from events
where fund_id = $1 and position > $2 and position <= $3 and topic = any($4::text[])
"""
_LATER: Final = """
select e.topic, e.payload
from journal{journal} j
join events e on e.fund_id = j.fund_id and e.position = j.position
where j.fund_id = $1 and j.position <= $2 and j.occurred_on > $3 and j.topic = any($4::text[])
limit $5
"""
_MOST_TAKEN_OFF: Final = 5_000
"""How many lines are taken off the state of the fund at most: sums by month are quicker then."""
_TOPICS: Final = [
    kind.topic
    for kind in (
        *(GrantCommitted, GrantPlanChanged, GrantRestReleased, GrantPaid, GrantPaymentReturned),
        *(GrantMoneyReturned, CostPaid, CostRefunded, FloatSpent, LineReversed),
        *(BailPosted, BailRaised, BailReturned, BailReturnedToDepositor, BailRepaidByDepositor),
        *(BailForfeited, BailWrittenOff, BailRecovered),
    )
]
"""Everything that can change what a budget counts."""


class InBook(Struct, frozen=True):
    """What the state of the fund says was used, by all lines up to *position*."""

    usage: Usage
    position: int


async def get_budget_items(
    connection: Connection,
    fund_id: UUID,
    budgets: Mapping[UUID, Budget],
    budget_id: UUID,
    *,
    as_of: date,
    known_at: int,
    in_book: InBook | None = None,
) -> tuple[ItemStanding, ...]:
    """Return how each item of a budget stands as of a day, by the lines up to a position.

    Raises `ProjectionBehind`.
    """
    used = await _used(connection, fund_id, budgets, as_of, known_at, in_book)
    return standing(used, budget_id, month_of_day(as_of))


async def get_outside(
    connection: Connection,
    fund_id: UUID,
    budgets: Mapping[UUID, Budget],
    budget_id: UUID,
    *,
    as_of: date,
    known_at: int,
    in_book: InBook | None = None,
) -> tuple[Outside, ...]:
    """Return what no item of a budget covers. Raises `ProjectionBehind`.

    *purpose_id* is zero for every purpose that no item names.
    """
    used = await _used(connection, fund_id, budgets, as_of, known_at, in_book)
    return outside(used, budget_id, month_of_day(as_of))


async def _used(
    connection: Connection,
    fund_id: UUID,
    budgets: Mapping[UUID, Budget],
    as_of: date,
    known_at: int,
    in_book: InBook | None,
) -> Budgets:
    """Return *budgets* with what was used of them as of a day.

    What is of no purpose that an item names is under `NOTHING`: all the rest.
    """
    view = await pin(connection, fund_id, known_at)
    used = None if in_book is None else await _of_book(view, in_book, as_of)
    if used is None:
        return await _of_sums(view, budgets, as_of)
    named, kept = _purposes(budgets.values()), defaultdict[Used, int](int)
    for (month, purpose_id, key), amount in used.items():
        kept[month, purpose_id if purpose_id in named else NOTHING, key] += amount
    return with_usage(Budgets(budgets=dict(budgets)), kept)


async def _of_book(view: View, in_book: InBook, as_of: date) -> Mapping[Used, int] | None:
    """Return what was used, from the state of the fund less the lines that came after.

    A state that is a little older gets those that it lacks. None where it is very many lines.
    """
    first, last = sorted((view.position, in_book.position))
    if last - first > _MOST_TAKEN_OFF:
        return None
    later = await view.fetch(_LATER, first, as_of, _TOPICS, _MOST_TAKEN_OFF + 1)
    if len(later) > _MOST_TAKEN_OFF:
        return None
    between = await view.fetch(_AFTER, first, last, _TOPICS) if last > first else []
    is_ahead = in_book.position > view.position
    used = defaultdict[Used, int](int)
    months = [(None, in_book.usage.promised), *in_book.usage.paid.items()]
    for month, uses in months:
        for purpose_id, by_key in uses.items():
            for key, amount in by_key.items():
                used[month, purpose_id, key] += amount
    for topic, payload in [*later, *(between if is_ahead else ())]:
        for each, amount in _uses_of(decode(topic, payload)):
            used[each] -= amount
    for topic, payload in () if is_ahead else between:
        event = decode(topic, payload)
        for each, amount in _uses_of(event) if event.occurred_on <= as_of else ():
            used[each] += amount
    return used


def _uses_of(event: FundEvent) -> Iterator[tuple[Used, int]]:
    """Yield what a line adds to what was used."""
    for entry in postings(event):
        if entry.code in COUNTED and entry.purpose_id is not None:
            month = None if COUNTED[entry.code] else month_of_day(event.occurred_on)
            yield (month, entry.purpose_id, f"{entry.code} {entry.currency}"), entry.amount


async def _of_sums(view: View, budgets: Mapping[UUID, Budget], as_of: date) -> Budgets:
    """Return *budgets* with what was used, by the sums by month and the lines of some purposes."""
    this = as_of.replace(day=1)
    begins = min((first_day(each.from_month) for each in budgets.values()), default=this)
    used: defaultdict[Used, int] = defaultdict(int)
    for each in await sum_months(view, as_of, min(begins, this), this):
        if each.code in COUNTED:
            month = None if COUNTED[each.code] or each.month is None else month_of_day(each.month)
            if COUNTED[each.code] or month is not None:
                used[month, NOTHING, f"{each.code} {each.currency}"] += each.amount
    for purpose_id in _purposes(budgets.values()):
        for (month, key), amount in (await _of_purpose(view, purpose_id, as_of)).items():
            used[month, purpose_id, key] += amount
            if month is None or month >= month_of_day(min(begins, this)):
                used[month, NOTHING, key] -= amount
    return with_usage(Budgets(budgets=dict(budgets)), used)


def _purposes(budgets: Iterable[Budget]) -> frozenset[UUID]:
    """Return every purpose that has an item of its own."""
    return frozenset(
        item.purpose_id
        for budget in budgets
        for item in budget.items
        if item.purpose_id is not None
    )


async def _of_purpose(
    view: View, purpose_id: UUID, as_of: date
) -> Mapping[tuple[int | None, str], int]:
    """Return what was used of one purpose, by month and key: by reading its lines."""
    used: defaultdict[tuple[int | None, str], int] = defaultdict(int)
    for topic, payload in await view.fetch(_LINES, purpose_id, view.position, as_of, _TOPICS):
        for (month, of, key), amount in _uses_of(decode(topic, payload)):
            if of == purpose_id:
                used[month, key] += amount
    return used
