"""What an order can say at all, and what of it is read."""

import msgspec
import pytest
from msgspec.structs import replace

from ledger.corrections import ReverseLine
from ledger.events import Reason, Way
from ledger.orders.commands import RequestOrder
from ledger.orders.state import orders_of
from ledger.rejections import UrgentPathClosed
from tests.ledger.asked import approved, asked, prepared
from tests.ledger.book import CASE, TODAY, Given
from tests.ledger.people import ANA, BO, FUNDED


@pytest.mark.parametrize(
    "command", ["end_single_signer", "name_founder", "suspend_colleague", "spend_float"]
)
def test_what_is_no_order_cannot_be_asked_for(command: str) -> None:
    asking = {
        "command": "request_order",
        "occurred_on": "2026-11-20",
        "order": {"command": command, "occurred_on": "2026-11-20"},
    }
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(asking, RequestOrder)


def test_an_order_that_another_program_wrote_can_be_read_and_keeps_nobody_out() -> None:
    odd = replace(asked(), content="not JSON")
    (order,) = orders_of(Given(*FUNDED, case=(odd,)).case).values()
    assert (order.carrier, order.kept_out) == (None, frozenset())


def test_a_reversal_in_a_bail_case_does_not_go_tonight() -> None:
    given = Given(*FUNDED, case=(asked(), approved(BO), prepared(ANA)))
    reverse = ReverseLine(case_id=CASE, position=1, reason=Reason.WRONG_DATE)
    asking = RequestOrder(occurred_on=TODAY, order=reverse, way=Way.URGENT)
    given.when(asking, actor=ANA).refused(UrgentPathClosed())
