"""What a fund is asked to write down about what members decide."""

from datetime import date
from uuid import UUID

from msgspec import Struct

from ledger.command import Command
from ledger.events.deciding import (
    ProposalKind,
    StanceCount,
)
from ledger.events.protocols import Stance
from ledger.orders.content import Orderable


class ItemName(Struct, frozen=True):
    """How a budget item is called: a label beside the book, never in a line."""

    item_id: UUID
    text: str


class Propose(Command, frozen=True, kw_only=True):
    """Put a proposal forward, for whoever may decide now. Any member may.

    *order* is what it becomes when it is adopted. *text_hash* is a salted digest of its words,
    which are kept beside the book. *limit* is what a budget ballot may spend. By which protocol it
    is decided follows from its kind. About money, one case and what to ratify only somebody
    proposes who may ask for orders.

    Refusals in order: date-in-future, date-too-early, mandate-missing, kind-closed,
    too-many-proposals, reference-unusable (text_hash), proposal-unusable (order), consent-missing
    (about one case), proposal-unusable (review_on), amount-not-positive, amount-too-large (limit of
    a budget ballot), proposal-unusable (limit, order, item_names), label-unusable (item_names),
    then those of the order itself as if there were money enough, then proposal-unusable (order: it
    could not be ratified in time), nobody-else-decides, too-many-to-count.
    """

    kind: ProposalKind
    text_hash: str
    order: Orderable | None = None
    review_on: date | None = None
    limit: int = 0
    item_names: tuple[ItemName, ...] = ()


class ChangeProposal(Command, frozen=True, kw_only=True):
    """Change what a proposal says, by who made it. Every stance on it is void.

    There is at least a day from then on, or as many hours as its stage is open at least.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, proposal-of-another, sealed-ballot, proposal-unusable (stage:
    the first one is over), mandate-missing, other-order, reference-unusable (text_hash),
    consent-missing (about one case), proposal-unusable (review_on), amount-not-positive,
    amount-too-large (limit of a budget ballot), proposal-unusable (limit, order, item_names),
    label-unusable (item_names), then those of the order itself as if there were money enough, then
    proposal-unusable (order: it could not be ratified in time).
    """

    case_id: UUID
    text_hash: str
    order: Orderable | None = None
    review_on: date | None = None
    limit: int = 0
    item_names: tuple[ItemName, ...] = ()


class TakeStance(Command, frozen=True, kw_only=True):
    """Say openly what one thinks of a proposal as one has read it; until the end, changeable.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, sealed-ballot, recused-already, may-not-decide,
    content-changed, stance-unusable.
    """

    case_id: UUID
    stance: Stance
    text_hash: str
    content_hash: str | None = None


class Recuse(Command, frozen=True, kw_only=True):
    """Keep out of a decision, and of its quorum. It cannot be taken back.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, recused-already, may-not-decide.
    """

    case_id: UUID


class WithdrawProposal(Command, frozen=True, kw_only=True):
    """Take a proposal back, by who made it, while something can still be said about it.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, proposal-of-another.
    """

    case_id: UUID


class RecordMeeting(Command, frozen=True, kw_only=True):
    """Write down what a meeting decided about a proposal, by somebody who was there.

    *present* are those who were there and may decide; so many *recused* themselves there, and are
    not among them. It takes the place of what was written down before and not confirmed.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, sealed-ballot, recused-already, may-not-decide,
    meeting-waits, meeting-unusable (held_on, present, recused, counts, present).
    """

    case_id: UUID
    held_on: date
    present: int
    counts: tuple[StanceCount, ...]
    recused: int = 0


class ConfirmMeeting(Command, frozen=True, kw_only=True):
    """Say that a meeting was as it is written down, by somebody else who was there.

    A day later it is counted, in place of what was said online, unless somebody contests it. It is
    not confirmed before the stage was open for the hours that it is open at least.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, sealed-ballot, recused-already, may-not-decide,
    meeting-missing, own-request, not-due, meeting-unusable (present: who was there left meanwhile).
    """

    case_id: UUID


class ContestMeeting(Command, frozen=True, kw_only=True):
    """Say that a meeting was not as it is written down, before it is counted.

    Its record is void, and the ordinary way goes on: until when it would have, and for a day more
    at least. Who wrote it down or confirmed it does not contest it.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, deciding-over, recused-already, may-not-decide, meeting-missing (none is
    confirmed), own-request.
    """

    case_id: UUID


class CloseProposal(Command, frozen=True, kw_only=True):
    """Count a proposal whose time is over, or about which everybody has spoken. By the clock.

    Where a meeting is confirmed, it is counted, and nothing that was said online.

    The service brings what is not in the book: who opened it, who put a ballot in, and the opened
    ballots, sorted. *unreadable*: their key is lost. Where too few put one in, none is opened.

    Refusals in order: date-in-future, date-too-early, case-unknown, case-of-another-kind,
    proposal-is-closed, not-due, ballots-unusable (seen, voters, ballots).
    """

    case_id: UUID
    seen: tuple[UUID, ...] = ()
    voters: tuple[UUID, ...] = ()
    ballots: tuple[str, ...] = ()
    unreadable: bool = False


class CarryOutDecision(Command, frozen=True, kw_only=True):
    """Carry out what members decided, where it is no payment. By the clock, and again by a steward.

    *order* is the content of the decision; a difference in one field is refused.

    Refusals in order: date-in-future, date-too-early, decision-unknown, decision-differs, then
    those of the order itself.
    """

    decision: UUID
    order: Orderable


DecidingCommand = (
    Propose
    | ChangeProposal
    | TakeStance
    | Recuse
    | WithdrawProposal
    | RecordMeeting
    | ConfirmMeeting
    | ContestMeeting
    | CloseProposal
    | CarryOutDecision
)
