"""An act is offered exactly when the book would obey it."""

from datetime import timedelta
from itertools import combinations
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.case import Case
from ledger.command import Context
from ledger.decider import decide
from ledger.orders.commands import Act, SignOrder
from ledger.orders.open_acts import acts_in_one_go, acts_open_to, what_stops
from ledger.orders.state import Order
from ledger.rejections import Rejection
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
