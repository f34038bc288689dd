"""The next report: exactly as strangers would see it, and the button that asks for it.

What is asked for are the bytes that were seen: the form carries the line up to which they were
built and their digest, and a draft that has become another is shown again instead.
"""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, access_of, needs
from api.formats import refusal_words
from api.i18n import N_, Words
from api.orders import order_at
from api.pages.flow import KEY_FIELD, Sent, Trouble, new_key
from api.pages.frame import form_fields, render, see_other
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest, position_in
from api.pages.reports.preview import drawn
from api.pages.step_up import CODE_FIELD, StepUp, StepUpForm, StepUpRefused, step_up_for
from api.problems import STATUS_OF_KIND
from api.publishing.afterwards import after_publishing
from api.publishing.remembering import after_report, require_bound
from api.publishing.service import Draft
from api.site import site_of
from ledger.case import Case
from ledger.decider import AnyCommand, decide
from ledger.orders.commands import RequestOrder
from ledger.publishing.cases import publications_case
from ledger.rejections import NotPublic, Rejection
from ledger.store.labels import list_labels
from projections.known import ProjectionBehind

_PATH = "/{fund_id:uuid}/reports/next"
_INVALID = 422
CHANGED = N_("The book has grown or the day has changed: this is another report now. Look again.")


class _Shown:
    """One look at the next report."""

    def __init__(self, request: AnyRequest, room: Room, step_up: StepUp) -> None:
        self.request, self.room, self.step_up = request, room, step_up
        self.site = site_of(request)

    async def draft(self, cut: int | None = None) -> Draft | None:
        """Return the draft; None for a fund that publishes nothing."""
        try:
            return await self.site.publishing.draft(self.room.fund_id, self.room.today, cut)
        except NotPublic:
            return None

    async def draw(
        self,
        draft: Draft | None,
        *,
        problem: Words | None = None,
        form: StepUpForm | None = None,
        status: int = 200,
    ) -> Response[Any]:
        """Draw the page."""
        room, preview = self.room, None
        if draft is not None and draft.manifest is not None:
            async with self.site.database.acquire() as connection:
                labels = await list_labels(connection, room.fund_id, kind="giver")
            names = {each.id: each.text for each in labels}
            preview = await drawn(self.site, room.language, room.fund_id, draft.manifest, names)
        may_ask = access_of(self.request).may(Power.PUBLISH)
        return render(
            self.request,
            "reports/next.html",
            title=N_("The next report"),
            status=status,
            wrong=problem is not None,
            drawings=preview.drawings if preview else (),
            preview=preview,
            draft=draft,
            problems=[Trouble(problem, CODE_FIELD if form else "")] if problem else [],
            may_ask=may_ask,
            code=(form or StepUpForm()) if self.step_up.is_needed and may_ask else None,
            key_field=KEY_FIELD,
            key=new_key(),
            takes_two=not room.fund.single_signer,
            **room.frame("reports"),
        )

    def command(self, publishes: AnyCommand) -> AnyCommand:
        """Return what is written: the report itself, or the order that asks for it."""
        if self.room.fund.single_signer:
            return publishes
        return RequestOrder(occurred_on=self.room.today, order=publishes)  # type: ignore[arg-type]

    async def ask(self, draft: Draft, key: str) -> Response[Any]:
        """Sign the draft and ask for it. Raises the refusal."""
        room, site = self.room, self.site
        signed = await site.publishing.command(room.fund_id, draft, room.today)
        await require_bound(site, room.fund_id, signed)
        command = self.command(signed)
        refusal = decide(command, room.context, room.fund, Case(publications_case(room.fund_id)))
        if isinstance(refusal, Rejection):
            raise refusal
        receipt = await site.books.execute(room.fund_id, command, actor=room.context.actor, key=key)
        with suppress(ProjectionBehind):
            await site.runner.wait_for(room.fund_id, receipt.answer.last)
        if room.fund.single_signer:
            after_publishing(site, room.fund_id, signed)
            await after_report(site, room.fund_id, signed)
            return see_other(f"{room.prefix}/reports")
        asked = await order_at(site, room.fund_id, receipt.answer.first)
        return see_other(f"{room.prefix}/orders/{asked.order}")


async def _look(request: AnyRequest, fund_id: UUID) -> _Shown:
    return _Shown(request, await open_room(request, fund_id), await step_up_for(request))


@get(_PATH, opt=needs(Power.READ_BOOK))
async def next_report(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the report that would come next."""
    shown = await _look(request, fund_id)
    return await shown.draw(await shown.draft())


@post(_PATH, opt=needs(Power.PUBLISH), status_code=200)
async def next_report_asked(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Ask for the report that was shown to be published, or show what it has become."""
    sent, shown = Sent(await form_fields(request)), await _look(request, fund_id)
    cut = sent.get("cut")
    draft = await shown.draft(position_in(cut))
    if draft is None or draft.manifest is None or draft.digest != sent.get("digest"):
        draft = await shown.draft()
        return await shown.draw(draft, problem=Words(CHANGED), status=409)
    form = StepUpForm(sent)
    try:
        if shown.step_up.is_needed:
            if not form.validate():
                wrong: Any = form[CODE_FIELD].errors[0]
                return await shown.draw(draft, problem=wrong, form=form, status=_INVALID)
            await shown.step_up.take(request, form)
        return await shown.ask(draft, sent.key)
    except StepUpRefused as no:
        form[CODE_FIELD].errors = [no.words]  # type: ignore[list-item]
        return await shown.draw(draft, problem=no.words, form=form, status=_INVALID)
    except Rejection as no:
        words = refusal_words(no, shown.room.language, {})
        return await shown.draw(draft, problem=words, status=STATUS_OF_KIND[no.kind])
