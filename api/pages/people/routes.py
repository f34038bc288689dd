"""The addresses of every page about people and rules."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import Power, needs
from api.pages import flow
from api.pages.flow import FormPage
from api.pages.frame import FORM, see_other
from api.pages.people.break_glass import Breaking, Mending, Sealing, break_glass
from api.pages.people.help_rules import SettingHelpRules
from api.pages.people.invitations import INVITATION_PAGES
from api.pages.people.listing import people, policy
from api.pages.people.mandates import EndingMandate, Granting
from api.pages.people.members import EndingMembership, Invite
from api.pages.people.policy import SettingPolicy
from api.pages.people.reserves import SettingReserves
from api.pages.people.room import Room, open_room
from api.pages.people.suspending import Confirming, Suspending
from api.pages.people.two_people import TwoPeople
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for
from api.site import site_of
from api.two_people import ready_for_two

Handlers = tuple[HTTPRouteHandler, HTTPRouteHandler]


def _of_fund(path: str, power: Power, page: Callable[[Room, StepUp], FormPage]) -> Handlers:
    address = f"/{{fund_id:uuid}}/{path}"

    async def page_of(request: AnyRequest, fund_id: UUID) -> FormPage:
        return page(await open_room(request, fund_id), await step_up_for(request))

    @get(address, opt=needs(power))
    async def form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.show(request, await page_of(request, fund_id))

    @post(address, opt=FORM | needs(power), status_code=200)
    async def sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
        return await flow.take(request, await page_of(request, fund_id))

    return form, sent


def _of_member(name: str, power: Power, page: Callable[[Room, StepUp, UUID], FormPage]) -> Handlers:
    """Make the pages about one member. Whoever is none is an address that leads nowhere.

    A form that was sent twice may come when its member is gone: the second answer says so.
    """
    address = f"/{{fund_id:uuid}}/people/{{member:uuid}}/{name}"

    async def page_of(request: AnyRequest, fund_id: UUID, member: UUID) -> FormPage:
        return page(await open_room(request, fund_id), await step_up_for(request), member)

    @get(address, opt=needs(power))
    async def form(
        request: AnyRequest, fund_id: FromPath[UUID], member: FromPath[UUID]
    ) -> Response[Any]:
        shown = await page_of(request, fund_id, member)
        if member not in (await open_room(request, fund_id)).governance.members:
            raise NotFoundException
        return await flow.show(request, shown)

    @post(address, opt=FORM | needs(power), status_code=200)
    async def sent(
        request: AnyRequest, fund_id: FromPath[UUID], member: FromPath[UUID]
    ) -> Response[Any]:
        return await flow.take(request, await page_of(request, fund_id, member))

    return form, sent


_END_MANDATE: Final = "/{fund_id:uuid}/people/{member:uuid}/mandates/{role:str}/end"


async def _ending(request: AnyRequest, fund_id: UUID, member: UUID, role: str) -> EndingMandate:
    room = await open_room(request, fund_id)
    return EndingMandate(room, await step_up_for(request), member, role)


@get(_END_MANDATE, opt=needs(Power.GOVERN))
async def end_mandate_form(
    request: AnyRequest, fund_id: FromPath[UUID], member: FromPath[UUID], role: FromPath[str]
) -> Response[Any]:
    """Show what ending a mandate means."""
    page = await _ending(request, fund_id, member, role)
    if page.role not in {each.role for each in page.room.mandates_of(member)}:
        raise NotFoundException
    return await flow.show(request, page)


@post(_END_MANDATE, opt=FORM | needs(Power.GOVERN), status_code=200)
async def end_mandate_sent(
    request: AnyRequest, fund_id: FromPath[UUID], member: FromPath[UUID], role: FromPath[str]
) -> Response[Any]:
    """Check it, or end the mandate."""
    return await flow.take(request, await _ending(request, fund_id, member, role))


_TWO: Final = "/{fund_id:uuid}/people/two"


async def _two_people(request: AnyRequest, fund_id: UUID) -> TwoPeople:
    site, room = site_of(request), await open_room(request, fund_id)
    ready = await ready_for_two(site, room.fund, room.now)
    return TwoPeople(room, await step_up_for(request), ready)


@get(_TWO, opt=needs(Power.GOVERN))
async def two_people_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say what it means and what must stand first; where two sign, lead to the people."""
    page = await _two_people(request, fund_id)
    if not page.room.fund.single_signer:
        return see_other(page.after())
    return await flow.show(request, page)


@post(_TWO, opt=FORM | needs(Power.GOVERN), status_code=200)
async def two_people_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Check it, or end single-signer mode."""
    return await flow.take(request, await _two_people(request, fund_id))


PEOPLE_PAGES: Final = (
    people,
    policy,
    break_glass,
    *INVITATION_PAGES,
    *_of_fund("people/invite", Power.GOVERN, Invite),
    *_of_member("grant", Power.GOVERN, Granting),
    *_of_member("end", Power.GOVERN, EndingMembership),
    *_of_member("suspend", Power.SUSPEND, Suspending),
    *_of_member("confirm", Power.GOVERN, Confirming),
    end_mandate_form,
    end_mandate_sent,
    *_of_fund("policy/change", Power.GOVERN, SettingPolicy),
    *_of_fund("policy/reserves", Power.GOVERN, SettingReserves),
    *_of_fund("policy/help-rules", Power.GOVERN, SettingHelpRules),
    two_people_form,
    two_people_sent,
    *_of_fund("people/break-glass/sheets", Power.GOVERN, Sealing),
    *_of_fund("people/break-glass/break", Power.BREAK_GLASS, Breaking),
    *_of_fund("people/break-glass/stop", Power.GOVERN, Mending),
)
"""Handlers of every page about people and rules."""
