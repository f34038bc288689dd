"""Refusals of proposals, of what people say about them, and of how they are counted."""

from dataclasses import dataclass
from datetime import datetime

from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class KindClosed(Rejection):
    """The fund has no way of deciding about this, or has not opened it."""

    code, kind = "kind-closed", Kind.CONFLICT
    title = "The members do not decide about this here"
    message = "This fund has no protocol for proposals about {about}."

    about: str


@dataclass(eq=True)
class ProposalUnusable(Rejection):
    """Something that a proposal says does not fit its kind, or its protocol."""

    code, kind = "proposal-unusable", Kind.INVALID
    title = "This cannot be proposed"
    message = "{field}: expected {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class TooManyProposals(Rejection):
    """Whoever asks has as many open proposals as one person may have."""

    code, kind = "too-many-proposals", Kind.CONFLICT
    title = "You have many open proposals"
    message = (
        "Nobody has more than {most} open proposals; wait until one is over, or take one back."
    )

    most: int


@dataclass(eq=True)
class ProtocolUnusable(Rejection):
    """A table of how to decide says something that could not be counted, or binds nobody."""

    code, kind = "protocol-unusable", Kind.INVALID
    title = "This protocol cannot be used"
    message = "{field}: expected {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class NobodyElseDecides(Rejection):
    """Fewer than two people could decide about the proposal."""

    code, kind = "nobody-else-decides", Kind.CONFLICT
    title = "Too few people could decide this"
    message = "At least two people must be able to decide; so far there are: {there}."

    there: int


@dataclass(eq=True)
class TooManyToCount(Rejection):
    """So many people and items do not fit the line in which they would be counted."""

    code, kind = "too-many-to-count", Kind.CONFLICT
    title = "Too many to be counted in one line"
    message = "{people} people could decide, and at most {most} fit with so many items."

    people: int
    most: int


@dataclass(eq=True)
class ProposalIsClosed(Rejection):
    """The proposal was counted or taken back before."""

    code, kind = "proposal-is-closed", Kind.CONFLICT
    title = "The proposal is closed"
    message = "This proposal was {state} already."

    state: str


@dataclass(eq=True)
class DecidingOver(Rejection):
    """The time to say something about the proposal has passed."""

    code, kind = "deciding-over", Kind.CONFLICT
    title = "The time to decide is over"
    message = "This could be decided before {until}."

    until: datetime


@dataclass(eq=True)
class SealedBallot(Rejection):
    """The stage is decided by sealed ballots, and this is said openly or changes them."""

    code, kind = "sealed-ballot", Kind.CONFLICT
    title = "Ballots here are sealed"
    message = "Sealed ballots decide this: nothing is said openly, and what it says stays."


@dataclass(eq=True)
class MayNotDecide(Rejection):
    """Whoever asks is not among those who decide about this."""

    code, kind = "may-not-decide", Kind.FORBIDDEN
    title = "Others decide this"
    message = "Who decides was written down when this was opened, or your mandate ended since."


@dataclass(eq=True)
class RecusedAlready(Rejection):
    """Whoever asks keeps out of the decision."""

    code, kind = "recused-already", Kind.FORBIDDEN
    title = "You keep out of this decision"
    message = "It is written down that you keep out of this decision; others decide."


@dataclass(eq=True)
class StanceUnusable(Rejection):
    """The protocol does not know this stance."""

    code, kind = "stance-unusable", Kind.INVALID
    title = "The protocol does not have this stance"
    message = "stance: expected one of {expected}."

    expected: tuple[str, ...]


@dataclass(eq=True)
class ProposalOfAnother(Rejection):
    """Only who made a proposal changes it or takes it back."""

    code, kind = "proposal-of-another", Kind.FORBIDDEN
    title = "This is somebody else's proposal"
    message = "Only who made this proposal changes it or takes it back."


@dataclass(eq=True)
class MeetingUnusable(Rejection):
    """What is written down about a meeting cannot be so."""

    code, kind = "meeting-unusable", Kind.INVALID
    title = "This meeting cannot be written down"
    message = "{field}: expected {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class MeetingMissing(Rejection):
    """No meeting about this waits to be confirmed, or none is confirmed that could be contested."""

    code, kind = "meeting-missing", Kind.CONFLICT
    title = "There is no such meeting"
    message = "Somebody who was there writes down what a meeting decided, and another confirms it."


@dataclass(eq=True)
class MeetingWaits(Rejection):
    """A meeting about this is confirmed already, and waits to be counted."""

    code, kind = "meeting-waits", Kind.CONFLICT
    title = "A meeting has decided this"
    message = "It counts at {until}, unless somebody who may decide says before that it was not so."

    until: datetime


@dataclass(eq=True)
class BallotsUnusable(Rejection):
    """What the ballot box holds does not fit the proposal."""

    code, kind = "ballots-unusable", Kind.INVALID
    title = "These ballots cannot be counted"
    message = "{field}: expected {expected}."

    field: str
    expected: str
