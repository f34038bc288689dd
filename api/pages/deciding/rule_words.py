"""A protocol in words: who decides, how, until when, and what it takes. No word of art in it."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from api.formats import money_text
from api.i18n import N_, Language, Words, count_words
from api.pages.deciding.words import ELECTORATES, METHODS
from ledger.events.protocols import (
    Completion,
    ElectionRule,
    Method,
    Protocol,
    Stage,
    Stance,
    Supporters,
)
from ledger.money import Money

_DAY_HOURS: Final = 24
_SHORT: Final = 48
"""Up to so many hours a time is said in hours; longer ones are said in days."""


class StageWords(Struct, frozen=True):
    """One stage of a protocol: how it is headed, and its sentences. Headed only where several."""

    title: Words | None
    sentences: tuple[str, ...]


def hours_words(hours: int) -> Words:
    """Say a stretch of time: in days where it is whole days, and more than two."""
    if hours > _SHORT and hours % _DAY_HOURS == 0:
        return count_words("one day", "{count} days", hours // _DAY_HOURS)
    return count_words("one hour", "{count} hours", hours)


def rule_words(
    protocol: Protocol, language: Language, currency: str, exponent: int
) -> tuple[StageWords, ...]:
    """Say a protocol, stage by stage. Amounts in it are of the fund's own *currency*."""
    several = len(protocol.stages) > 1
    return tuple(
        StageWords(
            Words(N_("Stage {number}"), {"number": number}) if several else None,
            tuple(
                language.say(each)
                for each in (*_how(stage), *_takes(stage, language, currency, exponent))
            ),
        )
        for number, stage in enumerate(protocol.stages, start=1)
    )


def _how(stage: Stage) -> Iterator[Words]:
    """Yield who decides, how, and how long it is open."""
    yield Words(METHODS[stage.method])
    yield Words(N_("Who may decide: {who}."), {"who": Words(ELECTORATES[stage.electorate])})
    hours = {"hours": hours_words(stage.hours)}
    if not stage.closes_early:
        yield Words(N_("It is open for {hours}."), hours)
    elif stage.least_hours:
        early = hours | {"least": hours_words(stage.least_hours)}
        yield Words(
            N_("It is open for {hours}; once everybody has spoken it may close after {least}."),
            early,
        )
    else:
        yield Words(N_("It is open for {hours}, or until everybody has spoken."), hours)
    if stage.extensions:
        yield _extends(stage)
    if stage.review_days:
        yield count_words(
            "It is looked at again within one day.",
            "It is looked at again within {count} days.",
            stage.review_days,
        )
    if stage.lapses_days:
        yield count_words(
            "What it decides about money lapses unless it is let go within one day.",
            "What it decides about money lapses unless it is let go within {count} days.",
            stage.lapses_days,
        )


def _extends(stage: Stage) -> Words:
    again = {"hours": hours_words(stage.extends_hours)}
    if Stance.BLOCK not in stage.stances:
        return count_words(
            "Where too few take part, it goes on once, by {hours}.",
            "Where too few take part, it goes on up to {count} times, by {hours}.",
            stage.extensions,
            **again,
        )
    return count_words(
        "Where too few take part or a block stands, it goes on once, by {hours}.",
        "Where too few take part or a block stands, it goes on up to {count} times, by {hours}.",
        stage.extensions,
        **again,
    )


def _takes(stage: Stage, language: Language, currency: str, exponent: int) -> Iterator[Words]:
    """Yield what it takes to be adopted."""
    yield from _quorum(stage)
    yield from _share(stage)
    if stage.supporters:
        yield count_words(
            "At least one person agrees.",
            "At least {count} people agree.",
            stage.supporters,
        )
    for step in stage.supporters_from:
        yield _step(step, language, currency, exponent)
    yield from _objections(stage)
    if stage.silence_agrees:
        yield Words(N_("Whoever opened it and says nothing agrees. Others do not count."))
    if stage.method is Method.BUDGET_BALLOT:
        yield from _counted(stage)


def _quorum(stage: Stage) -> Iterator[Words]:
    percent, least = stage.quorum_percent, stage.quorum_least
    if percent and least:
        yield count_words(
            "At least {percent} % of those who may decide take part, and at least one person.",
            "At least {percent} % of those who may decide take part, and at least {count} people.",
            least,
            percent=percent,
        )
    elif percent:
        yield Words(
            N_("At least {percent} % of those who may decide take part."), {"percent": percent}
        )
    elif least:
        yield count_words(
            "At least one person takes part.",
            "At least {count} people take part.",
            least,
        )


def _share(stage: Stage) -> Iterator[Words]:
    if not stage.share_whole:
        return
    facts = {"part": stage.share_part, "whole": stage.share_whole}
    if stage.more_than and 2 * stage.share_part == stage.share_whole:
        yield Words(N_("More are for it than against it."))
    elif stage.more_than:
        yield Words(N_("More than {part} of {whole} of those for and against are for it."), facts)
    else:
        yield Words(N_("At least {part} of {whole} of those for and against are for it."), facts)


def _step(step: Supporters, language: Language, currency: str, exponent: int) -> Words:
    return count_words(
        "From {amount} on, at least one person agrees.",
        "From {amount} on, at least {count} people agree.",
        step.people,
        amount=money_text(Money(step.amount, currency, exponent), language),
    )


def _objections(stage: Stage) -> Iterator[Words]:
    if Stance.BLOCK in stage.stances:
        if stage.most_blocks:
            yield count_words(
                "One block alone does not stop it.",
                "Up to {count} blocks do not stop it.",
                stage.most_blocks,
            )
        else:
            yield Words(N_("One block stops it."))
        if stage.block_needs_presence:
            yield Words(N_("A block counts only in a meeting."))
    if stage.stand_asides_limited:
        if stage.most_stand_asides:
            yield count_words(
                "More than one who stands aside stops it.",
                "More than {count} who stand aside stop it.",
                stage.most_stand_asides,
            )
        else:
            yield Words(N_("One who stands aside stops it."))


def _counted(stage: Stage) -> Iterator[Words]:
    if stage.rule is ElectionRule.EQUAL_SHARES:
        yield Words(
            N_(
                "The money is shared out equally among all who vote. An item is taken when those "
                "who want it can pay for it together out of their shares."
            )
        )
        if stage.completion is Completion.GREEDY:
            yield Words(N_("What is left goes to the items with most votes that still fit."))
        else:
            yield Words(N_("What is left stays where it is."))
    else:
        yield Words(N_("The items with most votes are taken, as long as the money lasts."))


def all_sentences(stages: Sequence[StageWords], language: Language) -> tuple[str, ...]:
    """Return every sentence of a protocol in one row, each stage after its heading."""
    return tuple(
        sentence
        for stage in stages
        for sentence in (*([language.say(stage.title)] if stage.title else []), *stage.sentences)
    )
