"""What a new fund can be kept in and where it is: currencies and time zones, by their names."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from zoneinfo import available_timezones

from babel.numbers import get_currency_name
from msgspec import Struct

from api.i18n import N_, Language, language
from api.pages.fields import ListField, Option
from ledger.currencies import EXPONENTS

_REGIONS: Final[dict[str, str]] = {
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Antarctica": N_("Antarctica"),
    "Arctic": N_("Arctic"),
    "Asia": N_("Asia"),
    "Atlantic": N_("Atlantic"),
    "Australia": N_("Australia"),
    "Europe": N_("Europe"),
    "Indian": N_("Indian Ocean"),
    "Pacific": N_("Pacific"),
}
"""Where IANA keeps the zones that people live in; what stands elsewhere is an old name."""


class OptionGroup(Struct, frozen=True):
    """Options under one heading."""

    label: str
    options: tuple[Option, ...]


class GroupedListField(ListField):
    """One of very many, under headings. Set `groups` when the form is made."""

    shape = "grouped"

    @property
    def groups(self) -> tuple[OptionGroup, ...]:
        """The options under their headings."""
        return self._groups

    @groups.setter
    def groups(self, groups: Sequence[OptionGroup]) -> None:
        self._groups = tuple(groups)
        self.options = [option for group in groups for option in group.options]


@lru_cache(maxsize=8)
def currencies(code: str) -> tuple[Option, ...]:
    """Return the currencies of ISO 4217 by code, named in the language *code*."""
    locale = language(code).locale
    return tuple(
        Option(each, f"{each} · {get_currency_name(each, locale=locale)}")
        for each in sorted(EXPONENTS)
    )


@lru_cache(maxsize=8)
def time_zones(code: str) -> tuple[OptionGroup, ...]:
    """Return the time zones by region, the regions named in the language *code*."""
    said: Language = language(code)
    zones = sorted(available_timezones())
    groups = [
        OptionGroup(
            said.say(label),
            tuple(
                Option(zone, zone.partition("/")[2].replace("_", " "))
                for zone in zones
                if zone.startswith(f"{region}/")
            ),
        )
        for region, label in _REGIONS.items()
    ]
    nowhere = OptionGroup(said.say(N_("Nowhere in particular")), (Option("UTC", "UTC"),))
    return (*(group for group in groups if group.options), nowhere)
