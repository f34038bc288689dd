"""Codes and halves of codes for somebody who was admitted and has not come yet.

While one person signs, a whole code. Afterwards two halves, of two stewards: the two who signed the
order, each on its page, or any two, where the members let somebody in or a code is made anew.
Nobody ever holds both. They are made and shown in the answer to a button, once: never in an
address, never kept here.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.access import Power, needs
from api.governed import bind
from api.i18n import N_
from api.pages.frame import form_fields, render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import step_up_first, step_up_for
from api.people.refused import AlreadyJoined, HalvesGiven
from api.site import site_of
from ledger.members import AdmitMember
from ledger.orders.content import command_of
from ledger.orders.state import Order, orders_of

_WHOLE = "/{fund_id:uuid}/people/{member:uuid}/invitation"
_HALF = "/{fund_id:uuid}/people/invitations/{case_id:uuid}"


def _page(request: AnyRequest, room: Room, invited: UUID, **more: Any) -> Response[Any]:  # noqa: ANN401
    title = N_("Half of an invitation") if more.get("is_half") else N_("An invitation")
    context: dict[str, Any] = {
        "code": "",
        "problem": "",
        "order": "",
        "is_half": False,
        "is_of_stewards": False,
        "are_given": False,
    } | more
    return render(
        request,
        "people/invitation.html",
        title=title,
        headers={"Cache-Control": "no-store"},
        about=room.person(invited),
        action=request.url.path,
        **context,
        **room.frame(),
    )


async def _admitted(request: AnyRequest, fund_id: UUID, member: UUID) -> Room:
    """Return the room; only for who was admitted."""
    room = await open_room(request, fund_id)
    if member not in room.governance.members:
        raise NotFoundException
    return room


@get(_WHOLE, opt=needs(Power.GOVERN))
async def whole_code(
    request: AnyRequest, fund_id: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Say what the code is for, with the button that makes it; half of one where two sign."""
    room = await _admitted(request, fund_id, member)
    return _page(request, room, member, is_joined=member in room.handles, **_kind_of_code(room))


def _kind_of_code(room: Room) -> dict[str, Any]:
    is_half = not room.fund.single_signer
    return {"is_half": is_half, "is_of_stewards": is_half, "is_carried_out": True}


@post(_WHOLE, status_code=200, opt=needs(Power.GOVERN))
async def show_whole_code(
    request: AnyRequest, fund_id: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Make a code or a half and show it; the one that the same person made before is void."""
    if asks := await _asks_for_code(request):
        return asks
    room = await _admitted(request, fund_id, member)
    await bind(site_of(request), fund_id, member)
    invitations, kind = site_of(request).people.invitations, _kind_of_code(room)
    make = invitations.half if kind["is_half"] else invitations.whole
    try:
        code = await make(member, room.me)
    except AlreadyJoined:
        return _page(request, room, member, is_joined=True, **kind)
    except HalvesGiven:
        return _page(request, room, member, is_joined=False, are_given=True, **kind)
    return _page(request, room, member, code=code, is_joined=False, **kind)


async def _asks_for_code(request: AnyRequest) -> Response[Any] | None:
    """Return the page that asks for the code of a step-up, when one is needed."""
    if (await step_up_for(request)).is_needed:
        return await step_up_first(request, await form_fields(request))
    return None


async def _half(request: AnyRequest, fund_id: UUID, case_id: UUID) -> tuple[Room, Order, UUID]:
    """Return the order that admits somebody; unknown to all but the two who sign it."""
    room = await open_room(request, fund_id)
    case = await site_of(request).books.get_case(fund_id, case_id)
    for order in orders_of(case).values():
        command = command_of(order.content)
        is_refused = order.closed and order.carried_out_by is None
        if isinstance(command, AdmitMember) and not is_refused and room.me in _signers(order):
            return room, order, command.sign_in
    raise NotFoundException


def _signers(order: Order) -> tuple[UUID, ...]:
    return (order.by, *order.approved_by)


@get(_HALF, opt=needs(Power.GOVERN))
async def half_code(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Say what the half is for, with the button that makes it."""
    room, order, invited = await _half(request, fund_id, case_id)
    return _page(
        request,
        room,
        invited,
        is_half=True,
        is_joined=invited in await site_of(request).people.handles((invited,)),
        order=f"{room.prefix}/orders/{order.order}",
        is_carried_out=order.carried_out_by is not None,
    )


@post(_HALF, status_code=200, opt=needs(Power.GOVERN))
async def show_half_code(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Make the half of whoever asks and show it; the one made before is void."""
    if asks := await _asks_for_code(request):
        return asks
    room, order, invited = await _half(request, fund_id, case_id)
    state = {
        "is_half": True,
        "order": f"{room.prefix}/orders/{order.order}",
        "is_carried_out": order.carried_out_by is not None,
    }
    await bind(site_of(request), fund_id, invited)
    try:
        code = await site_of(request).people.invitations.half(invited, room.me)
    except HalvesGiven:  # of an order before this one, about the same person
        raise NotFoundException from None
    except AlreadyJoined:
        return _page(request, room, invited, is_joined=True, **state)
    return _page(request, room, invited, code=code, is_joined=False, **state)


INVITATION_PAGES = (whole_code, show_whole_code, half_code, show_half_code)
