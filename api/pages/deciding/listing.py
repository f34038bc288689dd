"""The decisions of a fund: what waits for whoever reads, what is open, what became of others."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.deciding.nothing import came_to_nothing
from api.deciding.words import Words as Said
from api.formats import day_text, moment_text, refusal_words
from api.i18n import N_, Words, count_words
from api.pages.deciding.open_for import waits_for
from api.pages.deciding.opened import MOVING, OF_ONE_PERSON, Opened, frame_of
from api.pages.deciding.words import KINDS, REASONS
from api.pages.frame import render
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import PATIENCE_SECONDS, AnyRequest
from api.site import site_of
from ledger.case_label import case_label
from ledger.events.deciding import OutcomeReason, ProposalKind
from projections.known import ProjectionBehind
from projections.proposals import ProposalRow, ProposalState, list_proposals

_DAY_SECONDS: Final = 86_400
_HOUR_SECONDS: Final = 3_600
_SOON_DAYS: Final = 2
_PAGE: Final = 20
_BY_THE_DESK: Final = N_("Adopted. The desk carries it out, by two people.")
_CONSTANT: Final = {ProposalKind.RATIFICATION: N_("Adopted. It was paid before.")}
"""What plain members read for ever of an adopted decision that moves with money."""


class Shown(Struct, frozen=True, kw_only=True):
    """One proposal in a list: what it is, and the one line that says how it stands."""

    address: str
    title: str
    kind: str
    line: str | Words
    also: str | Words = ""
    day: str = ""
    """The day on which it ended; empty while it is open."""


@get("/{fund_id:uuid}/decisions", opt=needs(Power.DECIDE))
async def decisions(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what waits for whoever reads first, then what is open, then what was decided."""
    room, access = await open_room(request, fund_id), access_of(request)
    sees_book = access.may(Power.READ_BOOK)
    before = _id_in(request.query_params.get("before", ""))
    site = site_of(request)
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, access.position, timeout=PATIENCE_SECONDS)
    async with site.database.acquire() as connection:
        open_ones = (await list_proposals(connection, fund_id)).proposals
        closed = await list_proposals(
            connection, fund_id, only="closed", before=before, limit=_PAGE
        )
        undone = (await list_proposals(connection, fund_id, only="undone")).proposals
    undone = undone if sees_book else ()
    rows = (*open_ones, *closed.proposals, *undone)
    over = await over_words(request, room, [each for each in rows if each.is_undone])
    shown = [each for each in rows if sees_book or each.kind not in OF_ONE_PERSON]
    said = await site.deciding.words(fund_id, [each.proposal_id for each in shown])
    waiting = [
        each for each in open_ones if await waits_for(site, fund_id, each, room.me, room.now)
    ]
    ids = {each.proposal_id for each in waiting}
    others = [each for each in open_ones if each.proposal_id not in ids]
    return render(
        request,
        "deciding/decisions.html",
        title=N_("Decisions"),
        waiting=[_open(each, room, said) for each in waiting],
        others=[_open(each, room, said) for each in others],
        decided=_decided(closed.proposals, room, said, over, sees_book=sees_book),
        undone=_decided(
            [each for each in undone if each.proposal_id not in over], room, said, over
        ),
        is_first=before is None,
        older=f"{room.prefix}/decisions?before={closed.older}#decided" if closed.older else "",
        newer=f"{room.prefix}/decisions#decided" if before else "",
        single_signer=room.fund.single_signer,
        may_govern=access.may(Power.GOVERN),
        **frame_of(room),
    )


