"""Saying no to an order, taking it back, and writing down who keeps out of it."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.params import FromPath

from api.access import Power, needs
from api.orders import after_closing
from api.pages.flow import Sent, Trouble
from api.pages.frame import form_fields, see_other
from api.pages.ordering.one_order import OrderDesk, draw, open_order, words_of_refusal
from api.problems import STATUS_OF_KIND
from api.site import site_of
from ledger.orders.commands import DeclareConflict, DeclineOrder, WithdrawOrder
from ledger.rejections import MemberUnknown, Rejection
from projections.known import ProjectionBehind

AnyRequest = Request[Any, Any, Any]


@post(
    "/{fund_id:uuid}/orders/{order_id:uuid}/close",
    opt=needs(Power.SIGN),
    status_code=200,
)
async def closing_sent(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Take what the pressed button says about an order, and show the order again."""
    sent = Sent(await form_fields(request))
    opened = await open_order(request, fund_id, order_id)
    site, desk = site_of(request), opened.desk
    try:
        command = _command(sent, opened)
        receipt = await site.books.execute(fund_id, command, actor=desk.context.actor, key=sent.key)
    except Rejection as no:
        opened = await open_order(request, fund_id, order_id)
        problem = Trouble(words_of_refusal(no, opened))
        return draw(request, opened, problems=[problem], status=STATUS_OF_KIND[no.kind])
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, receipt.answer.last)
    if not isinstance(command, DeclareConflict):
        await after_closing(site, opened.found.command)
    return see_other(opened.address)


def _command(sent: Sent, opened: OrderDesk) -> DeclineOrder | WithdrawOrder | DeclareConflict:
    order = opened.found.order
    ids: dict[str, Any] = {
        "occurred_on": opened.desk.today,
        "case_id": order.case_id,
        "order_id": order.order,
    }
    match sent.get("step"):
        case "decline":
            return DeclineOrder(**ids)
        case "withdraw":
            return WithdrawOrder(**ids)
        case _:
            try:
                return DeclareConflict(sign_in=UUID(sent.get("who")), **ids)
            except ValueError:
                raise MemberUnknown("sign_in") from None
