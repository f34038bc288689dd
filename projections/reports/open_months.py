"""The open months of a book: what no report holds yet, and which run of them can be closed."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from projections.reports import bail_leaf
from projections.reports.clocks import (
    Clocks,
    Months,
    Run,
    by_month,
    first_month,
    within,
)
from projections.reports.facts import Fact, Facts, Side
from projections.reports.rules import Past, Rules, StandingKind
from projections.reports.safety import Crowd, Households, Lack, People


class OpenMonths:
    """A book up to a position, the clocks of its reports, and who counts as whom in it."""

    def __init__(self, facts: Facts, history: Sequence[Past], rules: Rules, cut: int) -> None:
        known = tuple(fact for fact in facts.facts if fact.position <= cut)
        self.rules = rules
        self.exponents = {each.currency: each.exponent for each in facts.currencies}
        first = first_month(replace(facts, facts=known), history, rules)
        self.clocks = Clocks(history, first)
        self.principals = bail_leaf.principals_of(known)
        self.people = People(
            rules.policy.k,
            Households(known),
            frozenset(
                each.giver for each in rules.standings if each.kind is not StandingKind.PROTECTED
            ),
        )
        self._months = by_month(known, self.clocks)

    def months(self, side: Side, currency: str) -> Months:
        """Return the facts of one side by the month in which they are counted."""
        return self._months.get((side, currency), {})

    def runs(
        self, side: Side, currency: str, ends: Iterable[int], months: Months | None = None
    ) -> list[Run]:
        """Return the runs of open months that can be closed now, each as short as is safe.

        A run ends with one of *ends*. *months* are other facts than those of the book.
        """
        facts = self.months(side, currency) if months is None else months
        found: list[Run] = []
        growing = Growing(self, side, currency, self.clocks.open_from(side, currency))
        for last in ends:
            if last >= growing.first:
                growing.add(last, facts)
                if growing.lack() is None:
                    found.append(growing.run)
                    growing = Growing(self, side, currency, last + 1)
        return found

    def bails(self, run: Run) -> bail_leaf.Bails:
        """Return the bails among what was paid out in a run."""
        return bail_leaf.Bails(run.facts, self.principals)

    def docket(self, run: Run) -> int | None:
        """Return how many bails were set in the fund's place in a run, if it is known."""
        return bail_leaf.bails_set(self.rules.dockets, run.first, run.last)


class Growing:
    """A run of months of one side that grows until it can be closed."""

    def __init__(self, book: OpenMonths, side: Side, currency: str, first: int) -> None:
        self.first = first
        self._book = book
        self._side, self._currency = side, currency
        self._crowd = Crowd(book.people)
        self.run = Run(first, first - 1)

    def add(self, last: int, months: Months) -> None:
        """Let the run go on through month *last*."""
        more = within(months, self.run.last + 1, last)
        self._crowd.add(more)
        self.run = Run(self.first, last, self.run.facts + more)

    def put(self, facts: Iterable[Fact]) -> None:
        """Put more facts into the run as it is."""
        more = tuple(facts)
        self._crowd.add(more)
        self.run = Run(self.first, self.run.last, self.run.facts + more)

    def lack(self) -> Lack | None:
        """Return what the run wants to be closed; None when it can be."""
        found = self._crowd.lack()
        if found is None and self._side is Side.OUT and self._gives_away():
            return Lack(bail=True)
        return found

    def _gives_away(self) -> bool:
        book, run = self._book, self.run
        return bail_leaf.gives_away(
            run.facts,
            book.bails(run),
            book.people,
            run.months,
            book.docket(run),
            book.rules.policy.count_step,
        )
