"""The words of public pages for stretches of time, groups, leaves and counts of people."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel.dates import format_date, format_skeleton
from msgspec import Struct

from api.i18n import N_, Language, Words
from ledger.publishing.dates import report_dates
from ledger.publishing.months import YEAR, first_day

FEWER: Final = "fewer_than_10"
NAMES: Final[dict[str, str]] = {
    "housing": N_("Housing"),
    "living_and_care": N_("Living and care"),
    "legal_and_bail": N_("Legal help and bail"),
    "rent_arrears": N_("Rent arrears"),
    "rent": N_("Rent"),
    "hotel": N_("Hotel and emergency shelter"),
    "tenancy_deposit": N_("Tenancy deposits"),
    "moving": N_("Moving"),
    "utilities": N_("Electricity, water, heating"),
    "medical": N_("Medical costs"),
    "food": N_("Food"),
    "transport": N_("Transport"),
    "care": N_("Care for children and others"),
    "interpretation": N_("Interpretation"),
    "legal": N_("Lawyers and courts"),
    "bail": N_("Bail"),
    "gifts": N_("Gifts"),
    "restricted_gifts": N_("Gifts for one purpose only"),
    "grants": N_("Grants"),
    "collections": N_("Collections (tins and benefit nights)"),
    "paid_work": N_("Paid work"),
    "hosting": N_("Hosting"),
    "phone": N_("Telephone"),
    "post": N_("Post"),
    "printing": N_("Printing"),
    "rooms": N_("Rooms"),
    "materials": N_("Materials"),
    "insurance": N_("Insurance"),
    "professional_fees": N_("Professional fees"),
    "travel": N_("Travel"),
    "other": N_("Other costs"),
    "reserve": N_("Kept in reserve"),
}
"""How groups, leaves and items of the plan are called in public."""


class Stretch(Struct, frozen=True, order=True):
    """Months in a row, both ends in it; numbers as `ledger.publishing.months` has them."""

    first: int
    last: int

    def within(self, other: "Stretch") -> bool:
        """Say whether no month of it lies outside *other*."""
        return other.first <= self.first and self.last <= other.last


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def name_of(item: str, language: Language) -> str:
    """Say a group, a leaf or an item of the plan."""
    return language.say(NAMES.get(item) or item.replace("_", " "))


def stretch_text(stretch: Stretch, language: Language) -> str:
    """Say a stretch: July to September 2026."""
    last = month_of_year(first_day(stretch.last), language)
    if stretch.first == stretch.last:
        return capital(last)
    in_one_year = stretch.first // YEAR == stretch.last // YEAR
    begins = first_day(stretch.first)
    first = month_name(begins, language) if in_one_year else month_of_year(begins, language)
    return capital(language.say(Words(N_("{first} to {last}"), {"first": first, "last": last})))


def month_name(day: date, language: Language) -> str:
    """Say the month of *day* without its year."""
    return format_date(day, "LLLL", locale=language.locale)


def month_of_year(day: date, language: Language) -> str:
    """Say the month of *day* with its year, as it stands in a sentence."""
    return format_skeleton("yMMMM", day, locale=language.locale)


def short_stretch(stretch: Stretch, language: Language) -> str:
    """Say a stretch where there is little room: Jul–Sep 2026."""
    last = format_skeleton("yMMM", first_day(stretch.last), locale=language.locale)
    if stretch.first == stretch.last:
        return last
    return f"{format_date(first_day(stretch.first), 'LLL', locale=language.locale)}–{last}"


def people_text(count: int | str | None, language: Language) -> str:
    """Say a rounded count of people in a table; nothing where there is none."""
    if count is None:
        return ""
    if isinstance(count, str):
        return language.say(N_("fewer than 10"))
    return language.say(Words(N_("about {count}"), {"count": count}))


def households_text(count: int | str | None, language: Language) -> str:
    """Say how many were helped, in a sentence."""
    if count is None:
        return ""
    if isinstance(count, str):
        return language.say(N_("Fewer than 10 people or households were helped."))
    said = Words(N_("About {count} people or households were helped."), {"count": count})
    return language.say(said)


def givers_text(count: int | str | None, language: Language) -> str:
    """Say how many gave, in a sentence."""
    if count is None:
        return ""
    if isinstance(count, str):
        return language.say(N_("Fewer than 10 people or groups gave it."))
    return language.say(Words(N_("About {count} people or groups gave it."), {"count": count}))


def list_text(texts: Sequence[str], language: Language) -> str:
    """Say several things after each other: a, b and c."""
    *before, last = texts
    if not before:
        return last
    facts = {"before": ", ".join(before), "last": last}
    return language.say(Words(N_("{before} and {last}"), facts))


def when_we_look(period_months: int, delay_days: int, year: int, language: Language) -> str:
    """Say on which days of *year* reports may come out: what follows from the policy alone."""
    if period_months == 1:
        said = Words(
            N_("We look every month, {count} days after a month has ended."),
            {"count": delay_days},
        )
        return language.say(said)
    days = report_dates(period_months, delay_days, date(year, 1, 1), date(year, 12, 31))
    texts = [_day_of_year(day, language) for day in days]
    return language.say(Words(N_("We look every {days}."), {"days": list_text(texts, language)}))


def _day_of_year(day: date, language: Language) -> str:
    return format_skeleton("MMMMd", day, locale=language.locale)
