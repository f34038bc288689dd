"""Hearings by day: sealed until somebody opens them, and drawn in the answer to that only."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from api.access import Power, needs
from api.i18n import N_
from api.pages.fields import PageForm
from api.pages.frame import FORM, render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for, with_code
from api.pages.vault.base import NothingToType
from api.pages.vault.found import case_or_nowhere
from api.pages.vault.hearing_rows import shown
from api.pages.vault.opening import Tried, opener_of
from api.site import site_of
from api.vault.hearings import (
    SOON,
    Band,
    Hearing,
    next_of,
    open_hearings,
    open_hearings_of,
)
from ledger.case_label import case_label

_ALL: Final = "/{fund_id:uuid}/hearings"
_OF_CASE: Final = "/{fund_id:uuid}/cases/{case_id:uuid}/hearings"
BAND_WORDS: Final[dict[Band, str]] = {
    Band.OVER: N_("The day is over"),
    Band.TODAY: N_("Today"),
    Band.SOON: N_("In the next 14 days"),
    Band.LATER: N_("Later"),
    Band.UNDATED: N_("Without a day"),
}
assert SOON.days == 14, "the words above say it"  # noqa: PLR2004


def _only_code(step_up: StepUp) -> type[PageForm]:
    return with_code(NothingToType, step_up)


async def _page(
    request: AnyRequest, room: Room, form: PageForm, tried: Tried, case_id: UUID | None
) -> Response[Any]:
    opened: list[Hearing] = tried.opened or []
    following = next_of(opened, room.today) if case_id else None
    others = [each for each in opened if each is not following]
    bands = [
        (BAND_WORDS[band], band is Band.OVER, found)
        for band in Band
        if (found := [shown(each) for each in others if each.band(room.today) is band])
    ]
    return render(
        request,
        "vault/hearings.html",
        title=N_("Hearings"),
        status=tried.status,
        wrong=bool(tried.problems),
        problems=tried.problems,
        form=form,
        case_id=case_id,
        name=case_label(case_id) if case_id else "",
        address=f"{room.prefix}/cases/{case_id}/hearings" if case_id else f"{room.prefix}/hearings",
        is_open=site_of(request).vault.is_open(room.fund_id),
        is_opened=tried.opened is not None,
        bands=bands,
        following=shown(following) if following else None,
        **room.frame("cases" if case_id else "-"),
    )


async def _asked(request: AnyRequest, fund_id: UUID, case_id: UUID | None) -> Response[Any]:
    room = await open_room(request, fund_id)
    form = _only_code(await step_up_for(request))()
    return await _page(request, room, form, Tried(), case_id)


Work = Callable[[Room], Awaitable[list[Hearing]]]


async def _opened(
    request: AnyRequest, fund_id: UUID, case_id: UUID | None, work: Work
) -> Response[Any]:
    room = await open_room(request, fund_id)
    opener = await opener_of(request, _only_code)
    tried = await opener.try_to(request, partial(work, room))
    return await _page(request, room, opener.form, tried, case_id)


@get(_ALL, opt=needs(Power.OPEN_VAULT))
async def hearings_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Say what would be opened, and nothing of it."""
    return await _asked(request, fund_id, None)


@post(_ALL, opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
async def hearings_opened(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Open the hearings of every open bail, and show them by day."""

    async def work(room: Room) -> list[Hearing]:
        return await open_hearings(site_of(request), fund_id, str(room.me), room.today)

    return await _opened(request, fund_id, None, work)


@get(_OF_CASE, opt=needs(Power.OPEN_VAULT))
async def case_hearings_page(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Say the same of one case."""
    await case_or_nowhere(request, fund_id, case_id)
    return await _asked(request, fund_id, case_id)


@post(_OF_CASE, opt=FORM | needs(Power.OPEN_VAULT), status_code=200)
async def case_hearings_opened(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Open the hearings of whom one case is about; the next one stands first."""
    await case_or_nowhere(request, fund_id, case_id)

    async def work(room: Room) -> list[Hearing]:
        return await open_hearings_of(site_of(request), fund_id, case_id, str(room.me), room.today)

    return await _opened(request, fund_id, case_id, work)


HEARING_PAGES: Final = (hearings_page, hearings_opened, case_hearings_page, case_hearings_opened)
