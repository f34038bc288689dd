"""Facts about what members decide together. They move no money.

What a proposal says in words is not here: its words are kept beside the book, sealed, and only a
salted digest of them stands in the line. What it binds is here: the content of a command.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.chart import Category
from ledger.events.base import Step
from ledger.events.protocols import Protocol, Stance
from ledger.events.requests import Urgency


class ProposalKind(StrEnum):
    """What a proposal is about."""

    BUDGET = "budget"
    """A budget for a period."""
    AMENDMENT = "amendment"
    """A change of a budget."""
    RULES = "rules"
    """Rules, mandates, members: what two stewards could decide otherwise."""
    MONEY = "money"
    """A payment or promise that is not about one person."""
    ONE_CASE = "one_case"
    """Help in one case. Off until the fund's rules and the person say otherwise."""
    RATIFICATION = "ratification"
    """What was paid urgently, or before anybody could be asked."""
    ANYTHING = "anything"
    """Anything else: it is written down, and binds no money."""


class Subject(StrEnum):
    """What takes a decision of the members, and no longer two stewards."""

    RULES = "rules"
    """The rules of the fund, and how it decides."""
    MANDATES = "mandates"
    MEMBERS = "members"
    PUBLISHING = "publishing"
    BUDGETS = "budgets"


class Unbudgeted(StrEnum):
    """What becomes of a payment that no budget item covers and no decision names."""

    SHOWN = "shown"
    REFUSED = "refused"


class DecisionOutcome(StrEnum):
    """How a proposal ended."""

    ADOPTED = "adopted"
    NOT_ADOPTED = "not_adopted"
    VOID = "void"
    """It could not be counted. It can be proposed anew."""


class OutcomeReason(StrEnum):
    """Why a proposal, or a stage of it, ended as it did."""

    CARRIED = "carried"
    NO_QUORUM = "no_quorum"
    SOMEBODY_STOPPED = "somebody_stopped"
    """Somebody could not speak because one person stopped them: they get a day."""
    BLOCKED = "blocked"
    TOO_MANY_STAND_ASIDES = "too_many_stand_asides"
    TIE = "tie"
    NO_MAJORITY = "no_majority"
    TOO_FEW_SUPPORTERS = "too_few_supporters"
    NOTHING_CHOSEN = "nothing_chosen"
    NOBODY_MAY_DECIDE = "nobody_may_decide"
    BALLOTS_UNREADABLE = "ballots_unreadable"


class KindProtocol(Struct, frozen=True, kw_only=True):
    """Proposals of *kind* are decided by *protocol*."""

    kind: ProposalKind
    protocol: Protocol


class StanceCount(Struct, frozen=True, kw_only=True):
    """So many people took a *stance*."""

    stance: Stance
    people: int


