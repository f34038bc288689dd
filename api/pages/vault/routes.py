"""The addresses of the forms of the vault; `showing` and `opening` have the other pages."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import Power, needs
from api.pages import flow
from api.pages.flow import FormPage
from api.pages.frame import FORM
from api.pages.giving.forgetting import ForgetGiver
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for
from api.pages.vault.auditing import (
    AgreeOpening,
    AskOpening,
    asked_form,
    asked_opened,
    asking_or_nowhere,
    report_form,
    report_made,
)
from api.pages.vault.claim import claim_filled, claim_letter
from api.pages.vault.found import case_or_nowhere, person_or_nowhere, record_or_nowhere
from api.pages.vault.hearings import HEARING_PAGES
from api.pages.vault.keeping import Erase, KeepUntil, LiftHold, PlaceHold
from api.pages.vault.locking import ChooseProfile, Panic, Unlock
from api.pages.vault.opening import file_opened, person_opened
from api.pages.vault.papers import file_looked_at, papers_form, papers_sent
from api.pages.vault.showing import openings_page, people_of_case, person_page, vault_page
from api.pages.vault.writing import ChangeRecord, MoreAbout, NewPerson
from api.site import site_of
from ledger.vault.profiles import HELPS
from ledger.vault.records import RecordKind

Maker = Callable[[AnyRequest, Room, StepUp], Awaitable[FormPage]]
Handlers = tuple[HTTPRouteHandler, HTTPRouteHandler]


def _form(path: str, power: Power, make: Maker) -> Handlers:
    """Make the two handlers of a form page; *make* reads what else the address names."""
    address = f"/{{fund_id:uuid}}/{path}"

    async def page_of(request: AnyRequest, fund_id: UUID) -> FormPage:
        return await make(request, await open_room(request, fund_id), await step_up_for(request))

    @get(address, opt=needs(power))
    async def form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.show(request, await page_of(request, fund_id))

    @post(address, opt=FORM | needs(power), status_code=200)
    async def sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.take(request, await page_of(request, fund_id))

    return form, sent


def _in_path(request: AnyRequest, name: str) -> UUID:
    found: UUID = request.path_params[name]
    return found


def _help_kind(request: AnyRequest) -> str:
    found = str(request.path_params["help_kind"])
    if found not in HELPS:
        raise NotFoundException
    return found


async def _panic(request: AnyRequest, room: Room, _: StepUp) -> FormPage:
    return Panic(room, site_of(request).vault.state(room.fund_id))


async def _unlock(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    return Unlock(room, step_up, site_of(request).vault.state(room.fund_id))


async def _profile(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    vault = site_of(request).vault
    chosen, asked = await vault.profile(room.fund_id), await vault.profile_asked(room.fund_id)
    return ChooseProfile(room, step_up, chosen.code, asked)


async def _new_person(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    case_id, help_kind = _in_path(request, "case_id"), _help_kind(request)
    await case_or_nowhere(request, room.fund_id, case_id)
    profile = await site_of(request).vault.profile(room.fund_id)
    return NewPerson(room, step_up, case_id, (profile, help_kind))


async def _more(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    help_kind = _help_kind(request)
    person = await person_or_nowhere(request, room.fund_id, _in_path(request, "person_id"))
    profile = await site_of(request).vault.profile(room.fund_id)
    return MoreAbout(room, step_up, person, (profile, help_kind))


async def _change(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    record = await record_or_nowhere(request, room.fund_id, _in_path(request, "record_id"))
    if record.kind is RecordKind.FILE:
        raise NotFoundException
    person = await person_or_nowhere(request, room.fund_id, record.person_id)
    return ChangeRecord(room, step_up, person, record)


async def _keep(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    person = await person_or_nowhere(request, room.fund_id, _in_path(request, "person_id"))
    return KeepUntil(room, step_up, person)


async def _hold(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    person = await person_or_nowhere(request, room.fund_id, _in_path(request, "person_id"))
    return PlaceHold(room, step_up, person)


async def _lift(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    person = await person_or_nowhere(request, room.fund_id, _in_path(request, "person_id"))
    holds = await site_of(request).vault.list_holds(room.fund_id, person.person_id)
    return LiftHold(room, step_up, person, holds[0].lift_asked_by if holds else None)


async def _erase(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    person = await person_or_nowhere(request, room.fund_id, _in_path(request, "person_id"))
    return Erase(room, step_up, person)


async def _forget_giver(_: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    return ForgetGiver(room, step_up)


async def _ask(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    record = await record_or_nowhere(request, room.fund_id, _in_path(request, "record_id"))
    return AskOpening(room, step_up, record)


async def _agree(request: AnyRequest, room: Room, step_up: StepUp) -> FormPage:
    asking = await asking_or_nowhere(request, room.fund_id, _in_path(request, "asking_id"))
    record = await record_or_nowhere(request, room.fund_id, asking.record_id)
    return AgreeOpening(room, step_up, asking, record)


_PERSON: Final = "vault/people/{person_id:uuid}"

VAULT_PAGES: Final = (
    vault_page,
    openings_page,
    people_of_case,
    person_page,
    person_opened,
    file_opened,
    file_looked_at,
    papers_form,
    papers_sent,
    *HEARING_PAGES,
    claim_letter,
    claim_filled,
    asked_form,
    asked_opened,
    report_form,
    report_made,
    *_form("vault/panic", Power.PANIC, _panic),
    *_form("vault/unlock", Power.OPEN_VAULT, _unlock),
    *_form("vault/profile", Power.GOVERN, _profile),
    *_form("vault/givers", Power.OPEN_VAULT, _forget_giver),
    *_form("cases/{case_id:uuid}/person/{help_kind:str}", Power.OPEN_VAULT, _new_person),
    *_form(f"{_PERSON}/more/{{help_kind:str}}", Power.OPEN_VAULT, _more),
    *_form(f"{_PERSON}/keep", Power.OPEN_VAULT, _keep),
    *_form(f"{_PERSON}/hold", Power.OPEN_VAULT, _hold),
    *_form(f"{_PERSON}/lift", Power.OPEN_VAULT, _lift),
    *_form(f"{_PERSON}/erase", Power.OPEN_VAULT, _erase),
    *_form("vault/records/{record_id:uuid}/change", Power.OPEN_VAULT, _change),
    *_form("vault/records/{record_id:uuid}/ask", Power.AUDIT_VAULT, _ask),
    *_form("vault/askings/{asking_id:uuid}/agree", Power.OPEN_VAULT, _agree),
)
"""Handlers of every page of the vault."""
