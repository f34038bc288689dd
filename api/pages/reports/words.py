"""What an order about the public side says, in words: on its check page and on its own."""

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from api.formats import day_text, money_html
from api.i18n import N_, Language, Words, count_words
from api.pages.flow import Row
from api.pages.proofs.words import SETTING as LOG_SETTING
from api.pages.proofs.words import log_rows
from api.pages.reports.budget_words import budget_rows, budget_said, months_words
from api.public.words import capital
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.case_label import case_label
from ledger.events import DisclosureSet, Standing, WordingKind
from ledger.fund import Fund
from ledger.money import Money
from ledger.publishing.commands import (
    ApproveWording,
    GoverningPublication,
    OrderedPublication,
    PublishReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    TellDecision,
)

Ordered = GoverningPublication | OrderedPublication
"""Commands about the public side that are orders."""
Names = Mapping[UUID, str]

PERIODS: Final[dict[int, str]] = {
    1: N_("months"),
    3: N_("quarters"),
    6: N_("half-years"),
    12: N_("years"),
}
"""Period lengths in months, and how they are called."""
WORDINGS: Final[dict[WordingKind, str]] = {
    WordingKind.ABOUT: N_("What the fund is"),
    WordingKind.WAYS_TO_GIVE: N_("Ways to give"),
    WordingKind.HOW_WE_DECIDE: N_("How we decide"),
    WordingKind.CLOSURE_PLAN: N_("What happens if the fund closes"),
    WordingKind.CHANGE: N_("What changed in how the fund works"),
}
"""Public texts, and how they are called."""
STANDINGS_SAID: Final[dict[Standing, str]] = {
    Standing.PROTECTED: N_("Protect a giver again: count them among all givers, without a name."),
    Standing.NAMED: N_("Name a giver in reports, as they agreed in writing."),
    Standing.COUNTED_APART: N_("Count an institution apart in reports, without its name."),
}
"""What an order says that makes a giver stand so."""
STANDINGS: Final[dict[Standing, str]] = {
    Standing.PROTECTED: N_("protected: counted among all givers"),
    Standing.NAMED: N_("named, as agreed in writing"),
    Standing.COUNTED_APART: N_("an institution, counted apart without its name"),
}
"""How givers stand, and how that is called."""
_YES: Final = N_("Yes")
_NO: Final = N_("No")


def publishing_words(command: Ordered) -> Words:
    """Say in one sentence what *command* does."""
    match command:
        case SetDisclosure():
            if not command.is_public:
                return Words(N_("Show nothing of the fund to the public."))
            return Words(N_("Set how the fund publishes its figures."))
        case AdoptBudget() | AmendBudget():
            return budget_said(command)
        case ApproveWording():
            said = {
                "what": Words(WORDINGS[command.kind]),
                "language": name_of_language(command.language),
            }
            if not command.text:
                return Words(N_("Take a public text down: {what} ({language})."), said)
            return Words(N_("Publish a text: {what} ({language})."), said)
        case TellDecision():
            said = {
                "name": case_label(command.decision),
                "language": name_of_language(command.language),
            }
            if not command.text:
                return Words(N_("Take down what is told of a decision: {name} ({language})."), said)
            return Words(N_("Tell the public about a decision: {name} ({language})."), said)
        case SetLog():
            return Words(LOG_SETTING)
        case SetGiverStanding():
            return Words(STANDINGS_SAID[command.standing])
        case RecordAgreement():
            return Words(N_("Write down an agreement with a funder."))
        case PublishReport():
            return Words(N_("Publish report {number}."), {"number": command.number})


def publishing_rows(
    command: Ordered, fund: Fund, language: Language, names: Names
) -> tuple[Row, ...]:
    """Return the details of *command*, line by line. An anchor is a field of its form."""
    match command:
        case SetDisclosure():
            return rule_rows(command, fund, language)
        case AdoptBudget() | AmendBudget():
            return budget_rows(command, language, names)
        case ApproveWording():
            return (
                Row(N_("Text"), Words(WORDINGS[command.kind]), "kind"),
                Row(N_("Language"), name_of_language(command.language), "language"),
                Row(N_("As it will stand"), wording_html(command.text, language), "text"),
            )
        case TellDecision():
            name = Markup('<bdi lang="en">{}</bdi>').format(case_label(command.decision))
            return (
                Row(N_("Decision"), name),
                Row(N_("Language"), name_of_language(command.language), "language"),
                Row(N_("As it will stand"), wording_html(command.text, language), "text"),
            )
        case SetLog():
            return log_rows(command, language)
        case SetGiverStanding():
            return tuple(_standing_rows(command, names))
        case RecordAgreement():
            return tuple(_agreement_rows(command, language, names))
        case PublishReport():
            return (
                Row(N_("Report"), str(command.number)),
                Row(N_("Built from the lines up to"), str(command.cut)),
            )


