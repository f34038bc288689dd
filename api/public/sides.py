"""One side of a report for its page: the exact sum, and the parts that may be told apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from api.charts import Drawing, bars
from api.i18n import N_, Language
from api.public.figures import Currency, percent_of_rounded, percent_text, stretch_of
from api.public.words import (
    Stretch,
    givers_text,
    households_text,
    name_of,
    people_text,
    stretch_text,
)
from ledger.money import Money
from projections.reports.manifest import MoneyIn, PaidOut

NO_NAME: Final = N_("A giver whose name is no longer shown")


class PartRow(Struct, frozen=True):
    """One row of a table of parts. *is_part* is below the row of its group."""

    name: str
    value: int
    """In minor units, rounded."""
    about: Money
    share: str = ""
    people: str = ""
    is_part: bool = False


class SideView(Struct, frozen=True, kw_only=True):
    """One side of a report in one currency, in words and figures."""

    chart_id: str
    currency: Currency
    stretch: Stretch
    stretch_text: str
    amount: Money
    is_negative: bool
    people: str
    rows: tuple[PartRow, ...]
    has_people: bool
    has_shares: bool
    drawing: Drawing
    named: tuple[tuple[str, Money], ...] = ()
    """Givers that agreed to be named, with what they gave, rounded; part of the sum."""


def paid_out_view(entry: PaidOut, currency: Currency, index: int, language: Language) -> SideView:
    """Return what was paid out for people."""
    groups: dict[str, list[PartRow]] = defaultdict(list)
    alone: list[PartRow] = []
    for part in entry.parts:
        name = name_of(part.leaf or part.group, language)
        row = _row(name, part.about, part.households, entry.amount, currency, language)
        (groups[part.group] if part.leaf else alone).append(row)
    rows = [*((row,) for row in alone), *_grouped(groups, entry.amount, currency, language)]
    return _view(
        entry,
        currency,
        f"o{index}",
        _by_size(rows),
        households_text(entry.households, language),
        language,
    )


def money_in_view(
    entry: MoneyIn,
    currency: Currency,
    index: int,
    names: Mapping[UUID, str],
    language: Language,
) -> SideView:
    """Return what came in. *names* are those of givers that still agree to be named."""
    rows = [
        (
            _row(
                name_of(part.leaf, language),
                part.about,
                part.givers,
                entry.amount,
                currency,
                language,
            ),
        )
        for part in entry.parts
    ]
    named = tuple(
        (names.get(each.label_id) or language.say(NO_NAME), currency.about(each.about))
        for each in entry.named
    )
    return _view(
        entry,
        currency,
        f"i{index}",
        _by_size(rows),
        givers_text(entry.givers, language),
        language,
        named,
    )


def _row(
    name: str,
    about: int,
    people: int | str | None,
    root: int,
    currency: Currency,
    language: Language,
) -> PartRow:
    share = percent_text(percent_of_rounded(about, currency.base, root), language)
    return PartRow(name, about, currency.about(about), share, people_text(people, language))


def _grouped(
    groups: Mapping[str, list[PartRow]], root: int, currency: Currency, language: Language
) -> Iterable[tuple[PartRow, ...]]:
    """Yield the rows of each group whose leaves are told apart, its sum first.

    The sum is that of the rounded leaves, so it is as inexact as all of them together, and how
    many were helped cannot be added up: somebody may be in two of them.
    """
    for group, rows in groups.items():
        total = sum(row.value for row in rows)
        base = currency.base * len(rows)
        share = percent_text(percent_of_rounded(total, base, root), language)
        head = PartRow(name_of(group, language), total, currency.about(total), share)
        leaves = sorted(rows, key=lambda row: (-row.value, row.name))
        yield (head, *(replace(leaf, is_part=True) for leaf in leaves))


def _by_size(blocks: Iterable[tuple[PartRow, ...]]) -> tuple[PartRow, ...]:
    """Put the largest block first; its rows stay together."""
    ordered = sorted(blocks, key=lambda rows: (-rows[0].value, rows[0].name))
    return tuple(row for rows in ordered for row in rows)


def _view(
    entry: MoneyIn | PaidOut,
    currency: Currency,
    chart_id: str,
    rows: tuple[PartRow, ...],
    people: str,
    language: Language,
    named: tuple[tuple[str, Money], ...] = (),
) -> SideView:
    stretch = stretch_of(entry)
    return SideView(
        chart_id=chart_id,
        currency=currency,
        stretch=stretch,
        stretch_text=stretch_text(stretch, language),
        amount=currency.money(abs(entry.amount)),
        is_negative=entry.amount < 0,
        people=people,
        rows=rows,
        has_people=any(row.people for row in rows),
        has_shares=any(row.share for row in rows),
        drawing=bars(chart_id, [row.value for row in rows]),
        named=named,
    )
