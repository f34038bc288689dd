"""What there is in the vault, unopened: its state, the people of a case, one person, the log."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_, Words
from api.pages.frame import render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import step_up_for
from api.pages.vault.base import opening_form
from api.pages.vault.found import case_or_nowhere, named, person_or_nowhere
from api.site import site_of
from api.vault.words import (
    ACT_WORDS,
    HELP_WORDS,
    KIND_WORDS,
    PROFILE_WORDS,
    PURPOSE_WORDS,
)
from ledger.case_label import case_label
from ledger.vault.openings import Act
from ledger.vault.people import PersonRow


class ShownAct(Struct, frozen=True, kw_only=True):
    """One line of the log."""

    moment: str
    who: Words | Markup | str
    what: str
    kind: str
    purpose: str
    about: UUID | None
    about_name: str
    agreed_by: Words | Markup | str


class ShownAsking(Struct, frozen=True, kw_only=True):
    """An auditor's wish, as the page shows it."""

    asking_id: UUID
    who: Words | Markup | str
    moment: str
    kind: str
    about_name: str
    is_mine: bool
    is_agreed: bool


def shown_act(room: Room, act: Act) -> ShownAct:
    """Return a line of the log as the page shows it."""
    return ShownAct(
        moment=moment_text(act.acted_at, room.language, room.fund.time_zone),
        who=named(room, act.actor),
        what=ACT_WORDS[act.act],
        kind=KIND_WORDS.get(act.kind, "") if act.kind else "",  # type: ignore[call-overload]
        purpose=PURPOSE_WORDS[act.purpose] if act.purpose else "",
        about=act.person_id,
        about_name=case_label(act.person_id) if act.person_id else "",
        agreed_by=named(room, act.agreed_by) if act.agreed_by else "",
    )


@get("/{fund_id:uuid}/vault", opt=needs(Power.READ_OPENINGS))
async def vault_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show whether the vault is open, where its key is, and what auditors ask for."""
    room, access = await open_room(request, fund_id), access_of(request)
    vault = site_of(request).vault
    profile = await vault.profile(fund_id)
    return render(
        request,
        "vault/vault.html",
        title=N_("The vault"),
        state=vault.state(fund_id),
        profile=PROFILE_WORDS[profile.code],
        asked=await _asked_profile(request, room),
        days=(profile.keep_request_days, profile.keep_case_days),
        export=profile.export,
        askings=await _askings(request, room),
        may_open=access.may(Power.OPEN_VAULT),
        may_audit=access.may(Power.AUDIT_VAULT),
        may_govern=access.may(Power.GOVERN),
        **room.frame("-"),
    )


async def _asked_profile(request: AnyRequest, room: Room) -> Words | None:
    """Say which record profile one of two has asked for."""
    asked = await site_of(request).vault.profile_asked(room.fund_id)
    if asked is None:
        return None
    say = room.language.say
    said = {"who": say(named(room, asked.asked_by)), "profile": say(PROFILE_WORDS[asked.code][0])}
    return Words(N_("{who} asks for another one: {profile}. It holds once a second agrees."), said)


async def _askings(request: AnyRequest, room: Room) -> list[ShownAsking]:
    vault, found = site_of(request).vault, []
    for asking in await vault.list_askings(room.fund_id):
        record = await vault.get_record(room.fund_id, asking.record_id)
        found.append(
            ShownAsking(
                asking_id=asking.asking_id,
                who=named(room, asking.asked_by),
                moment=moment_text(asking.asked_at, room.language, room.fund.time_zone),
                kind=KIND_WORDS[record.kind],
                about_name=case_label(record.person_id),
                is_mine=asking.asked_by == str(room.me),
                is_agreed=asking.agreed_by is not None,
            )
        )
    return found


@get("/{fund_id:uuid}/vault/openings", opt=needs(Power.READ_OPENINGS))
async def openings_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show who opened which kind of record, when and what for."""
    room = await open_room(request, fund_id)
    acts = await site_of(request).vault.list_acts(fund_id)
    return render(
        request,
        "vault/openings.html",
        title=N_("Who opened what"),
        acts=[shown_act(room, act) for act in acts],
        may_read=access_of(request).may(Power.READ_VAULT),
        **room.frame("-"),
    )


@get("/{fund_id:uuid}/cases/{case_id:uuid}/person", opt=needs(Power.READ_VAULT))
async def people_of_case(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Show whom a case is about, unopened."""
    room = await open_room(request, fund_id)
    await case_or_nowhere(request, fund_id, case_id)
    vault = site_of(request).vault
    people = [
        await vault.get_person(fund_id, person_id)
        for person_id in await vault.people_of(fund_id, case_id)
    ]
    return render(
        request,
        "vault/case.html",
        title=N_("The people of a case"),
        case_id=case_id,
        name=case_label(case_id),
        people=[(person, case_label(person.person_id)) for person in people],
        helps=HELP_WORDS,
        may_open=access_of(request).may(Power.OPEN_VAULT),
        **room.frame("cases"),
    )


@get("/{fund_id:uuid}/vault/people/{person_id:uuid}", opt=needs(Power.READ_VAULT))
async def person_page(
    request: AnyRequest, fund_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Response[Any]:
    """Show what there is about somebody, unopened."""
    room = await open_room(request, fund_id)
    person = await person_or_nowhere(request, fund_id, person_id)
    form = opening_form(await step_up_for(request))()
    return await show_person(request, room, person, form)


async def show_person(
    request: AnyRequest,
    room: Room,
    person: PersonRow,
    form: Any,  # noqa: ANN401  a form that was made a moment ago
    *,
    problems: tuple[object, ...] = (),
    status: int = 200,
) -> Response[Any]:
    """Draw the page of somebody, with the form that opens what is known about them."""
    vault, access = site_of(request).vault, access_of(request)
    holds = await vault.list_holds(room.fund_id, person.person_id)
    acts = await vault.list_acts(room.fund_id, person.person_id)
    return render(
        request,
        "vault/person.html",
        title=N_("A person"),
        status=status,
        wrong=bool(problems),
        person=person,
        name=case_label(person.person_id),
        records=[
            (record, KIND_WORDS[record.kind])
            for record in await vault.list_records(room.fund_id, person.person_id)
        ],
        cases=[
            (case_id, case_label(case_id))
            for case_id in await vault.cases_of(room.fund_id, person.person_id)
        ],
        hold=holds[0] if holds else None,
        hold_by=named(room, holds[0].placed_by) if holds else "",
        lift_by=named(room, holds[0].lift_asked_by) if holds and holds[0].lift_asked_by else "",
        acts=[shown_act(room, act) for act in acts],
        is_open=vault.is_open(room.fund_id),
        helps=HELP_WORDS,
        form=form,
        problems=problems,
        may_open=access.may(Power.OPEN_VAULT),
        may_audit=access.may(Power.AUDIT_VAULT),
        **room.frame("-"),
    )
