"""Conflicts: whoever keeps out of a case keeps out of every order of it."""

from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.events import ConflictDeclared
from ledger.orders.commands import DeclareConflict, RequestOrder
from ledger.rejections import InConflict, MandateMissing, MemberUnknown, OrderClosed, OwnRequest
from tests.ledger.asked import ORDER, POST, asked, carried_out, declined, keeps_out, to_ratify
from tests.ledger.book import CASE, NOW, TODAY
from tests.ledger.people import ANA, BO, CY, DEE
from tests.ledger.test_orders import ADMIT, case_of

_OTHER: Final = UUID(int=0xD2)


def test_who_keeps_out_is_written_down_also_while_others_ratify() -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=ORDER, sign_in=BO)
    conflict = ConflictDeclared(occurred_on=TODAY, order=ORDER, sign_in=BO, by=CY)
    case_of(asked()).when(declare, actor=CY).then(conflict)
    sent = case_of(asked(), carried_out(CY))
    sent.when(declare, actor=CY).refused(OrderClosed("carried out"))
    waiting = case_of(asked(by=CY), carried_out(CY), to_ratify(CY, DEE, until=NOW))
    waiting.when(declare, actor=ANA).then(replace(conflict, by=ANA))
    waiting.when(replace(declare, sign_in=CY), actor=CY).then(replace(conflict, sign_in=CY))


def test_only_stewards_keep_others_from_ratifying() -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=ORDER, sign_in=BO)
    waiting = case_of(asked(), carried_out(CY), to_ratify(CY, DEE, until=NOW))
    waiting.when(declare, actor=CY).refused(MandateMissing(("steward",)))


@pytest.mark.parametrize("who", [ANA, DEE], ids=["asked for it", "paid it"])
def test_nobody_keeps_others_from_ratifying_what_they_had_a_part_in(who: UUID) -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=ORDER, sign_in=BO)
    waiting = (asked(), carried_out(CY), to_ratify(CY, DEE, until=NOW))
    case_of(*waiting).when(declare, actor=who).refused(OwnRequest())
    other = replace(asked(), order=_OTHER)
    on_the_other = replace(declare, order_id=_OTHER)
    case_of(*waiting, other).when(on_the_other, actor=who).refused(OwnRequest())
    themselves = replace(declare, sign_in=who)
    assert case_of(*waiting).when(themselves, actor=who).facts, "they may say so of themselves"


def test_anybody_who_signs_may_keep_out_of_a_governing_order_themselves() -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=ORDER, sign_in=CY)
    case_of(asked(ADMIT)).when(declare, actor=CY).then(keeps_out(CY, by=CY))


def test_a_later_order_of_the_same_case_knows_who_keeps_out() -> None:
    given = case_of(asked(), keeps_out(BO), declined(CY))
    again = RequestOrder(occurred_on=TODAY, order=replace(POST, case_id=CASE))
    assert given.when(again, actor=BO).facts, "they may ask"
    given.when(replace(again, prepared=True), actor=BO).refused(InConflict())


def test_somebody_keeps_out_of_a_whole_case_before_and_after_its_orders() -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=CASE, sign_in=BO)
    of_case = ConflictDeclared(occurred_on=TODAY, order=CASE, sign_in=BO, by=CY)
    case_of(asked()).when(declare, actor=CY).then(of_case)
    case_of(asked(), carried_out(CY)).when(declare, actor=CY).then(of_case)
    case_of(asked(), of_case).when(declare, actor=CY).refused(InConflict())
    stranger = replace(declare, sign_in=UUID(int=0xE))
    case_of(asked()).when(stranger, actor=CY).refused(MemberUnknown("sign_in"))
    again = RequestOrder(occurred_on=TODAY, order=replace(POST, case_id=CASE), prepared=True)
    case_of(asked(), of_case, declined(CY)).when(again, actor=BO).refused(InConflict())


def test_nobody_keeps_others_out_of_a_case_whose_ratifying_they_had_a_part_in() -> None:
    declare = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=CASE, sign_in=BO)
    waiting = case_of(asked(), carried_out(CY), to_ratify(CY, DEE, until=NOW))
    waiting.when(declare, actor=CY).refused(OwnRequest())
    assert waiting.when(replace(declare, sign_in=CY), actor=CY).facts
