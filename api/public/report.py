"""One report for its page: everything from its manifest, and a little around it."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.charts import Drawing
from api.i18n import N_, Language, Words
from api.public.balance import BalanceView, balance_view
from api.public.figures import Currency, currencies_of, stretch_of, whole_stretch
from api.public.sides import SideView, money_in_view, paid_out_view
from api.public.words import Stretch, month_of_year, stretch_text, when_we_look
from api.transparency.reports import Proof
from ledger.money import Money
from ledger.publishing.months import first_day, month_of
from projections.reports.manifest import Costs, Manifest

_DIGITS: Final = 4
"""Hashes and keys are read in groups of so many signs."""


class Around(Struct, frozen=True, kw_only=True):
    """What stands beside a manifest on its page. A preview has little of it.

    *address* is that of the fund's front page; *history* the reports before this one.
    """

    published_on: date | None = None
    is_recomputed: bool = False
    is_countersigned: bool = False
    sha256: str = ""
    key_id: str = ""
    names: dict[UUID, str] = {}
    address: str = ""
    history: tuple[Manifest, ...] = ()
    proof: Proof | None = None
    """Where the proof is that the report is in the log; None of one that is older than the log."""
    restrictions_signed_for: date | None = None
    """The last day for which an auditor stated that gifts for one purpose went to it."""


class CostRow(Struct, frozen=True):
    """What running the fund cost in one stretch."""

    stretch_text: str
    amount: Money


class Before(Struct, frozen=True):
    """The report whose closing balance is an opening balance of this one."""

    number: int
    stretch_text: str
    closing: Money


class ReportView(Struct, frozen=True, kw_only=True):
    """Everything that the page of a report shows."""

    number: int
    title: str
    around: Around
    policy_words: tuple[str, ...]
    balances: tuple[BalanceView, ...]
    money_in: tuple[SideView, ...]
    paid_out: tuple[SideView, ...]
    costs: tuple[CostRow, ...]
    at_courts: tuple[tuple[Money, str], ...]
    before: tuple[Before, ...]
    is_waiting: bool
    """Whether money in or money out is not out for the end of this report."""
    when_next: str
    previous_hash: str
    builder: str
    drawings: tuple[Drawing, ...]


def report_view(manifest: Manifest, language: Language, around: Around | None = None) -> ReportView:
    """Return the view of a report. Pure: the same manifest and surroundings, the same view."""
    around = around or Around()
    currencies = currencies_of(manifest)
    balances = _balances(manifest, currencies, language)
    money_in = tuple(
        money_in_view(each, currencies[each.currency], index, around.names, language)
        for index, each in enumerate(manifest.money_in, 1)
    )
    paid_out = tuple(
        paid_out_view(each, currencies[each.currency], index, language)
        for index, each in enumerate(manifest.paid_out, 1)
    )
    policy, year = manifest.policy, int(manifest.today[:4])
    return ReportView(
        number=manifest.number,
        title=stretch_text(report_stretch(manifest), language),
        around=around,
        policy_words=policy_words(policy.k, policy.period_months, policy.delay_days, language),
        balances=balances,
        money_in=money_in,
        paid_out=paid_out,
        costs=_costs(manifest, currencies, language),
        at_courts=_at_courts(manifest, currencies, language),
        before=_before(manifest, around.history, language),
        is_waiting=not (money_in and paid_out),
        when_next=when_we_look(policy.period_months, policy.delay_days, year, language),
        previous_hash=manifest.previous or "",
        builder=manifest.builder,
        drawings=(
            *(each.drawing for each in balances),
            *(each.drawing for each in (*paid_out, *money_in) if each.rows),
        ),
    )


def _costs(
    manifest: Manifest, currencies: dict[str, Currency], language: Language
) -> tuple[CostRow, ...]:
    return tuple(
        CostRow(
            stretch_text(stretch_of(each), language), currencies[each.currency].money(each.amount)
        )
        for each in told_costs(manifest)
    )


def told_costs(manifest: Manifest) -> tuple[Costs, ...]:
    """Return the costs that say something: of the fund's currency, and no noughts of others."""
    own = manifest.costs[0].currency
    return tuple(each for each in manifest.costs if each.amount or each.currency == own)


def _at_courts(
    manifest: Manifest, currencies: dict[str, Currency], language: Language
) -> tuple[tuple[Money, str], ...]:
    """Return what courts hold, each with the month at whose end they held it."""
    return tuple(
        (
            currencies[each.currency].about(each.about),
            month_of_year(first_day(month_of(each.until)), language),
        )
        for each in manifest.at_courts
    )


def report_stretch(manifest: Manifest) -> Stretch:
    """Return the stretch that stands over a report: the periods that ended, so none overlap.

    Money in and money out may reach further back; each says its own stretch beside it.
    """
    return whole_stretch(manifest.costs)


def _balances(
    manifest: Manifest, currencies: dict[str, Currency], language: Language
) -> tuple[BalanceView, ...]:
    return tuple(
        balance_view(each, currencies[each.currency], index, language)
        for index, each in enumerate(manifest.bridge, 1)
    )


def _before(
    manifest: Manifest, history: Sequence[Manifest], language: Language
) -> tuple[Before, ...]:
    """Find, for the first balance in each currency, the report with the balance before it."""
    found: list[Before] = []
    for code, currency in currencies_of(manifest).items():
        if not any(each.currency == code for each in manifest.bridge):
            continue
        earlier = [
            (old.number, each) for old in history for each in old.bridge if each.currency == code
        ]
        if earlier:
            number, last = max(earlier, key=lambda pair: stretch_of(pair[1]).last)
            text = stretch_text(stretch_of(last), language)
            found.append(Before(number, text, currency.money(last.closing)))
    return tuple(found)


def policy_words(
    k: int, period_months: int, delay_days: int, language: Language
) -> tuple[str, ...]:
    """Say the publishing rule in sentences."""
    stretches = {
        1: N_("We publish whole months, or several together."),
        3: N_("We publish whole quarters, or several together."),
        6: N_("We publish whole half-years, or several together."),
        12: N_("We publish whole years, or several together."),
    }
    sentences: tuple[str | Words, ...] = (
        stretches[period_months],
        Words(
            N_("Nothing is out earlier than {count} days after the end of its time."),
            {"count": delay_days},
        ),
        Words(
            N_(
                "A sum is shown once at least {count} people or households are in it,"
                " none of them large enough to be guessed."
            ),
            {"count": k},
        ),
    )
    return tuple(language.say(each) for each in sentences)


def grouped(signs: str) -> str:
    """Write a hash or a key in groups, as it is read aloud."""
    return " ".join(signs[at : at + _DIGITS] for at in range(0, len(signs), _DIGITS))
