"""Telling the public about a decision: which ones, in which words, by whom."""

from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.decider import written_in
from ledger.events import DecisionOutcome, DecisionTold, FundEvent, ProposalKind
from ledger.orders.commands import Act, RequestOrder
from ledger.orders.state import orders_of
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import TellDecision
from ledger.rejections import DecisionUnknown, MandateMissing, NotForPublic, PublishingUnusable
from tests.ledger.asked import POST, asked, signs
from tests.ledger.book import FUND, NOW, TODAY, TOMORROW, Given, Ladder, Rung, Step
from tests.ledger.decided import DECISION, adopted, proposed
from tests.ledger.people import ANA, BO, CY, FUNDED
from tests.ledger.steps import dates
from tests.ledger.world import NOWHERE

TELL: Final = TellDecision(
    occurred_on=TODAY, decision=DECISION, language="en", text="We keep more for winter."
)
PUBLIC: Final = (
    ProposalKind.BUDGET,
    ProposalKind.AMENDMENT,
    ProposalKind.RULES,
    ProposalKind.ANYTHING,
)


def closed(kind: ProposalKind, **more: Any) -> Given:
    return Given(*FUNDED, *adopted(None, kind, **more))


LADDERS = (
    Ladder(
        TellDecision(occurred_on=TOMORROW, decision=NOWHERE, language="English", text=" x"),
        closed(ProposalKind.MONEY),
        (
            *dates(),
            Step(DecisionUnknown(), {"decision": DECISION}),
            Step(NotForPublic(), given=closed(ProposalKind.ANYTHING)),
            Step(
                PublishingUnusable("language", "the code of a language, like en or es"),
                {"language": "en"},
            ),
            Step(
                PublishingUnusable("text", "up to 2000 characters that can be printed"),
                {"text": "x"},
            ),
        ),
        actor=ANA,
        by_order=True,
    ),
)


@pytest.mark.parametrize("rung", [rung for ladder in LADDERS for rung in ladder.rungs()], ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


@pytest.mark.parametrize("kind", list(ProposalKind), ids=lambda each: each.value)
def test_only_what_is_about_no_payment_and_nobody_is_told(kind: ProposalKind) -> None:
    order = POST if kind is ProposalKind.MONEY else None
    given = Given(*FUNDED, *adopted(order, kind))
    answer = given.when(RequestOrder(occurred_on=TODAY, order=TELL), actor=ANA)
    if kind in PUBLIC:
        assert answer.facts
    else:
        answer.refused(NotForPublic())


@pytest.mark.parametrize(
    ("outcome", "is_told"),
    [
        (DecisionOutcome.ADOPTED, True),
        (DecisionOutcome.NOT_ADOPTED, True),
        (DecisionOutcome.VOID, False),
    ],
)
def test_what_was_not_adopted_is_told_too(outcome: DecisionOutcome, is_told: bool) -> None:
    answer = closed(ProposalKind.ANYTHING, outcome=outcome).carried_out(TELL, now=NOW, actor=ANA)
    if is_told:
        assert answer.facts
    else:
        answer.refused(DecisionUnknown())


def test_what_is_not_decided_yet_is_not_told() -> None:
    given = Given(*FUNDED, proposed(None, ProposalKind.ANYTHING))
    given.when(RequestOrder(occurred_on=TODAY, order=TELL), actor=ANA).refused(DecisionUnknown())


def test_two_stewards_tell_it() -> None:
    facts: tuple[FundEvent, ...] = adopted(None, ProposalKind.ANYTHING)
    given = Given(*FUNDED, *facts, case=(asked(TELL),))
    given.when(signs(Act.APPROVE, command=TELL), actor=CY).refused(MandateMissing(("steward",)))
    told = given.when(signs(Act.APPROVE, command=TELL), actor=BO).facts[-1]
    assert told == DecisionTold(
        occurred_on=TODAY, decision=DECISION, language="en", text="We keep more for winter."
    )
    (order,) = orders_of(given.case).values()
    assert order.stands_alone


def test_it_is_written_among_the_publications_and_can_be_taken_down() -> None:
    request = RequestOrder(occurred_on=TODAY, order=TELL)
    assert written_in(request, FUND) == publications_case(FUND)
    nothing = replace(TELL, text="")
    assert closed(ProposalKind.BUDGET).when(replace(request, order=nothing), actor=ANA).facts


def test_an_unknown_decision_is_not_told() -> None:
    unknown = replace(TELL, decision=UUID(int=5))
    given = closed(ProposalKind.ANYTHING)
    request = RequestOrder(occurred_on=TODAY, order=unknown)
    given.when(request, actor=ANA).refused(DecisionUnknown())
