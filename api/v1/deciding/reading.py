"""Reading proposals: what waits, what was decided, and any one of them."""

from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import QueryParameter

from api.access import Access, Power, access_of, needs
from api.deciding.showing import reads_content
from api.deciding.words import Words
from api.sessions import session_of
from api.site import site_of
from api.standing import standing_now
from api.v1.cautions import warnings_of
from api.v1.deciding.item_reasons import item_reasons
from api.v1.deciding.meetings import OneContested, OneMeeting
from api.v1.deciding.parts import ProposalId, find_proposal
from api.v1.deciding.shapes import (
    ABOUT_MONEY,
    OneProposal,
    OneStance,
    Proposals,
    acts_of,
    counted_of,
    note_of,
    proposal_summary,
    stances_of,
)
from api.v1.reading import statement
from api.v1.receipts import FUNDS, AnyRequest, FundId
from api.v1.refusals import ANY_READ, responses_of
from ledger.deciding import standing
from ledger.deciding.met import Meeting
from ledger.deciding.proposal import Proposal
from ledger.orders.by_decision import MONEY_KINDS
from ledger.orders.content import Orderable, command_of
from ledger.rejections import CaseUnknown
from projections.proposals import ProposalRow, get_proposal
from projections.proposals import list_proposals as listed_proposals
from projections.proposals.queries import STATES

MOST_PROPOSALS: Final = 200
_AS_IT_STANDS: Final = (
    "limit",
    "category",
    "band",
    "urgency",
    "protocol",
    "outcome",
    "in_meeting",
    "chosen",
)
"""What is said of a proposal as the rules have it."""

OfState = Annotated[
    str,
    QueryParameter(
        description="`open`: by the deadline. `closed`: counted or taken back, the newest first. "
        "`undone`: adopted, and not carried out yet; only whoever may read the book sees those "
        "about money there."
    ),
]
Before = Annotated[
    UUID | None, QueryParameter(description="Only those that were closed before this proposal.")
]
Limit = Annotated[
    int, QueryParameter(ge=1, le=MOST_PROPOSALS, description="How many closed ones at most.")
]


@get(
    "/proposals",
    operation_id="list_proposals",
    summary="Proposals: open, closed, or not carried out yet",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), "choices": {"only": STATES}, **needs(Power.READ_PLAN)},
)
async def list_proposals(
    request: AnyRequest,
    fund_id: FundId,
    *,
    only: OfState = "open",
    before: Before = None,
    limit: Limit = 50,
) -> Proposals:
    """List proposals with their titles, as every member reads them."""
    site, access = site_of(request), access_of(request)
    async with statement(request, fund_id, min_position=access.position) as connection:
        page = await listed_proposals(connection, fund_id, only=only, before=before, limit=limit)
    rows = page.proposals
    if only == "undone" and not access.may(Power.READ_BOOK):
        rows = tuple(row for row in rows if row.kind not in ABOUT_MONEY)
    words = await site.deciding.words(fund_id, [row.proposal_id for row in rows])
    query = urlencode({"only": only, "limit": limit, "before": page.older})
    return Proposals(
        proposals=tuple(
            proposal_summary(row, words.get(row.proposal_id), access, site.now()) for row in rows
        ),
        next=f"{FUNDS}/{fund_id}/proposals?{query}" if page.older else None,
    )


@get(
    "/proposals/{case_id:uuid}",
    operation_id="get_proposal",
    summary="One proposal",
    responses=responses_of((*ANY_READ, CaseUnknown)),
    opt={"refusals": (CaseUnknown,), **needs(Power.READ_PLAN)},
)
async def get_one_proposal(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId
) -> OneProposal:
    """Say what a proposal says, by which protocol it is decided, what people said so far, what
    came of it, and what you may do now. Whoever may decide has read it then; a token has not.
    """  # noqa: D205  one sentence is longer than a line
    site, access = site_of(request), access_of(request)
    proposal = await find_proposal(request, fund_id, case_id)
    async with statement(request, fund_id, min_position=access.position) as connection:
        row = await get_proposal(connection, fund_id, case_id)
    if row is None:
        raise CaseUnknown(case_id)
    words = (await site.deciding.words(fund_id, [case_id])).get(case_id)
    session = session_of(request)
    if session is not None and not session.is_token:
        await site.deciding.see(fund_id, case_id, access.sign_in_id)
    return await _one(request, fund_id, proposal, row, words)


async def _one(
    request: AnyRequest,
    fund_id: UUID,
    proposal: Proposal,
    row: ProposalRow,
    words: Words | None,
) -> OneProposal:
    """Return a proposal as the API says it to whoever asks."""
    site, access = site_of(request), access_of(request)
    now, me, case_id = site.now(), access.sign_in_id, proposal.proposal
    reads = _reads(proposal, access)
    mine = await site.deciding.standing(fund_id, case_id, me)
    notes = await site.deciding.notes(fund_id, case_id) if reads else ()
    order, is_open = _order_in(proposal.content) if reads else None, not proposal.closed
    awaited = standing.awaited(proposal, access.fund, now)
    return OneProposal(
        proposal=proposal_summary(row, words, access, now),
        text=words.text if words and reads else None,
        text_hash=proposal.text_hash,
        content_hash=proposal.content_hash if reads else None,
        order=order,
        before=await standing_now(site, access.fund, order) if order and is_open else None,
        warnings=await warnings_of(site, fund_id, order) if order and is_open else (),
        decided=_order_in(proposal.decided_content) if reads else None,
        **{name: getattr(proposal, name) for name in _AS_IT_STANDS},
        last_day=proposal.last_day if proposal.kind in MONEY_KINDS else None,
        reasons=item_reasons(proposal),
        counted=counted_of(proposal),
        may_decide=len(standing.base_of(proposal, access.fund, now)),
        awaited=None if proposal.sealed or proposal.closed else len(awaited),
        stances=stances_of(proposal),
        people=_people(proposal, access),
        notes=tuple(note_of(each, access) for each in notes),
        meeting=_meeting(proposal.meeting),
        contested=_contested(proposal),
        mine=proposal.stances.get(me),
        has_voted=mine.has_voted,
        acts=acts_of(proposal, access, now, has_voted=mine.has_voted),
    )


def _order_in(content: str) -> Orderable | None:
    """Return the command that a content holds; None where there is none that can be read here."""
    try:
        return command_of(content) if content else None
    except msgspec.MsgspecError:  # written by another program
        return None


def _reads(proposal: Proposal, access: Access) -> bool:
    """Say whether somebody reads what it says and becomes."""
    who, reads_book = access.sign_in_id, access.may(Power.READ_BOOK)
    return reads_content(proposal.kind, proposal.electorate, who, reads_book=reads_book)


def _people(proposal: Proposal, access: Access) -> tuple[OneStance, ...]:
    """Return who said what, for whoever may see who belongs to the fund."""
    if not access.may(Power.READ_PEOPLE):
        return ()
    return tuple(OneStance(who, proposal.stances[who]) for who in sorted(proposal.stances))


def _contested(proposal: Proposal) -> tuple[OneContested, ...]:
    return tuple(
        OneContested(held_on=each.meeting.held_on, contested_on=each.on)
        for each in proposal.contested
    )


def _meeting(meeting: Meeting | None) -> OneMeeting | None:
    if meeting is None:
        return None
    return OneMeeting(
        held_on=meeting.held_on,
        present=meeting.present,
        counts=meeting.counts,
        is_confirmed=meeting.confirmed_by is not None,
    )


ROUTES: Final = (list_proposals, get_one_proposal)
