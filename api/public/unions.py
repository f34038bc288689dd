"""Several reports together: sums of what they published, side by side, and nothing taken apart.

Reports never overlap, so any sum of what they show is a sum over people that were together safe in
each. A difference or a year that no report ends with is not computed here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from api.charts import Drawing, columns
from api.i18n import Language
from api.public.figures import Currency, currencies_of, stretch_of
from api.public.words import Stretch, name_of, short_stretch, stretch_text
from ledger.money import Money
from projections.reports.manifest import Bridge, Manifest


class SumRow(Struct, frozen=True):
    """One stretch of one report, with its exact amount."""

    number: int
    stretch: Stretch
    stretch_text: str
    amount: Money


class SumTable(Struct, frozen=True):
    """What several reports say of one side in one currency, and all of it together."""

    rows: tuple[SumRow, ...]
    total: Money


class PartSum(Struct, frozen=True):
    """A group or a source over several reports: a sum of rounded parts."""

    name: str
    about: Money


class BalanceRow(Struct, frozen=True):
    """One balance of one report."""

    number: int
    stretch_text: str
    short: str
    opening: Money
    money_in: Money
    paid_out: Money
    costs: Money
    others: Money
    """What other terms of the balance come to; zero in most."""
    closing: Money


class Union(Struct, frozen=True, kw_only=True):
    """Several reports in one currency."""

    currency: Currency
    money_in: SumTable | None
    paid_out: SumTable | None
    costs: SumTable | None
    balances: tuple[BalanceRow, ...]
    groups: tuple[PartSum, ...]
    sources: tuple[PartSum, ...]
    named: dict[UUID, Money]
    """What named givers gave, by the id of their label."""
    drawing: Drawing


def unions_of(
    manifests: Sequence[Manifest], language: Language, within: Stretch | None = None
) -> tuple[Union, ...]:
    """Return *manifests* together, by currency; only stretches *within* one, where it is given."""
    known: dict[str, Currency] = {}
    for manifest in manifests:
        known |= currencies_of(manifest)
    return tuple(
        _Picked(manifests, currency, language, within).union(index)
        for index, currency in enumerate(known.values(), 1)
    )


class _Picked(Struct, frozen=True):
    """What several reports say in one currency."""

    manifests: Sequence[Manifest]
    currency: Currency
    language: Language
    within: Stretch | None

    def of(self, side: str) -> Iterator[tuple[int, Any]]:
        """Yield the entries of one side, each with the number of its report."""
        for manifest in self.manifests:
            for each in getattr(manifest, side):
                is_within = self.within is None or stretch_of(each).within(self.within)
                if each.currency == self.currency.code and is_within:
                    yield manifest.number, each

    def union(self, index: int) -> Union:
        """Return all of it for a page; *index* tells its picture from others."""
        moved = [(each.money_in, each.paid_out) for _, each in self.of("bridge")]
        return Union(
            currency=self.currency,
            money_in=self.table("money_in"),
            paid_out=self.table("paid_out"),
            costs=self.table("costs"),
            balances=tuple(self.balance(number, each) for number, each in self.of("bridge")),
            groups=self.sums((p.group, p.about) for _, e in self.of("paid_out") for p in e.parts),
            sources=self.sums((p.leaf, p.about) for _, e in self.of("money_in") for p in e.parts),
            named=self.sums_of_named(),
            drawing=columns(f"c{index}", moved),
        )

    def table(self, side: str) -> SumTable | None:
        """Return one side, and the sum of its exact amounts."""
        rows = tuple(
            SumRow(
                number,
                stretch_of(each),
                stretch_text(stretch_of(each), self.language),
                self.currency.money(each.amount),
            )
            for number, each in self.of(side)
        )
        if not rows:
            return None
        return SumTable(rows, self.currency.money(sum(row.amount.amount for row in rows)))

    def balance(self, number: int, entry: Bridge) -> BalanceRow:
        """Return one balance."""
        stretch = stretch_of(entry)
        told = entry.opening + entry.money_in - entry.paid_out - entry.costs
        others = entry.closing - told
        return BalanceRow(
            number,
            stretch_text(stretch, self.language),
            short_stretch(stretch, self.language),
            self.currency.money(entry.opening),
            self.currency.money(entry.money_in),
            self.currency.money(entry.paid_out),
            self.currency.money(entry.costs),
            self.currency.money(others),
            self.currency.money(entry.closing),
        )

    def sums(self, parts: Iterable[tuple[str, int]]) -> tuple[PartSum, ...]:
        """Add up rounded parts by what they are called, the largest first."""
        totals: dict[str, int] = defaultdict(int)
        for item, about in parts:
            totals[item] += about
        ordered = sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(
            PartSum(name_of(item, self.language), self.currency.about(total))
            for item, total in ordered
        )

    def sums_of_named(self) -> dict[UUID, Money]:
        """Add up what each named giver gave, by the id of the label."""
        totals: dict[UUID, int] = defaultdict(int)
        for _, entry in self.of("money_in"):
            for each in entry.named:
                totals[each.label_id] += each.about
        return {label: self.currency.about(total) for label, total in totals.items()}
