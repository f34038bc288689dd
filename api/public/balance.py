"""How the balance moved: exact sums that tie, where money in and money out end on the same day."""

from collections.abc import Iterator
from typing import Final

from babel.numbers import format_decimal
from msgspec import Struct

from api.charts import Drawing, StepKind, bridge
from api.formats import whole
from api.i18n import N_, Language
from api.public.figures import (
    Currency,
    percent_of_exact,
    percent_text,
    stretch_of,
)
from api.public.words import Stretch, stretch_text
from ledger.money import Money
from projections.reports.manifest import Bridge

_KINDS: Final[dict[str, StepKind]] = {"+": "plus", "−": "minus", "": "total", "=": "total"}
_CLASSES: Final = {"+": "in", "−": "out", "": "gone", "=": "total"}


class BalanceStep(Struct, frozen=True):
    """One term of the sum: its sign, its names, an amount and the look of its column.

    What is added or taken is never below zero; what is there at first or left may be.
    """

    sign: str
    name: str
    short: str
    label: str
    money: Money
    look: str


class BalanceView(Struct, frozen=True, kw_only=True):
    """How the balance moved in one currency over one stretch."""

    currency: Currency
    stretch: Stretch
    stretch_text: str
    steps: tuple[BalanceStep, ...]
    drawing: Drawing
    opening: Money
    closing: Money
    costs_share: str
    """The share of running costs in all that went out; empty where that means nothing."""
    more_came_back: bool
    """More came back from people and courts than went out to them."""


def balance_view(entry: Bridge, currency: Currency, index: int, language: Language) -> BalanceView:
    """Return one balance in words and figures."""
    terms = [
        Term("", N_("At first"), N_("at first"), entry.opening),
        *_terms(entry),
        Term("=", N_("Left"), N_("left"), entry.closing),
    ]
    steps = tuple(
        BalanceStep(
            each.sign,
            language.say(each.name),
            language.say(each.short),
            _label(currency.money(each.amount), language),
            currency.money(each.amount),
            _CLASSES[each.sign],
        )
        for each in terms
    )
    stretch = stretch_of(entry)
    share = percent_of_exact(entry.costs, entry.costs + max(0, entry.paid_out))
    return BalanceView(
        currency=currency,
        stretch=stretch,
        stretch_text=stretch_text(stretch, language),
        steps=steps,
        drawing=bridge(f"w{index}", [(_KINDS[each.sign], each.amount) for each in terms]),
        opening=currency.money(entry.opening),
        closing=currency.money(entry.closing),
        costs_share=percent_text(share if entry.paid_out > 0 else None, language),
        more_came_back=entry.paid_out < 0,
    )


def _label(money: Money, language: Language) -> str:
    """Write what stands over a column: whole units without their currency, for lack of room."""
    return format_decimal(whole(money).amount, locale=language.locale)


class Term(Struct, frozen=True):
    """One term of the sum, with a name for below its column and one for the sentence."""

    sign: str
    short: str
    name: str
    amount: int


def _terms(entry: Bridge) -> Iterator[Term]:
    """Yield what lies between both ends; a term below zero is said the other way round."""
    if entry.brought_forward < 0:
        yield Term("−", N_("Before"), N_("debts from before"), -entry.brought_forward)
    elif entry.brought_forward:
        yield Term("+", N_("Before"), N_("brought in from before"), entry.brought_forward)
    if entry.money_in < 0:
        yield Term("−", N_("Given back"), N_("given back, more than came in"), -entry.money_in)
    else:
        yield Term("+", N_("Money in"), N_("money in"), entry.money_in)
    if entry.paid_out < 0:
        yield Term("+", N_("Came back"), N_("came back, more than was paid out"), -entry.paid_out)
    else:
        said = N_("paid out for people, less what came back")
        yield Term("−", N_("Paid out"), said, entry.paid_out)
    if entry.costs < 0:
        yield Term("+", N_("Costs"), N_("running costs given back"), -entry.costs)
    else:
        yield Term("−", N_("Costs"), N_("running costs"), entry.costs)
    yield from _rare_terms(entry)


def _rare_terms(entry: Bridge) -> Iterator[Term]:
    """Yield the terms that stand in few reports: only where they are not zero."""
    if entry.passed_on < 0:
        yield Term("+", N_("Back"), N_("came back from other groups"), -entry.passed_on)
    elif entry.passed_on:
        yield Term("−", N_("Passed on"), N_("passed on to other groups"), entry.passed_on)
    if entry.lost_or_found < 0:
        yield Term("−", N_("Missing"), N_("lost, or missing when counted"), -entry.lost_or_found)
    elif entry.lost_or_found:
        yield Term("+", N_("Found"), N_("found when counted"), entry.lost_or_found)
    if entry.exchanged_in:
        yield Term("+", N_("Changed in"), N_("changed into this currency"), entry.exchanged_in)
    if entry.exchanged_out:
        yield Term("−", N_("Changed out"), N_("changed into another currency"), entry.exchanged_out)
