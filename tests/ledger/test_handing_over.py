"""Cash goes from one keeper to another, and both sign for what they counted."""

from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.cash import HandCashOver
from ledger.events import CashHandedOver, FundEvent, OrderChanged
from ledger.orders.commands import Act, RequestOrder
from ledger.orders.content import content_of, hash_of
from ledger.rejections import HandoverOfOthers, KeeperChanged, MandateMissing, Rejection
from tests.ledger.asked import ORDER, asked, signs
from tests.ledger.book import TODAY, Actor, Given
from tests.ledger.people import ANA, BO, CY, DEE, EVE, FAY, FUNDED, TOGETHER
from tests.ledger.test_cash import IN_TIN, TIN_OF_CY, kept
from tests.ledger.test_suspension import stopped
from tests.ledger.world import TIN

OVER: Final = HandCashOver(**IN_TIN, counted=1_000, handed_by=CY, receiver=DEE)


def asks(given: Given, command: HandCashOver, actor: Actor) -> tuple[FundEvent, ...] | Rejection:
    return given.when(RequestOrder(occurred_on=TODAY, order=command), actor=actor).answer


def approves(
    command: HandCashOver, by: UUID, actor: Actor, *facts: FundEvent
) -> tuple[FundEvent, ...] | Rejection:
    """Return what comes of it when *by* asked and *actor* approves."""
    given = kept(*facts, case=(asked(command, by=by),))
    return given.when(signs(Act.APPROVE, command=command), actor=actor).answer


@pytest.mark.parametrize("by, then", [(CY, DEE), (DEE, CY)], ids=["giver first", "receiver first"])
def test_a_handover_is_signed_by_both(by: UUID, then: UUID) -> None:
    assert isinstance(asks(kept(), OVER, by), tuple)
    answer = approves(OVER, by, then)
    assert not isinstance(answer, Rejection)
    assert answer[-1] == CashHandedOver(**IN_TIN, handed_by=CY, receiver=DEE, counted=1_000)


@pytest.mark.parametrize("other", [ANA, BO])
def test_nobody_else_signs_a_handover(other: UUID) -> None:
    assert asks(kept(), OVER, other) == HandoverOfOthers()
    assert approves(OVER, CY, other) == HandoverOfOthers()
    assert approves(OVER, DEE, other) == HandoverOfOthers()


def test_an_auditor_or_a_member_signs_no_handover() -> None:
    for who in (EVE, FAY):
        assert isinstance(approves(OVER, CY, who), MandateMissing)


@pytest.mark.parametrize("by, then", [(DEE, BO), (BO, DEE)])
def test_an_approver_signs_for_a_giver_who_was_stopped(by: UUID, then: UUID) -> None:
    assert isinstance(approves(OVER, by, then, stopped(CY, BO)), tuple)


def test_two_others_do_not_make_somebody_keeper_who_has_not_signed() -> None:
    assert approves(OVER, BO, ANA, stopped(CY, BO)) == HandoverOfOthers()


def test_the_first_keeper_signs_with_an_approver() -> None:
    first = HandCashOver(**IN_TIN, counted=1_000, receiver=DEE)
    given = Given(*FUNDED, case=(asked(first, by=BO),))
    assert given.when(signs(Act.APPROVE, command=first), actor=DEE).facts
    given.when(signs(Act.APPROVE, command=first), actor=ANA).refused(HandoverOfOthers())


def test_a_handover_asked_for_before_another_one_does_not_go_through() -> None:
    other = replace(TIN_OF_CY, handed_by=CY, receiver=ANA)
    assert approves(OVER, CY, DEE, other) == KeeperChanged(TIN)


def test_whoever_asked_has_not_signed_what_a_colleague_made_of_it() -> None:
    first = HandCashOver(**IN_TIN, counted=900, receiver=DEE)
    says = content_of(replace(first, counted=1_000))
    change = OrderChanged(
        occurred_on=TODAY,
        order=ORDER,
        by=ANA,
        content=says,
        content_hash=hash_of(says),
        approvals=1,
    )
    given = Given(*FUNDED, case=(asked(first, by=DEE), change))
    signed = signs(Act.APPROVE, command=replace(first, counted=1_000))
    given.when(signed, actor=BO).refused(HandoverOfOthers())


def test_an_order_cannot_name_its_own_signers() -> None:
    forged = replace(OVER, decision=UUID(int=0xD1))
    given = kept(case=(asked(forged, by=ANA),))
    given.when(signs(Act.APPROVE, command=forged), actor=DEE).refused(HandoverOfOthers())


def test_while_one_person_signs_they_write_down_who_keeps_it() -> None:
    alone = HandCashOver(**IN_TIN, counted=0, receiver=ANA)
    Given(*TOGETHER[:-1]).when(alone, actor=ANA).then(
        CashHandedOver(**IN_TIN, receiver=ANA, counted=0)
    )


def test_the_keeper_of_an_account_is_in_its_state() -> None:
    assert kept().fund.accounts[TIN].keeper == CY
    assert kept(replace(TIN_OF_CY, handed_by=CY, receiver=ANA)).fund.accounts[TIN].keeper == ANA
