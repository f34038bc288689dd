"""Sealed ballots: a slip to keep, and putting a ballot into the box.

The slip is what makes a second sending harmless, and what its holder changes the ballot with. The
answers say nothing about a ballot: nothing opens one before the end.
"""

from typing import Annotated, Final

from litestar import Response, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from api.access import Power, needs
from api.deciding.slips import new_slip
from api.problems import TOO_LARGE, TOO_MANY, WebRefused
from api.site import site_of
from api.v1.deciding.parts import ProposalId, find_proposal, whoever_asks
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger.rejections import (
    BallotCast,
    BallotsUnreadable,
    BallotUnusable,
    CaseUnknown,
    DecidingOver,
    MayNotDecide,
    OpenStances,
    ProposalIsClosed,
    RecusedAlready,
    SlipUnusable,
)

_CASTING: Final = (
    *(CaseUnknown, ProposalIsClosed, OpenStances, DecidingOver, MayNotDecide, RecusedAlready),
    *(SlipUnusable, BallotUnusable, BallotsUnreadable, BallotCast),
)


class Slip(Struct, frozen=True):
    """A slip: with it its holder, and nobody else, changes the ballot until the end."""

    slip: str


class BallotBody(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ballot, and the slip that it is put in with."""

    slip: Annotated[str, Meta(description="A slip that you were given.", examples=["7K3M-"])]
    choice: Annotated[
        str,
        Meta(
            description="`agree`, `disagree` or `abstain`; of a budget ballot the numbers of the "
            "items you want, from 1, ascending, with a space between: `1 3 4`, or nothing.",
            examples=["agree"],
        ),
    ]


class InTheBox(Struct, frozen=True):
    """The ballot is in the box."""

    has_voted: bool


@post(
    "/proposals/{case_id:uuid}/slips",
    operation_id="make_slip",
    summary="A slip for a sealed ballot",
    status_code=201,
    responses=responses_of((*ANY, CaseUnknown)),
    opt={"refusals": (CaseUnknown,), **needs(Power.DECIDE)},
)
async def make_slip(request: AnyRequest, fund_id: FundId, case_id: ProposalId) -> Response[Slip]:
    """Draw a slip at random. It is kept nowhere until a ballot is put in with it; keep it."""
    await find_proposal(request, fund_id, case_id)
    return Response(Slip(new_slip()), status_code=201, headers={"Cache-Control": "no-store"})


@post(
    "/proposals/{case_id:uuid}/ballots",
    operation_id="cast_ballot",
    summary="Put a sealed ballot into the box",
    status_code=200,
    dto=reads_plain(BallotBody),
    return_dto=None,
    responses=responses_of((*ANY, TOO_LARGE, TOO_MANY, *_CASTING)),
    opt={"refusals": _CASTING, **needs(Power.DECIDE)},
)
async def cast_ballot(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId, data: JSONBody[BallotBody]
) -> InTheBox:
    """Put a ballot in, or with the same slip another one in its place, until the end. It is sealed
    until then; whoever runs the server can watch ballots arrive.
    """  # noqa: D205  one sentence is longer than a line
    site, who = site_of(request), whoever_asks(request)
    wait = site.casts.take(fund_id, who)
    if wait:
        raise WebRefused(TOO_MANY, headers={"Retry-After": str(wait)})
    await find_proposal(request, fund_id, case_id)
    standing = await site.deciding.cast(fund_id, case_id, who, data.slip, data.choice)
    return InTheBox(standing.has_voted)


ROUTES: Final = (make_slip, cast_ballot)
