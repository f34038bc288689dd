"""How a collective decides, as data: what a proposal carries with it from the day it is made.

A protocol is a table of stages; the rules that read it are versioned (`ledger.deciding.outcome`).
A fund writes its own tables; the usual ones stand in `ledger.deciding.templates`.
"""

from enum import StrEnum

from msgspec import Struct


class Method(StrEnum):
    """How people say what they think of a proposal."""

    STANCES = "stances"
    """Openly, and it can be changed until the end."""
    BALLOT = "ballot"
    """Sealed until the end: for, against, or abstain."""
    BUDGET_BALLOT = "budget_ballot"
    """Sealed until the end: the items that somebody wants, any number of them."""


class Stance(StrEnum):
    """What somebody thinks of a proposal."""

    AGREE = "agree"
    RESERVATION = "reservation"
    """Agrees, and has a concern that shall be known."""
    STAND_ASIDE = "stand_aside"
    """Does not carry it, and does not stop it."""
    DISAGREE = "disagree"
    BLOCK = "block"
    """A reasoned objection: where the protocol says so, it stops the proposal."""
    ABSTAIN = "abstain"


class Electorate(StrEnum):
    """Who may decide, as of the moment at which the stage opens."""

    MEMBERS = "members"
    MANDATES = "mandates"
    """Every holder of a mandate that lets somebody read the book."""
    APPROVERS = "approvers"
    STEWARDS = "stewards"
    SEATS = "seats"


class ElectionRule(StrEnum):
    """How a budget ballot is counted."""

    EQUAL_SHARES = "equal_shares"
    GREEDY = "greedy"


class Completion(StrEnum):
    """What the method of equal shares does with money that it leaves."""

    NONE = "none"
    GREEDY = "greedy"
    """What is left goes to the items with most votes that still fit."""


class Supporters(Struct, frozen=True, kw_only=True):
    """From *amount* on, in minor units of the fund's currency, *people* have to agree."""

    amount: int
    people: int


class Stage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stage of a protocol. Zero and False are: no such rule.

    It is open for *hours*. Once everybody has spoken it may close early where *closes_early*, not
    before *least_hours*. Of those who may decide and did not recuse themselves, *quorum_percent*
    (rounded up) and at least *quorum_least* people take part. *share_part* of *share_whole* of
    those for and against must be for it: more than that where *more_than*, at least that otherwise.
    *supporters* people agree, or as many as *supporters_from* says for the amount. More than
    *most_blocks* blocks stop it; more than *most_stand_asides* do where *stand_asides_limited*.
    Where *block_needs_presence* a block counts only in a meeting. Where *silence_agrees* whoever
    opened the proposal and said nothing agrees; others do not count. When quorum or presence is
    missing, or a block stands, it goes on by *extends_hours*, up to *extensions* times. Where
    *review_days* is set, a day of review must be named, no more than that many days ahead. What was
    decided about money lapses if nobody let it go within *lapses_days* of being adopted, or within
    the usual days where no stage says how many (`ledger.deciding.lapsing`).
    """

    method: Method
    hours: int
    electorate: Electorate = Electorate.MEMBERS
    stances: tuple[Stance, ...] = ()
    least_hours: int = 0
    closes_early: bool = False
    quorum_percent: int = 0
    quorum_least: int = 0
    share_part: int = 0
    share_whole: int = 0
    more_than: bool = False
    supporters: int = 0
    supporters_from: tuple[Supporters, ...] = ()
    most_blocks: int = 0
    block_needs_presence: bool = False
    stand_asides_limited: bool = False
    most_stand_asides: int = 0
    silence_agrees: bool = False
    extends_hours: int = 0
    extensions: int = 0
    review_days: int = 0
    lapses_days: int = 0
    rule: ElectionRule | None = None
    completion: Completion | None = None


class Protocol(Struct, frozen=True, kw_only=True):
    """A way of deciding: *name* of the table, its *version*, and its stages in their order."""

    name: str
    version: int
    stages: tuple[Stage, ...]
