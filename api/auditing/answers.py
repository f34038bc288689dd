"""What an auditor is asked and may answer, and what the answers allow to be stated. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from ledger.events import AssuranceSentence


class Reason(StrEnum):
    """Why a line is looked at."""

    DRAWN = "drawn"
    LARGE = "large"
    OUTSIDE = "outside"
    REVERSAL = "reversal"


class Answer(StrEnum):
    """What an auditor answers."""

    YES = "yes"
    NO = "no"
    NOT_SEEN = "not_seen"


class Question(StrEnum):
    """What is asked: the first three about a line, the last about everything else."""

    DECISION = "decision"
    TWO_PEOPLE = "two_people"
    PAPER = "paper"
    AGREES = "agrees"


class Whole(StrEnum):
    """What is looked at besides lines."""

    CASH = "cash"
    BANK = "bank"
    HELD = "held"
    COURTS = "courts"
    RESTRICTIONS = "restrictions"
    REPORTS = "reports"


class Finding(StrEnum):
    """What an auditor found."""

    NO_DECISION = "no_decision"
    ONE_PERSON = "one_person"
    NO_PAPER = "no_paper"
    OTHER_AMOUNT = "other_amount"
    OTHER_PURPOSE = "other_purpose"
    CASH_DIFFERS = "cash_differs"
    BANK_DIFFERS = "bank_differs"
    NO_STATEMENT = "no_statement"
    HELD_TOO_LONG = "held_too_long"
    AT_COURT_TOO_LONG = "at_court_too_long"
    REPORT_DIFFERS = "report_differs"


class Reply(StrEnum):
    """What the fund answers to a finding."""

    PAPER_FOUND = "paper_found"
    CORRECTED = "corrected"
    WILL_CORRECT = "will_correct"
    TOLD = "told"
    AGREED = "agreed"


QUESTIONS_OF_LINES: Final = (Question.DECISION, Question.TWO_PEOPLE, Question.PAPER)
_STATED: Final[dict[Whole, AssuranceSentence]] = {
    Whole.CASH: AssuranceSentence.CASH_COUNTED,
    Whole.BANK: AssuranceSentence.BANK_AGREES,
    Whole.REPORTS: AssuranceSentence.REPORT_FOLLOWS,
    Whole.RESTRICTIONS: AssuranceSentence.RESTRICTIONS_KEPT,
}


class Step(Struct, frozen=True, kw_only=True):
    """One thing to look at: a line by its number, or something of `Whole`. Nothing typed is in it.

    Only the auditor says that a finding *is_settled*; the *reply* is the fund's.
    """

    name: str
    reasons: tuple[Reason, ...] = ()
    answers: Mapping[Question, Answer] = {}
    finding: Finding | None = None
    reply: Reply | None = None
    is_settled: bool = False

    @property
    def position(self) -> int | None:
        """The line that it is about; None for what is no line."""
        return int(self.name) if self.name.isdigit() else None

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked."""
        return QUESTIONS_OF_LINES if self.position is not None else (Question.AGREES,)

    @property
    def is_done(self) -> bool:
        """Whether every question was answered."""
        return all(each in self.answers for each in self.questions)

    @property
    def is_open(self) -> bool:
        """Whether something was found that is not settled."""
        return self.finding is not None and not self.is_settled


def has_open_findings(steps: Iterable[Step]) -> bool:
    """Say whether anything that was found is not settled."""
    return any(each.is_open for each in steps)


def allowed_sentences(steps: Iterable[Step]) -> tuple[AssuranceSentence, ...]:
    """Return what the answers allow an auditor to state: only what was seen for every step of it.

    What nobody has seen, or found otherwise, is not stated.
    """
    found = list(steps)
    agrees = {each.name for each in found if each.answers.get(Question.AGREES) is Answer.YES}
    allowed = {sentence for whole, sentence in _STATED.items() if whole.value in agrees}
    lines = [each for each in found if each.position is not None]
    if lines and all(each.answers.get(Question.TWO_PEOPLE) is Answer.YES for each in lines):
        allowed.add(AssuranceSentence.TWO_PEOPLE)
    return tuple(each for each in AssuranceSentence if each in allowed)
