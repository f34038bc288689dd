"""The budget of a stretch of months: what came in, what went out for what, what is left.

Everything is a sum of postings by the month in which it happened. A line that was taken back and
its reversal stand in the same month and cancel out. Posted bail leaves the accounts and is held,
so it is money out but not spent; what a court keeps is spent but was money out before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct, field

from ledger import chart
from ledger.chart import GROUP_OF, Category
from ledger.store.connection import Connection
from projections.balances import currencies_of, get_fund_at
from projections.sums import MonthSum, sum_months
from projections.view import pin

MAX_MONTHS: Final = 600
"""Fifty years: a longer stretch is a typing slip."""

_LEAVES: Final = {
    family: [
        (code, code.partition(":")[2])
        for code in chart.CHART  # in the order of the chart
        if chart.family(code) == family
    ]
    for family in ("income", "given_back", "fees", "help", "costs", "bail", "lost")
}
"""The codes of each family whose parts a budget names, with the names of the parts."""
_COMMITTED: Final = "grant.committed"
_RELEASED: Final = "grant.rest_released"
_POSTED: Final = "bail.posted"


class Figures(Struct, frozen=True, kw_only=True):
    """A stretch of time in figures: minor units of one currency; only what is not zero is named.

    *gifts* by kind, *given_back* (refunded, charged_back, passed_on), *fees* by whoever took
    them, *people* by category and *groups* by group: paid for people. *costs* of running the
    fund. *bail_posted* with premiums, *bail_lost* by why (premiums, less what was recovered),
    *lost* money that is missing. *exchanged* came in from other currencies (below zero: went out).
    *committed* and *released* are promises by category; what was paid of them is in *people*,
    beside what floats paid.
    """

    opening: int
    closing: int
    held_opening: int
    held_closing: int
    promised_opening: int
    promised_closing: int
    gifts: dict[str, int] = field(default_factory=dict)
    brought_forward: int = 0
    given_back: dict[str, int] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    costs: dict[str, int] = field(default_factory=dict)
    bail_posted: int = 0
    bail_returned: int = 0
    bail_lost: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    exchanged: int = 0
    committed: dict[str, int] = field(default_factory=dict)
    released: dict[str, int] = field(default_factory=dict)

    def total(self, name: str) -> int:
        """Return the sum of a figure that has parts, such as ``gifts``."""
        parts: dict[str, int] = getattr(self, name)
        return sum(parts.values())

    @property
    def money_in(self) -> int:
        """Return what the accounts gained: opening + in − out = closing."""
        gained = self.total("gifts") + self.brought_forward + self.bail_returned
        return gained + max(self.exchanged, 0)

    @property
    def money_out(self) -> int:
        """Return what the accounts lost, posted bail included."""
        parts = ("given_back", "fees", "people", "costs", "lost")
        lost = sum(self.total(part) for part in parts) + self.bail_posted
        return lost + max(-self.exchanged, 0)

    @property
    def spent(self) -> int:
        """Return what is gone: paid for people, costs, bail that courts kept, what is missing."""
        return sum(self.total(part) for part in ("people", "costs", "bail_lost", "lost"))


class BudgetMonth(Struct, frozen=True):
    """One month, named by its first day."""

    month: date
    figures: Figures


class BudgetOfCurrency(Struct, frozen=True, kw_only=True):
    """The budget in one currency: each month, and all of them together."""

    currency: str
    exponent: int
    months: tuple[BudgetMonth, ...]
    total: Figures


class Budget(Struct, frozen=True, kw_only=True):
    """The budget from the first to the last month, both included; the fund's currency first."""

    known_at: int
    as_of: date | None
    from_month: date
    to_month: date
    currencies: tuple[BudgetOfCurrency, ...]


