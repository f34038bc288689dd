"""The addresses of the desk's pages about reports."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import Power, needs
from api.auditing.stating import allowed_by_rounds
from api.pages import flow
from api.pages.flow import FormPage
from api.pages.frame import FORM
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.reports.alone import CountingDocket, SigningAssurance
from api.pages.reports.givers import RecordingAgreement, SettingStanding
from api.pages.reports.next import next_report, next_report_asked
from api.pages.reports.one_report import one_report, report_audited
from api.pages.reports.overview import reports
from api.pages.reports.plan import AdoptingBudget
from api.pages.reports.rule import SettingRule
from api.pages.reports.telling import TELLING_PAGES
from api.pages.reports.texts import ApprovingWording
from api.pages.step_up import StepUp, step_up_for
from api.site import site_of
from ledger.store.labels import list_labels
from projections.reports.published import PublicState

Handlers = tuple[HTTPRouteHandler, HTTPRouteHandler]


class _Known:
    """What the forms start from: who asks, the names of things, and what is said already."""

    def __init__(self, room: Room, step_up: StepUp, names: dict[UUID, str]) -> None:
        self.room, self.step_up, self.names = room, step_up, names

    async def state(self, request: AnyRequest) -> PublicState:
        """Return what was said about the public side so far."""
        publishing, room = site_of(request).publishing, self.room
        return (await publishing.published(room.fund_id, room.fund.time_zone)).now


Making = Callable[[AnyRequest, _Known], Awaitable[FormPage]]


async def _known(request: AnyRequest, fund_id: UUID) -> _Known:
    room, step_up = await open_room(request, fund_id), await step_up_for(request)
    async with site_of(request).database.acquire() as connection:
        labels = await list_labels(connection, fund_id)
    return _Known(room, step_up, {each.id: each.text for each in labels})


def _form(path: str, power: Power, make: Making) -> Handlers:
    address = f"/{{fund_id:uuid}}/reports/{path}"

    @get(address, opt=needs(power))
    async def form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.show(request, await make(request, await _known(request, fund_id)))

    @post(address, opt=FORM | needs(power), status_code=200)
    async def sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.take(request, await make(request, await _known(request, fund_id)))

    return form, sent


async def _rule(request: AnyRequest, known: _Known) -> FormPage:
    room, proposed = known.room, 0
    if room.fund.publishing.rule is None:
        proposed = await site_of(request).publishing.proposed_period(room.fund_id, room.today)
    return SettingRule(room, known.step_up, known.names, proposed)


async def _plan(_: AnyRequest, known: _Known) -> FormPage:
    return AdoptingBudget(known.room, known.step_up, known.names)


async def _wording(request: AnyRequest, known: _Known) -> FormPage:
    state, asked = await known.state(request), request.query_params
    languages = {code: each.name for code, each in site_of(request).languages.items()}
    return ApprovingWording(
        known.room,
        known.step_up,
        known.names,
        there=state.wordings,
        asked=(asked.get("kind", ""), asked.get("language", "")),
        languages=languages,
    )


async def _standing(request: AnyRequest, known: _Known) -> FormPage:
    line = request.query_params.get("line", "")
    return SettingStanding(known.room, known.step_up, known.names, line=line)


async def _agreement(request: AnyRequest, known: _Known) -> FormPage:
    there = (await known.state(request)).agreements
    return RecordingAgreement(known.room, known.step_up, known.names, there=there)


async def _docket(request: AnyRequest, known: _Known) -> FormPage:
    del request
    return CountingDocket(known.room, known.step_up)


async def _assurance(request: AnyRequest, known: _Known) -> FormPage:
    async with site_of(request).database.acquire() as connection:
        allowed = await allowed_by_rounds(connection, known.room.fund_id)
    return SigningAssurance(known.room, known.step_up, allowed)


REPORT_PAGES: Final = (
    reports,
    next_report,
    next_report_asked,
    one_report,
    report_audited,
    *_form("rule", Power.GOVERN, _rule),
    *_form("plan", Power.GOVERN, _plan),
    *_form("wording", Power.GOVERN, _wording),
    *_form("givers", Power.PUBLISH, _standing),
    *_form("agreements", Power.PUBLISH, _agreement),
    *_form("dockets", Power.COUNT_DOCKET, _docket),
    *_form("assurance", Power.AUDIT, _assurance),
    *TELLING_PAGES,
)
"""Handlers of the desk's pages about reports."""
