"""What people say about a proposal: stances, keeping out, notes, meetings, and counting it."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, delete, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from api.access import Power, access_of, needs
from api.deciding.showing import as_read, reads_content
from api.site import site_of
from api.v1.deciding.parts import (
    OPEN,
    ProposalId,
    count_if_due,
    find_proposal,
    whoever_asks,
    write,
    written,
)
from api.v1.deciding.shapes import Written
from api.v1.plain_bodies import reads_plain
from api.v1.receipts import AnyRequest, FundId, Key, actor_of, key_given, writes
from api.v1.refusals import ANY, DATES, KEY_MISSING, responses_of
from ledger.deciding.commands import (
    ConfirmMeeting,
    ContestMeeting,
    RecordMeeting,
    Recuse,
    TakeStance,
)
from ledger.events import Stance
from ledger.rejections import (
    BallotCast,
    BookBusy,
    CaseUnknown,
    ContentChanged,
    MandateMissing,
    MayNotDecide,
    MeetingMissing,
    MeetingUnusable,
    MeetingWaits,
    NotDue,
    NotesFull,
    OwnRequest,
    ProposalIsClosed,
    RecusedAlready,
    SealedBallot,
    StanceUnusable,
    WordsUnusable,
)

MOST_NOTE: Final = 500
_NOTING: Final = (CaseUnknown, WordsUnusable, ProposalIsClosed, MayNotDecide, NotesFull)


class NoteBody(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to say about a proposal, to whoever decides about it."""

    text: Annotated[str, Meta(description=f"At most {MOST_NOTE} characters.", examples=["Why?"])]
    stance: Annotated[
        Stance | None, Meta(description="The stance that it gives the reason of.", examples=[None])
    ] = None


class Looked(Struct, frozen=True):
    """What came of asking to count."""

    over: Annotated[bool, Meta(description="Whether the stage that was open is over.")]


@writes(
    "/proposals/{case_id:uuid}/stances",
    TakeStance,
    *(*DATES, *OPEN, SealedBallot, RecusedAlready, MayNotDecide, ContentChanged),
    StanceUnusable,
    power=Power.DECIDE,
    name="take_stance",
    summary="Say what you think of a proposal",
    answer=Written,
)
async def take_stance(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId, data: JSONBody[TakeStance], key: Key
) -> Response[Written]:
    """Say openly what you think of a proposal as you have read it: send the digests that it says.
    You may say something else until the end; the last word counts.
    """  # noqa: D205  one sentence is longer than a line
    proposal, access = await find_proposal(request, fund_id, case_id), access_of(request)
    reads = reads_content(
        *(proposal.kind, proposal.electorate, access.sign_in_id),
        reads_book=access.may(Power.READ_BOOK),
    )
    answer = await write(request, fund_id, case_id, as_read(data, proposal, reads=reads), key)
    await count_if_due(request, fund_id, case_id)
    return answer


@writes(
    "/proposals/{case_id:uuid}/recusals",
    Recuse,
    *(*DATES, *OPEN, RecusedAlready, MayNotDecide),
    power=Power.DECIDE,
    name="recuse",
    summary="Keep out of a decision",
    answer=Written,
    also=(BallotCast,),
)
async def recuse(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId, data: JSONBody[Recuse], key: Key
) -> Response[Written]:
    """Keep out of a decision and of its quorum. Why is not written down, and it lasts. Whoever has
    a ballot in the box cannot: nobody could take it out.
    """  # noqa: D205  one sentence is longer than a line
    await find_proposal(request, fund_id, case_id)
    receipt = await site_of(request).deciding.recuse(
        fund_id, data, sign_in=whoever_asks(request), key=key
    )
    await count_if_due(request, fund_id, case_id)
    return written(request, fund_id, receipt)


@writes(
    "/proposals/{case_id:uuid}/meetings",
    RecordMeeting,
    *(*DATES, *OPEN, SealedBallot, RecusedAlready, MayNotDecide, MeetingWaits, MeetingUnusable),
    power=Power.DECIDE,
    name="record_meeting",
    summary="Write down what a meeting decided",
    answer=Written,
)
async def record_meeting(
    request: AnyRequest,
    fund_id: FundId,
    case_id: ProposalId,
    data: JSONBody[RecordMeeting],
    key: Key,
) -> Response[Written]:
    """Write down how many said what in a meeting; somebody else who was there confirms it."""
    return await write(request, fund_id, case_id, data, key)


