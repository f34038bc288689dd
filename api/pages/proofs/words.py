"""What an order about the log says, in words: on its check page, on its own, and in the book."""

from typing import Final

from markupsafe import Markup, escape

from api.i18n import N_, Language, Number, Words, count_words
from api.pages.flow import Row
from ledger.events import LogSet, Witness
from ledger.publishing.commands import SetLog
from ledger.publishing.log import name_of
from ledger.publishing.state import LogRule

SETTING: Final = N_("Set how the log of the fund grows, and who witnesses it.")
"""The order, in one sentence."""
NOT_WITNESSED: Final = N_(
    "Not witnessed: this server could show different books to different people."
)
"""What everybody is told while no witness has to cosign."""
NO_WITNESSES: Final = N_("nobody")
NO_WITNESS_NEEDED: Final = N_("no witness: the log is not witnessed")


def witness_html(witness: Witness) -> Markup:
    """Name a witness, with the address that is asked."""
    return Markup("<bdi>{}</bdi> (<bdi>{}</bdi>)").format(name_of(witness.vkey), witness.url)


def _keyed_html(witness: Witness) -> Markup:
    """Name a witness by its whole key: whoever signs the order has to compare it."""
    return Markup("<code><bdi>{}</bdi></code><br><bdi>{}</bdi>").format(witness.vkey, witness.url)


def every_words(hours: int) -> Words:
    """Say how often a head comes."""
    if hours == 24:  # noqa: PLR2004  hours of a day
        return Words(N_("once a day"))
    return count_words("every hour", "every {count} hours", hours)


def log_rows(rule: SetLog | LogSet | LogRule, language: Language) -> tuple[Row, ...]:
    """Return in words how a log grows. An anchor is a field of the form."""
    names = [_keyed_html(each) for each in rule.witnesses]
    people = Markup("<br>").join(names) if names else escape(language.say(NO_WITNESSES))
    return (
        Row(N_("Entries that each step adds"), Number(rule.batch_size), "batch_size"),
        Row(N_("A step comes"), every_words(rule.every_hours), "every_hours"),
        Row(N_("Witnesses"), people, "witnesses"),
        Row(N_("Readers ask for"), quorum_words(rule.quorum, len(rule.witnesses)), "quorum"),
    )


def quorum_words(quorum: int, witnesses: int) -> Words:
    """Say how many witnesses have to cosign a head before it counts."""
    if not quorum:
        return Words(NO_WITNESS_NEEDED)
    return Words(
        N_("{quorum} of {witnesses} witnesses"), {"quorum": quorum, "witnesses": witnesses}
    )


def asked_words(quorum: int, witnesses: int) -> Words:
    """Say the same in a sentence of its own."""
    if not quorum:
        return Words(NOT_WITNESSED)
    said = {"quorum": quorum, "witnesses": witnesses}
    return Words(
        N_("A step counts once {quorum} of {witnesses} witnesses have signed it too."),
        said,
    )
