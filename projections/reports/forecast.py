"""What holds the next report back, and when it would be out if the past twelve months went on.

For the desk and nobody else. Going on means: every month to come is as the same month a year
before. The same givers give again, other households are helped, and the same payees are paid. A
book younger than a year goes on as it went so far.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, takewhile
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from ledger.publishing.dates import out_from
from ledger.publishing.months import YEAR, month_of_day
from projections.reports.clocks import Months, grid, period_ends
from projections.reports.facts import Fact, Facts, Side
from projections.reports.open_months import Growing, OpenMonths
from projections.reports.rules import Past, Rules
from projections.reports.safety import Lack

PERIODS: Final = (1, 3, 6, 12)
"""The lengths of periods that a fund may choose from, in months."""
HORIZON: Final = 36
"""How many months ahead is looked."""
_ANOTHER: Final = 0x9E3779B97F4A7C15F39CC0605CEDC834
"""What makes a reference another one in the next year."""
_ALL_REFERENCES: Final = 1 << 128


class SideOutlook(Struct, frozen=True, kw_only=True):
    """When money in or money out of one currency would be in a report next.

    *on* is the day of that report; None: not within `HORIZON`. *lacks* is what is missing in the
    months that are over; None when nothing is.
    """

    side: Side
    currency: str
    on: date | None
    lacks: Lack | None


class PeriodOutlook(Struct, frozen=True, kw_only=True):
    """The outlook with periods of one length."""

    period_months: int
    sides: tuple[SideOutlook, ...]


class Outlook:
    """The outlook of a book. Kept by whoever asks: making it goes through all facts."""

    def __init__(
        self, facts: Facts, history: Sequence[Past], rules: Rules, *, today: date, cut: int
    ) -> None:
        self._book = OpenMonths(facts, history, rules, cut)
        self._history, self._today, self._cut = history, today, cut
        self._going_on: dict[tuple[Side, str], GoingOn] = {}
        self._chosen = rules.policy.period_months
        self.periods = tuple(
            PeriodOutlook(period_months=months, sides=tuple(self._sides(months)))
            for months in PERIODS
        )

    def would_hold_back(self, *facts: Fact) -> bool:
        """Say whether *facts*, which are not in the book yet, put the report of a month off.

        They are of one side and currency, and come together. With periods of the length that the
        fund has chosen.
        """
        of_months = {self._month_of(fact): (fact.side, fact.currency) for fact in facts}
        return any(self._is_put_off(*of, month, facts) for month, of in of_months.items())

    def _is_put_off(self, side: Side, currency: str, month: int, facts: Sequence[Fact]) -> bool:
        without = self._on(side, currency, self._chosen, month)
        within = self._on(side, currency, self._chosen, month, facts)
        return without is not None and (within is None or within > without)

    def _sides(self, period_months: int) -> Iterator[SideOutlook]:
        for side in (Side.IN, Side.OUT):
            for currency in self._book.exponents:
                if self._book.months(side, currency):
                    yield SideOutlook(
                        side=side,
                        currency=currency,
                        on=self._on(side, currency, period_months, 0),
                        lacks=self._lacks(side, currency),
                    )

    def _lacks(self, side: Side, currency: str) -> Lack | None:
        growing = Growing(self._book, side, currency, self._book.clocks.open_from(side, currency))
        growing.add(month_of_day(self._today) - 1, self._book.months(side, currency))
        return growing.lack()

    def _on(
        self,
        side: Side,
        currency: str,
        period_months: int,
        month: int,
        more: Sequence[Fact] = (),
    ) -> date | None:
        """Return the day of the first report to come that covers *month*, with facts put in."""
        book, clocks = self._book, self._book.clocks
        policy = replace(book.rules.policy, period_months=period_months)
        rules = replace(book.rules, policy=policy)
        ends = period_ends(rules, clocks.open_from(Side.COSTS, ""))
        far = month_of_day(self._today) + HORIZON
        to_come = tuple(takewhile(lambda end: end <= far, ends))
        going_on = self._months_to_come(side, currency)
        growing = Growing(book, side, currency, clocks.open_from(side, currency))
        for last in chain(grid(self._history, ()), to_come):
            if last < growing.first:
                continue
            since = growing.run.last
            growing.add(last, going_on.through(last))
            growing.put(each for each in more if since < self._month_of(each) <= last)
            if growing.lack() is None:
                if last >= month:
                    report = next(end for end in to_come if end >= last)
                    return max(out_from(report, policy.delay_days), self._today)
                growing = Growing(book, side, currency, last + 1)
        return None

    def _month_of(self, fact: Fact) -> int:
        """Return the month in which a fact would be counted that is recorded now."""
        return self._book.clocks.counted_in(fact.side, fact.currency, self._cut + 1, fact.month)

    def _months_to_come(self, side: Side, currency: str) -> "GoingOn":
        key = side, currency
        if key not in self._going_on:
            self._going_on[key] = GoingOn(self._book, side, currency, month_of_day(self._today))
        return self._going_on[key]


def outlook(
    facts: Facts, history: Sequence[Past], rules: Rules, *, today: date, cut: int
) -> Outlook:
    """Return the outlook of the book up to position *cut*, as of *today* in the fund's zone."""
    return Outlook(facts, history, rules, today=today, cut=cut)


class GoingOn:
    """The months of one side: those that are over, and those to come, made as they are wanted."""

    def __init__(self, book: OpenMonths, side: Side, currency: str, now: int) -> None:
        self._households = book.people.households
        self._now = now
        self._side = side
        self._months = dict(book.months(side, currency))
        self._past: Months = {}
        for fact in chain.from_iterable(self._months.values()):
            self._past.setdefault(fact.month, []).append(fact)
        begun = min(self._past, default=now)
        self._cycle = min(YEAR, now - begun)
        self._made = now - 1

    def through(self, last: int) -> Months:
        """Return all months through *last*, and perhaps more."""
        for month in range(self._made + 1, last + 1):
            facts = self._expected(month)
            if len(facts) > len(self._months.get(month, ())):
                self._households.learn(facts)
                self._months[month] = facts
        self._made = max(self._made, last)
        return self._months

    def _expected(self, month: int) -> list[Fact]:
        if self._cycle < 1:
            return []
        again, place = divmod(month - self._now, self._cycle)
        past = self._past.get(self._now - self._cycle + place, ())
        return [_another(fact, month, again + 1) for fact in past]


def _another(fact: Fact, month: int, again: int) -> Fact:
    """Return the like of *fact* in a month to come: of the same giver, or for other people."""
    if fact.side is Side.IN:
        return replace(fact, month=month)
    return replace(
        fact,
        month=month,
        party=_other(fact.party, again),
        incident=_other(fact.incident, again),
    )


def _other(reference: UUID | None, again: int) -> UUID | None:
    if reference is None:
        return None
    return UUID(int=(reference.int + again * _ANOTHER) % _ALL_REFERENCES)
