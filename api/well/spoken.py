"""Findings in the words of a language: what a page shows, a program reads and a terminal prints."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from msgspec import Struct

from api.i18n import N_, Language, Words
from api.well.findings import Finding, headline, needs_somebody

_UNITS: Final = (
    (timedelta(days=730), timedelta(days=365), "duration-year"),
    (timedelta(hours=48), timedelta(days=1), "duration-day"),
    (timedelta(minutes=120), timedelta(hours=1), "duration-hour"),
    (timedelta(seconds=120), timedelta(minutes=1), "duration-minute"),
)
"""From this length on, a time is said in whole ones of that unit."""


class SpokenLine(Struct, frozen=True):
    """One line as it is read out. *to_do* ends where *command* has to be typed."""

    number: int
    subject: str
    verdict: str
    title: str
    word: str
    says: str
    to_do: str
    command: str


class Spoken(Struct, frozen=True):
    """The answer in one sentence, where to begin, and the lines."""

    answer: str
    begin: str
    lines: tuple[SpokenLine, ...]


def spoken(findings: Sequence[Finding], language: Language) -> Spoken:
    """Say everything in *language*."""
    numbers = [str(each.subject.number) for each in needs_somebody(findings)]
    which = N_("It is line {numbers}.") if len(numbers) == 1 else N_("They are lines {numbers}.")
    begin = Words(which, {"numbers": format_list(numbers, locale=language.locale)})
    return Spoken(
        answer=language.say(headline(findings)),
        begin=language.say(begin) if numbers else "",
        lines=tuple(_line(each, language) for each in findings),
    )


def _line(finding: Finding, language: Language) -> SpokenLine:
    return SpokenLine(
        number=finding.subject.number,
        subject=finding.subject.value,
        verdict=finding.verdict.value,
        title=language.say(finding.subject.title),
        word=language.say(finding.verdict.word),
        says=" ".join(_sentence(each, language) for each in finding.says),
        to_do=_sentence(finding.cure, language) if finding.cure else "",
        command=finding.command,
    )


def _sentence(words: Words, language: Language) -> str:
    facts: Mapping[str, object] = {
        name: _fact(fact, language) for name, fact in words.facts.items()
    }
    # The number itself says which sentence it is; how it is written does not.
    return language.template_of(words).format(**facts)


def _fact(fact: object, language: Language) -> object:
    match fact:
        case timedelta():
            return duration_text(fact, language)
        case datetime():
            day = format_date(fact, "full", locale=language.locale)
            return (
                f"{day}, {format_time(fact, 'short', tzinfo=fact.tzinfo, locale=language.locale)}"
            )
        case Words():
            return _sentence(fact, language)
        case ZoneInfo():
            return get_timezone_location(fact, locale=language.locale, return_city=True)
        case int() | Decimal():
            return format_decimal(fact, locale=language.locale)
        case _:
            return fact


def duration_text(length: timedelta, language: Language) -> str:
    """Say a length of time in one unit, rounded down: 35 hours, 6 days, 3 years."""
    for least, unit, name in _UNITS:
        if length >= least:
            return format_unit(length // unit, name, "long", locale=language.locale)
    seconds = max(0, length // timedelta(seconds=1))
    return format_unit(seconds, "duration-second", "long", locale=language.locale)
