"""How money and days are shown, and how typed ones are read. Never a float on the way.

Amounts are read with a point or a comma as the decimal sign, because both are on people's
keyboards; whatever could mean two amounts is refused with the question which one is meant.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format, get_month_names
from babel.numbers import format_currency, format_decimal, get_currency_name, get_currency_symbol
from markupsafe import Markup

from api.expected import expected_words
from api.i18n import N_, Language, Words
from api.number_words import number_in_words
from ledger.money import MAX_AMOUNT, Money, decimal_text
from ledger.rejections import Rejection

_SPACES: Final = dict.fromkeys(map(ord, " \u00a0\u2009\u202f\u2007'\u2019_"))
"""Signs that only group digits, in some place of the world."""
_ARABIC: Final = str.maketrans({"\u066b": ".", "\u066c": ","})
_SHAPE: Final = re.compile(r"[0-9.,]+")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:[0-9]{2,3})*")
_LETTER_THEN_DIGIT: Final = re.compile(r"([^\W\d_])(\d)")
_MAX_TYPED: Final = 40


class AmountUnreadable(ValueError):
    """What was typed is no amount, or could be two; *words* ask the question."""

    def __init__(self, words: Words) -> None:
        self.words = words
        super().__init__(words.template)


def _example(exponent: int) -> str:
    return decimal_text(41235, exponent).replace(",", "") if exponent else "412"


def _plain(text: str) -> str:
    """Return *text* with ASCII digits and without grouping spaces."""
    digits = "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text.strip()
    )
    return digits.translate(_ARABIC).translate(_SPACES)


def _well_grouped(whole: str, sign: str) -> bool:
    """Whether *sign* groups thousands properly: 1.234.567, or 12,34,567 as in India."""
    groups = whole.split(sign)
    middle = groups[1:-1]
    return (
        1 <= len(groups[0]) <= 3  # noqa: PLR2004  a group has three digits
        and groups[0][0] != "0"
        and len(groups[-1]) == 3  # noqa: PLR2004
        and {len(g) for g in middle} in ({3}, {2} if sign == "," else {3}, set())
        and all(group.isdigit() for group in groups)
    )


def _split(text: str, exponent: int) -> tuple[str, str]:
    """Return the digits before and after the decimal sign; raise AmountUnreadable."""
    unreadable = AmountUnreadable(
        Words(N_("Write the amount as a number, like {example}"), {"example": _example(exponent)})
    )
    signs = [sign for sign in text if sign in ".,"]
    if not _SHAPE.fullmatch(text) or not any(sign.isdigit() for sign in text):
        raise unreadable
    if not signs:
        return text, ""
    last = signs[-1]
    whole, _, rest = text.rpartition(last)
    if len(set(signs)) == 2:  # noqa: PLR2004  both signs: the last one is the decimal sign
        other = signs[0]
        if signs.count(last) != 1 or not _well_grouped(whole, other):
            raise unreadable
        return whole.replace(other, ""), rest
    if len(signs) > 1:
        if not _well_grouped(text, last):
            raise unreadable
        return text.replace(last, ""), ""
    return _single_sign(whole, rest, exponent, unreadable)


def _single_sign(
    whole: str, rest: str, exponent: int, unreadable: AmountUnreadable
) -> tuple[str, str]:
    """Read a number with one point or comma, which may group or divide."""
    if not rest:
        raise unreadable
    could_group = len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"  # noqa: PLR2004
    if could_group and exponent == 0:
        return whole + rest, ""
    if could_group and len(rest) != exponent:
        raise AmountUnreadable(
            Words(
                N_("Is it {large} or {small}? Write it like one of these."),
                {
                    "large": f"{whole}{rest}.{'0' * exponent}",
                    "small": f"{whole}.{rest[:exponent]}",
                },
            )
        )
    return whole or "0", rest


def parse_amount(text: str, exponent: int, *, zero: bool = False) -> int:
    """Read a typed amount as minor units of a currency with *exponent* decimal digits.

    Raises AmountUnreadable with a question or a cure. Zero is refused unless *zero*.
    """
    plain = _plain(text[:_MAX_TYPED])
    if not plain:
        raise AmountUnreadable(Words(N_("Write an amount")))
    if plain[0] in "-\u2212":
        raise AmountUnreadable(Words(N_("Write the amount without a minus sign")))
    whole, rest = _split(plain, exponent)
    if len(rest) > exponent and rest[exponent:].strip("0"):
        sentence = (
            N_("This currency has no smaller part: write a whole number, like {example}")
            if exponent == 0
            else N_("Write at most {digits} digits after the point, like {example}")
        )
        raise AmountUnreadable(Words(sentence, {"digits": exponent, "example": _example(exponent)}))
    amount = int(whole + rest[:exponent].ljust(exponent, "0"))
    if amount == 0 and not zero:
        raise AmountUnreadable(Words(N_("The amount must be more than zero")))
    if amount > MAX_AMOUNT or len(text) > _MAX_TYPED:
        raise AmountUnreadable(
            Words(
                N_("The amount is too large; one line holds at most {most}"),
                {"most": decimal_text(MAX_AMOUNT, exponent)},
            )
        )
    return amount


@lru_cache(maxsize=256)
def _pattern(locale: str, exponent: int) -> str:
    """Return the locale's own currency pattern, with exactly *exponent* decimal digits."""
    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    digits = "." + "0" * exponent if exponent else ""
    return re.sub(r"\.0+", digits, pattern)


