"""The queue of requests, and one of them: how they stand, and nothing of what they say."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.formats import day_text, moment_text
from api.i18n import N_, Words, count_words
from api.pages.fields import PageForm
from api.pages.flow import Trouble
from api.pages.frame import render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.pages.step_up import StepUp, step_up_for, with_code
from api.pages.vault.base import NothingToType
from api.pages.vault.showing import shown_act
from api.requests.table import RequestRow, State
from api.site import site_of
from ledger.case_label import case_label
from ledger.chart import Category
from ledger.events import Urgency

STATE_WORDS: Final[dict[State, str]] = {
    State.WAITING: N_("nobody has read it"),
    State.READ: N_("read, not decided"),
    State.LISTED: N_("on the waiting list"),
    State.HELPED: N_("being helped"),
    State.NO: N_("declined or referred"),
    State.OVER: N_("finished"),
}
OPENED_HERE: Final = (State.WAITING, State.READ, State.LISTED)
"""While a request stands like this it is opened to be screened."""
_HEADINGS: Final = (
    (State.WAITING, N_("Waits to be read")),
    (State.READ, N_("Read, not decided")),
    (State.LISTED, N_("On the waiting list")),
    (State.HELPED, N_("Being helped")),
    (State.NO, N_("Declined or referred, still kept")),
    (State.OVER, N_("Finished, still kept")),
)


class ShownRequest(Struct, frozen=True, kw_only=True):
    """A request in the queue."""

    name: str
    address: str
    is_tonight: bool
    age: Words
    case_name: str
    case_address: str


class BookedRequest(Struct, frozen=True, kw_only=True):
    """A request that only the book knows."""

    name: str
    address: str
    kind: Category
    urgency: Urgency
    since: Words


def age_words(age: timedelta) -> Words:
    """Say how long ago something was, in hours or days."""
    hours = int(age.total_seconds()) // 3600
    if hours < 1:
        return Words(N_("less than an hour ago"))
    if hours < 48:  # noqa: PLR2004  two days
        return count_words("one hour ago", "{count} hours ago", hours)
    return count_words("one day ago", "{count} days ago", hours // 24)


def _shown(room: Room, row: RequestRow, now: datetime) -> ShownRequest:
    return ShownRequest(
        name=case_label(row.request_id),
        address=f"{room.prefix}/requests/{row.request_id}",
        is_tonight=row.tonight,
        age=age_words(now - row.arrived_at),
        case_name=case_label(row.case_id) if row.case_id else "",
        case_address=f"{room.prefix}/cases/{row.case_id}" if row.case_id else "",
    )


@get("/{fund_id:uuid}/requests", opt=needs(Power.OPEN_VAULT))
async def queue_page(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what waits, tonight's first, and how the others stand."""
    room, site = await open_room(request, fund_id), site_of(request)
    rows = await site.requests.list_all(fund_id)
    sections = [
        (heading, [_shown(room, row, room.now) for row in rows if row.state is state])
        for state, heading in _HEADINGS
    ]
    return render(
        request,
        "screening/queue.html",
        title=N_("Requests for help"),
        sections=[each for each in sections if each[1]],
        book_only=await _book_only(request, room),
        **room.frame("-"),
    )


async def _book_only(request: AnyRequest, room: Room) -> list[BookedRequest]:
    """Return what waits in the book and came in another way than through the door."""
    found = await site_of(request).requests.list_book_only(room.fund_id)
    return [
        BookedRequest(
            name=case_label(each.case_id),
            address=f"{room.prefix}/cases/{each.case_id}",
            kind=each.category,
            urgency=each.urgency,
            since=Words(
                N_("on the waiting list since {day}")
                if each.is_waitlisted
                else N_("screened on {day}"),
                {"day": day_text(each.since, room.language)},
            ),
        )
        for each in found
    ]


async def request_or_nowhere(request: AnyRequest, fund_id: UUID, request_id: UUID) -> RequestRow:
    """Return a request; one that is not there is an address that leads nowhere."""
    row = await site_of(request).requests.get(fund_id, request_id)
    if row is None:
        raise NotFoundException
    return row


def opening_form(step_up: StepUp) -> type[PageForm]:
    """Return the form that opens a request: nothing but a code, when one is needed."""
    return with_code(NothingToType, step_up)


@get("/{fund_id:uuid}/requests/{request_id:uuid}", opt=needs(Power.OPEN_VAULT))
async def request_page(
    request: AnyRequest, fund_id: FromPath[UUID], request_id: FromPath[UUID]
) -> Response[Any]:
    """Show how a request stands, and what may be done with it."""
    room = await open_room(request, fund_id)
    row = await request_or_nowhere(request, fund_id, request_id)
    form = opening_form(await step_up_for(request))()
    return await show_request(request, room, row, form)


async def show_request(
    request: AnyRequest,
    room: Room,
    row: RequestRow,
    form: PageForm,
    *,
    problems: tuple[Trouble, ...] = (),
    status: int = 200,
) -> Response[Any]:
    """Draw a request, unopened, with the form that opens it."""
    vault = site_of(request).vault
    person = await vault.get_person(room.fund_id, row.person_id)
    acts = await vault.list_acts(room.fund_id, row.person_id)
    return render(
        request,
        "screening/request.html",
        title=N_("A request for help"),
        status=status,
        wrong=bool(problems),
        row=row,
        shown=_shown(room, row, room.now),
        state=STATE_WORDS[row.state],
        arrived=moment_text(row.arrived_at, room.language, room.fund.time_zone),
        person=person,
        person_address=f"{room.prefix}/vault/people/{row.person_id}",
        acts=[shown_act(room, act) for act in acts],
        is_open=vault.is_open(room.fund_id),
        opens_here=row.state in OPENED_HERE,
        form=form,
        problems=problems,
        **room.frame("-"),
    )