def _id_in(text: str) -> UUID | None:
    """Read an id from an address; None where it holds none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _open(row: ProposalRow, room: Room, said: dict[UUID, Said]) -> Shown:
    also: str | Words = ""
    if row.meeting_waits:
        also = N_("A meeting has decided it. Somebody who may decide can still say it was not so.")
    elif row.has_meeting:
        also = N_("A meeting is written down and waits for somebody who was there to confirm it.")
    elif room.me in row.spoke:
        also = N_("You have said what you think.")
    elif room.me in row.recused:
        also = N_("You keep out of it.")
    return _shown(row, room, said, until_words(row, room), also)


def until_words(row: ProposalRow, room: Room) -> Words:
    """Say until when it is open: how long that is, and the moment."""
    moment = moment_text(row.until, room.language, room.fund.time_zone)
    seconds = int((row.until - room.now).total_seconds())
    facts = {"moment": moment}
    if seconds <= 0:
        return Words(N_("Its time is over; it is being counted."))
    if seconds < _HOUR_SECONDS:
        return Words(N_("Less than an hour left, until {moment}."), facts)
    if seconds < _SOON_DAYS * _DAY_SECONDS:
        return count_words(
            "One hour left, until {moment}.",
            "{count} hours left, until {moment}.",
            seconds // _HOUR_SECONDS,
            **facts,
        )
    return count_words(
        "One day left, until {moment}.",
        "{count} days left, until {moment}.",
        seconds // _DAY_SECONDS,
        **facts,
    )


def _decided(
    rows: Sequence[ProposalRow],
    room: Room,
    said: dict[UUID, Said],
    over: Mapping[UUID, Words],
    *,
    sees_book: bool = True,
) -> list[Shown]:
    lines = [became_words(row, sees_book=sees_book, over=over.get(row.proposal_id)) for row in rows]
    return [_shown(row, room, said, line) for row, line in zip(rows, lines, strict=True)]


async def over_words(
    request: AnyRequest, room: Room, rows: Sequence[ProposalRow]
) -> dict[UUID, Words]:
    """Say of those of *rows* that can never be carried out why that is so."""
    if not rows:
        return {}
    ids = frozenset(each.proposal_id for each in rows)
    refusals = await came_to_nothing(site_of(request), room.fund_id, ids)
    return {
        proposal: refusal_words(no, room.language, room.handles)
        for proposal, no in refusals.items()
    }


async def over_of(request: AnyRequest, opened: Opened) -> Words | None:
    """Say why what was adopted can never be carried out; None where it can, or was."""
    row = opened.row
    if row is None or not row.is_undone:
        return None
    return (await over_words(request, opened.room, (row,))).get(row.proposal_id)


def became_words(row: ProposalRow, *, sees_book: bool, over: Words | None = None) -> str | Words:
    """Say in one line what became of a proposal that ended; *over* is why nothing ever will.

    Of decisions about a payment or one case plain members read no more than that they were made:
    when they are carried out moves with money.
    """
    match row.state:
        case ProposalState.OPEN:
            return N_("Open.")
        case ProposalState.WITHDRAWN:
            return N_("Taken back by whoever proposed it.")
        case ProposalState.VOID | ProposalState.NOT_ADOPTED:
            return _not_adopted(row)
        case ProposalState.ADOPTED:
            return _adopted(row, over, sees_book=sees_book)


def _not_adopted(row: ProposalRow) -> Words:
    why = Words(REASONS[OutcomeReason(row.reason)]) if row.reason else Words("")
    if row.state is ProposalState.VOID:
        return Words(N_("Void. {why}"), {"why": why})
    return Words(N_("Not adopted. {why}"), {"why": why})


def _adopted(row: ProposalRow, over: Words | None, *, sees_book: bool) -> str | Words:
    if row.decided_hash is None:
        return N_("Adopted, and written down. It binds no money.")
    if row.kind in MOVING and not sees_book:
        return _CONSTANT.get(row.kind, _BY_THE_DESK)
    if row.carried_out_position is not None:
        return N_("Adopted and carried out.")
    if row.order_id is not None:
        return N_("Adopted; it is being worked on.")
    if over is not None:
        return Words(N_("Adopted; it came to nothing. {why}"), {"why": over})
    return N_("Adopted; it is not carried out yet.")


def _shown(
    row: ProposalRow,
    room: Room,
    said: dict[UUID, Said],
    line: str | Words,
    also: str | Words = "",
) -> Shown:
    words = said.get(row.proposal_id)
    return Shown(
        address=f"{room.prefix}/decisions/{row.proposal_id}",
        title=words.title if words else case_label(row.proposal_id),
        kind=KINDS[row.kind],
        line=line,
        also=also,
        day=_ended(row, room),
    )


def _ended(row: ProposalRow, room: Room) -> str:
    if row.closed_at is None:
        return ""
    day = row.closed_at.astimezone(ZoneInfo(room.fund.time_zone)).date()
    return day_text(day, room.language, "medium")
