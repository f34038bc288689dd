"""From the numbers of a manifest to what a page shows of them. Nothing else is a source.

Shares are computed from figures that the same page shows, and say no more than these do: a
rounded part tells its share only as exactly as its rounding allows.
"""

from collections.abc import Iterable
from typing import Final

from babel.numbers import format_percent
from msgspec import Struct

from api.i18n import Language
from api.public.words import Stretch
from ledger.money import Money
from ledger.publishing.months import month_of
from projections.reports.manifest import Manifest
from projections.reports.manifest import Stretch as Months

_STEPS: Final = (1, 5, 10)
"""How coarse a share in per cent may be said; one that is coarser still is not said."""
_HUNDRED: Final = 100


class Currency(Struct, frozen=True):
    """One currency of a report, and what its parts are rounded to in minor units."""

    code: str
    exponent: int
    base: int

    def money(self, amount: int) -> Money:
        """Return *amount* minor units of it."""
        return Money(amount, self.code, self.exponent)

    def about(self, amount: int) -> Money:
        """Return a rounded *amount*, without digits that rounding has made meaningless."""
        unit = 10**self.exponent
        if self.base % unit:
            return self.money(amount)
        return Money(amount // unit, self.code, 0)


def currencies_of(manifest: Manifest) -> dict[str, Currency]:
    """Return the currencies of a report by their code, in their order."""
    bases = {each.currency: each.base for each in manifest.policy.rounding}
    return {
        each.currency: Currency(
            each.currency,
            each.exponent,
            bases.get(each.currency, DEFAULT_UNITS * 10**each.exponent),
        )
        for each in manifest.currencies
    }


DEFAULT_UNITS: Final = 500
"""Whole units that parts are rounded to where the policy names no other base."""


def stretch_of(entry: Months) -> Stretch:
    """Return the stretch of one side."""
    return Stretch(month_of(entry.from_month), month_of(entry.until_month))


def whole_stretch(entries: Iterable[Months]) -> Stretch:
    """Return the stretch from the first of *entries* to the last; there is at least one."""
    stretches = [stretch_of(each) for each in entries]
    return Stretch(min(each.first for each in stretches), max(each.last for each in stretches))


def percent_of_rounded(about: int, base: int, root: int) -> int | None:
    """Return the share of a part rounded to *base* in the exact *root*, in per cent.

    Rounded to the coarsest step that the rounding of the part blurs anyway. None where that would
    say nothing, or where a share means nothing because more came back than went out.
    """
    if root <= 0 or about < 0:
        return None
    step = next((each for each in _STEPS if each * root >= _HUNDRED * base), None)
    if step is None:
        return None
    return (2 * _HUNDRED * about + step * root) // (2 * step * root) * step


def percent_of_exact(part: int, whole: int) -> int | None:
    """Return the share of an exact *part* in an exact *whole*, in whole per cent."""
    if whole <= 0 or not 0 <= part <= whole:
        return None
    return (2 * _HUNDRED * part + whole) // (2 * whole)


def percent_text(percent: int | None, language: Language) -> str:
    """Write a share as the language does; nothing where there is none."""
    if percent is None:
        return ""
    return format_percent(percent / _HUNDRED, "#,##0%", locale=language.locale)