def name_of_language(code: str) -> str:
    """Return a language's own name for itself; its code where it has none here."""
    try:
        return capital(Locale.parse(code).get_display_name(code) or code)
    except (ValueError, UnknownLocaleError):
        return code


def rule_rows(
    rule: SetDisclosure | DisclosureSet, fund: Fund, language: Language
) -> tuple[Row, ...]:
    """Return a publishing rule in words."""
    if not rule.is_public:
        return (Row(N_("Public pages"), N_("none"), "is_public"),)
    days = count_words("one day after its end", "{count} days after its end", rule.delay_days)
    people = count_words("one person or household", "{count} people or households", rule.k)
    return (
        Row(N_("Public pages"), _YES, "is_public"),
        Row(N_("Figures come out by"), PERIODS.get(rule.period_months, ""), "period_months"),
        Row(N_("A period is out at the earliest"), days, "delay_days"),
        Row(N_("A published sum has at least"), people, "smaller_group"),
        Row(
            N_("Numbers of people are rounded to"),
            Words(N_("steps of {count}"), {"count": rule.count_step}),
            "count_step",
        ),
        *(
            Row(
                Words(N_("Parts in {currency} are rounded to"), {"currency": each.currency}),
                _money(Money(each.base, each.currency, fund.exponents[each.currency]), language),
                f"base_{each.currency}",
            )
            for each in rule.rounding
            if each.currency in fund.exponents
        ),
        Row(
            N_("Daily things change at"),
            Words(N_("{hour} o'clock"), {"hour": rule.tick_hour}),
            "tick_hour",
        ),
        Row(N_("Members read a weekly band"), _said(is_so=rule.bands_weekly), "bands_weekly"),
        Row(
            N_("Everybody has a seat at the table"),
            _said(is_so=rule.everyone_seated),
            "everyone_seated",
        ),
        Row(N_("Grants as open data"), _said(is_so=rule.open_grants_data), "open_grants_data"),
    )


def wording_html(text: str, language: Language) -> Markup:
    """Return a public text as its page shows it: paragraphs, and nothing that could be a link."""
    if not text:
        return escape(language.say(N_("nothing: it is taken down")))
    paragraphs = (each.strip() for each in text.split("\n\n"))
    return Markup("<br><br>").join(
        Markup("<br>").join(escape(line) for line in each.split("\n"))
        for each in paragraphs
        if each
    )


def _standing_rows(command: SetGiverStanding, names: Names) -> Iterator[Row]:
    yield _giver_row(command.giver)
    yield Row(N_("Counted as"), STANDINGS[command.standing], "standing")
    if command.label_id is not None:
        yield Row(N_("Name"), names.get(command.label_id) or N_("(without a name)"), "name")


def _giver_row(giver: UUID) -> Row:
    return Row(
        N_("Giver"),
        giver.hex[:8],
        "line",
        N_("So begins their random reference, at the foot of the line of each of their gifts."),
    )


def _agreement_rows(command: RecordAgreement, language: Language, names: Names) -> Iterator[Row]:
    yield _giver_row(command.giver)
    months = months_words(command.from_month, command.until_month, language)
    yield Row(N_("Months"), months, "from_month")
    if command.purpose_id is not None:
        name = names.get(command.purpose_id) or N_("(without a name)")
        yield Row(N_("Purpose"), name, "purpose_id")
    yield Row(N_("Report due on"), day_text(command.report_due, language), "report_due")


def _said(*, is_so: bool) -> str:
    return _YES if is_so else _NO


def _money(money: Money, language: Language) -> Markup:
    return money_html(money, language)
