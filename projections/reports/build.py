"""How a report is built: from the facts of a book, the reports before, and the fund's rules.

The same book, rules, day and cut give the same bytes, in every process and for all times to come:
no clock, no chance, no input or output. Whatever else is changed here makes a new `BUILDER`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.publishing.months import month_text
from projections.reports import bail_leaf
from projections.reports.bridging import bridges
from projections.reports.clocks import Run, ended_periods, grid, within
from projections.reports.courts import at_courts
from projections.reports.facts import Facts, Side
from projections.reports.manifest import (
    BUILDER,
    Costs,
    CurrencyOfReport,
    Manifest,
    MoneyIn,
    NamedGiver,
    PaidOut,
    PartIn,
    PartOut,
    canonical,
    hash_of,
)
from projections.reports.open_months import OpenMonths
from projections.reports.rounding import about, counted
from projections.reports.rules import Past, Rules, StandingKind
from projections.reports.safety import Crowd
from projections.reports.tree import cut_in, cut_out

MOST_BYTES: Final = 30_000
"""So much fits into a line of the book, which holds a report in quotes within quotes."""


class _Closed(Struct, frozen=True):
    """What a report closes in each currency that it names."""

    money_in: tuple[MoneyIn, ...]
    paid_out: tuple[PaidOut, ...]
    costs: tuple[Costs, ...]


def build(
    facts: Facts, history: Sequence[Past], rules: Rules, *, today: date, cut: int
) -> Manifest | None:
    """Return the next report of the book up to position *cut*, as of *today* in the fund's zone.

    *history* are all published reports in order. None when no period has ended since the last one
    whose delay is over: reports come out on known days only. Raises ValueError for a *cut* before
    that of the last report.

    Where more periods have ended than fit into `MOST_BYTES`, as when a fund publishes for the first
    time after many years, it holds the first ones, and the report after it goes on from there.
    """
    if history and cut < history[-1].cut:
        raise ValueError("A report is built from no less of the book than the one before.")
    book = OpenMonths(facts, history, rules, cut)
    periods = ended_periods(book.clocks, rules, today)
    made = _report(book, facts.fund_id, history, periods, today) if periods else None
    while made is not None and len(periods) > 1 and (size := len(canonical(made))) > MOST_BYTES:
        periods = periods[: max(1, min(len(periods) - 1, len(periods) * MOST_BYTES // size))]
        made = _report(book, facts.fund_id, history, periods, today)
    return made


def _report(
    book: OpenMonths, fund_id: UUID, history: Sequence[Past], periods: Sequence[Run], today: date
) -> Manifest:
    """Return the report that closes what can be closed with the end of one of the *periods*."""
    closed = _close(book, history, periods, grid(history, periods))
    named = {each.currency for each in (*closed.money_in, *closed.paid_out, *closed.costs)}
    currencies = {code: digits for code, digits in book.exponents.items() if code in named}
    return Manifest(
        builder=BUILDER,
        fund=fund_id,
        number=len(history) + 1,
        today=today.isoformat(),
        policy=book.rules.policy.told(currencies),
        currencies=tuple(
            CurrencyOfReport(currency=code, exponent=digits) for code, digits in currencies.items()
        ),
        money_in=closed.money_in,
        paid_out=closed.paid_out,
        costs=closed.costs,
        bridge=bridges(book, history, closed.money_in, closed.paid_out, closed.costs),
        at_courts=at_courts(book, history, closed.paid_out),
        previous=hash_of(history[-1].manifest) if history else None,
    )


def _close(
    book: OpenMonths, history: Sequence[Past], periods: Sequence[Run], ends: Sequence[int]
) -> _Closed:
    money_in = tuple(
        _money_in(book, currency, run)
        for currency in book.exponents
        for run in book.runs(Side.IN, currency, ends)
    )
    paid_out = tuple(
        _paid_out(book, currency, run)
        for currency in book.exponents
        for run in book.runs(Side.OUT, currency, ends)
    )
    known = {each.currency for past in history for each in past.manifest.currencies}
    known |= {each.currency for each in (*money_in, *paid_out)}
    return _Closed(money_in, paid_out, tuple(_costs(book, periods, known)))


def _costs(book: OpenMonths, periods: Sequence[Run], known: set[str]) -> Iterable[Costs]:
    """Yield the running costs of each period, in the currencies that a report may name.

    Another currency than the fund's is named from its first running cost on, or when a side of it
    closes: that there is money in it could be the news of one gift.
    """
    for number, (currency, _) in enumerate(book.exponents.items()):
        months = book.months(Side.COSTS, currency)
        any_cost = within(months, periods[0].first, periods[-1].last)
        if number and currency not in known and not any_cost:
            continue
        for run in periods:
            yield Costs(
                currency=currency,
                from_month=month_text(run.first),
                until_month=month_text(run.last),
                amount=sum(fact.amount for fact in within(months, run.first, run.last)),
            )


def _money_in(book: OpenMonths, currency: str, run: Run) -> MoneyIn:
    policy = book.rules.policy
    base = policy.base(currency, book.exponents[currency])
    parts = []
    for atom in cut_in(run.facts, book.people):
        givers = Crowd(book.people, atom.facts).count
        parts.append(
            PartIn(
                leaf=atom.leaf or "",
                about=about(sum(fact.amount for fact in atom.facts), base),
                givers=counted(givers, policy.count_step) if givers else None,
            )
        )
    givers = Crowd(book.people, run.facts).count
    return MoneyIn(
        currency=currency,
        from_month=month_text(run.first),
        until_month=month_text(run.last),
        amount=sum(fact.amount for fact in run.facts),
        givers=counted(givers, policy.count_step) if givers else None,
        parts=tuple(parts),
        named=tuple(_named(book, currency, run, base)),
    )


def _named(book: OpenMonths, currency: str, run: Run, base: int) -> Iterable[NamedGiver]:
    """Yield what each giver gave who agreed to be named, in the order in which they agreed."""
    gave: dict[UUID | None, int] = {}
    for fact in run.facts:
        gave[fact.party] = gave.get(fact.party, 0) + fact.amount
    for standing in book.rules.standings:
        if standing.kind is StandingKind.NAMED and standing.giver in gave and standing.label_id:
            yield NamedGiver(
                label_id=standing.label_id,
                currency=currency,
                about=about(gave[standing.giver], base),
            )


def _paid_out(book: OpenMonths, currency: str, run: Run) -> PaidOut:
    policy = book.rules.policy
    base = policy.base(currency, book.exponents[currency])
    alone = bail_leaf.may_stand_alone(book.bails(run), book.docket(run), policy.count_step, base)
    return PaidOut(
        currency=currency,
        from_month=month_text(run.first),
        until_month=month_text(run.last),
        amount=sum(fact.amount for fact in run.facts),
        households=counted(Crowd(book.people, run.facts).count, policy.count_step),
        parts=tuple(
            PartOut(
                group=atom.group or "",
                leaf=atom.leaf,
                about=about(sum(fact.amount for fact in atom.facts), base),
                households=counted(Crowd(book.people, atom.facts).count, policy.count_step),
            )
            for atom in cut_out(run.facts, book.people, bail_alone=alone)
        ),
    )
