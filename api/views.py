"""The template environments: one a language, strict about missing names, escaping everything."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api import formats
from api.assets import Assets
from api.i18n import Language, Number
from ledger.money import Money

TEMPLATE_DIR: Final = Path(__file__).parent / "templates"


def _isolated(value: object) -> Markup:
    """Wrap an id or a code, so that its direction never mixes with the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(value)


def _filters(language: Language) -> dict[str, Callable[..., object]]:
    """Return what templates may put behind a bar."""

    def money(value: Money) -> Markup:
        return formats.money_html(value, language)

    def money_whole(value: Money) -> Markup:
        return formats.money_html(formats.whole(value), language)

    def day(value: date, form: str = "long") -> str:
        return formats.day_text(value, language, form)

    def month(value: date, *, short: bool = False) -> str:
        return formats.month_text(value, language, short=short)

    def moment(value: datetime, time_zone: str) -> str:
        return formats.moment_text(value, language, time_zone)

    def say(value: object) -> str:
        # What is HTML already, such as an amount, passes through.
        return value if isinstance(value, Markup) else language.say(value)

    def number(value: int) -> str:
        return language.say(Number(value))

    return {
        "money": money,
        "number": number,
        "money_whole": money_whole,
        "money_words": partial(formats.money_in_words, language=language),
        "day": day,
        "month": month,
        "moment": moment,
        "bdi": _isolated,
        "say": say,
    }


def _environment(language: Language, assets: Assets) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATE_DIR),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.policies["ext.i18n.trimmed"] = True
    # The extension gives the environment this method; type checkers cannot see it.
    install: Any = vars(environment)["install_gettext_callables"]
    install(
        language.gettext, language.ngettext, newstyle=True, pgettext=language.catalogue.pgettext
    )

    environment.filters |= _filters(language)
    environment.globals |= {
        "asset": assets.address,
        "currency_sign": partial(formats.currency_sign, language=language),
        "month_names": partial(formats.month_names, language),
        "language": language,
    }
    return environment


def environments(languages: Mapping[str, Language], assets: Assets) -> dict[str, Environment]:
    """Return one environment for each language."""
    return {code: _environment(language, assets) for code, language in languages.items()}
