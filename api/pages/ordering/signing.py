"""Signing on a page: one button does every act that it names, all or none."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.params import FromPath

from api.access import Power, needs
from api.governed import after_governing
from api.orders import takes_step_up
from api.pages.flow import Sent, Trouble
from api.pages.frame import form_fields, see_other
from api.pages.ordering.acting import SIGN, acts_in
from api.pages.ordering.one_order import OrderDesk, draw, open_order, words_of_refusal
from api.pages.sign_in import signed_out
from api.pages.step_up import (
    CODE_FIELD,
    StepUp,
    StepUpForm,
    StepUpRefused,
    is_over,
    is_stepped_up,
)
from api.problems import STATUS_OF_KIND
from api.publishing.afterwards import after_publishing
from api.publishing.checking import before_publishing
from api.publishing.names import names_go
from api.publishing.remembering import after_report
from api.reconciling import explaining_once
from api.site import site_of
from ledger.members import AdmitMember
from ledger.orders.commands import Act, SignOrder
from ledger.orders.content import GOVERNING
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

AnyRequest = Request[Any, Any, Any]

_INVALID = 422


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
    is_needed = not is_stepped_up(request) and takes_step_up(opened.found.order, acts)
    wrong = await _step_up(request, StepUpForm(sent)) if is_needed else None
    if wrong is not None:
        return await _with_code_wrong(request, opened, sent.key, wrong)
    try:
        return await _sign(request, opened, sent, acts)
    except Rejection as no:
        # As it stands now: somebody may have been faster.
        opened = await open_order(request, fund_id, order_id)
        words = words_of_refusal(no, opened)
        return draw(request, opened, problems=[Trouble(words)], status=STATUS_OF_KIND[no.kind])


async def _step_up(request: AnyRequest, form: StepUpForm) -> StepUpForm | None:
    """Take the code; return the form with what is wrong with it."""
    if not form.validate():
        return form
    try:
        await StepUp(is_needed=True).take(request, form)
    except StepUpRefused as no:
        form[CODE_FIELD].errors = [no.words]  # type: ignore[list-item]
        return form
    return None


async def _with_code_wrong(
    request: AnyRequest, opened: OrderDesk, key: str, form: StepUpForm
) -> Response[Any]:
    """Show the order again, with what is wrong with the code at its field."""
    if await is_over(request):
        return signed_out(request)
    problem = Trouble(form[CODE_FIELD].errors[0], CODE_FIELD)
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
    actor, fund_id = desk.context.actor, desk.fund_id
    await before_publishing(site, fund_id, command, actor=actor, key=sent.key)
    async with explaining_once(site, fund_id, command, actor=actor, key=sent.key):
        receipt = await site.books.execute(fund_id, command, actor=actor, key=sent.key)
    await names_go(site, fund_id, command)
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, receipt.answer.last)
    inner = opened.found.command
    after_publishing(site, fund_id, inner)
    await after_report(site, fund_id, inner)
    if Act.APPROVE in acts and type(inner) in GOVERNING:
        await after_governing(site, fund_id, inner)
        if isinstance(inner, AdmitMember):
            return see_other(f"{desk.prefix}/people/invitations/{order.case_id}")
    return see_other(opened.address)
