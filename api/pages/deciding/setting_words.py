"""How a fund decides, in words: on the page of its rules, and on the order that changes them."""

from collections.abc import Iterable, Iterator
from typing import Final

from markupsafe import Markup, escape

from api.i18n import N_, Language
from api.pages.deciding.rule_words import all_sentences, rule_words
from api.pages.deciding.words import KINDS, SUBJECTS, TEMPLATES, UNBUDGETED
from api.pages.flow import Row
from ledger.deciding.setting import SetDeciding
from ledger.deciding.state import Rules
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import Protocol
from ledger.fund import Fund

SETTING: Final = N_("Set anew how the fund decides.")
"""The order, in one sentence."""
_CLOSED: Final = N_("Nobody can put this forward.")
_NOTHING: Final = N_("Nothing: two stewards sign it, as before.")
_CASE_VOTES: Final = N_(
    "Yes, where the person agreed. Members then read what sort of help it is, how large and how "
    "urgent, and who asked may be recognised by it."
)
_NO_CASE_VOTES: Final = N_("No. Members never decide about one person.")


def name_of_protocol(protocol: Protocol, language: Language) -> str:
    """Say the name of a protocol; one that the fund wrote itself is called as it called it."""
    if protocol.name in TEMPLATES:
        return language.say(TEMPLATES[protocol.name][0])
    return protocol.name.replace("_", " ")


def setting_rows(command: SetDeciding | Rules, fund: Fund, language: Language) -> tuple[Row, ...]:
    """Return what is set, line by line."""
    protocols = {each.kind: each.protocol for each in command.protocols}
    rows = [
        Row(KINDS[kind], _protocol(protocols.get(kind), fund, language), f"kind_{kind.value}")
        for kind in ProposalKind
    ]
    subjects = [SUBJECTS[each] for each in command.by_decision]
    case_votes = _CASE_VOTES if command.case_votes else _NO_CASE_VOTES
    return (
        *rows,
        Row(
            N_("What takes a decision of the members"),
            _lines(map(language.say, subjects or [_NOTHING])),
            "by_decision",
        ),
        Row(N_("A payment that no budget covers"), UNBUDGETED[command.unbudgeted], "unbudgeted"),
        Row(N_("May members decide about one person's help?"), case_votes, "case_votes"),
    )


def _protocol(protocol: Protocol | None, fund: Fund, language: Language) -> Markup:
    if protocol is None:
        return escape(language.say(_CLOSED))
    return _lines(protocol_lines(protocol, fund, language))


def protocol_lines(protocol: Protocol, fund: Fund, language: Language) -> Iterator[str]:
    """Yield the name of a protocol, and what it says."""
    yield Markup("<strong>{}</strong>").format(name_of_protocol(protocol, language))
    said = rule_words(protocol, language, fund.currency, fund.exponent)
    yield from all_sentences(said, language)


def _lines(texts: Iterable[str]) -> Markup:
    return Markup("<br>").join(texts)
