"""What a sentence about a fact or a command may mention, each as people read it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from markupsafe import Markup

from api.formats import moment_text, month_text
from api.pages.reading import deciding_words
from api.pages.reading.reader import Reader
from ledger.events import WordingKind
from ledger.line import Line
from ledger.money import Money
from ledger.powers import sign_in_of
from ledger.publishing.months import first_day, month_of

PEOPLE: Final = ("by", "sign_in", "holder", "founder", "carrier", "handed_by", "receiver")
"""Fields that hold one person's sign-in."""
WORDS: Final = frozenset(
    {"reason", "role", "how", "why", "urgency", "outcome", "scope", "payee_kind", "news", "place"}
)
"""Fields that hold a word of a list."""
PLAIN: Final = frozenset({"number", "bails", "standing", "for_day"})
"""Fields about what the public sees that stand in a sentence as they are."""
MONTHS: Final = ("from_month", "until_month")
"""Fields that hold a month, written ``2026-07``."""
GROUPS: Final = ("pair", "successors", *deciding_words.GROUPS)
"""Fields that hold several."""


def people_of(line: Line) -> Iterator[UUID]:
    """Yield the sign-ins that a line mentions: who recorded it, and whom it is about."""
    actor = sign_in_of(line.actor)
    if actor is not None:
        yield actor
    for name in PEOPLE:
        who = getattr(line.event, name, None)
        if isinstance(who, UUID):
            yield who
    for name in GROUPS:
        several = getattr(line.event, name, ())
        yield from several if isinstance(several, tuple) else ()


def facts_of(reader: Reader, event: Any) -> dict[str, object]:  # noqa: ANN401  any fact
    """Return what the sentence about a fact or a command may mention."""
    facts: dict[str, object] = {}
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, UUID):
            if name in PEOPLE:
                facts[name] = reader.person(value)
            elif name.endswith("_id"):
                facts[name.removesuffix("_id")] = reader.name(value)
        elif name in {"counted", "difference", "balance"} and hasattr(event, "account_id"):
            facts[name] = Money(value, event.currency, event.exponent)
        elif name in {"amount", "gross"} and value is not None and hasattr(event, "currency"):
            facts["amount"] = Money(value, event.currency, event.exponent)
        elif name == "instalments" and "amount" not in event.__struct_fields__:
            total = sum(each.amount for each in value)
            facts["amount"] = Money(total, event.currency, event.exponent)
        elif name in {"sold_amount", "bought_amount"}:
            side = name.removesuffix("_amount")
            currency = getattr(event, f"{side}_currency")
            facts[side] = Money(value, currency, getattr(event, f"{side}_exponent"))
        elif name == "share":
            facts[name] = Money(value, event.currency, event.exponent)
        elif name in {"category", "cost_category"} and value is not None:
            facts["category"] = value
        elif (word := deciding_words.word_of(value)) is not None:
            facts[name] = reader.language.say(word)
        elif name in WORDS or name in PLAIN or isinstance(value, WordingKind):
            facts[name] = value
        elif name in MONTHS:
            facts[name] = month_words(reader, value)
        elif name in GROUPS and isinstance(value, tuple):
            facts[name] = Markup(", ").join(reader.person(who) for who in value)
        elif name == "until":
            facts[name] = until_words(reader, value)
        elif name == "reversed_position":
            facts["line"] = value
    return facts


def month_words(reader: Reader, month: str) -> str:
    """Write a month that is kept as ``2026-07``."""
    return month_text(first_day(month_of(month)), reader.language)


def until_words(reader: Reader, until: date | datetime) -> object:
    """Write the end of a stretch: a moment in the fund's own time, or a day."""
    if isinstance(until, datetime):
        return moment_text(until, reader.language, reader.fund.time_zone)
    return until
