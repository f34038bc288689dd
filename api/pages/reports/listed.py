"""What a fund has said about itself and its reports, listed for the desk, and what is not out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.formats import day_text
from api.i18n import N_, Words
from api.pages.reading.reader import Reader
from api.pages.reports.budget_words import months_words
from api.pages.reports.givers import agreement_name
from api.pages.reports.words import STANDINGS, WORDINGS, name_of_language
from api.public.pages import SENTENCES
from ledger.events import AssuranceSigned, WordingKind
from projections.reports.published import PublicState, Published
from projections.reports.ticks import next_monthly_tick

_FROM: Final = N_("public from {day} on")
_NAME_GONE: Final = N_("a giver whose name was taken away")


class Listed(Struct, frozen=True):
    """Something that is said in public or counts for reports, where it is changed, and a remark."""

    text: str
    address: str = ""
    remark: str = ""
    is_there: bool = True


class Pending(Struct, frozen=True):
    """What was decided and is not public yet: *day* is when it will be, None for nothing."""

    day: date | None = None
    plan: bool = False
    rule: bool = False
    wordings: frozenset[tuple[WordingKind, str]] = frozenset()


def pending(published: Published, now: datetime) -> Pending:
    """Return what strangers do not read yet; nothing while the fund shows them nothing at all."""
    known, shown = published.now, published.as_of(now)
    if not known.is_public:
        return Pending()
    tick = next_monthly_tick(now, published.time_zone)
    wordings = {
        key
        for key in {**known.wordings, **shown.wordings}
        if known.wordings.get(key) != shown.wordings.get(key)
    }
    return Pending(
        day=tick.astimezone(ZoneInfo(published.time_zone)).date(),
        plan=known.plans != shown.plans,
        rule=known.rule != shown.rule,
        wordings=frozenset(wordings),
    )


def wordings_of(state: PublicState, waits: Pending, reader: Reader) -> list[Listed]:
    """Return the public texts, and which kinds of them there are not."""
    say = reader.language.say
    found = [
        Listed(
            f"{say(WORDINGS[kind])} ({name_of_language(language)})",
            f"{reader.prefix}/reports/wording?kind={kind.value}&language={language}",
            _public_from(waits, reader) if (kind, language) in waits.wordings else "",
        )
        for kind, language in sorted(state.wordings)
    ]
    missing = {kind for kind in WordingKind if kind is not WordingKind.CHANGE}
    missing -= {kind for kind, _ in state.wordings}
    return found + [
        Listed(
            say(Words(N_("{what}: nothing yet"), {"what": Words(WORDINGS[kind])})),
            f"{reader.prefix}/reports/wording?kind={kind.value}",
            is_there=False,
        )
        for kind in WORDINGS
        if kind in missing
    ]


def _public_from(waits: Pending, reader: Reader) -> str:
    if waits.day is None:
        return ""
    day = day_text(waits.day, reader.language)
    return reader.language.say(Words(_FROM, {"day": day}))


def counted(state: PublicState, shown: PublicState, reader: Reader) -> list[Listed]:
    """Return what counts for reports besides the rule: givers, agreements, dockets.

    An agreement leads to the page of its funder where strangers can read that: *shown* is what
    they can.
    """
    dockets = [
        reader.language.say(
            Words(
                N_("{months}: {count} bails by public records"),
                {
                    "months": months_words(each.from_month, each.until_month, reader.language),
                    "count": each.bails,
                },
            )
        )
        for each in state.dockets
    ]
    agreements = [
        Listed(
            agreement_name(each, reader.language),
            f"{reader.prefix}/public/funders/{each.agreement_id}"
            if shown.is_public and each.agreement_id in shown.agreements
            else "",
        )
        for each in state.agreements.values()
    ]
    return [*map(Listed, _givers(state, reader)), *agreements, *map(Listed, dockets)]


def _givers(state: PublicState, reader: Reader) -> Iterator[str]:
    say, labels = reader.language.say, {giver: label for label, giver in state.named.items()}
    for giver, standing in state.standings.items():
        name = giver.hex[:8]
        if giver in labels:
            name = reader.names.get(labels[giver]) or say(_NAME_GONE)
        yield f"{name}: {say(STANDINGS[standing])}"


def statements(state: PublicState, today: date, reader: Reader) -> list[Listed]:
    """Return what auditors stated, the latest first, and from when on everybody can read it."""
    return [_statement(each, today, reader) for each in reversed(state.assurances)]


def _statement(assurance: AssuranceSigned, today: date, reader: Reader) -> Listed:
    say = reader.language.say
    said = [say(SENTENCES[each]) for each in assurance.sentences]
    if assurance.open_findings:
        said.append(say(N_("Something that was found is not settled.")))
    day = day_text(assurance.for_day, reader.language)
    remark = N_("public since {day}") if assurance.for_day <= today else _FROM
    return Listed(" ".join(said), remark=say(Words(remark, {"day": day})))
