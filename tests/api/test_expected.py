"""What rules about publishing expect is said in the language of whoever reads."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.expected import EXPECTED, expected_words
from api.formats import refusal_words
from api.i18n import language
from ledger.events import ProposalKind
from ledger.rejections import (
    BallotUnusable,
    BudgetUnusable,
    DecisionNeeded,
    KindClosed,
    ManifestUnusable,
    MeetingUnusable,
    ProposalIsClosed,
    ProposalUnusable,
    ProtocolUnusable,
    PublishingUnusable,
    Rejection,
    ReportOutOfTurn,
)

ROOT = Path(__file__).parents[2]
WHERE = ("ledger/publishing", "ledger/budgets", "ledger/deciding", "api/auditing", "api/deciding")
SAYING = {
    f.__name__
    for f in (
        BallotUnusable,
        BudgetUnusable,
        ManifestUnusable,
        MeetingUnusable,
        ProposalUnusable,
        ProtocolUnusable,
        PublishingUnusable,
    )
}
NAMED = {
    "only what has a protocol to be decided by, and one for these rules themselves",
    "true, because a finding of an audit is not settled",
    "{number} to {other} items of one currency, each within the limit",
    "up to {number} steps, of growing amounts, {other} to {most} people each",
}
"""What rules give a name before they say it, so that it is not found in the call."""


def said_by_rules() -> Iterator[str]:
    """Yield what rules expect, with 1 in place of every value."""
    files = [file for folder in WHERE for file in sorted((ROOT / folder).glob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                yield from _text(node.args[-1])


def _text(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr():
            parts = (getattr(part, "value", None) for part in node.values)
            text = "".join(part if isinstance(part, str) else "1" for part in parts)
            for day in ("such as 1", "a day from 1 "):
                text = text.replace(day, day.replace("1", "2026-11-15"))
            yield text
        case ast.BinOp():
            yield "one of 1, 3"
        case _:
            return


def test_every_expectation_of_the_rules_is_known() -> None:
    said = list(said_by_rules())
    assert len(said) > 20
    assert [each for each in said if expected_words(each) is None] == []
    templates = {found.template for each in said if (found := expected_words(each))}
    assert set(EXPECTED) - templates == NAMED


def test_other_words_stay_as_they_are() -> None:
    assert expected_words("2026-07") is None
    no = ReportOutOfTurn("money_in", "USD", "2026-01", "2026-07")
    assert language("es").say(refusal_words(no, language("es"))).count("2026-07") == 1


@pytest.mark.parametrize("code", ["es", "qps"])
def test_no_english_is_left_of_what_is_expected(code: str) -> None:
    said = language(code).say(
        refusal_words(PublishingUnusable("until_month", "a month that is over"), language(code))
    )
    assert "month that" not in said


def test_a_day_is_written_as_the_language_does() -> None:
    no = PublishingUnusable("for_day", f"a report date to come, such as {date(2026, 11, 15)}")
    assert "November 15, 2026" in language("en").say(refusal_words(no, language("en")))


@pytest.mark.parametrize(
    "refusal,said",
    [
        (ProposalIsClosed("withdrawn"), "retirada"),
        (KindClosed(ProposalKind.ONE_CASE), "un caso"),
        (DecisionNeeded("ratifying"), "ratificar"),
        (ProtocolUnusable("stages", "1 to 4"), "de 1 a 4"),
        (MeetingUnusable("counts", "some of agree, block, each once"), "agree, block"),
    ],
)
def test_what_a_refusal_about_decisions_names_is_translated(refusal: Rejection, said: str) -> None:
    assert said in language("es").say(refusal_words(refusal, language("es")))
