"""Money that was there before the book."""

import pytest

from ledger.brought_forward import BringForward
from ledger.events import BalanceBroughtForward
from tests.ledger import steps
from tests.ledger.book import Given, Ladder, Rung
from tests.ledger.world import BOOK, GENERAL, RIGHT, WRONG

LADDER = Ladder(
    BringForward(**WRONG, amount=0),
    steps.taken_case(),
    (
        *steps.case_exists(steps.book()),
        *steps.dates(),
        *steps.positive("amount", then=5),
        *steps.account(),
        *steps.purpose(GENERAL),
        *steps.currency(),
    ),
)
LADDERS = (LADDER,)


@pytest.mark.parametrize("rung", LADDER.rungs(), ids=str)
def test_refusals_come_in_their_order(rung: Rung) -> None:
    rung.check()


def test_money_of_before_is_brought_forward() -> None:
    Given(*BOOK).when(BringForward(**RIGHT, amount=568_829)).then(
        BalanceBroughtForward(**RIGHT, amount=568_829)
    )
