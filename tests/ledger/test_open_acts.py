"""An act is offered exactly when the book would obey it."""

from datetime import timedelta
from itertools import combinations
from typing import Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.case import Case
from ledger.command import Context
from ledger.decider import decide
from ledger.events import FundEvent, Way
from ledger.orders.commands import Act, SignOrder
from ledger.orders.open_acts import (
    acts_in_one_go,
    acts_open_to,
    is_out_of_reach,
    is_out_of_reach_once_changed,
    lacks_a_pair,
    what_stops,
)
from ledger.orders.state import Order, orders_of
from ledger.rejections import Rejection
from tests.ledger.asked import POST, approved, asked, keeps_out
from tests.ledger.book import Given
from tests.ledger.people import ANA, BO, CY, DEE, FUNDED
from tests.projections.orders_told import PEOPLE, OrdersTeller
from tests.projections.told import NOW

_FEW: Final = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_STRANGER: Final = OrdersTeller(0).new_id()


def signed(teller: OrdersTeller, case: Case, order: Order, who: object, *acts: Act) -> object:
    """Sign through the real rules; a rejection or the facts that would be written."""
    command: SignOrder = teller.signature(order, *acts)
    position = len(teller.history.lines) + 1
    context = Context(NOW, str(who), position, teller.new_id)
    return decide(command, context, teller.history.fund, case)


@_FEW
@given(seed=st.integers(0, 2**32), count=st.integers(10, 150))
def test_an_act_is_offered_if_and_only_if_it_would_not_be_refused(seed: int, count: int) -> None:
    teller = OrdersTeller(seed)
    teller.tell(count)
    fund = teller.history.fund
    for case, order in teller.orders():
        for who in (*PEOPLE, _STRANGER):
            offered = acts_open_to(order, fund, case, who, NOW)
            for act in Act:
                answer = signed(teller, case, order, who, act)
                assert (act in offered) == (not isinstance(answer, Rejection))
                why = what_stops(act, order, fund, case, who, NOW)
                assert why == (answer if isinstance(answer, Rejection) else None)


@_FEW
@given(seed=st.integers(0, 2**32), count=st.integers(10, 150))
def test_acts_in_one_go_are_signed_together_and_none_is_left_out(seed: int, count: int) -> None:
    teller = OrdersTeller(seed)
    teller.tell(count)
    fund = teller.history.fund
    for case, order in teller.orders():
        for who in PEOPLE:
            go = acts_in_one_go(order, fund, case, who, NOW)
            if go:
                assert not isinstance(signed(teller, case, order, who, *go), Rejection)
            for rest in combinations([act for act in Act if act not in go], 1):
                acts = [act for act in Act if act in {*go, *rest}]
                assert isinstance(signed(teller, case, order, who, *acts), Rejection)


def test_asking_what_is_open_changes_nothing_and_knows_the_time() -> None:
    teller = OrdersTeller(3)
    teller.tell(120)
    before = teller.history.fund, [case for case, _ in teller.orders()]
    for case, order in teller.orders():
        for who in PEOPLE:
            acts_open_to(order, teller.history.fund, case, who, NOW + timedelta(days=900))
    assert before == (teller.history.fund, [case for case, _ in teller.orders()])


def out_of_reach(*facts: FundEvent) -> bool:
    """Say whether too few people are left who could approve the order of these facts."""
    given = Given(*FUNDED, case=facts)
    [order] = orders_of(given.case).values()
    return is_out_of_reach(order, given.fund, given.case, NOW)


def test_an_order_is_out_of_reach_when_fewer_are_left_than_have_to_approve() -> None:
    assert not out_of_reach(asked())
    assert not out_of_reach(asked(), keeps_out(BO), keeps_out(CY)), "Dee is left"
    kept_out = (keeps_out(BO), keeps_out(CY), keeps_out(DEE))
    assert out_of_reach(asked(), *kept_out)
    assert not out_of_reach(asked(), approved(BO), keeps_out(CY), keeps_out(DEE)), "enough is there"
    assert not out_of_reach(asked(approvals=3))
    assert out_of_reach(asked(approvals=3), keeps_out(BO))
    dear = replace(POST, amount=90_000)
    assert not out_of_reach(asked(dear, approvals=2)), "money that is not there is no person"


def test_a_change_by_the_last_one_who_could_approve_puts_an_order_out_of_reach() -> None:
    given = Given(*FUNDED, case=(asked(), keeps_out(BO), keeps_out(CY)))
    [order] = orders_of(given.case).values()
    for who, is_out in ((DEE, True), (ANA, False)):
        ends = is_out_of_reach_once_changed(order, given.fund, given.case, who, NOW)
        assert ends is is_out, who


@pytest.mark.parametrize("by, lacks", [(ANA, False), (CY, True)], ids=["another", "on call"])
def test_an_urgent_order_lacks_a_pair_where_one_of_two_on_call_asked(by: UUID, lacks: bool) -> None:
    given = Given(*FUNDED, case=(asked(by=by, way=Way.URGENT),))
    [order] = orders_of(given.case).values()
    assert lacks_a_pair(order, given.fund, NOW) is lacks
