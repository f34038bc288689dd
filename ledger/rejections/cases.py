"""Refusals that come from the state of a case or a line."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class CaseUnknown(Rejection):
    """The fund has no case with this id."""

    code, kind = "case-unknown", Kind.MISSING
    title = "There is no such case"
    message = "Case {case_id} is not in this book."

    case_id: UUID


@dataclass(eq=True)
class CaseExists(Rejection):
    """A new case was to be opened under an id that has lines already."""

    code, kind = "case-exists", Kind.CONFLICT
    title = "The case is in the book already"
    message = "Case {case_id} has lines that stand; open another case or correct its lines."

    case_id: UUID


@dataclass(eq=True)
class CaseOfAnotherKind(Rejection):
    """The case is of another kind than the command needs, or was taken back whole."""

    code, kind = "case-of-another-kind", Kind.CONFLICT
    title = "The case is of another kind"
    message = "Case {case_id} is {actual}; this needs {expected}."

    case_id: UUID
    actual: str
    expected: str


@dataclass(eq=True)
class BeforeItsCase(Rejection):
    """A line would have happened before the line that opened its case."""

    code, kind = "before-its-case", Kind.INVALID
    title = "The date is before the case began"
    message = "{given} is before {opened}, the day this case began."

    given: date
    opened: date


@dataclass(eq=True)
class MoreThanGiven(Rejection):
    """More would be given back than is left of the donation."""

    code, kind = "more-than-given", Kind.CONFLICT
    title = "More than the donation that is left"
    message = "{needed} would be given back; {available} of this donation is left."

    needed: Money
    available: Money


@dataclass(eq=True)
class MoreThanHeld(Rejection):
    """More would come back or be forfeited than the authority holds."""

    code, kind = "more-than-held", Kind.CONFLICT
    title = "More than the authority holds"
    message = "{needed} would leave the deposit; the authority holds {available} of it."

    needed: Money
    available: Money


@dataclass(eq=True)
class MoreThanPromised(Rejection):
    """More would be paid or released than is left of the grant."""

    code, kind = "more-than-promised", Kind.CONFLICT
    title = "More than is promised"
    message = "{needed} would be paid; {available} of this promise is left."

    needed: Money
    available: Money


@dataclass(eq=True)
class MoreThanPaid(Rejection):
    """More of a running cost or a grant would come back than was paid."""

    code, kind = "more-than-paid", Kind.CONFLICT
    title = "More than was paid"
    message = "{needed} would come back; {available} of what was paid is left."

    needed: Money
    available: Money


@dataclass(eq=True)
class NothingPromised(Rejection):
    """The grant has nothing left to release."""

    code, kind = "nothing-promised", Kind.CONFLICT
    title = "Nothing of the grant is left"
    message = "Everything promised in case {case_id} is paid or released already."

    case_id: UUID


@dataclass(eq=True)
class InstalmentUnknown(Rejection):
    """The plan has no instalment of this number."""

    code, kind = "instalment-unknown", Kind.INVALID
    title = "The plan has no such instalment"
    message = "Instalment {instalment} was named; the plan has {count}."

    instalment: int
    count: int


@dataclass(eq=True)
class LineUnknown(Rejection):
    """The book has no line at this position in this case."""

    code, kind = "line-unknown", Kind.MISSING
    title = "There is no such line"
    message = "Line {position} is not in this book."

    position: int


@dataclass(eq=True)
class AlreadyReversed(Rejection):
    """The line was reversed before; a line is reversed once."""

    code, kind = "already-reversed", Kind.CONFLICT
    title = "The line is reversed already"
    message = "Line {position} was reversed by line {reversed_by}."

    position: int
    reversed_by: int


@dataclass(eq=True)
class NotReversible(Rejection):
    """This sort of line cannot be reversed: an opening, or a reversal itself."""

    code, kind = "not-reversible", Kind.CONFLICT
    title = "This line cannot be reversed"
    message = "Line {position} is {topic}, which is never reversed."

    position: int
    topic: str


@dataclass(eq=True)
class LaterLinesStand(Rejection):
    """Later lines of the case rest on this one; they have to be reversed first."""

    code, kind = "later-lines-stand", Kind.CONFLICT
    title = "Later lines rest on this one"
    message = "Reverse line {later} first: it rests on line {position}."

    position: int
    later: int


@dataclass(eq=True)
class CorrectionOfAnotherKind(Rejection):
    """The line that is to replace another is not of the same sort."""

    code, kind = "correction-of-another-kind", Kind.INVALID
    title = "The new line is of another sort"
    message = "Line {position} is {topic}; the new line would be {given}."

    position: int
    topic: str
    given: str


@dataclass(eq=True)
class NotInThisState(Rejection):
    """The case is in a state in which this cannot happen."""

    code, kind = "not-in-this-state", Kind.CONFLICT
    title = "This cannot happen as the case stands"
    message = "The case is in the state {state}; {command} does not go with that."

    state: str
    command: str


@dataclass(eq=True)
class OwnHousehold(Rejection):
    """Whoever screens a request, or vouches for it, is known to be of that household."""

    code, kind = "own-household", Kind.FORBIDDEN
    title = "Somebody else screens and vouches"
    message = (
        "Nobody screens a request of their own household or relatives, or vouches for it: "
        "somebody else does."
    )
