"""What was adopted and can never be carried out is folded away, and says why."""

import httpx
import pytest
import pytest_asyncio

from ledger.events import ProposalKind, Role
from ledger.members import GrantMandate
from ledger.orders.commands import Act
from ledger.orders.settling import RatifyOrder
from ledger.rejections import MandateHeld, NotCarriedOut
from tests.api.pages.recording.stage import text_of
from tests.attack.decisions.hall import Hall, hall_of
from tests.funds import DAY

OVER = "Decided by the members, and came to nothing"
WAITS = "Decided by the members, and not carried out yet"


@pytest_asyncio.fixture(loop_scope="session")
async def hall(stranger: httpx.AsyncClient) -> Hall:
    return await hall_of(stranger)


async def said(hall: Hall, handle: str, path: str) -> str:
    answer = await hall.two[handle].get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return text_of(answer.text)


async def caught_up(hall: Hall) -> None:
    _, head = await hall.site.books.get_fund(hall.fund_id)
    await hall.site.runner.wait_for(hall.fund_id, head)


async def test_a_mandate_that_is_there_already_is_folded_away_with_the_reason(hall: Hall) -> None:
    grant = GrantMandate(occurred_on=DAY, holder=hall.two["lou"].who, role=Role.AUDITOR)
    first, second = [await hall.propose(ProposalKind.RULES, grant) for _ in range(2)]
    await hall.agree(first)
    with pytest.raises(MandateHeld):
        await hall.agree(second)
    await caught_up(hall)
    orders = await said(hall, "ida", "orders")
    assert OVER in orders
    assert WAITS not in orders
    assert "already, for this term." in orders
    assert "Try again" not in orders
    why = "Adopted; it came to nothing. They have the mandate"
    for handle in ("ida", "sol"):
        for path in ("decisions", f"decisions/{second}", f"decisions/{second}/minutes"):
            assert why in await said(hall, handle, path), (handle, path)
    page = await said(hall, "ida", f"decisions/{second}")
    assert "Try again to carry it out" not in page
    assert "Decided, and not carried out yet" not in await said(hall, "ida", "decisions")
    assert why not in await said(hall, "ida", f"decisions/{first}")


async def test_what_was_ratified_meanwhile_comes_to_nothing_for_the_desk_alone(hall: Hall) -> None:
    paid = await hall.paid_tonight()
    ratify = RatifyOrder(occurred_on=DAY, case_id=paid.case_id, order_id=paid.order)
    proposal = await hall.propose(ProposalKind.RATIFICATION, ratify)
    await hall.two.sign(paid, "noor", Act.RATIFY)
    with pytest.raises(NotCarriedOut):
        await hall.agree(proposal)
    await caught_up(hall)
    assert OVER in await said(hall, "ida", "orders")
    why = "it came to nothing."
    assert why in await said(hall, "ida", f"decisions/{proposal}")
    for path in ("decisions", f"decisions/{proposal}", f"decisions/{proposal}/minutes"):
        page = await said(hall, "lou", path)
        assert why not in page
        assert "Adopted. It was paid before." in page


async def test_what_may_still_be_carried_out_waits(hall: Hall) -> None:
    proposal = await hall.propose(ProposalKind.MONEY, hall.rooms())
    await hall.agree(proposal)
    orders = await said(hall, "ida", "orders")
    assert WAITS in orders
    assert OVER not in orders
    assert "Ask for it as decided" in orders
