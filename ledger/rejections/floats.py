"""Refusals of floats: whose they are, what for, and until when."""

from dataclasses import dataclass
from datetime import date

from ledger.chart import Category, CostCategory
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class FloatUnusable(Rejection):
    """What a float is for, until when, or what it was spent on is not said as it must be."""

    code, kind = "float-unusable", Kind.INVALID
    title = "This float cannot be followed"
    message = "{field}: expected {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class FloatOfAnother(Rejection):
    """Somebody else carries this float."""

    code, kind = "float-of-another", Kind.FORBIDDEN
    title = "Somebody else carries this float"
    message = "Only whoever carries a float spends it alone."


@dataclass(eq=True)
class FloatCounted(Rejection):
    """The float was counted and given back."""

    code, kind = "float-counted", Kind.CONFLICT
    title = "The float was counted already"
    message = "Two people counted what was left of this float; nothing more comes from it."


@dataclass(eq=True)
class FloatOver(Rejection):
    """The last day of the float has passed."""

    code, kind = "float-over", Kind.CONFLICT
    title = "The time of the float is over"
    message = "This float could be spent through {until}; what is left is counted by two."

    until: date


@dataclass(eq=True)
class OutsideFloat(Rejection):
    """The float was handed over for other things."""

    code, kind = "outside-float", Kind.CONFLICT
    title = "The float is not for this"
    message = "This float was not handed over for {category}."

    category: Category | CostCategory
