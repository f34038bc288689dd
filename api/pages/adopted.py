"""What was adopted and what is out, as members read it: plans, reports, costs, statements."""

from collections import defaultdict
from datetime import date
from typing import Final

from msgspec import Struct

from api.i18n import N_
from api.pages.reading.reader import Reader
from api.public.pages import SENTENCES
from api.public.plans import current_plans
from api.public.report import report_stretch, told_costs
from api.public.words import Stretch, name_of, stretch_text
from ledger.budgets.plans import Plan, plan_of
from ledger.events import AssuranceSigned, BudgetWord
from ledger.money import Money
from ledger.publishing.months import month_of, month_of_day
from projections.reports.item_words import told_budget
from projections.reports.manifest import decode
from projections.reports.published import PublicState, Published

USED: Final[dict[BudgetWord, str]] = {
    BudgetWord.UNDER_HALF: N_("under half used"),
    BudgetWord.OVER_HALF: N_("over half used"),
    BudgetWord.USED_UP: N_("used up"),
}
"""How much of an item is used, in the words that members read."""


class MemberItem(Struct, frozen=True):
    """An item of the plan; *used* is empty where the reports do not say it by themselves."""

    name: str
    planned: Money
    used: str


class MemberPlan(Struct, frozen=True):
    """A plan whose time is not over."""

    months: str
    items: tuple[MemberItem, ...]


class MemberReport(Struct, frozen=True):
    """A report that is out, in a list."""

    number: int
    title: str
    address: str


class MemberStatement(Struct, frozen=True):
    """What auditors state for one day."""

    day: date
    sentences: tuple[str, ...]
    open_findings: bool


def plans_of(published: Published, state: PublicState, reader: Reader) -> list[MemberPlan]:
    """Return the plans in force, with the words that came with the last report."""
    about, words = _words(published, state)
    return [
        MemberPlan(
            months_of(each, reader),
            tuple(
                MemberItem(
                    name_of(item.item, reader.language),
                    Money(item.amount, item.currency, item.exponent),
                    USED[words[item.item]] if each == about and item.item in words else "",
                )
                for item in each.items
            ),
        )
        for each in current_plans(state.plans, month_of_day(reader.today))
    ]


def months_of(plan: Plan, reader: Reader) -> str:
    """Say the months of a plan."""
    stretch = Stretch(month_of(plan.from_month), month_of(plan.until_month))
    return stretch_text(stretch, reader.language)


def _words(published: Published, state: PublicState) -> tuple[Plan | None, dict[str, BudgetWord]]:
    """Return the words of the last report, and the plan that they were said about."""
    if not state.reports:
        return None, {}
    report = state.reports[-1]
    before = (each for each in published.publications if each.position < report.position)
    budgets = Published.of(before, published.time_zone).now.budgets
    budget = told_budget(budgets, [decode(each.manifest) for each in state.reports])
    words = {each.item: each.word for each in report.for_members}
    return (plan_of(budget), words) if budget else (None, {})


def reports_of(state: PublicState, reader: Reader) -> list[MemberReport]:
    """Return the reports that are out, the latest first."""
    return [
        MemberReport(
            each.number,
            stretch_text(report_stretch(decode(each.manifest)), reader.language),
            f"{reader.prefix}/plan/reports/{each.number}",
        )
        for each in reversed(state.reports)
    ]


def costs_of(state: PublicState, reader: Reader) -> list[tuple[str, Money]]:
    """Return what running the fund cost, by the last report."""
    if not state.reports:
        return []
    manifest = decode(state.reports[-1].manifest)
    digits = {each.currency: each.exponent for each in manifest.currencies}
    return [
        (
            stretch_text(
                Stretch(month_of(each.from_month), month_of(each.until_month)), reader.language
            ),
            Money(each.amount, each.currency, digits[each.currency]),
        )
        for each in told_costs(manifest)
    ]


def statements_of(state: PublicState) -> list[MemberStatement]:
    """Return what auditors state, also for days to come: only what each of several states."""
    days: dict[date, list[AssuranceSigned]] = defaultdict(list)
    for each in state.assurances:
        days[each.for_day].append(each)
    return [
        MemberStatement(
            day,
            tuple(
                words
                for sentence, words in SENTENCES.items()
                if all(sentence in each.sentences for each in signed)
            ),
            any(each.open_findings for each in signed),
        )
        for day, signed in sorted(days.items(), reverse=True)
    ]