async def get_budget(
    connection: Connection,
    fund_id: UUID,
    *,
    from_month: date,
    to_month: date,
    as_of: date | None = None,
    known_at: int | None = None,
) -> Budget:
    """Return the budget of the months from *from_month* to *to_month* (any day of them).

    Of lines up to position *known_at* that happened by the day *as_of*. Raises
    `ProjectionBehind`, and ValueError when the months are the wrong way round or too many.
    """
    first, last = from_month.replace(day=1), to_month.replace(day=1)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= count <= MAX_MONTHS:
        raise ValueError(f"A budget is of 1 to {MAX_MONTHS} months, not {count}.")
    view = await pin(connection, fund_id, known_at)
    fund = await get_fund_at(connection, fund_id, view.position)
    sums = await sum_months(view, as_of, first, last)
    return Budget(
        known_at=view.position,
        as_of=as_of,
        from_month=first,
        to_month=last,
        currencies=tuple(
            _of_currency(currency, exponent, months_between(first, last), sums)
            for currency, exponent in currencies_of(fund)
        ),
    )


def months_between(first: date, last: date) -> Iterator[date]:
    """Go through the first days of the months from *first* to *last*, both included."""
    while first <= last:
        yield first
        year, month = divmod(first.year * 12 + first.month, 12)
        if year > date.max.year:
            return
        first = date(year, month + 1, 1)


def _of_currency(
    currency: str, exponent: int, months: Iterable[date], sums: Iterable[MonthSum]
) -> BudgetOfCurrency:
    tallies = {month: _Tally() for month in months}
    before, total = _Tally(), _Tally()
    for each in sums:
        if each.currency != currency:
            continue
        if each.month is None:
            before.add(each)
        else:
            tallies[each.month].add(each)
            total.add(each)
    found = []
    opening = before
    for month, tally in tallies.items():
        found.append(BudgetMonth(month, tally.figures(opening)))
        opening = opening.after(tally)
    return BudgetOfCurrency(
        currency=currency, exponent=exponent, months=tuple(found), total=total.figures(before)
    )


class _Tally:
    """Sums of one stretch of time: by code, and by the sort of fact where a code has several."""

    def __init__(self) -> None:
        self.by_code: Counter[str] = Counter()
        self.by_fact: Counter[tuple[str, str]] = Counter()

    def add(self, each: MonthSum) -> None:
        self.by_code[each.code] += each.amount
        self.by_fact[each.fact, each.code] += each.amount

    def after(self, following: "_Tally") -> "_Tally":
        """Return the sums of this stretch and the *following* one."""
        both = _Tally()
        for mine in (self, following):
            both.by_code.update(mine.by_code)
            both.by_fact.update(mine.by_fact)
        return both

    def _leaves(self, family: str, sign: int = 1) -> dict[str, int]:
        return {
            leaf: sign * self.by_code[code] for code, leaf in _LEAVES[family] if self.by_code[code]
        }

    def _promises(self, fact: str, sign: int) -> dict[str, int]:
        found = {
            category.value: sign * self.by_fact[fact, chart.promised_for(category)]
            for category in Category
            if category is not Category.BAIL
        }
        return {category: amount for category, amount in found.items() if amount}

    @property
    def promised(self) -> int:
        return -self.by_code[chart.PROMISED_AGAINST]

    @property
    def held(self) -> int:
        """What authorities hold, and depositors whom they paid."""
        return self.by_code[chart.COURTS] + self.by_code[chart.DEPOSITORS]

    def figures(self, before: "_Tally") -> Figures:
        """Return the figures of this stretch, which follows on everything *before* it."""
        people, lost = self._leaves("help"), self._leaves("bail")
        groups: Counter[str] = Counter()
        for category, amount in people.items():
            groups[GROUP_OF[Category(category)].value] += amount
        posted = self.by_fact[_POSTED, chart.COURTS] + self.by_code[chart.PREMIUM]
        opening, held, more = before.by_code[chart.CASH], before.held, self.held
        return Figures(
            opening=opening,
            closing=opening + self.by_code[chart.CASH],
            held_opening=held,
            held_closing=held + more,
            promised_opening=before.promised,
            promised_closing=before.promised + self.promised,
            gifts=self._leaves("income", -1),
            brought_forward=-self.by_code[chart.BROUGHT_FORWARD],
            given_back=self._leaves("given_back"),
            fees=self._leaves("fees"),
            people=people,
            groups=dict(groups),
            costs=self._leaves("costs"),
            bail_posted=posted,
            bail_returned=posted - more - sum(lost.values()),
            bail_lost=lost,
            lost=self._leaves("lost"),
            exchanged=-self.by_code[chart.EXCHANGED],
            committed=self._promises(_COMMITTED, 1),
            released=self._promises(_RELEASED, -1),
        )
