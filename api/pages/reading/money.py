"""Balances and the budget as pages show them: tables, and the pictures beside them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from markupsafe import Markup
from msgspec import Struct

from api import charts
from api.charts import Drawing
from api.depositors import owed_by_depositors
from api.formats import month_text, tick_text
from api.i18n import N_
from api.pages.reading.reader import Reader
from ledger.chart import GROUP_OF, Category, Group
from ledger.money import Money
from projections.balances import Balances, Total
from projections.budget import BudgetOfCurrency, Figures
from projections.figures import OpenCase

MONTHS: Final = 12


class MonthsPicture(Struct, frozen=True):
    """In and out by month: the drawing, and the rows of the table with the same figures."""

    drawing: Drawing
    rows: tuple[tuple[str, str, Money, Money], ...]
    finding: str
    ticks: dict[int, str]

    def tick(self, value: int) -> str:
        """Write a value at the axis."""
        return self.ticks[value]


class Use(Struct, frozen=True):
    """One row of where money went; *is_part* says that the row above holds it too."""

    name: str
    money: Money
    address: str = ""
    is_part: bool = False


class Uses(Struct, frozen=True):
    """Where money went, with the bars of the table."""

    drawing: Drawing
    rows: tuple[Use, ...]
    total: Money


class Gauge(Struct, frozen=True):
    """What became of bail."""

    drawing: Drawing
    parts: tuple[tuple[str, Money, str], ...]


def first_month(today: date) -> date:
    """Return the first day of the first of the twelve months that end today."""
    year, month = divmod(today.year * 12 + today.month - MONTHS, 12)
    return date(year, month + 1, 1)


def months_picture(reader: Reader, budget: BudgetOfCurrency) -> MonthsPicture:
    """Draw in and out by month."""
    language = reader.language
    figures = [(each.month, each.figures) for each in budget.months]
    flows = [(each.money_in, each.money_out) for _, each in figures]
    drawing = charts.columns("months", flows)
    more = sum(1 for gained, lost in flows if gained > lost)
    moved = sum(1 for gained, lost in flows if gained or lost)
    sentence = language.ngettext(
        "More came in than went out in %(more)s of %(count)s month with money moving.",
        "More came in than went out in %(more)s of %(count)s months with money moving.",
        moved,
    )
    return MonthsPicture(
        drawing=drawing,
        rows=tuple(
            (
                month_text(month, language, short=True),
                month_text(month, language),
                reader.money(each.money_in, budget.currency),
                reader.money(each.money_out, budget.currency),
            )
            for month, each in figures
        ),
        finding=sentence % {"more": more, "count": moved} if moved else "",
        ticks={tick: tick_text(tick, budget.exponent, language) for tick in drawing.ticks},
    )


def uses(reader: Reader, total: Figures) -> Uses:
    """Say where money went: for people by group and category, then everything else."""
    rows: list[Use] = []
    for group in Group:
        parts = {
            category: total.people[category.value]
            for category in Category
            if GROUP_OF[category] is group and category.value in total.people
        }
        if parts:
            rows.append(_use(reader, reader.language.say(group), sum(parts.values())))
        if len(parts) > 1:
            ranked = sorted(parts.items(), key=lambda each: -each[1])
            rows += [
                _use(reader, reader.language.say(category), amount, is_part=True)
                for category, amount in ranked
            ]
    others = (
        (N_("Running costs"), total.total("costs"), "cost"),
        (N_("Bail that did not come back"), total.total("bail_lost"), "bail"),
        (N_("Fees"), total.total("fees"), ""),
        (N_("Given back to donors or passed on"), total.total("given_back"), ""),
    )
    rows += [_use(reader, name, amount, family) for name, amount, family in others if amount]
    return Uses(
        drawing=charts.bars("uses", [row.money.amount for row in rows]),
        rows=tuple(rows),
        total=reader.money(sum(row.money.amount for row in rows if not row.is_part)),
    )


def _use(reader: Reader, name: str, amount: int, family: str = "", *, is_part: bool = False) -> Use:
    address = f"{reader.prefix}/journal?kind={family}" if family else ""
    said = reader.language.say(name)
    return Use(said[:1].upper() + said[1:], reader.money(amount), address, is_part)


def gauge(reader: Reader, total: Figures) -> Gauge | None:
    """Draw what is at courts now, and what came back and was lost in the months of *total*."""
    lost = total.total("bail_lost")
    values = (total.held_closing, total.bail_returned, lost)
    if not any(values):
        return None
    names = (
        (N_("At courts now"), "held"),
        (N_("Came back in twelve months"), "in"),
        (N_("Lost in twelve months"), "gone"),
    )
    return Gauge(
        drawing=charts.gauge("bail", values),
        parts=tuple(
            (reader.language.say(name), reader.money(value), style)
            for (name, style), value in zip(names, values, strict=True)
        ),
    )


def balance_tables(
    reader: Reader, balances: Balances, cases: Iterable[OpenCase] = ()
) -> dict[str, Any]:
    """Return what the tables of accounts, purposes and authorities show.

    *cases* are those of the same statement: what is with depositors is told from what authorities
    hold, although it counts as held as well.
    """
    return {
        "accounts": [
            (
                reader.name(each.account_id),
                each.kind,
                reader.money(each.balance, each.currency),
                f"{reader.prefix}/journal?account_id={each.account_id}",
            )
            for each in balances.accounts
        ],
        "purposes": [
            (
                reader.name(each.purpose_id),
                _meant_for(each.restriction, each.categories),
                [
                    tuple(reader.money(v, m.currency) for v in (m.cash, m.promised, m.free, m.held))
                    for m in each.money
                ],
                f"{reader.prefix}/journal?purpose_id={each.purpose_id}",
            )
            for each in balances.purposes
        ],
        "authorities": list(_holders(reader, balances, cases)),
    }


def _holders(
    reader: Reader, balances: Balances, cases: Iterable[OpenCase]
) -> Iterator[tuple[str, object, list[Money]]]:
    """Yield who holds how much of what was posted: each authority, then all depositors."""
    owed = owed_by_depositors(cases)
    exponents = {each.currency: each.exponent for each in balances.totals}
    for each in balances.authorities:
        held = (
            Money(m.amount - owed[each.authority_id, m.currency], m.currency, m.exponent)
            for m in each.held
        )
        if found := [money for money in held if money.amount]:
            yield reader.name(each.authority_id), each.kind, found
    with_depositors: Counter[str] = Counter()
    for (_, currency), amount in owed.items():
        with_depositors[currency] += amount
    if found := [Money(v, key, exponents[key]) for key, v in with_depositors.items() if v]:
        yield reader.language.say(N_("With depositors, owed to the fund")), "", found


def _meant_for(restriction: object, categories: tuple[Category, ...]) -> tuple[object, ...]:
    """Return the words that say what a purpose may pay for."""
    return (restriction, *categories)


def free_sentence(reader: Reader, balances: Balances) -> Markup:
    """Say what can be promised now, in every currency that the fund has."""
    first, *others = balances.totals
    also = [reader.money(each.free, each.currency) for each in others if each.free > 0]
    if first.free <= 0:
        missing = reader.money(-first.free, first.currency)
        text = N_("You can promise nothing tonight.")
        if first.free < 0:
            text = N_("You can promise nothing tonight: {money} is missing for what is promised.")
        return reader.say(text, money=missing)
    money = reader.money(first.free, first.currency)
    if not also:
        return reader.say(N_("You can promise {money} tonight."), money=money)
    joined = Markup(" + ").join(reader.amount(m.amount, m.currency) for m in also)
    return reader.say(
        N_("You can promise {money} tonight, and {others}."), money=money, others=joined
    )


def meant_sentence(reader: Reader, balances: Balances, anything: int) -> Markup | None:
    """Say how much of what is free may go to anything; None when all of it may, or nothing is.

    *anything* is in minor units of the fund's currency, reserves taken off.
    """
    own = balances.totals[0]
    if own.free <= 0 or anything >= own.free:
        return None
    if anything <= 0:
        return reader.say(N_("All of it is meant for particular kinds of help."))
    return reader.say(
        N_(
            "{money} of it may go to anything; the rest is meant or kept for particular kinds "
            "of help."
        ),
        money=reader.money(anything, own.currency),
    )


def _free_note(total: Total) -> str:
    """Say what *free* is made up of."""
    if total.free == total.there - total.promised:
        return N_("there, less promised")
    return N_("there, less promised, approved, frozen and in floats")


def tiles(reader: Reader, balances: Balances) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Return a strip of four figures for every currency: (currency, entries)."""
    say = reader.language.say
    link = Markup('<a href="{}">{}</a>').format
    made_up = say(N_("how it is made up"))
    return [
        (
            each.currency,
            [
                (
                    say(N_("There")),
                    reader.money(each.there, each.currency),
                    link("#accounts", made_up),
                    each.there < 0,
                ),
                (
                    say(N_("Promised")),
                    reader.money(each.promised, each.currency),
                    link(f"{reader.prefix}/cases?kind=grant", say(N_("for what"))),
                    False,
                ),
                (
                    say(N_("At courts")),
                    reader.money(each.held, each.currency),
                    link(f"{reader.prefix}/cases?kind=bail", say(N_("where, since when"))),
                    False,
                ),
                (
                    say(N_("Free to promise")),
                    reader.money(each.free, each.currency),
                    say(_free_note(each)),
                    each.free < 0,
                ),
            ],
        )
        for each in balances.totals
    ]
