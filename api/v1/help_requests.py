"""What strangers asked for, as a queue without content; and the sign on the door."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import get, put
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody
from msgspec import Meta, Struct
from msgspec.structs import asdict

from api.access import Power, needs
from api.governed import stepped_up
from api.problems import MALFORMED, NOT_FOUND, STEP_UP_NEEDED, TOO_LARGE, WebRefused, Wrong
from api.requests.door import MAX_CALL, Door, get_door, is_month, minutes_of, time_text
from api.requests.hanging import hang_sign
from api.requests.table import State
from api.site import site_of
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger.chart import Category
from ledger.events import Urgency


class ListedRequest(Struct, frozen=True, kw_only=True):
    """A request, unopened."""

    request_id: UUID
    state: State
    tonight: Annotated[bool, Meta(description="Whether whoever asked said so.")]
    arrived_at: Annotated[datetime, Meta(description="Cut to a quarter of an hour.")]
    case_id: Annotated[UUID | None, Meta(description="The case that it became.")]


class BookedRequest(Struct, frozen=True, kw_only=True):
    """A request that only the book knows: nobody wrote it here, or what was written is erased."""

    case_id: UUID
    category: Category
    urgency: Urgency
    is_waitlisted: bool
    since: Annotated[date, Meta(description="The day on which it came to stand like this.")]


class Queue(Struct, frozen=True):
    """The requests, unread ones first, tonight's before others, then by age."""

    requests: tuple[ListedRequest, ...]
    book_only: tuple[BookedRequest, ...]


class ClosedKind(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of help that nobody may ask for until a month."""

    kind: Category
    until: Annotated[str, Meta(description="A month, like 2027-03.")]


class DoorSign(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What strangers are told before they write."""

    is_open: Annotated[bool, Meta(description="Whether somebody may ask now.")]
    kinds: Annotated[tuple[Category, ...], Meta(description="For which kinds of help.")]
    reads_from: Annotated[str, Meta(description="From when somebody reads, like 18:00.")]
    reads_until: Annotated[
        str, Meta(description="Until when; the same as from means day and night.")
    ]
    call_line: Annotated[
        str, Meta(description="Whom to call when it cannot wait: 80 letters, nobody's name.")
    ] = ""
    urgent: Annotated[
        tuple[Category, ...], Meta(description="Kinds that are met only when it cannot wait.")
    ] = ()
    closed: Annotated[
        tuple[ClosedKind, ...], Meta(description="Until which month others are closed.")
    ] = ()


@get(
    "/requests",
    operation_id="list_requests",
    summary="The queue of requests for help",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.OPEN_VAULT)},
)
async def list_requests(request: AnyRequest, fund_id: FundId) -> Queue:
    """List how the first thousand requests stand; what they say is opened on a page."""
    requests = site_of(request).requests
    rows, booked = await requests.list_all(fund_id), await requests.list_book_only(fund_id)
    return Queue(
        tuple(
            ListedRequest(
                request_id=row.request_id,
                state=row.state,
                tonight=row.tonight,
                arrived_at=row.arrived_at,
                case_id=row.case_id,
            )
            for row in rows
        ),
        tuple(BookedRequest(**asdict(each)) for each in booked),
    )


def _sign(door: Door) -> DoorSign:
    return DoorSign(
        is_open=door.is_open,
        kinds=door.kinds,
        reads_from=time_text(door.reads_from),
        reads_until=time_text(door.reads_until),
        call_line=door.call_line,
        urgent=door.urgent,
        closed=tuple(ClosedKind(*each) for each in door.closed_until.items()),
    )


@get(
    "/door",
    operation_id="get_door",
    summary="The sign on the door",
    responses=responses_of((*ANY, NOT_FOUND)),
    opt={"refusals": (), **needs(Power.MANAGE_LABELS)},
)
async def get_sign(request: AnyRequest, fund_id: FundId) -> DoorSign:
    """Say what strangers are told; there is nothing before somebody put a sign up."""
    async with site_of(request).database.acquire() as connection:
        door = await get_door(connection, fund_id)
    if door is None:
        raise NotFoundException
    return _sign(door)


@put(
    "/door",
    operation_id="set_door",
    summary="Put a sign on the door",
    dto=reads_plain(DoorSign),
    return_dto=None,
    responses=responses_of((*ANY, STEP_UP_NEEDED, TOO_LARGE)),
    opt={"refusals": (), **needs(Power.MANAGE_LABELS)},
)
async def put_sign(request: AnyRequest, fund_id: FundId, data: JSONBody[DoorSign]) -> DoorSign:
    """Put another sign up. It is set by people and follows from no sum.

    Whoever asks for help meets it at once; public pages tell it from one hour of the day on.
    """
    door = _door(data)
    await stepped_up(request)
    await hang_sign(site_of(request), fund_id, door)
    return _sign(door)


def _door(sign: DoorSign) -> Door:
    """Read a sign; refuse with every field that does not fit."""
    reads_from, reads_until = minutes_of(sign.reads_from), minutes_of(sign.reads_until)
    call_line, wrong = " ".join(sign.call_line.split()), list[Wrong]()
    if sign.is_open and not sign.kinds:
        wrong.append(Wrong("kinds", "at least one kind of help where it is open", "/kinds"))
    for name, minutes in (("reads_from", reads_from), ("reads_until", reads_until)):
        if minutes is None:
            wrong.append(Wrong(name, "a time of day, like 22:30", f"/{name}"))
    if not set(sign.urgent) <= set(sign.kinds):
        wrong.append(Wrong("urgent", "kinds of help that may be asked for", "/urgent"))
    if any(each.kind in sign.kinds or not is_month(each.until) for each in sign.closed):
        expected = "months like 2027-03, of kinds that may not be asked for"
        wrong.append(Wrong("closed", expected, "/closed"))
    if len(call_line) > MAX_CALL or not call_line.isprintable():
        wrong.append(Wrong("call_line", f"{MAX_CALL} letters or digits at most", "/call_line"))
    if wrong or reads_from is None or reads_until is None:
        raise WebRefused(MALFORMED, errors=tuple(wrong))
    kinds = tuple(each for each in Category if each in sign.kinds)
    return Door(
        is_open=sign.is_open,
        kinds=kinds,
        reads_from=reads_from,
        reads_until=reads_until,
        call_line=call_line,
        urgent=tuple(each for each in Category if each in sign.urgent),
        closed_until={each.kind: each.until for each in sign.closed},
    )


ROUTES: Final = (list_requests, get_sign, put_sign)
