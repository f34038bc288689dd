"""The bridge from the money at the beginning to the money at the end, where both sides end.

It is made of figures that are published anyway, and of what is about nobody: money from before the
book, what was exchanged, lost or found, and what went to other funds. What was exchanged can be one
gift in another currency, so it waits until both sides of that currency are out as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from ledger.publishing.months import month_of, month_text
from projections.reports.clocks import within
from projections.reports.facts import BROUGHT_FORWARD, EXCHANGED, LOST_OR_FOUND, PASSED_ON, Side
from projections.reports.manifest import Bridge, Costs, MoneyIn, PaidOut
from projections.reports.open_months import OpenMonths
from projections.reports.rules import Past

S = TypeVar("S", MoneyIn, PaidOut, Costs, Bridge)


def bridges(
    book: OpenMonths,
    history: Sequence[Past],
    money_in: Iterable[MoneyIn],
    paid_out: Iterable[PaidOut],
    costs: Iterable[Costs],
) -> tuple[Bridge, ...]:
    """Return the bridges that a report with these stretches adds, one for each common end."""
    before = [past.manifest for past in history]
    ended = {
        (side, each.currency): month_of(each.until_month)
        for side, new, name in ((Side.IN, money_in, "money_in"), (Side.OUT, paid_out, "paid_out"))
        for each in (*(one for past in before for one in getattr(past, name)), *new)
    }
    found: list[Bridge] = []
    for currency in book.exponents:
        came_in = _of((each for past in before for each in past.money_in), money_in, currency)
        went_out = _of((each for past in before for each in past.paid_out), paid_out, currency)
        cost = _of((each for past in before for each in past.costs), costs, currency)
        known = _of((each for past in before for each in past.bridge), (), currency)
        since = month_of(known[-1].until_month) + 1 if known else book.clocks.first
        opening = known[-1].closing if known else 0
        ends = {each.until_month for each in came_in} & {each.until_month for each in went_out}
        for last in sorted(month for month in map(month_of, ends) if month >= since):
            span = since, last
            if _mirrors(book, currency, span, ended):
                continue
            other = _other(book, currency, *span)
            made = _bridge(
                currency,
                span,
                opening,
                (_sum(came_in, *span), _sum(went_out, *span), _sum(cost, *span)),
                other,
            )
            found.append(made)
            since, opening = last + 1, made.closing
    return tuple(found)


def _mirrors(
    book: OpenMonths, currency: str, span: tuple[int, int], ended: Mapping[tuple[Side, str], int]
) -> bool:
    """Say whether what was exchanged stands for money in another currency that is not out yet."""
    other_flows = within(book.months(Side.OTHER, currency), *span)
    return any(fact.leaf == EXCHANGED for fact in other_flows) and any(
        ended.get((side, other), 0) < span[1]
        for other in book.exponents
        for side in (Side.IN, Side.OUT)
        if other != currency and within(book.months(side, other), book.clocks.first, span[1])
    )


def _of(before: Iterable[S], new: Iterable[S], currency: str) -> list[S]:
    return [each for stretches in (before, new) for each in stretches if each.currency == currency]


def _sum(stretches: Iterable[MoneyIn | PaidOut | Costs], first: int, last: int) -> int:
    """Return what the stretches from month *first* through *last* come to."""
    return sum(
        each.amount
        for each in stretches
        if first <= month_of(each.from_month) and month_of(each.until_month) <= last
    )


def _other(book: OpenMonths, currency: str, first: int, last: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in within(book.months(Side.OTHER, currency), first, last):
        leaf = fact.leaf
        if leaf == EXCHANGED:
            leaf = "exchanged_in" if fact.amount > 0 else "exchanged_out"
        found[leaf] = found.get(leaf, 0) + fact.amount
    return found


def _bridge(
    currency: str,
    span: tuple[int, int],
    opening: int,
    flows: tuple[int, int, int],
    other: dict[str, int],
) -> Bridge:
    money_in, paid_out, costs = flows
    return Bridge(
        currency=currency,
        from_month=month_text(span[0]),
        until_month=month_text(span[1]),
        opening=opening,
        brought_forward=other.get(BROUGHT_FORWARD, 0),
        money_in=money_in,
        paid_out=paid_out,
        costs=costs,
        passed_on=-other.get(PASSED_ON, 0),
        lost_or_found=other.get(LOST_OR_FOUND, 0),
        exchanged_in=other.get("exchanged_in", 0),
        exchanged_out=-other.get("exchanged_out", 0),
        closing=opening + money_in - paid_out - costs + sum(other.values()),
    )
