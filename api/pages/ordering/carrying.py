"""Carrying out what members decided: asking for a payment as decided, or trying the rest again."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from api.access import Power, needs
from api.deciding.nothing import content_of_decision
from api.formats import refusal_words
from api.orders import order_at
from api.pages.flow import Sent, Trouble
from api.pages.frame import form_fields, language_of, see_other
from api.pages.ordering.listing import draw_orders
from api.pages.reading.reader import AnyRequest
from api.problems import STATUS_OF_KIND
from api.sessions import session_of
from api.site import site_of
from ledger.command import Context
from ledger.fund import Fund
from ledger.orders.by_decision import MONEY_KINDS
from ledger.orders.commands import RequestOrder
from ledger.orders.content import command_of
from ledger.rejections import DecisionUnknown, Rejection
from projections.known import ProjectionBehind


@post(
    "/{fund_id:uuid}/decisions/{proposal_id:uuid}/carry-out",
    opt=needs(Power.ORDER),
    status_code=200,
)
async def carry_out_sent(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Ask for what members decided to pay, or carry out the rest; say what stops it."""
    sent = Sent(await form_fields(request))
    fund, _ = await site_of(request).books.get_fund(fund_id)
    try:
        return see_other(await _carried_out(request, fund, proposal_id, sent.key))
    except Rejection as no:
        problem = Trouble(refusal_words(no, language_of(request)))
        return await draw_orders(
            request, fund_id, problems=(problem,), status=STATUS_OF_KIND[no.kind]
        )


async def _carried_out(request: AnyRequest, fund: Fund, decision: UUID, key: str) -> str:
    """Return where to look at what was done. Raises what refuses it."""
    site, session = site_of(request), session_of(request)
    assert session is not None, "the gate sends strangers to sign in"
    fund_id, prefix = fund.fund_id, f"/{language_of(request).code}/{fund.fund_id}"
    decided = fund.deciding.decided.get(decision)
    if decided is None:
        raise DecisionUnknown
    if decided.kind not in MONEY_KINDS:
        receipt = await site.deciding.carry_out(fund_id, decision, actor=session.actor, key=key)
        with suppress(ProjectionBehind):
            await site.runner.wait_for(fund_id, receipt.answer.last)
        return f"{prefix}/decisions/{decision}"
    if decided.order is not None:
        return f"{prefix}/orders/{decided.order}"
    command = RequestOrder(
        occurred_on=Context(site.now(), "", 0, lambda: decision).today(fund.time_zone),
        order=command_of(await content_of_decision(site, fund_id, decided)),
        decision=decision,
    )
    receipt = await site.books.execute(fund_id, command, actor=session.actor, key=key)
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, receipt.answer.last)
    asked = await order_at(site, fund_id, receipt.answer.first)
    return f"{prefix}/orders/{asked.order}"
