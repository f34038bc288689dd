"""Languages: which there are, and how a sentence is said in each.

The language of a page stands in its path (``/es/…``). Translations are gettext catalogues; the
``.po`` files are read and compiled in memory at start, so that no binary is kept and none can be
stale. ``qps`` is a made-up language for tests: every letter accented, every sentence longer, in
brackets, so that text which escaped translation or does not fit is seen at once.
"""

import gettext
import io
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from msgspec import Struct

from api.pseudo import pseudo
from ledger.chart import Loss
from ledger.events import (
    AccountKind,
    BackReason,
    ClosingReason,
    ConsentScope,
    News,
    WordingKind,
)

LOCALE_DIR: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "parasol"
DEFAULT_LANGUAGE: Final = "en"
LANGUAGES: Final[dict[str, str]] = {"en": "English", "es": "Español"}
"""Languages that are complete, each with its own name in its own script."""
PSEUDO_LANGUAGE: Final = "qps"


def N_(text: str) -> str:  # noqa: N802  the name that every gettext tool looks for
    """Mark a sentence for translation; it is translated where it is shown."""
    return text


LONGER: Final[dict[Enum, str]] = {
    AccountKind.FRONTED: N_("own money of a member, owed back"),
    ClosingReason.NO_MONEY: N_("there is no money for it"),
    ClosingReason.CAP_REACHED: N_("it is more than the rules allow"),
    ClosingReason.BETTER_ELSEWHERE: N_("others help better"),
    ClosingReason.PERSONS_WISH: N_("the person wishes it so"),
    ClosingReason.CANNOT_REACH: N_("the person cannot be reached"),
    ClosingReason.OTHER_HELP: N_("the person got other help"),
    ClosingReason.NOT_OUR_HELP: N_("it is not what the fund helps with"),
    ConsentScope.PAY_LANDLORD: N_("the landlord is paid"),
    ConsentScope.PAY_HOTEL: N_("the hotel is paid"),
    ConsentScope.SPEAK_FOR: N_("the fund speaks for the person"),
    ConsentScope.KEEP_LONGER: N_("what was said is kept longer"),
    ConsentScope.COURT_STATEMENT: N_("the fund says something in court"),
    ConsentScope.MEMBERS_DECIDE: N_("the members decide"),
    BackReason.OVERPAID: N_("too much was paid"),
    BackReason.UNSPENT: N_("it was not needed"),
    Loss.LOST: N_("nobody can find it"),
    News.DISPOSED: N_("the court case is over"),
    WordingKind.ABOUT: N_("about the fund"),
    WordingKind.CHANGE: N_("what has changed"),
}
"""What says too little by the word that programs use."""


class Number(int):
    """A number that is said as a language writes it, 12,345 or 12.345: for people, not programs."""


class Words(Struct, frozen=True):
    """A sentence with named facts in braces, to be said in the reader's language.

    Where it depends on a number, *template* is for one, *many* for any other, and *counted* names
    the fact that is the number.
    """

    template: str
    facts: Mapping[str, object] = {}
    many: str = ""
    counted: str = "count"


def count_words(one: str, many: str, count: int, **facts: object) -> Words:
    """Return a sentence about a number, which both may name as ``{count}``; marked like `N_`."""
    return Words(one, {"count": count, **facts}, many)


class _PseudoCatalogue(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002  gettext's signature
        return pseudo(message)


class Language(Struct, frozen=True):
    """One language: its catalogue and how it writes numbers and dates."""

    code: str
    name: str
    locale: Locale
    catalogue: gettext.NullTranslations

    @property
    def tag(self) -> str:
        """The language as browsers and screen readers know it."""
        return f"en-x-{self.code}" if self.code == PSEUDO_LANGUAGE else self.code

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self.locale.text_direction

    def gettext(self, text: str) -> str:
        """Translate a sentence."""
        return self.catalogue.gettext(text) if text else text

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a sentence that depends on a number."""
        return self.catalogue.ngettext(one, many, count)

    def say(self, words: object) -> str:
        """Say a plain string, an enumeration's member or Words in this language."""
        if isinstance(words, Words):
            facts = {name: self._fact(fact) for name, fact in words.facts.items()}
            return self.template_of(words).format(**facts)
        if isinstance(words, Number):
            return format_decimal(int(words), locale=self.locale)
        if isinstance(words, Enum):
            return self.gettext(LONGER.get(words) or str(words.value).replace("_", " "))
        return self.gettext(str(words))

    def template_of(self, words: Words) -> str:
        """Return the sentence for its number, with the facts still in braces."""
        if not words.many:
            return self.gettext(words.template)
        number = words.facts[words.counted]
        # What is no number is a name in a test or a check: then the plural is said.
        return self.ngettext(words.template, words.many, number if isinstance(number, int) else 2)

    def _fact(self, fact: object) -> object:
        return self.say(fact) if isinstance(fact, (Words, Enum, Number)) else fact


def _compiled(path: Path, code: str) -> gettext.GNUTranslations:
    with path.open("rb") as source:
        catalogue = read_po(source, locale=code, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def language(code: str) -> Language:
    """Return one language; raises KeyError for one that does not exist."""
    if code == PSEUDO_LANGUAGE:
        return Language(code, pseudo("Pseudo"), Locale.parse("en"), _PseudoCatalogue())
    name = LANGUAGES[code]
    path = LOCALE_DIR / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    # English is the language of the source: it needs no catalogue.
    catalogue = _compiled(path, code) if path.exists() else gettext.NullTranslations()
    return Language(code, name, Locale.parse(code), catalogue)


def available(*, pseudo_language: bool = False) -> dict[str, Language]:
    """Return the languages that are served, by code."""
    codes = [*LANGUAGES, *([PSEUDO_LANGUAGE] if pseudo_language else [])]
    return {code: language(code) for code in codes}


def language_of_path(path: str, languages: Mapping[str, Any]) -> str:
    """Return the language code that *path* begins with, else the default."""
    first = path.lstrip("/").split("/", 1)[0]
    return first if first in languages else DEFAULT_LANGUAGE


def preferred(accept_language: str, languages: Mapping[str, Any]) -> str:
    """Choose a language by the header; only where an address names none."""
    ranked = []
    for order, part in enumerate(accept_language.split(",")[:20]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        code = tag.split("-")[0].lower()
        if code in languages and weight > 0:
            ranked.append((-weight, order, code))
    return min(ranked)[2] if ranked else DEFAULT_LANGUAGE
