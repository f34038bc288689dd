"""What members decided about money does not bind it for ever."""

from datetime import timedelta
from typing import Final

import pytest
from msgspec.structs import replace

from ledger.deciding.lapsing import USUAL_DAYS, last_day
from ledger.deciding.proposal import proposal_of
from ledger.deciding.templates import TEMPLATES
from ledger.events import FundEvent, OrderCarriedOut, OrderWithdrawn, ProposalKind, Protocol
from ledger.orders.commands import Act, RequestOrder
from ledger.rejections import DecisionLapsed
from tests.ledger.asked import ORDER, POST, authorised, prepared, signs
from tests.ledger.book import NOW, TODAY, Given
from tests.ledger.decided import DECISION, OPENLY, adopted, asked_as_decided
from tests.ledger.people import ANA, BO, CY, FUNDED

LATE: Final = DecisionLapsed(TODAY - timedelta(days=1))
ASKS: Final = RequestOrder(occurred_on=TODAY, order=POST, decision=DECISION)


def within(days: int) -> Protocol:
    """Return a protocol by which money has to be let go within so many days."""
    return replace(OPENLY, stages=(replace(OPENLY.stages[0], lapses_days=days),))


def ago(days: int, protocol: Protocol = OPENLY) -> tuple[FundEvent, ...]:
    """Return that it was adopted so many days ago."""
    return adopted(POST, on=TODAY - timedelta(days=days), protocol=protocol)


@pytest.mark.parametrize(
    ("facts", "is_over"),
    [
        (ago(USUAL_DAYS), False),
        (ago(USUAL_DAYS + 1), True),
        (ago(7, within(7)), False),
        (ago(8, within(7)), True),
        (ago(365, within(366)), False),
    ],
    ids=["the last usual day", "a day too late", "the last day here", "too late here", "for long"],
)
def test_it_lets_an_order_go_through_its_last_day_and_no_longer(
    facts: tuple[FundEvent, ...], *, is_over: bool
) -> None:
    answer = Given(*FUNDED, *facts).when(ASKS, actor=ANA)
    if is_over:
        answer.refused(LATE)
    else:
        assert answer.facts


def test_the_day_is_that_of_the_fund() -> None:
    """It is the 20th in the fund, and the 21st in UTC."""
    assert Given(*FUNDED, *ago(USUAL_DAYS)).when(ASKS, actor=ANA).facts
    late = NOW + timedelta(hours=1)
    answer = Given(*FUNDED, *ago(USUAL_DAYS)).when(
        replace(ASKS, occurred_on=TODAY + timedelta(days=1)), late, actor=ANA
    )
    answer.refused(DecisionLapsed(TODAY))


@pytest.mark.parametrize(
    ("there", "acts", "who", "is_refused"),
    [
        ((), (Act.PREPARE,), BO, True),
        ((prepared(BO),), (Act.AUTHORISE,), CY, True),
        ((prepared(BO),), (Act.AUTHORISE, Act.CARRY_OUT), CY, True),
        ((prepared(BO), authorised(CY)), (Act.CARRY_OUT,), CY, False),
    ],
    ids=["prepared", "let go", "let go and sent", "written down as sent"],
)
def test_an_order_under_way_is_not_let_go_any_more_and_what_was_is_written_down(
    there: tuple[FundEvent, ...], acts: tuple[Act, ...], who: object, *, is_refused: bool
) -> None:
    late = Given(*FUNDED, *ago(USUAL_DAYS + 1), case=(*asked_as_decided(), *there))
    answer = late.when(signs(*acts), actor=str(who))
    if is_refused:
        answer.refused(LATE)
    else:
        assert isinstance(answer.facts[0], OrderCarriedOut)
    in_time = Given(*FUNDED, *ago(USUAL_DAYS), case=(*asked_as_decided(), *there))
    assert in_time.when(signs(*acts), actor=str(who)).facts


def test_an_order_that_is_taken_back_does_not_make_it_young_again() -> None:
    back = OrderWithdrawn(occurred_on=TODAY, order=ORDER, by=ANA)
    given = Given(*FUNDED, *ago(USUAL_DAYS + 1), *asked_as_decided(), back)
    given.when(ASKS, actor=ANA).refused(LATE)


def test_the_protocol_of_the_proposal_says_how_long_and_not_the_one_of_now() -> None:
    two = (replace(OPENLY.stages[0], lapses_days=30), OPENLY.stages[0])
    assert last_day(OPENLY, TODAY) == TODAY + timedelta(days=USUAL_DAYS)
    assert last_day(replace(OPENLY, stages=two), TODAY) == TODAY + timedelta(days=30)
    assert all(last_day(each, TODAY) > TODAY for each in TEMPLATES.values())


def test_a_proposal_knows_its_last_day_once_it_is_adopted() -> None:
    made, closed = ago(10, within(30))
    there = Given(*FUNDED, case=(made, closed))
    assert proposal_of(there.case).last_day == TODAY + timedelta(days=20)
    assert proposal_of(Given(*FUNDED, case=(made,)).case).last_day is None
    nothing = adopted(None, ProposalKind.ANYTHING)
    assert proposal_of(Given(*FUNDED, case=nothing).case).last_day is None
