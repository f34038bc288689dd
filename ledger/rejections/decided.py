"""Refusals about what members decided: what takes a decision, and what a decision binds."""

from dataclasses import dataclass
from datetime import date

from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class DecisionNeeded(Rejection):
    """The rules of the fund leave this to its members; two stewards do not decide it."""

    code, kind = "decision-needed", Kind.CONFLICT
    title = "The members decide this"
    message = "In this fund members decide about {subject}: propose it to them."

    subject: str


@dataclass(eq=True)
class DecisionUnknown(Rejection):
    """Nothing of this sort was decided under this id, or it was carried out before."""

    code, kind = "decision-unknown", Kind.MISSING
    title = "There is no such decision"
    message = "decision: nothing that can be used for this was decided under this id."


@dataclass(eq=True)
class DecisionUsed(Rejection):
    """Another order is under way with this decision."""

    code, kind = "decision-used", Kind.CONFLICT
    title = "Another order uses this decision"
    message = "An order with this decision is open: it is carried out or taken back first."


@dataclass(eq=True)
class DecisionLapsed(Rejection):
    """Nobody let go in time what members decided about money."""

    code, kind = "decision-lapsed", Kind.CONFLICT
    title = "This decision has lapsed"
    message = "It could be let go through {until}. The members can decide it anew."

    until: date


@dataclass(eq=True)
class DecisionDiffers(Rejection):
    """The content is not what was decided, field by field."""

    code, kind = "decision-differs", Kind.CONFLICT
    title = "This is not what was decided"
    message = "Members decided other content: its digest is {content_hash}."

    content_hash: str


@dataclass(eq=True)
class NotForPublic(Rejection):
    """What was decided about money, one case or somebody's part in it is not told in public."""

    code, kind = "not-for-public", Kind.INVALID
    title = "This decision is not for the public"
    message = "decision: only budgets, rules and what binds no money are told in public."
