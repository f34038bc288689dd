"""Budgets in words and figures: on the check page of an order, and on its own page."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from markupsafe import Markup

from api.formats import money_html
from api.i18n import N_, Language, Words
from api.pages.flow import Row
from api.public.words import Stretch, name_of, stretch_text
from ledger.budgets.commands import AdoptBudget, AmendBudget, BudgetCommand
from ledger.budgets.plans import Plan
from ledger.budgets.state import Budget
from ledger.events import BudgetItem
from ledger.money import Money
from ledger.publishing.months import month_of


def budget_said(command: BudgetCommand) -> Words:
    """Say in one sentence what *command* does."""
    match command:
        case AdoptBudget():
            return Words(N_("Adopt a budget: what the money is meant for."))
        case AmendBudget():
            return Words(N_("Change items of the budget."))


def amendment_said(command: AmendBudget, budget: Budget | None, language: Language) -> Words:
    """Say which *budget* is changed; it is None where it is not there."""
    if budget is None:
        return budget_said(command)
    stretch = stretch_text(Stretch(budget.from_month, budget.until_month), language)
    return Words(N_("Change the budget of {months}."), {"months": stretch})


def budget_rows(
    command: BudgetCommand, language: Language, names: Mapping[UUID, str]
) -> tuple[Row, ...]:
    """Return what *command* says, item by item. An anchor is a field of its form."""
    items = tuple(_item_row(each, language, names) for each in command.items)
    if isinstance(command, AmendBudget):
        return items
    return (*_months_rows(command, language), *items)


def plan_rows(plan: Plan, language: Language) -> tuple[Row, ...]:
    """Return a plan, kind by kind."""
    return (
        *_months_rows(plan, language),
        *(
            Row(
                name_of(each.item, language),
                _money(each.amount, each.currency, each.exponent, language),
                f"item_{each.item}",
            )
            for each in plan.items
        ),
    )


def months_words(first: str, last: str, language: Language) -> str:
    """Say a stretch of months that are written ``2026-07``."""
    try:
        return stretch_text(Stretch(month_of(first), month_of(last)), language)
    except ValueError:
        return f"{first} – {last}"


def _months_rows(plan: Plan | AdoptBudget, language: Language) -> Iterator[Row]:
    months = months_words(plan.from_month, plan.until_month, language)
    yield Row(N_("Months"), months, "from_month")


def _item_row(item: BudgetItem, language: Language, names: Mapping[UUID, str]) -> Row:
    name: str | Words = name_of(item.kind, language)
    if item.purpose_id is not None:
        purpose = names.get(item.purpose_id) or language.say(N_("a purpose of its own"))
        name = Words(N_("{item}, from {purpose}"), {"item": name, "purpose": purpose})
    return Row(name, _said(item, language), f"item_{item.kind}")


def _said(item: BudgetItem, language: Language) -> Words | Markup:
    if not item.amount:
        return Words(N_("taken out"))
    money = _money(item.amount, item.currency, item.exponent, language)
    if not item.carries_over:
        return money
    return money + ", " + language.say(N_("what is left is carried over"))


def _money(amount: int, currency: str, exponent: int, language: Language) -> Markup:
    return money_html(Money(amount, currency, exponent), language)
