"""Whole numbers in words, for check pages: a slipped zero is heard where it is not seen."""

from collections.abc import Callable
from typing import Final

_ONES_EN: Final = (  # noqa: SIM905  read as one sentence
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS_EN: Final = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905  read as one sentence
_SCALES_EN: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))

_ONES_ES: Final = (  # noqa: SIM905  read as one sentence
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS_ES: Final = "- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()  # noqa: SIM905  read as one sentence
_HUNDREDS_ES: Final = (  # noqa: SIM905  read as one sentence
    "- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
).split()


def _below_thousand_en(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_ONES_EN[hundreds]} hundred"] if hundreds else []
    if rest and rest < len(_ONES_EN):
        parts.append(_ONES_EN[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS_EN[tens] + (f"-{_ONES_EN[ones]}" if ones else ""))
    return " ".join(parts)


def _english(number: int) -> str:
    if number == 0:
        return _ONES_EN[0]
    parts = []
    for scale, name in (*_SCALES_EN, (1000, "thousand")):
        count, number = divmod(number, scale)
        if count:
            parts.append(f"{_below_thousand_en(count)} {name}")
    if number:
        parts.append(_below_thousand_en(number))
    return " ".join(parts)


def _below_thousand_es(number: int) -> str:
    if number == 100:  # noqa: PLR2004  one hundred sharp has a word of its own
        return "cien"
    hundreds, rest = divmod(number, 100)
    parts = [_HUNDREDS_ES[hundreds]] if hundreds else []
    if rest and rest < len(_ONES_ES):
        parts.append(_ONES_ES[rest])
    elif rest:
        tens, ones = divmod(rest, 10)
        parts.append(_TENS_ES[tens] + (f" y {_ONES_ES[ones]}" if ones else ""))
    return " ".join(parts)


def _below_million_es(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    parts = []
    if thousands:
        parts.append("mil" if thousands == 1 else f"{_below_thousand_es(thousands)} mil")
    if rest:
        parts.append(_below_thousand_es(rest))
    return " ".join(parts)


def _spanish(number: int) -> str:
    if number == 0:
        return _ONES_ES[0]
    parts = []
    # The long scale: a billón is a million millions.
    for scale, one, many in ((10**12, "billón", "billones"), (10**6, "millón", "millones")):
        count, number = divmod(number, scale)
        if count:
            parts.append(f"un {one}" if count == 1 else f"{_below_million_es(count)} {many}")
    # A round million is "un millón de": the noun follows with its preposition.
    parts.append(_below_million_es(number) if number else "de" if parts else "")
    return " ".join(part for part in parts if part)


_SPELLERS: Final[dict[str, Callable[[int], str]]] = {"en": _english, "es": _spanish}
_LIMIT: Final = 10**15


def number_in_words(number: int, language: str) -> str | None:
    """Spell a whole number; None where the language has no speller or the number is too large."""
    spell = _SPELLERS.get(language)
    return spell(number) if spell and 0 <= number < _LIMIT else None