@writes(
    "/proposals/{case_id:uuid}/meetings/confirmation",
    ConfirmMeeting,
    *(*DATES, *OPEN, SealedBallot, RecusedAlready, MayNotDecide, MeetingMissing),
    *(OwnRequest, NotDue, MeetingUnusable),
    power=Power.DECIDE,
    name="confirm_meeting",
    summary="Confirm what a meeting decided",
    answer=Written,
)
async def confirm_meeting(
    request: AnyRequest,
    fund_id: FundId,
    case_id: ProposalId,
    data: JSONBody[ConfirmMeeting],
    key: Key,
) -> Response[Written]:
    """Say that the meeting was as it is written down; a day later the proposal is counted from it,
    unless somebody contests it.
    """  # noqa: D205  one sentence is longer than a line
    return await write(request, fund_id, case_id, data, key)


@writes(
    "/proposals/{case_id:uuid}/meetings/contest",
    ContestMeeting,
    *(*DATES, *OPEN, RecusedAlready, MayNotDecide, MeetingMissing, OwnRequest),
    power=Power.DECIDE,
    name="contest_meeting",
    summary="Say that a meeting was not so",
    answer=Written,
)
async def contest_meeting(
    request: AnyRequest,
    fund_id: FundId,
    case_id: ProposalId,
    data: JSONBody[ContestMeeting],
    key: Key,
) -> Response[Written]:
    """Say that a confirmed meeting was not as it is written down: it is void, and people speak."""
    return await write(request, fund_id, case_id, data, key)


@post(
    "/proposals/{case_id:uuid}/close",
    operation_id="close_proposal",
    summary="Count a proposal whose time is over",
    status_code=200,
    responses=responses_of((*ANY, CaseUnknown, BookBusy)),
    opt={"refusals": (CaseUnknown,), **needs(Power.DECIDE)},
)
async def close_proposal(request: AnyRequest, fund_id: FundId, case_id: ProposalId) -> Looked:
    """Have a proposal counted if its time is over, or if everybody spoke and that is enough. The
    service does it by itself within a minute; asked too early, nothing happens.
    """  # noqa: D205  one sentence is longer than a line
    await find_proposal(request, fund_id, case_id)
    return Looked(await site_of(request).deciding.close_if_due(fund_id, case_id))


@post(
    "/proposals/{case_id:uuid}/notes",
    operation_id="write_note",
    summary="Say something about a proposal",
    status_code=204,
    dto=reads_plain(NoteBody),
    return_dto=None,
    responses=responses_of((*ANY, KEY_MISSING, *_NOTING)),
    guards=[key_given],
    opt={"refusals": _NOTING, **needs(Power.DECIDE)},
)
async def write_note(
    request: AnyRequest, fund_id: FundId, case_id: ProposalId, data: JSONBody[NoteBody], key: Key
) -> None:
    """Say a concern or the reason of a block, to members. It is sealed, is in no line of the book,
    and is forgotten with the words of the proposal.
    """  # noqa: D205  one sentence is longer than a line
    await find_proposal(request, fund_id, case_id)
    await site_of(request).deciding.note(
        fund_id, case_id, by=whoever_asks(request), text=data.text, key=key, stance=data.stance
    )


@delete(
    "/proposals/{case_id:uuid}/notes/{note_id:uuid}",
    operation_id="unsay_note",
    summary="Take back what you said about a proposal",
    status_code=204,
    responses=responses_of((*ANY, CaseUnknown, MandateMissing)),
    opt={"refusals": (CaseUnknown, MandateMissing), **needs(Power.DECIDE)},
)
async def unsay_note(
    request: AnyRequest,
    fund_id: FundId,
    case_id: ProposalId,
    note_id: Annotated[UUID, PathParameter(description="The note.")],
) -> None:
    """Take a note back: whoever wrote it may, and a steward."""
    await find_proposal(request, fund_id, case_id)
    await site_of(request).deciding.unsay(fund_id, case_id, note_id, actor=actor_of(request))


ROUTES: Final = (
    take_stance,
    recuse,
    record_meeting,
    confirm_meeting,
    contest_meeting,
    close_proposal,
    write_note,
    unsay_note,
)
