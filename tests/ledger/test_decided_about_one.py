"""What members decided about one person: it holds while that person agrees that they decide."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.events import (
    ConsentScope,
    ConsentWithdrawn,
    FundEvent,
    OrderCarriedOut,
    OrderRequested,
    ProposalKind,
)
from ledger.orders.commands import Act, DeclineOrder, RequestOrder, WithdrawOrder
from ledger.rejections import ConsentMissing
from tests.ledger.asked import ORDER, POST, asked, authorised, prepared, signs
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.decided import DECISION, about_one, adopted
from tests.ledger.people import ANA, BO, CY, FUNDED
from tests.ledger.world import agreed

BAIL: Final = replace(POST, case_id=CASE)
AGREES: Final = agreed(ConsentScope.MEMBERS_DECIDE)
NO_MORE: Final = ConsentWithdrawn(occurred_on=TODAY, scope=ConsentScope.MEMBERS_DECIDE)
REFUSED: Final = ConsentMissing(ConsentScope.MEMBERS_DECIDE)
REQUEST: Final = RequestOrder(occurred_on=TODAY, order=BAIL, decision=DECISION)
PREPARED: Final = (AGREES, prepared(BO, BAIL))
LET_GO: Final = (*PREPARED, authorised(CY, BAIL))
ACTS: Final[dict[Act, tuple[tuple[FundEvent, ...], Any]]] = {
    Act.PREPARE: ((AGREES,), BO),
    Act.AUTHORISE: (PREPARED, CY),
    Act.CARRY_OUT: (LET_GO, CY),
}


def decided(*case: FundEvent, kind: ProposalKind = ProposalKind.ONE_CASE) -> Given:
    """Return the book in which members decided to pay it, and *case*."""
    return Given(*FUNDED, *adopted(BAIL, kind), case=case)


def test_while_the_person_agrees_it_is_asked_for() -> None:
    asked_for, _ = decided(AGREES).when(REQUEST, actor=ANA).facts
    assert isinstance(asked_for, OrderRequested)


@pytest.mark.parametrize("case", [(NO_MORE,), (AGREES, NO_MORE)], ids=["never", "no longer"])
def test_once_the_person_does_not_agree_nothing_rests_on_it(case: tuple[FundEvent, ...]) -> None:
    decided(*case).when(REQUEST, actor=ANA).refused(REFUSED)


def test_what_is_about_no_one_person_takes_no_such_consent() -> None:
    assert decided(NO_MORE, kind=ProposalKind.MONEY).when(REQUEST, actor=ANA).facts


@pytest.mark.parametrize("act", ACTS)
def test_no_act_goes_on_once_the_person_does_not_agree(act: Act) -> None:
    before, who = ACTS[act]
    signed = signs(act, command=BAIL)
    assert about_one(BAIL, *before).when(signed, actor=who).facts
    about_one(BAIL, *before, NO_MORE).when(signed, actor=who).refused(REFUSED)
    about_one(BAIL, *before, NO_MORE, AGREES).when(signed, actor=who).facts  # noqa: B018  again


def test_what_was_sent_is_confirmed_all_the_same() -> None:
    sent = OrderCarriedOut(
        occurred_on=TODAY, order=ORDER, by=CY, content_hash=asked(BAIL).content_hash
    )
    given = about_one(BAIL, *LET_GO, sent, NO_MORE)
    answer = given.when(signs(Act.CONFIRM, command=BAIL), actor=BO).answer
    assert answer != REFUSED


@pytest.mark.parametrize("command", [DeclineOrder, WithdrawOrder], ids=str)
def test_the_order_can_still_be_closed(command: Any) -> None:
    given = about_one(BAIL, AGREES, NO_MORE)
    assert given.when(command(occurred_on=TODAY, case_id=CASE, order_id=ORDER), actor=BO).facts


def test_two_people_can_still_ask_for_it_by_themselves() -> None:
    usual = replace(REQUEST, decision=None)
    assert decided(AGREES, NO_MORE).when(usual, actor=ANA).facts
