"""Refusals that come from a bail."""

from dataclasses import dataclass

from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class MoreThanOwed(Rejection):
    """More would come from the depositor, or be written off there, than they owe."""

    code, kind = "more-than-owed", Kind.CONFLICT
    title = "More than the depositor owes"
    message = "{needed} was named; the depositor owes {available} to the fund."

    needed: Money
    available: Money


@dataclass(eq=True)
class KindUnusable(Rejection):
    """Bail of this kind is recorded by another command: paid, or vouched for."""

    code, kind = "kind-unusable", Kind.INVALID
    title = "This kind of bail is recorded differently"
    message = "Bail of the kind {given} is not recorded like this: it is paid, or vouched for."

    given: str


@dataclass(eq=True)
class ShareExceedsAmount(Rejection):
    """The fund's share of a bail is more than the whole."""

    code, kind = "share-exceeds-amount", Kind.INVALID
    title = "The share is more than the bail"
    message = "A share of {share} was given; the bail is {amount}."

    share: Money
    amount: Money


@dataclass(eq=True)
class ReportUnusable(Rejection):
    """A report lacks what it has to say, or says what does not go with it."""

    code, kind = "report-unusable", Kind.INVALID
    title = "The report lacks something, or says too much"
    message = "With the news {news}, {field} is not as it has to be: left out, or given."

    field: str
    news: str
