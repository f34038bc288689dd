"""The addresses of the forms about requests and the door."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from api.access import Power, needs
from api.pages import flow
from api.pages.flow import Sent
from api.pages.frame import FORM, form_fields, see_other
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.screening.deciding import CloseIt, LookAgain, OfRequest, RequestedCase, ScreenIn
from api.pages.screening.door import ChangeDoor
from api.pages.screening.known import household_of
from api.pages.screening.opening import code_given, request_opened
from api.pages.screening.showing import queue_page, request_or_nowhere, request_page
from api.pages.step_up import StepUp, step_up_for
from api.requests.door import get_door
from api.requests.table import RequestRow
from api.site import site_of

Handlers = tuple[HTTPRouteHandler, HTTPRouteHandler]
Maker = Callable[[AnyRequest, Room, StepUp, RequestRow], Awaitable[OfRequest]]


def _of_request(name: str, make: Maker) -> Handlers:
    """Make the two handlers of a form about one request."""
    address = f"/{{fund_id:uuid}}/requests/{{request_id:uuid}}/{name}"

    async def page_of(request: AnyRequest, fund_id: UUID, request_id: UUID) -> OfRequest:
        row = await request_or_nowhere(request, fund_id, request_id)
        return await make(
            request, await open_room(request, fund_id), await step_up_for(request), row
        )

    @get(address, opt=needs(Power.OPEN_VAULT))
    async def form(
        request: AnyRequest, fund_id: FromPath[UUID], request_id: FromPath[UUID]
    ) -> Response[Any]:
        page = await page_of(request, fund_id, request_id)
        return await flow.show(request, page) if page.is_fitting() else see_other(page.back())

    @post(address, opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
    async def sent(
        request: AnyRequest, fund_id: FromPath[UUID], request_id: FromPath[UUID]
    ) -> Response[Any]:
        page = await page_of(request, fund_id, request_id)
        return await flow.take(request, page) if page.is_fitting() else see_other(page.back())

    return form, sent


async def _screen(request: AnyRequest, room: Room, step_up: StepUp, row: RequestRow) -> OfRequest:
    site = site_of(request)
    typed = Sent(await form_fields(request)).get("same_as") if request.method == "POST" else ""
    same_as = await _case_with_household(request, room, typed)
    case = RequestedCase(
        case_id=site.requests.case_id_of(room.fund_id, row.request_id),
        same_as=same_as,
        has_own_contact=await site.vault.own_contact(room.fund_id, room.me) is not None,
    )
    return ScreenIn(room, step_up, row, case)


async def _case_with_household(request: AnyRequest, room: Room, typed: str) -> str:
    """Return the id of a case of the fund that names a household; nothing for what is none."""
    try:
        case = await site_of(request).books.get_case(room.fund_id, UUID(typed))
    except ValueError:
        return ""
    return str(case.case_id) if household_of(case) else ""


async def _close(_: AnyRequest, room: Room, step_up: StepUp, row: RequestRow) -> OfRequest:
    return CloseIt(room, step_up, row)


async def _again(_: AnyRequest, room: Room, step_up: StepUp, row: RequestRow) -> OfRequest:
    return LookAgain(room, step_up, row)


_DOOR: Final = "/{fund_id:uuid}/door"


async def _door(request: AnyRequest, fund_id: UUID) -> ChangeDoor:
    room, step_up = await open_room(request, fund_id), await step_up_for(request)
    async with site_of(request).database.acquire() as connection:
        door = await get_door(connection, fund_id)
    return ChangeDoor(room, step_up, door, site_of(request).settings.origin)


@get(_DOOR, opt=needs(Power.MANAGE_LABELS))
async def door_form(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the sign as it hangs."""
    return await flow.show(request, await _door(request, fund_id))


@post(_DOOR, opt=FORM | needs(Power.MANAGE_LABELS), status_code=200)
async def door_sent(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Put another sign up."""
    return await flow.take(request, await _door(request, fund_id))


SCREENING_PAGES: Final = (
    queue_page,
    request_page,
    request_opened,
    code_given,
    door_form,
    door_sent,
    *_of_request("screen", _screen),
    *_of_request("close", _close),
    *_of_request("again", _again),
)
"""Handlers of every page about requests and the door."""
