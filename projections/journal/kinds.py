"""The kinds of lines a reader may ask for: a group, a family of facts, or one fact."""

from typing import Final

from ledger.events import EVENTS, Step

AGREEING: Final = (
    *("order", "conflict", "ratification", "allowance"),
    *("request", "consent", "grant"),
)
"""Families of facts about what people asked for, agreed to and signed."""
PUBLIC: Final = (
    *("disclosure", "plan", "wording", "giver", "grant_agreement"),
    *("docket", "report", "assurance", "budget", "log"),
)
"""Families of facts about what the public sees."""
DECIDING: Final = ("deciding", "proposal", "stance", "recusal", "meeting", "decision")
"""Families of facts about what members decide together."""


_GROUPS: Final = (
    dict.fromkeys(AGREEING, "agreement")
    | dict.fromkeys(PUBLIC, "public")
    | dict.fromkeys(DECIDING, "decisions")
)


def kind_of(topic: str) -> str:
    """Return the topic without its version: ``bail.posted`` for ``bail.posted.v1``."""
    return topic.rpartition(".")[0]


def _kinds() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {}
    for topic, event in EVENTS.items():
        kind = kind_of(topic)
        family = kind.partition(".")[0]
        group = "money"
        if issubclass(event, Step):
            group = _GROUPS.get(family, "people")
        for each in (group, family, kind):
            kinds[each] = (*kinds.get(each, ()), topic)
    return kinds


KINDS: Final = _kinds()
"""Kind (``donation`` or ``donation.received``) to the topics that are of it.

Every fact is in one of five groups: ``money`` (with what there is to keep it in), ``agreement``
(what people asked for and signed), ``people`` (members, mandates and rules), ``decisions`` (what
members decide together) and ``public`` (what strangers see).
"""
