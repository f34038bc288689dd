"""What the API says about orders: what each says, who signed it, and what whoever asks may do."""

from datetime import datetime
from typing import Annotated, Final, TypeVar
from uuid import UUID

from litestar import Response
from litestar.params import PathParameter, QueryParameter
from msgspec import Meta, Struct

from api.orders import Found
from api.v1.cautions import Warned, Warnings
from api.v1.receipts import Recorded
from ledger.case_label import case_label
from ledger.events import OrderChanged, OrderRequested, Way
from ledger.orders.commands import Act
from ledger.orders.content import Orderable
from projections.orders import OrderRow

MOST_ORDERS: Final = 200
STATES: Final = ("open", "waiting", "closed")

OrderId = Annotated[UUID, PathParameter(description="The order.")]
OfState = Annotated[
    str,
    QueryParameter(
        description="`open`: can still be signed. `waiting`: open, or paid and not confirmed or "
        "ratified yet. `closed`: carried out, declined or withdrawn, the newest first."
    ),
]
Before = Annotated[int | None, QueryParameter(description="Only those closed below this position.")]
Limit = Annotated[
    int, QueryParameter(ge=1, le=MOST_ORDERS, description="How many closed orders at most.")
]
Half = Annotated[
    str,
    Meta(
        description="Your half of the invitation, where the order lets somebody new belong to the "
        "fund; told once. Empty otherwise, and without a fresh code within the last five minutes: "
        "the page of the order makes you another one."
    ),
]


class Signed(Recorded, frozen=True, kw_only=True):
    """What is in the book now: what was signed, and what came of it."""

    invitation_half: Half = ""


class Requested(Recorded, frozen=True, kw_only=True):
    """What is in the book now: an order, with the digest of what it says."""

    order_id: UUID
    content_hash: Annotated[str, Meta(description="What people sign: send it with a signature.")]
    invitation_half: Half = ""
    warnings: Warnings = ()


T = TypeVar("T", Signed, Requested)


class OrderRatification(Struct, frozen=True, kw_only=True):
    """Where it stands with what went outside the usual rules: `open`, `ratified` or `expired`."""

    state: str
    until: datetime
    approvals: int
    ratified_by: tuple[UUID, ...]


class OrderSummary(Struct, frozen=True, kw_only=True):
    """An order as it stands. People are the ids of their sign-ins."""

    order_id: UUID
    case_id: UUID
    case_label: str
    state: Annotated[str, Meta(description="`open`, `carried out`, `declined` or `withdrawn`.")]
    way: Way
    order: Annotated[
        Orderable, Meta(description="The command that it becomes, named in `command`.")
    ]
    content: Annotated[str, Meta(description="The very text of the order that people sign.")]
    content_hash: Annotated[str, Meta(description="The SHA-256 of `content`, in hexadecimal.")]
    amount: int | None
    currency: str | None
    exponent: int | None
    approvals: Annotated[int, Meta(description="How many approvals the policy asked for then.")]
    asked_by: UUID
    asked_at: datetime
    approved_by: tuple[UUID, ...]
    prepared_by: UUID | None
    authorised_by: UUID | None
    carried_out_by: UUID | None
    confirmed_by: UUID | None
    conflicts: Annotated[tuple[UUID, ...], Meta(description="Who keeps out of it.")]
    decision: Annotated[
        UUID | None, Meta(description="The proposal by which members decided exactly this.")
    ]
    ratification: OrderRatification | None
    last_position: int


class Orders(Struct, frozen=True):
    """Some orders of a fund; *next* is the address of the older ones, None where it ends."""

    known_at: int
    orders: tuple[OrderSummary, ...]
    next: str | None = None


class OneOrder(Struct, frozen=True, kw_only=True):
    """One order, and the acts that whoever asks may sign now."""

    order: OrderSummary
    before: Annotated[
        Orderable | None,
        Meta(
            description="What holds now of what it would replace, said as the same command: null "
            "where it replaces nothing, and once it is closed."
        ),
    ]
    warnings: Warnings
    acts: Annotated[
        tuple[Act, ...], Meta(description="Each of these you could sign now by itself.")
    ]
    together: Annotated[
        tuple[Act, ...], Meta(description="All of these you could sign now with one signature.")
    ]


def requested(
    recorded: Recorded,
    asked: OrderRequested | OrderChanged,
    half: str = "",
    warnings: tuple[Warned, ...] = (),
) -> Requested:
    """Return the answer to a request, with the *half* of an invitation."""
    return Requested(
        fund_id=recorded.fund_id,
        case_id=recorded.case_id,
        case_label=recorded.case_label,
        first=recorded.first,
        last=recorded.last,
        opened=recorded.opened,
        replayed=recorded.replayed,
        order_id=asked.order,
        content_hash=asked.content_hash,
        invitation_half=half,
        warnings=warnings,
    )


def signed(recorded: Recorded, half: str) -> Signed:
    """Return the answer to a signature, with the *half* of an invitation."""
    return Signed(
        fund_id=recorded.fund_id,
        case_id=recorded.case_id,
        case_label=recorded.case_label,
        first=recorded.first,
        last=recorded.last,
        opened=recorded.opened,
        replayed=recorded.replayed,
        invitation_half=half,
    )


def told(answer: Response[Recorded], content: T, location: str) -> Response[T]:
    """Answer as *answer* does, with *content* instead; nothing keeps half of an invitation."""
    headers = {"Location": location}
    if content.invitation_half:
        headers["Cache-Control"] = "no-store"
    return Response(content, status_code=answer.status_code, headers=headers)


def order_summary(row: OrderRow) -> OrderSummary:
    """Return what the API says about an order."""
    return OrderSummary(
        order_id=row.order_id,
        case_id=row.case_id,
        case_label=case_label(row.case_id),
        state=row.closed or "open",
        way=row.way,
        order=row.command,
        content=row.content,
        content_hash=row.content_hash,
        amount=row.amount,
        currency=row.currency,
        exponent=row.exponent,
        approvals=row.approvals,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        approved_by=row.approved_by,
        prepared_by=row.prepared_by,
        authorised_by=row.authorised_by,
        carried_out_by=row.carried_out_by,
        confirmed_by=row.confirmed_by,
        conflicts=row.conflicts,
        decision=row.decision,
        ratification=_ratification(row),
        last_position=row.last_position,
    )


def _ratification(row: OrderRow) -> OrderRatification | None:
    if not row.ratification or row.ratify_until is None:
        return None
    return OrderRatification(
        state=row.ratification,
        until=row.ratify_until,
        approvals=row.ratify_approvals,
        ratified_by=row.ratified_by,
    )


def one_order(found: Found, who: UUID, now: datetime, warnings: tuple[Warned, ...]) -> OneOrder:
    """Return an order, with what *who* may do with it now."""
    return OneOrder(
        order=order_summary(found.row),
        before=found.before,
        warnings=warnings,
        acts=found.acts_of(who, now),
        together=found.whole_go(who, now),
    )
