"""Signing on a page: one button does every act that it names, all or none."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.params import FromPath

from api.access import Power, needs
from api.governed import after_governing
from api.i18n import N_, Words
from api.orders import takes_step_up
from api.pages.asking import wait_words
from api.pages.flow import Sent, Trouble
from api.pages.frame import form_fields, see_other
from api.pages.ordering.acting import SIGN, acts_in
from api.pages.ordering.one_order import OrderDesk, draw, open_order, words_of_refusal
from api.pages.sign_in import WRONG_CODE, signed_out
from api.pages.step_up import StepUpForm, is_over, is_stepped_up, step_up_with
from api.people.refused import TooSoon
from api.problems import STATUS_OF_KIND
from api.site import site_of
from ledger.members import AdmitMember
from ledger.orders.commands import Act, SignOrder
from ledger.orders.content import GOVERNING
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

AnyRequest = Request[Any, Any, Any]

_INVALID = 422
_CODE = "code"


@post(
    "/{fund_id:uuid}/orders/{order_id:uuid}/sign",
    opt=needs(Power.SIGN),
    status_code=200,
)
async def signature_sent(
    request: AnyRequest, fund_id: FromPath[UUID], order_id: FromPath[UUID]
) -> Response[Any]:
    """Take a signature; the page comes back with what is wrong, or as the order stands then."""
    sent = Sent(await form_fields(request))
    opened = await open_order(request, fund_id, order_id)
    acts = acts_in(sent.get(SIGN))
    if not is_stepped_up(request) and takes_step_up(opened.found.order, acts):
        wrong = await _step_up(request, sent.get(_CODE))
        if isinstance(wrong, Response):
            return wrong
        if wrong is not None:
            return _with_code_wrong(request, opened, sent.key, wrong)
    try:
        return await _sign(request, opened, sent, acts)
    except Rejection as no:
        # As it stands now: somebody may have been faster.
        opened = await open_order(request, fund_id, order_id)
        words = words_of_refusal(no, opened)
        return draw(request, opened, problems=[Trouble(words)], status=STATUS_OF_KIND[no.kind])


async def _step_up(request: AnyRequest, code: str) -> Words | Response[Any] | None:
    """Take the code; return what is wrong with it, or the answer after too many wrong ones."""
    if not code.strip():
        return Words(N_("Type the code that your app shows now"))
    try:
        if await step_up_with(request, code):
            return None
    except TooSoon as wait:
        return wait_words(wait)
    if await is_over(request):
        return signed_out(request)
    return Words(WRONG_CODE)


def _with_code_wrong(
    request: AnyRequest, opened: OrderDesk, key: str, wrong: Words
) -> Response[Any]:
    """Show the order again, with what is wrong with the code at its field."""
    form = StepUpForm()
    form[_CODE].errors = [wrong]  # type: ignore[list-item]
    problem = Trouble(wrong, _CODE)
    return draw(request, opened, problems=[problem], form=form, key=key, status=_INVALID)


async def _sign(
    request: AnyRequest, opened: OrderDesk, sent: Sent, acts: tuple[Act, ...]
) -> Response[Any]:
    site, desk, order = site_of(request), opened.desk, opened.found.order
    command = SignOrder(
        occurred_on=desk.today,
        case_id=order.case_id,
        order_id=order.order,
        content_hash=sent.get("content_hash"),
        acts=acts,
    )
    receipt = await site.books.execute(
        desk.fund_id, command, actor=desk.context.actor, key=sent.key
    )
    with suppress(ProjectionBehind):
        await site.runner.wait_for(desk.fund_id, receipt.answer.last)
    inner = opened.found.command
    if Act.APPROVE in acts and type(inner) in GOVERNING:
        await after_governing(site, desk.fund_id, inner)
        if isinstance(inner, AdmitMember):
            return see_other(f"{desk.prefix}/people/invitations/{order.case_id}")
    return see_other(opened.address)