class Tally(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was counted. *may_decide* is who could at opening, less the *recused* and the *left*.

    *took_part* counts for the quorum; *seen* opened it; *present* were in the meeting.
    """

    may_decide: int
    recused: int = 0
    left: int = 0
    took_part: int = 0
    agree: int = 0
    reservation: int = 0
    stand_aside: int = 0
    disagree: int = 0
    block: int = 0
    abstain: int = 0
    silent: int = 0
    seen: int = 0
    present: int = 0


class DecidingSet(Step, frozen=True, kw_only=True):
    """How the fund decides, as it holds from this line on. A kind without a protocol is closed.

    What stands in *by_decision* takes a decision of the members. *case_votes* lets members decide
    about one case, if the person agreed. *unbudgeted* says what becomes of payments that no budget
    covers.
    """

    topic: ClassVar[str] = "deciding.set.v1"

    protocols: tuple[KindProtocol, ...]
    unbudgeted: Unbudgeted
    by_decision: tuple[Subject, ...] = ()
    case_votes: bool = False
    decision: UUID | None = None
    content_hash: str | None = None


class ProposalMade(Step, frozen=True, kw_only=True):
    """Somebody put a proposal forward. Its case is *proposal*, and who may decide is fixed.

    *content* is the canonical JSON of the command that it becomes, empty where there is none;
    *text_hash* is a salted digest of its words. *limit* is how much a budget ballot may spend, in
    minor units. Of one case members see *category*, size *band* and *urgency*, and nothing else.
    *amount* is what the order moves, in minor units of the fund's currency; None where it is no sum
    or in another currency. Who cannot decide because they had a part in it stand in *recused*.
    """

    topic: ClassVar[str] = "proposal.made.v1"

    proposal: UUID
    by: UUID
    kind: ProposalKind
    protocol: Protocol
    electorate: tuple[UUID, ...]
    made: datetime
    until: datetime
    text_hash: str
    content: str = ""
    content_hash: str | None = None
    review_on: date | None = None
    limit: int = 0
    category: Category | None = None
    band: int = 0
    urgency: Urgency | None = None
    amount: int | None = None
    recused: tuple[UUID, ...] = ()


class ProposalChanged(Step, frozen=True, kw_only=True):
    """A proposal was changed by who made it, at *changed*. Every stance on what stood is void."""

    topic: ClassVar[str] = "proposal.changed.v1"

    proposal: UUID
    by: UUID
    text_hash: str
    changed: datetime
    until: datetime
    content: str = ""
    content_hash: str | None = None
    review_on: date | None = None
    limit: int = 0
    category: Category | None = None
    band: int = 0
    urgency: Urgency | None = None
    amount: int | None = None
    recused: tuple[UUID, ...] = ()


class StanceTaken(Step, frozen=True, kw_only=True):
    """Somebody said openly what they think of a proposal; a later line takes the place of this."""

    topic: ClassVar[str] = "stance.taken.v1"

    proposal: UUID
    by: UUID
    stance: Stance
    text_hash: str
    content_hash: str | None = None


class RecusalDeclared(Step, frozen=True, kw_only=True):
    """Somebody keeps out of a decision, and out of its quorum. Why is not written down."""

    topic: ClassVar[str] = "recusal.declared.v1"

    proposal: UUID
    by: UUID


class ProposalExtended(Step, frozen=True, kw_only=True):
    """Not enough took part, or a block stands: it goes on. *extension* counts from 1.

    *seen* opened it so far. Of a sealed stage the tally says how many took part, and nothing else.
    """

    topic: ClassVar[str] = "proposal.extended.v1"

    proposal: UUID
    until: datetime
    extension: int
    tally: Tally
    reason: OutcomeReason
    rules: int
    seen: tuple[UUID, ...] = ()


class ProposalAdvanced(Step, frozen=True, kw_only=True):
    """One stage carried it; the next one, *stage*, is open since *opened*, for *electorate*.

    Stages count from 1. *tally*, *voters*, *ballots* and *seen* are of the stage that ended, as in
    `ProposalClosed`.
    """

    topic: ClassVar[str] = "proposal.advanced.v1"

    proposal: UUID
    stage: int
    electorate: tuple[UUID, ...]
    opened: datetime
    until: datetime
    tally: Tally
    rules: int
    voters: tuple[UUID, ...] = ()
    ballots: tuple[str, ...] = ()
    seen: tuple[UUID, ...] = ()


class ProposalWithdrawn(Step, frozen=True, kw_only=True):
    """A proposal was taken back by who made it."""

    topic: ClassVar[str] = "proposal.withdrawn.v1"

    proposal: UUID
    by: UUID


class ProposalClosed(Step, frozen=True, kw_only=True):
    """A proposal ended. The outcome is stored here, and so is what it was counted from.

    *rules* is the version of the rules that counted; *parasol check* counts again with them.
    *voters* put a ballot in, in the order of their ids; *ballots* are sorted by value, and no
    order tells who cast which. *seen* opened it. *chosen* are the items of a budget ballot. What
    was decided is *content*, empty where it is what was proposed.
    """

    topic: ClassVar[str] = "proposal.closed.v1"

    proposal: UUID
    outcome: DecisionOutcome
    reason: OutcomeReason
    rules: int
    stage: int
    tally: Tally
    voters: tuple[UUID, ...] = ()
    ballots: tuple[str, ...] = ()
    seen: tuple[UUID, ...] = ()
    chosen: tuple[UUID, ...] = ()
    content: str = ""
    content_hash: str | None = None
    in_meeting: bool = False
