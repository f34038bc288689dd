"""What is set aside for an approved payment is exactly what sending it takes."""

from typing import Final

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.command import Context
from ledger.decider import decide
from ledger.fund import Fund, evolve
from ledger.orders.commands import Act
from ledger.orders.open_acts import acts_in_one_go
from ledger.orders.set_aside import set_aside
from ledger.rejections import Rejection
from tests.projections.orders_told import PEOPLE, OrdersTeller
from tests.projections.told import NOW

_FEW: Final = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def promisable(fund: Fund, currency: str) -> int:
    """Return what is in accounts that nobody carries, less what is promised."""
    there = sum(
        account.balance
        for key, account in fund.accounts.items()
        if account.currency == currency and key not in fund.governance.floats
    )
    return there - sum(each.promised.get(currency, 0) for each in fund.purposes.values())


@_FEW
@example(seed=250, count=73)  # a refund with which a fee came back
@given(seed=st.integers(0, 2**32), count=st.integers(40, 150))
def test_sending_a_payment_takes_what_was_set_aside_for_it(seed: int, count: int) -> None:
    teller = OrdersTeller(seed)
    teller.tell(count)
    fund = teller.history.fund
    for case, order in teller.orders():
        if not order.is_open:
            assert set_aside(order, fund, case, NOW) is None
            continue
        for who in PEOPLE:
            go = acts_in_one_go(order, fund, case, who, NOW)
            if Act.CARRY_OUT not in go or Act.APPROVE in go:
                continue
            context = Context(NOW, str(who), len(teller.history.lines) + 1, teller.new_id)
            facts = decide(teller.signature(order, *go), context, fund, case)
            assert not isinstance(facts, Rejection)
            after = fund
            for fact in facts:
                after = evolve(after, fact)
            aside = set_aside(order, fund, case, NOW)
            for currency in fund.exponents:
                taken = promisable(fund, currency) - promisable(after, currency)
                mine = aside is not None and aside.money.currency == currency
                if mine and aside is not None:
                    assert taken == aside.money.amount
                else:  # an exchange brings some
                    assert taken <= 0


def test_some_history_sends_a_payment_for_which_money_was_set_aside() -> None:
    found = 0
    for seed in range(10):
        teller = OrdersTeller(seed)
        teller.tell(150)
        fund = teller.history.fund
        found += sum(
            set_aside(order, fund, case, NOW) is not None for case, order in teller.orders()
        )
    assert found
