"""Pages for the wall and the table: the agenda of a meeting, and the minutes of a decision."""

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.formats import day_text, moment_text
from api.i18n import N_
from api.pages.deciding.content import content_of
from api.pages.deciding.listing import over_of
from api.pages.deciding.opened import Opened, frame_of, open_decision
from api.pages.deciding.proposing import paragraphs
from api.pages.deciding.rule_words import rule_words
from api.pages.deciding.said import (
    contested_rows,
    meeting_rows,
    outcome_rows,
    spoken,
    state_words,
)
from api.pages.deciding.setting_words import name_of_protocol
from api.pages.deciding.words import KINDS, SAID
from api.pages.frame import render
from api.pages.people.room import open_room
from api.pages.reading.reader import PATIENCE_SECONDS, AnyRequest
from api.site import site_of
from ledger.deciding.outcome import quorum_of
from ledger.events.protocols import Stance
from projections.known import ProjectionBehind
from projections.proposals import list_proposals

_MOST: Final = 30
"""So many proposals stand on one agenda; more is no meeting."""


class Point(Struct, frozen=True, kw_only=True):
    """One proposal on the agenda, with a box for each number that is to be written down."""

    title: str
    kind: str
    text: Markup | str
    until: str
    rule: tuple[str, ...]
    rule_name: str
    stances: tuple[str, ...]
    may_decide: int
    quorum: int


@get("/{fund_id:uuid}/decisions/agenda", opt=needs(Power.DECIDE))
async def agenda(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what is open on a page to print, with boxes to count in."""
    room, site = await open_room(request, fund_id), site_of(request)
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, access_of(request).position, timeout=PATIENCE_SECONDS)
    async with site.database.acquire() as connection:
        rows = (await list_proposals(connection, fund_id)).proposals
    shown = [await open_decision(request, fund_id, each.proposal_id) for each in rows[:_MOST]]
    return render(
        request,
        "deciding/agenda.html",
        title=N_("Agenda"),
        day=day_text(room.today, room.language),
        points=[_point(each) for each in shown if each.is_open],
        **frame_of(room),
    )


def _point(opened: Opened) -> Point:
    proposal, room = opened.proposal, opened.room
    stages = rule_words(proposal.protocol, room.language, room.fund.currency, room.fund.exponent)
    stage = stages[proposal.stage - 1]
    return Point(
        title=opened.title,
        kind=KINDS[proposal.kind],
        text=paragraphs(opened.text) if opened.text else "",
        until=moment_text(proposal.until, room.language, room.fund.time_zone),
        rule=stage.sentences,
        rule_name=name_of_protocol(proposal.protocol, room.language),
        stances=tuple(SAID[each] for each in Stance if each in proposal.table.stances),
        may_decide=len(opened.base),
        quorum=quorum_of(proposal.table, len(opened.base)),
    )


@get("/{fund_id:uuid}/decisions/{proposal_id:uuid}/minutes", opt=needs(Power.DECIDE))
async def minutes(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Show on a page to print what was decided, how, and by which rule."""
    opened = await open_decision(request, fund_id, proposal_id)
    if not opened.is_over:
        raise NotFoundException
    proposal, room = opened.proposal, opened.room
    return render(
        request,
        "deciding/minutes.html",
        title=opened.title,
        opened=opened,
        kind=KINDS[proposal.kind],
        state=state_words(opened),
        text=paragraphs(opened.text) if opened.text else "",
        made=day_text(proposal.made_on, room.language),
        content=await content_of(request, opened),
        outcome=outcome_rows(opened, await over_of(request, opened)),
        meeting=meeting_rows(proposal.meeting, opened) if proposal.meeting else (),
        spoken=spoken(opened) if not opened.is_ballot and not proposal.in_meeting else (),
        rule=rule_words(proposal.protocol, room.language, room.fund.currency, room.fund.exponent),
        contested=contested_rows(opened),
        rule_name=name_of_protocol(proposal.protocol, room.language),
        **frame_of(room),
    )


PRINTED_PAGES: Final = (agenda, minutes)
"""Handlers of pages to print."""
