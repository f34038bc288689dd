"""Help in one case, and a payment that waits to be ratified, are handed to those who decide."""

from typing import Final
from uuid import UUID

import httpx
import pytest_asyncio

from ledger.consents import WithdrawConsent
from ledger.events import ConsentScope, OrderCarriedOut, ProposalKind
from ledger.orders.commands import Act
from ledger.orders.settling import RatifyOrder
from ledger.orders.state import Order
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.two_people import form_at
from tests.attack.decisions.hall import Hall, hall_of
from tests.funds import DAY

WORDS: Final = {"title": "What shall we do?", "text": "It is for tonight."}
HAND_OVER: Final = "Let the members decide"


@pytest_asyncio.fixture(loop_scope="session")
async def hall(stranger: httpx.AsyncClient) -> Hall:
    return await hall_of(stranger)


async def page_of(hall: Hall, handle: str, path: str) -> str:
    answer = await hall.two[handle].get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


async def handed_over(hall: Hall, order: Order, handle: str = "ida") -> UUID:
    """Let the members decide about an order on its page; return the proposal."""
    person, path = hall.two[handle], f"orders/{order.order}/members"
    fields = filled_in(await page_of(hall, handle, path)) | WORDS
    checked = await person.post(path, fields | {"step": "check"})
    assert checked.status_code == 200, text_of(checked.text)
    answer = await person.post(path, filled_in(checked.text) | {"step": "write"})
    assert answer.status_code == 303, text_of(answer.text)
    return UUID(answer.headers["location"].rpartition("/")[2])


async def test_help_in_one_case_is_decided_and_promised_by_two(hall: Hall) -> None:
    case_id = await hall.screened()
    order = await hall.two.ask_for(hall.grant(case_id))
    assert HAND_OVER in text_of(await page_of(hall, "ida", f"orders/{order.order}"))
    proposal_id = await handed_over(hall, order)
    proposal = await hall.proposal(proposal_id)
    assert (proposal.kind, proposal.order) == (ProposalKind.ONE_CASE, hall.grant(case_id))
    assert (await hall.two.order(case_id)).closed == "withdrawn"
    await hall.agree(proposal_id)
    page = await page_of(hall, "ida", f"orders/{order.order}")
    assert "The members decided that this be done." in text_of(page)
    asking = form_at(page, f"decisions/{proposal_id}/carry-out")
    asked = await hall.two["ida"].post(f"decisions/{proposal_id}/carry-out", asking)
    assert asked.status_code == 303, text_of(asked.text)
    again = await hall.two.order(case_id)
    assert (again.decision, again.content_hash) == (proposal_id, order.content_hash)
    await hall.two.sign(again, "noor", Act.APPROVE)
    lines = (await hall.two.case(case_id)).lines
    assert any(isinstance(line.event, OrderCarriedOut) for line in lines)


async def test_a_case_whose_person_did_not_agree_is_not_handed_over(hall: Hall) -> None:
    case_id = await hall.screened()
    no = WithdrawConsent(occurred_on=DAY, case_id=case_id, scope=ConsentScope.MEMBERS_DECIDE)
    await hall.two.give(no)
    order = await hall.two.ask_for(hall.grant(case_id))
    path = f"orders/{order.order}/members"
    fields = filled_in(await page_of(hall, "ida", path)) | WORDS
    checked = await hall.two["ida"].post(path, fields | {"step": "check"})
    assert checked.status_code in {403, 409}, checked.status_code
    assert (await hall.two.order(case_id)).is_open


async def test_what_was_paid_tonight_is_ratified_by_those_who_took_no_part(hall: Hall) -> None:
    paid = await hall.paid_tonight()
    assert HAND_OVER in text_of(await page_of(hall, "noor", f"orders/{paid.order}"))
    proposal_id = await handed_over(hall, paid, "noor")
    proposal = await hall.proposal(proposal_id)
    assert proposal.kind is ProposalKind.RATIFICATION
    assert isinstance(proposal.order, RatifyOrder)
    took_part = {hall.two[handle].who for handle in ("ida", "sol", "wren")}
    assert took_part <= set(proposal.recused)
    page = text_of(await page_of(hall, "noor", f"orders/{paid.order}"))
    assert "The members decide about it, until" in page
    await hall.agree(proposal_id)
    assert (await hall.two.fund()).governance.ratifications == {}
    assert HAND_OVER not in text_of(await page_of(hall, "noor", f"orders/{paid.order}"))
