"""Which months each side of a report covers: clocks that close on their own, by currency.

Periods are counted from January; the ends of grant agreements end a period too. Running costs close
with every period. Money in and money out close with the shortest run of periods that is safe. A
fact belongs to its month, or, when a report of its clock had closed that month before the fact was
recorded, to the first month which that report left open; so reports never change.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from ledger.publishing.dates import out_from
from ledger.publishing.months import month_of
from projections.reports.facts import Fact, Facts, Side
from projections.reports.manifest import Manifest, Stretch
from projections.reports.rules import Past, Rules

_CLOCK_OF: Final = {Side.HELD: Side.OUT, Side.OTHER: Side.COSTS}
"""Sides that ride on the clock of another."""
Months = dict[int, list[Fact]]
"""The facts of each month that they are counted in."""


class Run(Struct, frozen=True):
    """The months from *first* through *last*, with the facts that are counted in them."""

    first: int
    last: int
    facts: tuple[Fact, ...] = ()

    @property
    def months(self) -> int:
        """Return how many months it has."""
        return self.last - self.first + 1


class Clocks:
    """The clocks of a fund after its published reports."""

    def __init__(self, history: Sequence[Past], first: int) -> None:
        self.first = first
        self._cuts: dict[tuple[Side, str], list[int]] = {}
        self._ends: dict[tuple[Side, str], list[int]] = {}
        for past in history:
            for side in (Side.IN, Side.OUT):
                for stretch in stretches(past.manifest, side):
                    self._close(side, stretch.currency, past.cut, month_of(stretch.until_month))
            self._close(Side.COSTS, "", past.cut, last_month(past.manifest))

    def _close(self, side: Side, currency: str, cut: int, last: int) -> None:
        self._cuts.setdefault((side, currency), []).append(cut)
        self._ends.setdefault((side, currency), []).append(last)

    def open_from(self, side: Side, currency: str) -> int:
        """Return the first month that a side has not closed yet."""
        ends = self._ends.get(_key(side, currency))
        return ends[-1] + 1 if ends else self.first

    def counted_in(self, side: Side, currency: str, position: int, month: int) -> int:
        """Return the month in which a fact of *month*, recorded at *position*, is counted."""
        key = _key(side, currency)
        closed_before = bisect_left(self._cuts.get(key, ()), position)
        left_open = self._ends[key][closed_before - 1] + 1 if closed_before else self.first
        return max(month, left_open)

    def month_of(self, fact: Fact) -> int:
        """Return the month in which *fact* is counted."""
        return self.counted_in(fact.side, fact.currency, fact.position, fact.month)


def _key(side: Side, currency: str) -> tuple[Side, str]:
    """Return the clock of a side; that of running costs is one for all currencies."""
    clock = _CLOCK_OF.get(side, side)
    return clock, "" if clock is Side.COSTS else currency


def stretches(manifest: Manifest, side: Side) -> Iterable[Stretch]:
    """Return what a report says of a side that has a clock."""
    match side:
        case Side.IN:
            return manifest.money_in
        case Side.OUT:
            return manifest.paid_out
        case Side.COSTS:
            return manifest.costs
        case Side.OTHER | Side.HELD:
            raise ValueError("This side has no clock of its own.")


def last_month(manifest: Manifest) -> int:
    """Return the last month that a report covers: that of its running costs."""
    return max(month_of(each.until_month) for each in manifest.costs)


def first_month(facts: Facts, history: Sequence[Past], rules: Rules) -> int:
    """Return the month with which the reports of a fund begin. The first report settles it."""
    if history:
        return min(month_of(each.from_month) for each in history[0].manifest.costs)
    taken_back = {fact.reverses for fact in facts.facts if fact.reverses is not None}
    stand = (
        fact.month
        for fact in facts.facts
        if fact.reverses is None and fact.position not in taken_back
    )
    earliest = min(stand, default=facts.opened)
    month = min(earliest, facts.opened)
    return month - month % rules.policy.period_months


def period_ends(rules: Rules, first: int) -> Iterator[int]:
    """Yield the last months of the periods from month *first* on, without end."""
    agreed = {
        month
        for agreement in rules.agreements
        for month in (agreement.from_month - 1, agreement.until_month)
    }
    month = first
    while True:
        if (month + 1) % rules.policy.period_months == 0 or month in agreed:
            yield month
        month += 1


def ended_periods(clocks: Clocks, rules: Rules, today: date) -> tuple[Run, ...]:
    """Return the periods that may be out by *today* and are in no report yet, in order."""
    found: list[Run] = []
    first = clocks.open_from(Side.COSTS, "")
    for last in period_ends(rules, first):
        if out_from(last, rules.policy.delay_days) > today:
            break
        found.append(Run(first, last))
        first = last + 1
    return tuple(found)


def grid(history: Sequence[Past], periods: Iterable[Run]) -> tuple[int, ...]:
    """Return all months with which a period of the reports ends, in order."""
    ends = {month_of(each.until_month) for past in history for each in past.manifest.costs}
    return tuple(sorted(ends | {each.last for each in periods}))


def by_month(facts: Iterable[Fact], clocks: Clocks) -> dict[tuple[Side, str], Months]:
    """Return the facts by side and currency and the month in which each is counted.

    A line and the one that takes it back never happened where both are counted in the same month:
    a giver who did not give hides nobody, and a slip of the pen holds no report back.
    """
    found: dict[tuple[Side, str], Months] = {}
    gone = _never_happened(facts := tuple(facts), clocks)
    for fact in facts:
        if (fact.position, fact.side, fact.currency) not in gone:
            months = found.setdefault((fact.side, fact.currency), {})
            months.setdefault(clocks.month_of(fact), []).append(fact)
    return found


def _never_happened(facts: Sequence[Fact], clocks: Clocks) -> set[tuple[int, Side, str]]:
    gone: set[tuple[int, Side, str]] = set()
    for fact in facts:
        if fact.reverses is not None:
            place = fact.side, fact.currency
            if clocks.counted_in(*place, fact.reverses, fact.month) == clocks.month_of(fact):
                gone |= {(fact.position, *place), (fact.reverses, *place)}
    return gone


def within(months: Months, first: int, last: int) -> tuple[Fact, ...]:
    """Return the facts that are counted from month *first* through *last*."""
    if last - first > len(months):
        chosen = [month for month in sorted(months) if first <= month <= last]
    else:
        chosen = [month for month in range(first, last + 1) if month in months]
    return tuple(fact for month in chosen for fact in months[month])


def report_of(
    history: Sequence[Past], *, side: Side, currency: str, position: int, month: int
) -> int | None:
    """Return the number of the report that holds such a fact of money in or money out.

    None when it is in no report yet.
    """
    if not history:
        return None
    first = min(month_of(each.from_month) for each in history[0].manifest.costs)
    counted_in = Clocks(history, first).counted_in(side, currency, position, month)
    for past in history:
        for stretch in stretches(past.manifest, side):
            covers = month_of(stretch.from_month) <= counted_in <= month_of(stretch.until_month)
            if stretch.currency == currency and covers and position <= past.cut:
                return past.manifest.number
    return None
