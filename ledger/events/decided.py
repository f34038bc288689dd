"""Facts about what came of a decision: it was carried out, an order rests on it, it was told."""

from typing import ClassVar
from uuid import UUID

from ledger.events.base import Step


class DecisionCarriedOut(Step, frozen=True, kw_only=True):
    """What members decided was carried out, by the lines before this one."""

    topic: ClassVar[str] = "decision.carried_out.v1"

    decision: UUID
    content_hash: str


class OrderDecided(Step, frozen=True, kw_only=True):
    """Members decided what an order says, field by field: it takes no approval besides."""

    topic: ClassVar[str] = "order.decided.v1"

    order: UUID
    decision: UUID
    content_hash: str


class DecisionTold(Step, frozen=True, kw_only=True):
    """What the public is told about a decision: a text that two agreed on, from the next tick on.

    Never about one case. An empty text takes down what is there.
    """

    topic: ClassVar[str] = "decision.told.v1"

    decision: UUID
    language: str
    text: str
