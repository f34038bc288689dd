"""Writing through the API: one command in, one receipt out, once for every key."""

from collections.abc import Callable
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Request, Response, post
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, PathParameter
from msgspec import Meta, Struct

from api.access import Power, needs
from api.governed import before_admitting
from api.problems import SIGN_IN_NEEDED, WebRefused
from api.publishing.checking import before_publishing
from api.publishing.names import names_go
from api.reconciling import explaining_once
from api.sessions import session_of
from api.site import site_of
from api.v1.bodies import reads
from api.v1.refusals import ANY_WRITE, KEY_MISSING, Refusal, responses_of
from ledger.books import Books
from ledger.case_label import case_label
from ledger.decider import AnyCommand
from ledger.rejections import SecondPersonNeeded

HEADER: Final = "Idempotency-Key"
FUNDS: Final = "/api/v1/funds"

Key = Annotated[
    str,
    HeaderParameter(
        name=HEADER,
        description="A random text of your own, 1 to 200 letters, digits or -_.:~ characters. "
        "The same key with the same body is recorded once and answered alike.",
    ),
]
FundId = Annotated[UUID, PathParameter(description="The fund.")]
AnyRequest = Request[Any, Any, Any]

_BY_POWER: Final = {
    Power.MOVE_MONEY: (SecondPersonNeeded,),
    Power.GOVERN: (SecondPersonNeeded,),
}
"""What the ledger says about a command of a power before it looks at the command itself."""


class Recorded(Struct, frozen=True):
    """What is in the book now."""

    fund_id: UUID
    case_id: Annotated[UUID, Meta(description="The case that the lines belong to.")]
    case_label: Annotated[str, Meta(description="Two words by which people call the case.")]
    first: Annotated[int, Meta(description="The position of the first line written.")]
    last: Annotated[int, Meta(description="The position of the last line written.")]
    opened: Annotated[
        tuple[UUID, ...],
        Meta(description="Accounts, purposes and authorities that were opened, in order."),
    ]
    replayed: Annotated[
        bool, Meta(description="Whether it was recorded before, under the same key.")
    ]


async def key_given(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuse a command without a key: a retry could not be told from a second one."""
    if HEADER not in connection.headers:
        raise WebRefused(KEY_MISSING)


def books_of(request: AnyRequest) -> Books:
    """Return the one way in for commands."""
    return site_of(request).books


def actor_of(request: AnyRequest) -> str:
    """Return under which name the commands of this request stand in the book."""
    session = session_of(request)
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    return session.actor


async def record(
    request: AnyRequest, fund_id: UUID, command: AnyCommand, key: str
) -> Response[Recorded]:
    """Write what *command* asks for: 201, or 200 when it was written before."""
    await before_admitting(site_of(request), fund_id, command)
    actor = actor_of(request)
    await before_publishing(site_of(request), fund_id, command, actor=actor, key=key)
    async with explaining_once(site_of(request), fund_id, command, actor=actor, key=key):
        receipt = await books_of(request).execute(fund_id, command, actor=actor, key=key)
    await names_go(site_of(request), fund_id, command)
    answer = receipt.answer
    recorded = Recorded(
        fund_id=fund_id,
        case_id=answer.case_id,
        case_label=case_label(answer.case_id),
        first=answer.first,
        last=answer.last,
        opened=answer.opened,
        replayed=receipt.replayed,
    )
    return Response(
        recorded,
        status_code=200 if receipt.replayed else 201,
        headers={"Location": f"{FUNDS}/{fund_id}/lines/{answer.first}"},
    )


def writes(
    path: str,
    body: type[Struct],
    *refusals: Refusal,
    power: Power,
    name: str,
    summary: str,
    answer: type[Struct] = Recorded,
    also: tuple[Refusal, ...] = (),
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Make a route that records what *body* says.

    *name* is the operation's id, *refusals* are the command's own, in their order, and *power* is
    what whoever asks needs. *also* are others that it may give.
    """
    before = ResponseSpec(
        answer, description="Recorded before, under the same key.", generate_examples=False
    )
    return post(
        path,
        operation_id=name,
        summary=summary,
        dto=reads(body),
        return_dto=None,
        status_code=201,
        response_description="Recorded; `Location` leads to the line.",
        responses={
            200: before,
            **responses_of((*ANY_WRITE, *_BY_POWER.get(power, ()), *also, *refusals)),
        },
        guards=[key_given],
        opt={"body": body, "refusals": refusals, **needs(power)},
    )
