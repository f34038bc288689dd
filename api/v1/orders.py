"""Orders: asked for by one person, signed by others, carried out when enough have signed."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.params import JSONBody
from msgspec.structs import replace

from api.access import Power, needs
from api.governed import after_governing, own_half
from api.orders import Found, after_closing, find_order, order_at, takes_step_up
from api.problems import KEYS_UNUSABLE, SIGN_IN_NEEDED, STEP_UP_NEEDED, WebRefused
from api.publishing.afterwards import after_publishing
from api.publishing.checking import NOT_PUBLISHED
from api.publishing.remembering import after_report
from api.sessions import session_of
from api.site import site_of
from api.v1.cautions import warnings_of
from api.v1.order_answers import (
    STATES,
    Before,
    Limit,
    OfState,
    OneOrder,
    OrderId,
    Orders,
    Requested,
    Signed,
    one_order,
    order_summary,
    requested,
    signed,
    told,
)
from api.v1.reading import MinPosition, statement
from api.v1.receipts import FUNDS, AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import ANY_READ, DATES, READ_MODEL_BEHIND, responses_of
from ledger.orders.commands import (
    Act,
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.orders.content import GOVERNING, command_of
from ledger.rejections import (
    ActsUnusable,
    AlreadySigned,
    ApprovalsMissing,
    CaseUnknown,
    ConsentMissing,
    ContentChanged,
    DecisionDiffers,
    DecisionLapsed,
    DecisionNeeded,
    DecisionUnknown,
    DecisionUsed,
    InConflict,
    MandateMissing,
    MemberUnknown,
    NotAuthorised,
    NotCarriedOut,
    NotPrepared,
    OrderClosed,
    OrderUnknown,
    OtherOrder,
    OwnRequest,
    RatificationOver,
    SamePerson,
    SingleSigner,
    UrgentCapReached,
    UrgentPathClosed,
)
from projections.orders import list_closed_orders, list_open_orders, list_waiting_orders


async def _of_its_case(request: AnyRequest, fund_id: UUID, command: Any) -> tuple[Any, Found]:  # noqa: ANN401
    """Return *command* with the case that its order stands in, and the order."""
    found = await find_order(site_of(request), fund_id, command.order_id)
    return replace(command, case_id=found.order.case_id), found


@writes(
    "/orders",
    RequestOrder,
    *(*DATES, DecisionNeeded, MandateMissing, DecisionUnknown, DecisionDiffers, DecisionUsed),
    *(DecisionLapsed, ActsUnusable, ConsentMissing, UrgentPathClosed, InConflict),
    power=Power.ORDER,
    name="request_order",
    summary="Ask for an order",
    answer=Requested,
    also=(SingleSigner,),
)
async def request_order(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RequestOrder], key: Key
) -> Response[Requested]:
    """Ask for something that takes two: `order` names its command in `command`, whose own refusals
    apply as well. Others sign the digest that comes back. With `decision`, the id of an adopted
    proposal of exactly this content, nobody has to approve of a payment besides.
    """  # noqa: D205  one sentence is longer than a line
    answer = await record(request, fund_id, data, key)
    half = "" if answer.content.replayed else await own_half(request, fund_id, data.order)
    return await _requested(request, answer, half)


async def _requested(
    request: AnyRequest, answer: Response[Recorded], half: str = ""
) -> Response[Requested]:
    recorded, site = answer.content, site_of(request)
    asked = await order_at(site, recorded.fund_id, recorded.first)
    warnings = await warnings_of(site, recorded.fund_id, command_of(asked.content))
    location = f"{FUNDS}/{recorded.fund_id}/orders/{asked.order}"
    return told(answer, requested(recorded, asked, half, warnings), location)


@writes(
    "/orders/{order_id:uuid}/change",
    ChangeOrder,
    *(*DATES, CaseUnknown, OrderUnknown, OrderClosed, OtherOrder, DecisionNeeded, MandateMissing),
    *(InConflict, DecisionDiffers, UrgentPathClosed),
    power=Power.ORDER,
    name="change_order",
    summary="Change what an order says",
    answer=Requested,
    also=(SingleSigner, READ_MODEL_BEHIND),
)
async def change_order(
    request: AnyRequest, fund_id: FundId, order_id: OrderId, data: JSONBody[ChangeOrder], key: Key
) -> Response[Requested]:
    """Replace what an open order says; every signature on what stood before is void."""
    del order_id
    command, found = await _of_its_case(request, fund_id, data)
    answer = await record(request, fund_id, command, key)
    if command.order != found.command:
        await after_closing(site_of(request), found.command)
    return await _requested(request, answer)


@writes(
    "/orders/{order_id:uuid}/signatures",
    SignOrder,
    *(*DATES, CaseUnknown, OrderUnknown, ContentChanged, ActsUnusable, DecisionNeeded),
    *(ConsentMissing, DecisionLapsed, NotCarriedOut, OrderClosed, InConflict),
    *(MandateMissing, OwnRequest, AlreadySigned, ApprovalsMissing, NotPrepared, SamePerson),
    *(UrgentPathClosed, UrgentCapReached, NotAuthorised, RatificationOver),
    power=Power.SIGN,
    name="sign_order",
    summary="Sign an order",
    answer=Signed,
    also=(STEP_UP_NEEDED, KEYS_UNUSABLE, SingleSigner, READ_MODEL_BEHIND, *NOT_PUBLISHED),
)
async def sign_order(
    request: AnyRequest, fund_id: FundId, order_id: OrderId, data: JSONBody[SignOrder], key: Key
) -> Response[Signed]:
    """Put your name to an order as it stands: one act or several, all or none. Letting money go
    and governing need a second step within the last five minutes.
    """  # noqa: D205  one sentence is longer than a line
    del order_id
    site, session = site_of(request), session_of(request)
    command, found = await _of_its_case(request, fund_id, data)
    is_stepped_up = session is not None and session.is_stepped_up(site.now())
    if takes_step_up(found.order, command.acts) and not is_stepped_up:
        raise WebRefused(STEP_UP_NEEDED)
    answer = await record(request, fund_id, command, key)
    after_publishing(site, fund_id, found.command)
    await after_report(site, fund_id, found.command)
    half = ""
    if Act.APPROVE in command.acts and type(found.command) in GOVERNING:
        await after_governing(site, fund_id, found.command)
        if not answer.content.replayed:
            half = await own_half(request, fund_id, found.command)
    return told(answer, signed(answer.content, half), answer.headers["Location"])


@writes(
    "/orders/{order_id:uuid}/decline",
    DeclineOrder,
    *(*DATES, CaseUnknown, OrderUnknown, OrderClosed, MandateMissing, InConflict),
    power=Power.ORDER,
    name="decline_order",
    summary="Say no to an order",
    also=(READ_MODEL_BEHIND,),
)
async def decline_order(
    request: AnyRequest, fund_id: FundId, order_id: OrderId, data: JSONBody[DeclineOrder], key: Key
) -> Response[Recorded]:
    """Say no to an order that you could have approved; it is closed."""
    del order_id
    command, found = await _of_its_case(request, fund_id, data)
    answer = await record(request, fund_id, command, key)
    await after_closing(site_of(request), found.command)
    return answer


@writes(
    "/orders/{order_id:uuid}/withdrawal",
    WithdrawOrder,
    *(*DATES, CaseUnknown, OrderUnknown, OrderClosed, MandateMissing),
    power=Power.ORDER,
    name="withdraw_order",
    summary="Take an order back",
    also=(READ_MODEL_BEHIND,),
)
async def withdraw_order(
    request: AnyRequest, fund_id: FundId, order_id: OrderId, data: JSONBody[WithdrawOrder], key: Key
) -> Response[Recorded]:
    """Take an order back before it is carried out; it is closed."""
    del order_id
    command, found = await _of_its_case(request, fund_id, data)
    answer = await record(request, fund_id, command, key)
    await after_closing(site_of(request), found.command)
    return answer


@writes(
    "/orders/{order_id:uuid}/conflicts",
    DeclareConflict,
    *(*DATES, CaseUnknown, OrderUnknown, OrderClosed, MandateMissing, OwnRequest, MemberUnknown),
    InConflict,
    power=Power.ORDER,
    name="declare_conflict",
    summary="Write down who keeps out of an order",
    also=(READ_MODEL_BEHIND,),
)
async def declare_conflict(
    request: AnyRequest,
    fund_id: FundId,
    order_id: OrderId,
    data: JSONBody[DeclareConflict],
    key: Key,
) -> Response[Recorded]:
    """Write down that somebody keeps out of an order. Why is not written down."""
    del order_id
    command, _ = await _of_its_case(request, fund_id, data)
    return await record(request, fund_id, command, key)


@get(
    "/orders",
    operation_id="list_orders",
    summary="Orders: open, waiting or closed",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), "choices": {"only": STATES}, **needs(Power.READ_BOOK)},
)
async def list_orders(
    request: AnyRequest,
    fund_id: FundId,
    *,
    only: OfState = "open",
    before: Before = None,
    limit: Limit = 50,
    min_position: MinPosition = None,
) -> Orders:
    """List orders: what can still be signed, the oldest first; or what is closed, page by page."""
    async with statement(request, fund_id, min_position=min_position) as connection:
        if only == "closed":
            page = await list_closed_orders(connection, fund_id, before=before, limit=limit)
            query = urlencode({"only": only, "limit": limit, "before": page.older})
            older = f"{FUNDS}/{fund_id}/orders?{query}" if page.older is not None else None
            return Orders(page.known_at, tuple(order_summary(row) for row in page.orders), older)
        listing = list_open_orders if only == "open" else list_waiting_orders
        listed = await listing(connection, fund_id)
    return Orders(listed.known_at, tuple(order_summary(row) for row in listed.orders))


@get(
    "/orders/{order_id:uuid}",
    operation_id="get_order",
    summary="One order",
    responses=responses_of((*ANY_READ, OrderUnknown)),
    opt={"refusals": (OrderUnknown,), **needs(Power.READ_BOOK)},
)
async def get_one_order(
    request: AnyRequest, fund_id: FundId, order_id: OrderId, min_position: MinPosition = None
) -> OneOrder:
    """Say what an order says, who signed it, and what you may do with it now."""
    site, session = site_of(request), session_of(request)
    async with statement(request, fund_id, min_position=min_position):
        pass
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    found = await find_order(site, fund_id, order_id)
    warnings = await warnings_of(site, fund_id, found.command) if found.order.is_open else ()
    return one_order(found, session.sign_in_id, site.now(), warnings)


ROUTES: Final = (
    request_order,
    change_order,
    sign_order,
    decline_order,
    withdraw_order,
    declare_conflict,
    list_orders,
    get_one_order,
)
