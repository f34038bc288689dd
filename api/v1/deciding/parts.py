"""What the routes about proposals have in common: what a receipt says, and reading of one."""

from contextlib import suppress
from typing import Annotated, Final
from uuid import UUID

from litestar import Response
from litestar.params import PathParameter

from api.access import Power, access_of
from api.problems import SIGN_IN_NEEDED, WebRefused
from api.sessions import session_of
from api.site import site_of
from api.v1.deciding.shapes import Written
from api.v1.receipts import FUNDS, AnyRequest, actor_of
from ledger.asking import Receipt
from ledger.case_label import case_label
from ledger.decider import AnyCommand
from ledger.deciding.proposal import Proposal, proposal_of
from ledger.rejections import (
    CaseOfAnotherKind,
    CaseUnknown,
    DecidingOver,
    ProposalIsClosed,
    Rejection,
)
from ledger.store.errors import DatabaseError
from ledger.vault.keys import KeysUnusable
from projections.cases import get_case

OPEN: Final = (CaseUnknown, CaseOfAnotherKind, ProposalIsClosed, DecidingOver)
"""What is refused, in this order, of a proposal that is not there or about which nothing can be
said any more. That a case is of another kind is never said: it is none."""
ProposalId = Annotated[UUID, PathParameter(description="The proposal.")]


def written(
    request: AnyRequest, fund_id: UUID, receipt: Receipt, proposal_id: UUID | None = None
) -> Response[Written]:
    """Answer that something stands in the book: 201, or 200 when it was written before.

    *proposal_id* is the proposal where the lines stand in the case of something else.
    """
    proposal_id = proposal_id or receipt.answer.case_id
    reads_book = access_of(request).may(Power.READ_BOOK)
    answer = Written(
        fund_id=fund_id,
        proposal_id=proposal_id,
        case_label=case_label(proposal_id),
        last=receipt.answer.last if reads_book else None,
        replayed=receipt.replayed,
    )
    return Response(
        answer,
        status_code=200 if receipt.replayed else 201,
        headers={"Location": f"{FUNDS}/{fund_id}/proposals/{proposal_id}"},
    )


async def write(
    request: AnyRequest, fund_id: UUID, proposal_id: UUID, command: AnyCommand, key: str
) -> Response[Written]:
    """Write what *command* asks for about a proposal. Raises CaseUnknown for any other case."""
    await find_proposal(request, fund_id, proposal_id)
    receipt = await site_of(request).books.execute(
        fund_id, command, actor=actor_of(request), key=key
    )
    return written(request, fund_id, receipt)


async def count_if_due(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> None:
    """Count a proposal if everybody has spoken: what was said is in the book whatever comes of it.

    What cannot be counted now is counted by the clock.
    """
    with suppress(Rejection, DatabaseError, KeysUnusable):
        await site_of(request).deciding.close_if_due(fund_id, proposal_id)


def whoever_asks(request: AnyRequest) -> UUID:
    """Return the sign-in of whoever asks."""
    session = session_of(request)
    if session is None:
        raise WebRefused(SIGN_IN_NEEDED)
    return session.sign_in_id


async def find_proposal(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> Proposal:
    """Return a proposal as the book has it now.

    Raises CaseUnknown, also for a case of another kind: nobody learns from it what is in a case.
    """
    async with site_of(request).database.acquire() as connection:
        view = await get_case(connection, fund_id, proposal_id)
    if view is None or view.kind != "proposal":
        raise CaseUnknown(proposal_id)
    return proposal_of(view.case)
