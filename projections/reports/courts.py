"""What courts hold: a stock, and two stocks subtract to the bail between them.

So it is said only while bail was a part of its own in every stretch since the beginning, and only
where what changed one without the other (kept by a court, written off, paid to whoever the receipt
names, a bondsman's premium) gives nobody away either: the stock less the bails says that. Lines
where that is less than what figures are rounded to, such as fees, do not show.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec.structs import replace

from ledger.publishing.months import month_of
from projections.reports.clocks import Months, within
from projections.reports.facts import BAIL, Fact, Side
from projections.reports.manifest import AtCourts, PaidOut
from projections.reports.open_months import OpenMonths
from projections.reports.rounding import about
from projections.reports.rules import Past
from projections.reports.safety import Crowd, People


def at_courts(
    book: OpenMonths, history: Sequence[Past], paid_out: Sequence[PaidOut]
) -> tuple[AtCourts, ...]:
    """Return what courts hold at the end of the last stretch of money out, where it may be said."""
    found: list[AtCourts] = []
    for currency in book.exponents:
        new = [each for each in paid_out if each.currency == currency]
        before = [each for past in history for each in past.manifest.paid_out]
        all_of_it = [each for each in (*before, *new) if each.currency == currency]
        if not new or not all(_says_bail(each) for each in all_of_it):
            continue
        last = month_of(new[-1].until_month)
        figures = [
            month_of(each.until)
            for past in history
            for each in past.manifest.at_courts
            if each.currency == currency
        ]
        since = max(figures, default=book.clocks.first - 1) + 1
        base = book.rules.policy.base(currency, book.exponents[currency])
        held = within(book.months(Side.HELD, currency), book.clocks.first, last)
        still = _balances(held, book.people)
        apart = within(_apart(book, currency, base), since, last)
        if Crowd(book.people, still).is_safe and (not apart or Crowd(book.people, apart).is_safe):
            stock = about(sum(fact.amount for fact in held), base)
            until = new[-1].until_month
            found.append(AtCourts(currency=currency, until=until, about=stock))
    return tuple(found)


def _says_bail(stretch: PaidOut) -> bool:
    return any(part.leaf == BAIL for part in stretch.parts)


def _balances(held: Iterable[Fact], people: People) -> list[Fact]:
    """Return one fact for each household that courts hold something of."""
    found: dict[UUID | None, Fact] = {}
    for fact in held:
        household = people.households.of(fact)
        known = found.get(household)
        amount = fact.amount + (known.amount if known else 0)
        found[household] = replace(known or fact, amount=amount)
    return [fact for fact in found.values() if fact.amount]


def _apart(book: OpenMonths, currency: str, base: int) -> Months:
    """Return by month what each line changed of the stock and not of the bails, or the reverse."""
    found: dict[int, tuple[int, Fact]] = {}
    for side, sign in ((Side.HELD, 1), (Side.OUT, -1)):
        for month, facts in book.months(side, currency).items():
            for fact in facts:
                if fact.leaf == BAIL:
                    known = found.get(fact.position)
                    amount = sign * fact.amount + (known[1].amount if known else 0)
                    found[fact.position] = month, replace(fact, amount=amount)
    months: Months = {}
    for month, fact in found.values():
        if abs(fact.amount) >= base:
            months.setdefault(month, []).append(fact)
    return months
