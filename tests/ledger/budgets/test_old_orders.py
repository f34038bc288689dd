"""Orders of older programs that adopt a plan: read, and signed as the budget that they say."""

from typing import Final

import msgspec
import pytest
from msgspec.structs import replace

from ledger.budgets.commands import AdoptBudget
from ledger.budgets.old_orders import budget_of, says_plan
from ledger.events import BudgetAdopted, OrderApproved, OrderCarriedOut
from ledger.orders.commands import Act, DeclareConflict, SignOrder, WithdrawOrder
from ledger.orders.content import command_of, content_of, hash_of
from ledger.orders.state import orders_of
from tests.ledger.asked import ORDER, asked
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.budgets.stage import planned
from tests.ledger.people import ANA, BO, DEE, TOGETHER

WRITTEN: Final = (
    '{"command":"adopt_plan","from_month":"2026-07","items":[{"amount":500,"currency":"USD",'
    '"exponent":2,"item":"rent"}],"occurred_on":"2026-07-02","until_month":"2026-12"}'
)
"""As the program of before wrote it."""
OPEN: Final = replace(asked(by=ANA), content=WRITTEN, content_hash=hash_of(WRITTEN))


def test_it_is_read_as_the_budget_that_it_says_and_always_the_same() -> None:
    command = command_of(WRITTEN)
    assert isinstance(command, AdoptBudget)
    assert (command.from_month, command.until_month) == ("2026-07", "2026-12")
    (item,) = command.items
    assert (item.kind, item.amount, item.currency, item.carries_over) == ("rent", 500, "USD", False)
    assert command_of(WRITTEN) == command


def test_no_other_order_is_taken_for_one() -> None:
    assert not says_plan(
        content_of(
            AdoptBudget(occurred_on=TODAY, from_month="", until_month="", items=(planned(1),))
        )
    )
    with pytest.raises(msgspec.MsgspecError):
        budget_of(WRITTEN.replace('"until_month"', '"wine"'))


def test_one_that_is_open_is_signed_and_adopts_a_budget() -> None:
    signs = SignOrder(
        occurred_on=TODAY,
        case_id=CASE,
        order_id=ORDER,
        content_hash=hash_of(WRITTEN),
        acts=(Act.APPROVE,),
    )
    approved, carried, budget = Given(*TOGETHER, case=(OPEN,)).when(signs, actor=DEE).facts
    assert isinstance(approved, OrderApproved)
    assert isinstance(carried, OrderCarriedOut)
    assert isinstance(budget, BudgetAdopted)
    assert (budget.decision, budget.content_hash) == (ORDER, hash_of(WRITTEN))


def test_one_stands_alone_and_can_be_taken_back() -> None:
    book = Given(*TOGETHER, case=(OPEN,))
    assert orders_of(book.case)[ORDER].stands_alone
    taken_back = WithdrawOrder(occurred_on=TODAY, case_id=CASE, order_id=ORDER)
    assert book.when(taken_back, actor=BO).facts
    keeps_out = DeclareConflict(occurred_on=TODAY, case_id=CASE, order_id=ORDER, sign_in=DEE)
    assert book.when(keeps_out, actor=DEE).facts
