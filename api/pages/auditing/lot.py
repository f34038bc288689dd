"""Auditors by lot: who says yes, the report that decides, and who was drawn."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.auditing.draw import seed_of_lot
from api.auditing.lots import (
    Lot,
    close_lot,
    last_lot,
    open_lot,
    report_that_decides,
    say_yes,
)
from api.i18n import N_
from api.pages.auditing.base import grouped
from api.pages.flow import Sent
from api.pages.frame import form_fields, render, see_other
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.site import site_of
from ledger.publishing.commands import PublishReport
from projections.orders import list_waiting_orders
from projections.reports.published import PublicState

_PATH: Final = "/{fund_id:uuid}/audit/lot"


class Drawn(Struct, frozen=True):
    """Somebody who said yes: the id that is drawn, and the handle for those who may read it."""

    who: UUID
    name: Markup | None
    is_member: bool


@get(_PATH, opt=needs(Power.READ_PLAN))
async def lot(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show how the lot stands. While the list is open everybody sees only whether they are on it.

    Nobody who reads it learns who did not say yes, or why.
    """
    room, access = await open_room(request, fund_id), access_of(request)
    state, found = await _known(request, room)
    order = found.drawn(state) if found else ()
    names = access.may(Power.READ_PEOPLE)
    return render(
        request,
        "auditing/lot.html",
        title=N_("Auditors by lot"),
        lot=found,
        said_yes=found is not None and room.me in found.volunteers,
        listed=[_drawn(room, each, names=names) for each in found.volunteers]
        if found and not found.is_open
        else [],
        order=[_drawn(room, each, names=names) for each in order],
        seed=grouped(_seed(found, state)) if found and order else "",
        is_public=access.fund.publishing.is_public,
        may_govern=access.may(Power.GOVERN),
        **room.frame("-"),
    )


def _drawn(room: Room, who: UUID, *, names: bool) -> Drawn:
    return Drawn(who, room.person(who) if names else None, who in room.governance.members)


def _seed(found: Lot, state: PublicState) -> str:
    report = state.report(found.report or 0)
    assert report is not None, "nobody is drawn before the report is out"
    return seed_of_lot(found.fund_id, found.number, report.manifest_hash)


async def _known(request: AnyRequest, room: Room) -> tuple[PublicState, Lot | None]:
    site = site_of(request)
    state = (await site.publishing.published(room.fund_id, room.fund.time_zone)).now
    async with site.database.acquire() as connection:
        return state, await last_lot(connection, room.fund_id)


@post(_PATH, opt=needs(Power.GOVERN), status_code=303)
async def lot_turned(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Open a list, or close the open one and name the report that decides."""
    sent, room = Sent(await form_fields(request)), await open_room(request, fund_id)
    state, found = await _known(request, room)
    async with site_of(request).database.acquire() as connection:
        if sent.get("step") == "open":
            await open_lot(connection, fund_id, room.now)
        elif sent.get("step") == "close" and found is not None and found.is_open:
            waiting = [
                each
                for each in (await list_waiting_orders(connection, fund_id)).orders
                if each.kind == PublishReport.__struct_config__.tag
            ]
            report = report_that_decides(state, waiting)
            await close_lot(connection, fund_id, found.number, report)
    return see_other(f"{room.prefix}/audit/lot")


@post(f"{_PATH}/me", opt=needs(Power.READ_PLAN), status_code=303)
async def lot_answered(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say yes, or take it back, as long as the list is open."""
    sent, room = Sent(await form_fields(request)), await open_room(request, fund_id)
    _, found = await _known(request, room)
    if found is not None and sent.get("step") in ("yes", "no"):
        async with site_of(request).database.acquire() as connection:
            is_yes = sent.get("step") == "yes"
            await say_yes(connection, fund_id, found.number, room.me, is_yes=is_yes)
    return see_other(f"{room.prefix}/audit/lot")
