"""People of a fund: members, mandates, suspensions, and the end of single-signer mode.

While one person signs these are recorded directly. Afterwards they are asked for as orders
(`api.v1.orders`), except that anybody with a mandate may stop a colleague alone.
"""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.governed import after_governing, bind, stepped_up
from api.people.refused import AlreadyJoined, HalvesGiven
from api.problems import NOT_FOUND, STEP_UP_NEEDED, TWO_NOT_READY, WebRefused
from api.site import site_of
from api.two_people import ready_for_two
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import ANY, DATES, responses_of
from ledger.decider import AnyCommand
from ledger.events import Role
from ledger.members import AdmitMember, EndMandate, EndMembership, EndSingleSigner, GrantMandate
from ledger.rejections import (
    AuditorKeepsBooks,
    MandateHeld,
    MandateNotHeld,
    MemberExists,
    MemberUnknown,
    NotSuspended,
    SuspensionOwn,
    SuspensionSpent,
    TooFewPeople,
)
from ledger.suspension import ConfirmSuspension, SuspendColleague

GOVERNS: Final = (STEP_UP_NEEDED,)
"""What everything that governs may be answered besides."""


class HeldMandate(Struct, frozen=True):
    """A mandate; *ends_on* is its last day, null without one."""

    role: Role
    ends_on: date | None
    counts: Annotated[bool, Meta(description="Whether it counts now.")]


class RunningSuspension(Struct, frozen=True):
    """Who stopped somebody, and until when."""

    by: UUID
    until: datetime


class OneMember(Struct, frozen=True, kw_only=True):
    """A member; *handle* is null until they have claimed their sign-in."""

    sign_in: UUID
    handle: str | None
    mandates: tuple[HeldMandate, ...]
    suspension: RunningSuspension | None
    audits_own_books: Annotated[
        bool, Meta(description="Whether they keep the books as well as audit them.")
    ]


class People(Struct, frozen=True, kw_only=True):
    """Everybody who belongs to a fund, as of now."""

    known_at: int
    single_signer: Annotated[bool, Meta(description="Whether one person signs alone.")]
    members: tuple[OneMember, ...]


class Invitation(Struct, frozen=True):
    """A code to hand over to whoever is invited; it is told once and lasts seven days."""

    code: str


@get(
    "/people",
    operation_id="list_people",
    summary="Who belongs to the fund",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PEOPLE)},
)
async def list_people(request: AnyRequest, fund_id: FundId) -> People:
    """List the members with their mandates."""
    del fund_id
    site, access = site_of(request), access_of(request)
    governance, now = access.fund.governance, site.now()
    today = now.astimezone(ZoneInfo(access.fund.time_zone)).date()
    handles = await site.people.handles(governance.members)
    members = []
    for who in governance.members:
        roles = governance.roles(who, now, today)
        stopped = governance.suspensions.get(who)
        is_stopped = stopped is not None and governance.is_suspended(who, now)
        members.append(
            OneMember(
                sign_in=who,
                handle=handles.get(who),
                mandates=tuple(
                    HeldMandate(each.role, each.ends_on, each.role in roles)
                    for each in governance.mandates
                    if each.holder == who
                ),
                suspension=RunningSuspension(stopped.by, stopped.until)
                if stopped is not None and is_stopped
                else None,
                audits_own_books=governance.audits_own_books(who, today),
            )
        )
    return People(
        known_at=access.position,
        single_signer=access.fund.single_signer,
        members=tuple(members),
    )


async def governed(
    request: AnyRequest, fund_id: UUID, command: AnyCommand, key: str
) -> Response[Recorded]:
    """Write *command* after a second step, and end what it took the ground from."""
    await stepped_up(request)
    answer = await record(request, fund_id, command, key)
    await after_governing(site_of(request), fund_id, command)
    return answer


@writes(
    "/members",
    AdmitMember,
    *(*DATES, MemberExists),
    power=Power.GOVERN,
    name="admit_member",
    summary="Let somebody belong to the fund",
    also=GOVERNS,
)
async def admit_member(
    request: AnyRequest, fund_id: FundId, data: JSONBody[AdmitMember], key: Key
) -> Response[Recorded]:
    """Admit a sign-in: a random id of yours for somebody new, who then gets an invitation."""
    return await governed(request, fund_id, data, key)


@writes(
    "/members/end",
    EndMembership,
    *(*DATES, MemberUnknown, TooFewPeople),
    power=Power.GOVERN,
    name="end_membership",
    summary="End a membership",
    also=GOVERNS,
)
async def end_membership(
    request: AnyRequest, fund_id: FundId, data: JSONBody[EndMembership], key: Key
) -> Response[Recorded]:
    """End a membership and every mandate with it. Whoever belongs to no other fund of this service
    is signed out everywhere, and their tokens end.
    """  # noqa: D205  one sentence is longer than a line
    return await governed(request, fund_id, data, key)


