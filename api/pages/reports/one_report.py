"""One report that is out, for the desk: its digest and key, and what auditors did with it."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.access import Power, access_of, needs
from api.formats import moment_text, refusal_words
from api.i18n import N_, Words
from api.pages.flow import KEY_FIELD, Sent, Trouble, new_key
from api.pages.frame import form_fields, render, see_other
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import (
    CODE_FIELD,
    StepUp,
    StepUpForm,
    StepUpRefused,
    step_up_for,
)
from api.problems import STATUS_OF_KIND
from api.public.report import report_stretch
from api.public.words import stretch_text
from api.publishing.rebuilding import Rebuilt
from api.site import site_of
from ledger.publishing.commands import CountersignReport
from ledger.rejections import Rejection
from projections.known import ProjectionBehind
from projections.reports.manifest import decode
from projections.reports.published import Report

_INVALID: Final = 422
_PATH: Final = "/{fund_id:uuid}/reports/{number:int}"


async def _find(request: AnyRequest, room: Room, number: int) -> Report:
    published = await site_of(request).publishing.published(room.fund_id, room.fund.time_zone)
    report = published.now.report(number)
    if report is None:
        raise NotFoundException
    return report


def _draw(
    request: AnyRequest,
    room: Room,
    report: Report,
    *,
    rebuilt: Rebuilt | None = None,
    problem: Words | None = None,
    code: StepUpForm | None = None,
    status: int = 200,
) -> Response[Any]:
    signed = {each.by for each in report.countersigned}
    return render(
        request,
        "reports/report.html",
        title=Words(N_("Report {number}"), {"number": report.number}),  # type: ignore[arg-type]
        status=status,
        wrong=problem is not None,
        problems=[Trouble(problem, CODE_FIELD if code and code.errors else "")] if problem else [],
        code=code,
        report=report,
        stretch=stretch_text(report_stretch(decode(report.manifest)), room.language),
        published=moment_text(report.recorded_at, room.language, room.fund.time_zone),
        digest=report.manifest_hash,
        public_key=report.key_id,
        countersigned=[(room.person(each.by), each.recomputed) for each in report.countersigned],
        rebuilt=rebuilt,
        may_audit=access_of(request).may(Power.AUDIT),
        may_countersign=room.me not in signed,
        key_field=KEY_FIELD,
        key=new_key(),
        **room.frame("reports"),
    )


async def _wrong_code(request: AnyRequest, step_up: StepUp, form: StepUpForm) -> Words | None:
    """Step up with the code that was typed into the form, or say what is wrong with it."""
    if not form.validate():
        return form[CODE_FIELD].errors[0]  # type: ignore[return-value]
    try:
        await step_up.take(request, form)
    except StepUpRefused as no:
        form[CODE_FIELD].errors = [no.words]  # type: ignore[list-item]
        return no.words
    return None


@get(_PATH, opt=needs(Power.READ_BOOK))
async def one_report(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int]
) -> Response[Any]:
    """Show a report that is out."""
    room = await open_room(request, fund_id)
    return _draw(request, room, await _find(request, room, number))


@post(_PATH, opt=needs(Power.AUDIT), status_code=200)
async def report_audited(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int]
) -> Response[Any]:
    """Build the report again from the whole book and say what came of it, or countersign it.

    Whoever countersigns says that it was built again only when it was, in this very request. It
    takes a second step, as every signature does.
    """
    sent, room = Sent(await form_fields(request)), await open_room(request, fund_id)
    report = await _find(request, room, number)
    rebuilt = await site_of(request).publishing.rebuilt(fund_id, number)
    step_up = await step_up_for(request)
    if sent.get("step") != "countersign":
        code = StepUpForm() if step_up.is_needed else None
        return _draw(request, room, report, rebuilt=rebuilt, code=code)
    if step_up.is_needed:
        form = StepUpForm(sent)
        if (problem := await _wrong_code(request, step_up, form)) is not None:
            return _draw(
                request, room, report, rebuilt=rebuilt, problem=problem, code=form, status=_INVALID
            )
    if not rebuilt.is_same:
        problem = Words(N_("The book gives another report, so it was not countersigned."))
        return _draw(request, room, report, rebuilt=rebuilt, problem=problem, status=409)
    command = CountersignReport(
        occurred_on=room.today,
        number=number,
        manifest_hash=report.manifest_hash,
        recomputed=True,
    )
    site = site_of(request)
    try:
        receipt = await site.books.execute(fund_id, command, actor=room.context.actor, key=sent.key)
    except Rejection as no:
        words = refusal_words(no, room.language, {})
        return _draw(
            request, room, report, rebuilt=rebuilt, problem=words, status=STATUS_OF_KIND[no.kind]
        )
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, receipt.answer.last)
    return see_other(f"{room.prefix}/reports/{number}")
