"""Refusals about what is beside the book of a proposal: its words, and its ballots."""

from dataclasses import dataclass

from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class WordsUnusable(Rejection):
    """What a proposal or a note says is empty, too long, or cannot be printed."""

    code, kind = "words-unusable", Kind.INVALID
    title = "The words cannot be used"
    message = "{field} must have 1 to {maximum} printable characters."

    field: str
    maximum: int


@dataclass(eq=True)
class NotesFull(Rejection):
    """As many notes as anybody reads stand under a proposal."""

    code, kind = "notes-full", Kind.CONFLICT
    title = "There are enough notes"
    message = "A proposal takes {maximum} notes: meet and talk about it."

    maximum: int


@dataclass(eq=True)
class OpenStances(Rejection):
    """The stage of a proposal is decided by open stances: there is no ballot box."""

    code, kind = "open-stances", Kind.CONFLICT
    title = "This is not decided by ballot"
    message = "Say openly what you think: this stage has no ballot box."


@dataclass(eq=True)
class SlipUnusable(Rejection):
    """The code of a ballot is not one that was given out."""

    code, kind = "slip-unusable", Kind.INVALID
    title = "The code of the slip is not right"
    message = "slip: a code of {signs} signs, as the page of the ballot showed it."

    signs: int


@dataclass(eq=True)
class BallotUnusable(Rejection):
    """A ballot says what cannot be chosen."""

    code, kind = "ballot-unusable", Kind.INVALID
    title = "The ballot cannot be read"
    message = "choice: {expected}."

    expected: str


@dataclass(eq=True)
class BallotCast(Rejection):
    """Somebody's ballot is in the box already, and what they ask for would go around it."""

    code, kind = "ballot-cast", Kind.CONFLICT
    title = "Your ballot is in the box"
    message = "A ballot of yours is in: only the code of its slip changes it until the end."


@dataclass(eq=True)
class BallotsUnreadable(Rejection):
    """The key of a ballot box is lost: no ballot in it will ever be read."""

    code, kind = "ballots-unreadable", Kind.UNAVAILABLE
    title = "The ballot box cannot be opened any more"
    message = "The key of this ballot box is lost. At the end it is void and is proposed anew."