@writes(
    "/mandates",
    GrantMandate,
    *(*DATES, MemberUnknown, MandateHeld, AuditorKeepsBooks),
    power=Power.GOVERN,
    name="grant_mandate",
    summary="Give a mandate",
    also=GOVERNS,
)
async def grant_mandate(
    request: AnyRequest, fund_id: FundId, data: JSONBody[GrantMandate], key: Key
) -> Response[Recorded]:
    """Give a member a mandate, or another term."""
    return await governed(request, fund_id, data, key)


@writes(
    "/mandates/end",
    EndMandate,
    *(*DATES, MemberUnknown, MandateNotHeld, TooFewPeople),
    power=Power.GOVERN,
    name="end_mandate",
    summary="End a mandate",
    also=GOVERNS,
)
async def end_mandate(
    request: AnyRequest, fund_id: FundId, data: JSONBody[EndMandate], key: Key
) -> Response[Recorded]:
    """End a mandate before its term; its holder is signed out, unless of another fund as well."""
    return await governed(request, fund_id, data, key)


@writes(
    "/single-signer/end",
    EndSingleSigner,
    *(*DATES, TooFewPeople),
    power=Power.GOVERN,
    name="end_single_signer",
    summary="Two people from now on",
    also=(*GOVERNS, TWO_NOT_READY),
)
async def end_single_signer(
    request: AnyRequest, fund_id: FundId, data: JSONBody[EndSingleSigner], key: Key
) -> Response[Recorded]:
    """End single-signer mode, for ever. Those who are to sign have claimed their sign-ins and set
    up a second step before.
    """  # noqa: D205  one sentence is longer than a line
    site = site_of(request)
    fund, _ = await site.books.get_fund(fund_id)
    if fund.single_signer and not (await ready_for_two(site, fund, site.now())).all_met:
        raise WebRefused(TWO_NOT_READY)
    return await governed(request, fund_id, data, key)


@writes(
    "/suspensions",
    SuspendColleague,
    *(*DATES, SuspensionOwn, MemberUnknown, SuspensionSpent),
    power=Power.SUSPEND,
    name="suspend_colleague",
    summary="Suspend a colleague",
    also=GOVERNS,
)
async def suspend_colleague(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SuspendColleague], key: Key
) -> Response[Recorded]:
    """Stop a colleague's mandates and sessions alone and at once, for 72 hours."""
    return await governed(request, fund_id, data, key)


@writes(
    "/suspensions/confirm",
    ConfirmSuspension,
    *(*DATES, MemberUnknown, NotSuspended),
    power=Power.GOVERN,
    name="confirm_suspension",
    summary="Make a suspension last",
    also=GOVERNS,
)
async def confirm_suspension(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ConfirmSuspension], key: Key
) -> Response[Recorded]:
    """End membership and mandates of the one suspended."""
    return await governed(request, fund_id, data, key)


@post(
    "/members/{sign_in:uuid}/invitation",
    operation_id="invite_member",
    summary="A code for somebody who was admitted",
    status_code=201,
    responses=responses_of((*ANY, STEP_UP_NEEDED, NOT_FOUND, MemberExists)),
    opt={"refusals": (), **needs(Power.GOVERN)},
)
async def invite_member(
    request: AnyRequest,
    fund_id: FundId,
    sign_in: Annotated[UUID, PathParameter(description="Who was admitted.")],
) -> Response[Invitation]:
    """Make a code while one person signs; the one made before is void. Afterwards it is your half
    of one: two stewards make one half each, and no third steward makes any while both work.
    """  # noqa: D205  one sentence is longer than a line
    access = access_of(request)
    if not access.fund.governance.is_member(sign_in):
        raise WebRefused(NOT_FOUND)
    await stepped_up(request)
    await bind(site_of(request), fund_id, sign_in)
    invitations = site_of(request).people.invitations
    make = invitations.whole if access.fund.single_signer else invitations.half
    try:
        code = await make(sign_in, access.sign_in_id)
    except AlreadyJoined:
        raise MemberExists from None
    except HalvesGiven:
        raise WebRefused(NOT_FOUND) from None
    return Response(Invitation(code), status_code=201, headers={"Cache-Control": "no-store"})


ROUTES = (
    list_people,
    admit_member,
    end_membership,
    grant_mandate,
    end_mandate,
    end_single_signer,
    suspend_colleague,
    confirm_suspension,
    invite_member,
)
