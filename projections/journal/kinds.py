"""The kinds of lines a reader may ask for: a family of facts, or one fact of any version."""

from typing import Final

from ledger.events import EVENTS


def kind_of(topic: str) -> str:
    """Return the topic without its version: ``bail.posted`` for ``bail.posted.v1``."""
    return topic.rpartition(".")[0]


def _kinds() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, tuple[str, ...]] = {}
    for topic in EVENTS:
        kind = kind_of(topic)
        family = kind.partition(".")[0]
        kinds[family] = (*kinds.get(family, ()), topic)
        kinds[kind] = (*kinds.get(kind, ()), topic)
    return kinds


KINDS: Final = _kinds()
"""Kind (``donation`` or ``donation.received``) to the topics that are of it."""
