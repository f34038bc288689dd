"""Refusals because of who asks: mandates, second persons, suspensions, sheets."""

from dataclasses import dataclass
from datetime import date, datetime

from ledger.events import Role
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class MandateMissing(Rejection):
    """Whoever asks belongs to the fund but has no mandate for this."""

    code, kind = "mandate-missing", Kind.FORBIDDEN
    title = "This takes a mandate"
    message = "This is for people with one of these mandates: {needed}."

    needed: tuple[str, ...]


@dataclass(eq=True)
class SecondPersonNeeded(Rejection):
    """Nobody moves money or changes a rule alone."""

    code, kind = "second-person-needed", Kind.FORBIDDEN
    title = "This takes two people"
    message = "Nobody does this alone: ask for it as an order, and somebody else signs it."


@dataclass(eq=True)
class SingleSigner(Rejection):
    """In single-signer mode there is nobody to sign an order."""

    code, kind = "single-signer", Kind.CONFLICT
    title = "One person signs in this fund"
    message = "As long as one person signs, this is recorded directly and not asked for."


@dataclass(eq=True)
class OperatorMayNot(Rejection):
    """The command line does not pay, post, approve or govern."""

    code, kind = "operator-may-not", Kind.FORBIDDEN
    title = "The operator may not do this"
    message = "This is for people with a mandate; the command line neither pays nor signs."


@dataclass(eq=True)
class MemberUnknown(Rejection):
    """The sign-in does not belong to the fund."""

    code, kind = "member-unknown", Kind.MISSING
    title = "There is no such member"
    message = "{field}: this fund has no such member."

    field: str


@dataclass(eq=True)
class MemberExists(Rejection):
    """The sign-in belongs to the fund already."""

    code, kind = "member-exists", Kind.CONFLICT
    title = "They are a member already"
    message = "They belong to this fund already."


@dataclass(eq=True)
class MandateHeld(Rejection):
    """The member has this mandate already, for the same term."""

    code, kind = "mandate-held", Kind.CONFLICT
    title = "They have this mandate already"
    message = "They have the mandate {role} already, for this term."

    role: str


@dataclass(eq=True)
class MandateNotHeld(Rejection):
    """The member does not have this mandate."""

    code, kind = "mandate-not-held", Kind.CONFLICT
    title = "They do not have this mandate"
    message = "They do not have the mandate {role}."

    role: str


@dataclass(eq=True)
class AuditorKeepsBooks(Rejection):
    """Nobody is an auditor of books that they keep: *role* does not go with the mandates *held*."""

    code, kind = "auditor-keeps-books", Kind.CONFLICT
    title = "Nobody audits books that they keep"
    message = "They are {held}, and nobody who is that becomes {role}: end the one before."

    role: Role
    held: tuple[str, ...]


@dataclass(eq=True)
class AuditorKeptBooks(Rejection):
    """Whoever states something kept the books in the time that it is about, through *until*."""

    code, kind = "auditor-kept-books", Kind.CONFLICT
    title = "You kept the books that this is about"
    message = (
        "This is about the books since {since}, and you kept them through {until}: another auditor "
        "signs it."
    )

    since: date
    until: date


@dataclass(eq=True)
class TooFewPeople(Rejection):
    """Afterwards nobody could act any more: a rule would take people whom the fund does not have.

    *role* says which mandate, *needed* how many people must hold it, *left* how many would.
    """

    code, kind = "too-few-people", Kind.CONFLICT
    title = "Too few people would be left"
    message = "The fund needs somebody with the mandate {role}; nobody would be left."
    many = "The fund needs {needed} people with the mandate {role}; {left} would be left."
    by_number_of = "needed"

    role: str
    needed: int
    left: int


@dataclass(eq=True)
class PolicyUnusable(Rejection):
    """A rule of a policy cannot be followed."""

    code, kind = "policy-unusable", Kind.INVALID
    title = "This policy cannot be followed"
    message = "{field}: expected {expected}."

    field: str
    expected: str


@dataclass(eq=True)
class SuspensionOwn(Rejection):
    """Nobody suspends themselves."""

    code, kind = "suspension-own", Kind.INVALID
    title = "Nobody suspends themselves"
    message = "holder: name somebody else; to stop yourself, sign out everywhere."


@dataclass(eq=True)
class SuspensionSpent(Rejection):
    """The same person suspended the same colleague not long ago, and two did not confirm it."""

    code, kind = "suspension-spent", Kind.CONFLICT
    title = "You suspended them not long ago"
    message = "You suspended them before; you may again from {again} on. Others may now."

    again: datetime


@dataclass(eq=True)
class NotSuspended(Rejection):
    """There is no suspension that could be confirmed."""

    code, kind = "not-suspended", Kind.CONFLICT
    title = "They are not suspended"
    message = "Nobody has suspended them, or it has lapsed."


@dataclass(eq=True)
class SheetsMissing(Rejection):
    """No sheets were sealed, or those that were are used up."""

    code, kind = "sheets-missing", Kind.CONFLICT
    title = "There are no sealed sheets"
    message = "This fund has no sealed sheets that still count."


@dataclass(eq=True)
class SheetsWrong(Rejection):
    """Fewer of the codes belong to sealed sheets than it takes."""

    code, kind = "sheets-wrong", Kind.INVALID
    title = "These are not enough of the sheets"
    message = "sheets: {needed} different sheets of this fund are needed."

    needed: int


@dataclass(eq=True)
class GlassAlreadyBroken(Rejection):
    """The sheets were typed before, and the waiting time runs."""

    code, kind = "glass-already-broken", Kind.CONFLICT
    title = "The glass is broken already"
    message = "The waiting time runs until {until}."

    until: datetime


@dataclass(eq=True)
class GlassWhole(Rejection):
    """Nobody has typed the sheets."""

    code, kind = "glass-whole", Kind.CONFLICT
    title = "The glass is not broken"
    message = "Nobody has typed the sealed sheets; there is nothing to stop."


@dataclass(eq=True)
class MendingOver(Rejection):
    """The waiting time has passed: it cannot be stopped any more."""

    code, kind = "mending-over", Kind.CONFLICT
    title = "It is too late to stop this"
    message = "This could be stopped before {until}; the successors are stewards now."

    until: datetime


@dataclass(eq=True)
class NotDue(Rejection):
    """The deadline has not passed, or there is none."""

    code, kind = "not-due", Kind.CONFLICT
    title = "It is not due"
    message = "There is no deadline here that has passed."


@dataclass(eq=True)
class FounderKnown(Rejection):
    """The fund has a founder already."""

    code, kind = "founder-known", Kind.CONFLICT
    title = "The fund has a founder already"
    message = "Who keeps this fund is written down already."