@lru_cache(maxsize=4096)
def _currency_text(amount: int, currency: str, exponent: int, locale: str) -> str:
    text = format_currency(
        Decimal(amount).scaleb(-exponent),
        currency,
        format=_pattern(locale, exponent),
        locale=locale,
        currency_digits=False,
        decimal_quantization=True,
    )
    # A code of letters is told apart from the figures by a space, as CLDR wants it.
    return _LETTER_THEN_DIGIT.sub("\\1\u00a0\\2", text)


def money_text(money: Money, language: Language) -> str:
    """Write money as the language writes it, with exactly its own decimal digits."""
    return _currency_text(money.amount, money.currency, money.exponent, str(language.locale))


def whole(money: Money) -> Money:
    """Round to whole units of the currency, half away from zero, for a label in a picture."""
    unit = 10**money.exponent
    rounded = (2 * abs(money.amount) + unit) // (2 * unit)
    return Money(rounded if money.amount >= 0 else -rounded, money.currency, 0)


def money_html(money: Money, language: Language) -> Markup:
    """Write money for a page: isolated, so that its signs stay in place in any direction."""
    return Markup("<bdi class=money>{}</bdi>").format(money_text(money, language))


def tick_text(amount: int, exponent: int, language: Language) -> str:
    """Write an amount at an axis: short, without its currency."""
    value = Decimal(amount).scaleb(-exponent)
    for scale, letter in ((9, "B"), (6, "M"), (3, "K")):
        if abs(value) >= 10**scale:
            return format_decimal(value.scaleb(-scale), "#,##0.#", locale=language.locale) + letter
    return format_decimal(value, "#,##0.##", locale=language.locale)


def money_in_words(money: Money, language: Language) -> str:
    """Spell an amount for a check page; the figures where the language has no speller."""
    whole, rest = divmod(abs(money.amount), 10**money.exponent)
    spelled = number_in_words(whole, language.code)
    if spelled is None:
        return money_text(money, language)
    name = get_currency_name(money.currency, count=whole, locale=language.locale)
    if not rest:
        return f"{spelled} {name}"
    part = f"{rest:0{money.exponent}d}/{10**money.exponent}"
    return language.say(
        Words(
            N_("{whole} {currency} and {part}"),
            {
                "whole": spelled,
                "currency": name,
                "part": part,
            },
        )
    )


def currency_sign(currency: str, language: Language) -> str:
    """Return the sign that stands in front of an amount field."""
    return get_currency_symbol(currency, locale=language.locale)


def day_text(day: date, language: Language, form: str = "long") -> str:
    """Write a day: ``long`` (21 November 2026), ``medium`` or ``short``."""
    return format_date(day, form, locale=language.locale)


def month_text(day: date, language: Language, *, short: bool = False) -> str:
    """Write the month of *day* with its year, or its short name alone for an axis."""
    return format_date(day, "LLL" if short else "LLLL y", locale=language.locale)


def moment_text(moment: datetime, language: Language, time_zone: str) -> str:
    """Write a moment in the fund's time zone, to the minute."""
    local = moment.astimezone(ZoneInfo(time_zone))
    day = format_date(local, "medium", locale=language.locale)
    minute = format_time(local, "short", tzinfo=local.tzinfo, locale=language.locale)
    both = str(get_datetime_format("medium", locale=language.locale)).replace("'", "")
    return both.format(minute, day)


def month_names(language: Language) -> list[tuple[int, str]]:
    """Return the months as (number, name), for the list in the middle of a date."""
    names = get_month_names("wide", context="stand-alone", locale=language.locale)
    return [(number, names[number]) for number in range(1, 13)]


def refusal_words(
    rejection: Rejection, language: Language, labels: Mapping[UUID, str] | None = None
) -> Words:
    """Return a refusal's sentence with its facts as the language writes them.

    *labels* names accounts, purposes and authorities, so that people read names, not ids.
    """

    def written(fact: object) -> object:
        match fact:
            case Money():
                return money_text(fact, language)
            case UUID():
                return (labels or {}).get(fact, str(fact))
            case date():
                return day_text(fact, language)
            case Enum():
                return language.say(fact)
            case tuple():
                return ", ".join(language.gettext(str(each).replace("_", " ")) for each in fact)
            case str() if (said := expected_words(fact)) is not None:
                return Words(said.template, {name: written(it) for name, it in said.facts.items()})
            case _:
                return fact

    facts = {name: written(fact) for name, fact in rejection.facts().items()}
    return Words(rejection.message, facts, rejection.many, rejection.by_number_of)
