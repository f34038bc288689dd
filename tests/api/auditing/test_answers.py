"""What the answers of a round allow an auditor to state."""

import pytest

from api.auditing.answers import (
    QUESTIONS_OF_LINES,
    Answer,
    Finding,
    Question,
    Step,
    Whole,
    allowed_sentences,
    has_open_findings,
)
from ledger.events import AssuranceSentence

YES, NO, NOT_SEEN = Answer


def line(position: int, *answers: Answer) -> Step:
    said = dict(zip(QUESTIONS_OF_LINES, answers, strict=False))
    return Step(name=str(position), answers=said)


def whole(which: Whole, answer: Answer) -> Step:
    return Step(name=which.value, answers={Question.AGREES: answer})


@pytest.mark.parametrize(
    ("steps", "allowed"),
    [
        ([], []),
        ([line(3, YES, YES, YES)], [AssuranceSentence.TWO_PEOPLE]),
        ([line(3, YES, YES, YES), line(4)], []),
        ([line(3, YES, YES, YES), line(4, YES, NOT_SEEN, YES)], []),
        ([line(3, NO, YES, NO)], [AssuranceSentence.TWO_PEOPLE]),
        ([whole(Whole.CASH, YES)], [AssuranceSentence.CASH_COUNTED]),
        ([whole(Whole.CASH, NO), whole(Whole.BANK, YES)], [AssuranceSentence.BANK_AGREES]),
        ([whole(Whole.HELD, YES), whole(Whole.COURTS, YES)], []),
        (
            [whole(each, YES) for each in Whole],
            [each for each in AssuranceSentence if each is not AssuranceSentence.TWO_PEOPLE],
        ),
    ],
)
def test_only_what_was_seen_for_every_step_may_be_stated(
    steps: list[Step], allowed: list[AssuranceSentence]
) -> None:
    assert list(allowed_sentences(steps)) == allowed


def test_a_finding_is_open_until_it_is_settled() -> None:
    found = Step(name="3", finding=Finding.NO_PAPER)
    assert has_open_findings([line(4), found])
    settled = Step(name="3", finding=Finding.NO_PAPER, is_settled=True)
    assert not has_open_findings([line(4), settled])
