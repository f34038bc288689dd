"""The people of a fund by their handles, with mandates and terms; and the rules they go by."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup, escape
from msgspec import Struct

from api.access import Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_, Words
from api.pages.deciding.words import SUBJECTS
from api.pages.frame import render
from api.pages.people.room import Room, open_room
from api.pages.people.words import WHAT_ROLES_DO, capital, ends_words, policy_rows
from api.pages.reading.reader import AnyRequest
from api.site import site_of
from ledger.events import Role
from ledger.governance import Mandate


class ShownMandate(Struct, frozen=True):
    """One mandate of somebody, as the page shows it."""

    role: str
    value: str
    until: object
    is_over: bool


class ShownMember(Struct, frozen=True, kw_only=True):
    """One member, as the page shows them."""

    sign_in: UUID
    name: Markup
    is_me: bool
    has_come: bool
    mandates: tuple[ShownMandate, ...]
    stopped_by: Markup | None
    stopped_until: str
    audits_own_books: bool


@get("/{fund_id:uuid}/people", opt=needs(Power.READ_PEOPLE))
async def people(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the members with their mandates, and what whoever asks may do about them."""
    room, access = await open_room(request, fund_id), access_of(request)
    unclaimed = [each for each in room.governance.members if each not in room.handles]
    waiting = await site_of(request).people.invitations.waiting(unclaimed)
    return render(
        request,
        "people/people.html",
        title=N_("People"),
        members=[_shown(room, who) for who in room.governance.members],
        invited_until={
            who: moment_text(until, room.language, room.fund.time_zone)
            for who, until in waiting.items()
        },
        single_signer=room.fund.single_signer,
        may_govern=access.may(Power.GOVERN),
        may_suspend=access.may(Power.SUSPEND),
        roles=[(capital(role, room.language), WHAT_ROLES_DO[role]) for role in Role],
        **room.frame(),
    )


def _shown(room: Room, who: UUID) -> ShownMember:
    suspension = room.governance.suspensions.get(who)
    is_stopped = room.governance.is_suspended(who, room.now)
    until = suspension.until if suspension is not None and is_stopped else None
    return ShownMember(
        sign_in=who,
        name=room.person(who),
        is_me=who == room.me,
        has_come=who in room.handles,
        mandates=tuple(_mandate(room, each) for each in room.mandates_of(who)),
        stopped_by=room.person(suspension.by) if suspension is not None and is_stopped else None,
        stopped_until=""
        if until is None
        else moment_text(until, room.language, room.fund.time_zone),
        audits_own_books=room.governance.audits_own_books(who, room.today),
    )


def _mandate(room: Room, mandate: Mandate) -> ShownMandate:
    ends_on = mandate.ends_on
    is_over = ends_on is not None and ends_on < room.today
    until: object = ""
    if ends_on is not None:
        sentence = N_("ended after {day}") if is_over else N_("through {day}")
        until = Words(sentence, {"day": ends_words(ends_on, room.language)})
    return ShownMandate(capital(mandate.role, room.language), mandate.role, until, is_over)


@get("/{fund_id:uuid}/policy", opt=needs(Power.READ_PLAN))
async def policy(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the rules of the fund in words, to every member."""
    room, access = await open_room(request, fund_id), access_of(request)
    rules = room.governance.policy
    return render(
        request,
        "people/policy.html",
        title=N_("Rules of the fund"),
        rows=policy_rows(rules, room.fund, room.language),
        single_signer=room.fund.single_signer,
        has_urgent_path=bool(rules.urgent_categories),
        left_to_members=_left_to_members(room),
        roles=[(escape(capital(role, room.language)), WHAT_ROLES_DO[role]) for role in Role],
        may_govern=access.may(Power.GOVERN),
        may_read_people=access.may(Power.READ_PEOPLE),
        **room.frame("policy"),
    )


def _left_to_members(room: Room) -> str:
    """Say what the rules leave to the members, if anything."""
    rules = room.fund.deciding.rules
    subjects = rules.by_decision if rules is not None else ()
    return "; ".join(room.language.say(SUBJECTS[each]) for each in subjects)
