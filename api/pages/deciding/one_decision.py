"""The page of one proposal: what it says, what it would do, what people say, what comes next."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, needs
from api.formats import moment_text
from api.i18n import N_, Words
from api.pages.deciding.content import Content, content_of
from api.pages.deciding.listing import over_of
from api.pages.deciding.opened import Opened, frame_of, open_decision
from api.pages.deciding.proposing import paragraphs
from api.pages.deciding.rule_words import rule_words
from api.pages.deciding.said import (
    awaited_words,
    contested_rows,
    meeting_rows,
    names_of,
    next_words,
    outcome_rows,
    spoken,
    state_words,
)
from api.pages.deciding.setting_words import name_of_protocol
from api.pages.deciding.words import KINDS, SAID, STANCES, WHAT_STANCES_MEAN
from api.pages.flow import Trouble, new_key
from api.pages.frame import render
from api.pages.reading.lines import link_to_line
from api.pages.reading.reader import AnyRequest, reading
from api.site import site_of
from ledger.deciding.standing import may_close
from ledger.events.deciding import DecisionOutcome, ProposalKind
from ledger.events.protocols import Stance
from ledger.orders.content import GOVERNING, command_of

LONGEST_NOTE: Final = 500
_TOLD: Final = frozenset(
    {ProposalKind.BUDGET, ProposalKind.AMENDMENT, ProposalKind.RULES, ProposalKind.ANYTHING}
)
"""Kinds about which the public may be told."""
FEWEST_IN_A_FILE: Final = 10


class StanceChoice(Struct, frozen=True):
    """Something that can be said, with what it means."""

    value: str
    text: str
    means: str
    is_chosen: bool


class ShownNote(Struct, frozen=True):
    """A note, as members read it."""

    note_id: UUID
    who: Markup
    text: Markup
    stance: str
    may_unsay: bool


class Typed(Struct, frozen=True):
    """What somebody typed that came back, with what is wrong."""

    problems: tuple[Trouble, ...] = ()
    stance: str = ""
    note: str = ""
    form: str = ""
    """The form that came back."""
    keys: Mapping[str, str] = {}
    """The idempotency keys of forms that came back, by the name of what they ask for."""


@get("/{fund_id:uuid}/decisions/{proposal_id:uuid}", opt=needs(Power.DECIDE))
async def decision(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Show a proposal; that it was opened is kept, for where silence agrees."""
    opened = await open_decision(request, fund_id, proposal_id)
    await site_of(request).deciding.see(fund_id, proposal_id, opened.room.me)
    return await draw(request, opened)


async def draw(
    request: AnyRequest, opened: Opened, typed: Typed | None = None, *, status: int = 200
) -> Response[Any]:
    """Return the page, with what is wrong with a form that came back."""
    typed = typed or Typed()
    proposal, room = opened.proposal, opened.room
    content, over = await content_of(request, opened), await over_of(request, opened)
    return render(
        request,
        "deciding/decision.html",
        title=opened.title,
        status=status,
        wrong=bool(typed.problems),
        drawings=[each.drawing for each in content.pictures],
        opened=opened,
        kind=KINDS[proposal.kind],
        state=state_words(opened),
        text=paragraphs(opened.text) if opened.text else "",
        made=moment_text(proposal.made, room.language, room.fund.time_zone),
        content=content,
        does=_does(opened),
        blocks=Stance.BLOCK in proposal.table.stances,
        choices=_choices(opened, typed),
        mine=_mine(opened),
        typed=typed,
        longest_note=LONGEST_NOTE,
        notes=[_note(opened, each) for each in opened.notes],
        keys=_keys(typed),
        **_said(opened, over),
        **_may(opened, content, is_over=over is not None),
        **await _trace(request, opened),
        **frame_of(room),
    )


def _does(opened: Opened) -> str:
    """Head what it binds. The same before and after it was carried out: that moves with money."""
    if not opened.is_over:
        return N_("What it would do")
    if opened.proposal.outcome is DecisionOutcome.ADOPTED:
        return N_("What was decided")
    return N_("What it would have done")


def _keys(typed: Typed) -> dict[str, str]:
    """Return one idempotency key for each form of the page."""
    names = (
        *("stance", "note", "recuse", "withdraw", "close", "forget", "confirm", "contest"),
        "carry-out",
    )
    return {name: typed.keys.get(name) or new_key() for name in names}


def _choices(opened: Opened, typed: Typed) -> list[StanceChoice]:
    now = opened.proposal.stances.get(opened.room.me)
    chosen = typed.stance or (now.value if now else "")
    return [
        StanceChoice(each.value, STANCES[each], WHAT_STANCES_MEAN[each], each.value == chosen)
        for each in Stance
        if each in opened.proposal.table.stances
    ]


def _mine(opened: Opened) -> str:
    """Return what whoever reads said so far; empty where they said nothing."""
    stance = opened.proposal.stances.get(opened.room.me)
    return STANCES[stance] if stance else ""


def _note(opened: Opened, note: Any) -> ShownNote:  # noqa: ANN401  of the service
    return ShownNote(
        note_id=note.note_id,
        who=opened.person(note.by),
        text=paragraphs(note.text),
        stance=SAID[note.stance] if note.stance else "",
        may_unsay=note.by == opened.room.me or opened.room.is_steward,
    )


def _said(opened: Opened, over: Words | None) -> dict[str, Any]:
    """Return what people say, what comes next, by which rule, and how it ended."""
    proposal, room = opened.proposal, opened.room
    is_open = opened.is_open
    fund = room.fund
    return {
        "spoken": spoken(opened) if not opened.is_ballot else (),
        "recused": names_of(proposal.recused, opened)
        if proposal.recused and opened.sees_people and opened.shows_content
        else "",
        "awaited": awaited_words(opened) if is_open else None,
        "next": tuple(next_words(opened)) if is_open else (),
        "rule_name": name_of_protocol(proposal.protocol, room.language),
        "rule": rule_words(proposal.protocol, room.language, fund.currency, fund.exponent),
        "outcome": outcome_rows(opened, over),
        "meeting": meeting_rows(proposal.meeting, opened) if proposal.meeting else (),
        "contested": contested_rows(opened),
    }


def _may(opened: Opened, content: Content, *, is_over: bool) -> dict[str, Any]:
    """Return which buttons the page has for whoever reads."""
    proposal, room, is_open = opened.proposal, opened.room, opened.is_open
    decides = is_open and opened.may_decide
    meeting = proposal.meeting
    is_adopted = proposal.outcome is DecisionOutcome.ADOPTED
    waiting = room.fund.deciding.decided.get(proposal.proposal)
    return {
        "may_speak": decides and not opened.is_ballot,
        "may_vote": decides and opened.is_ballot,
        "few": len(opened.base) < FEWEST_IN_A_FILE,
        "may_keep_out": decides and not opened.standing.has_voted,
        "may_change": opened.is_mine
        and is_open
        and not opened.is_ballot
        and (proposal.kind in {ProposalKind.ANYTHING, ProposalKind.BUDGET, ProposalKind.AMENDMENT}),
        "may_withdraw": opened.is_mine and not opened.is_over,
        "may_record": decides and not opened.is_ballot and proposal.waiting is None,
        "may_confirm": decides
        and meeting is not None
        and meeting.confirmed_by is None
        and meeting.by != room.me,
        "may_contest": decides
        and proposal.waiting is not None
        and room.me not in {proposal.waiting.by, proposal.waiting.confirmed_by},
        "may_close": not opened.is_over and may_close(proposal, room.fund, room.now),
        "may_forget": opened.said is not None and (opened.is_mine or room.is_steward),
        "may_note": opened.said is not None and opened.shows_content and not opened.is_over,
        "may_tell": opened.access.may(Power.GOVERN)
        and bool(proposal.closed and proposal.outcome)
        and proposal.kind in _TOLD,
        "may_carry_out": is_adopted
        and waiting is not None
        and waiting.order is None
        and not is_over
        and opened.access.may(Power.ORDER),
        "is_about_money": proposal.kind in {ProposalKind.MONEY, ProposalKind.ONE_CASE},
        "has_file": bool(content.choices) and len(proposal.ballots) >= FEWEST_IN_A_FILE,
    }


async def _trace(request: AnyRequest, opened: Opened) -> dict[str, Any]:
    """Return where what became of it stands: the budget for members, the rest for the desk."""
    row, prefix = opened.row, opened.room.prefix
    links: list[tuple[str | Words, str]] = []
    if opened.proposal.decided_content:
        command = command_of(opened.proposal.decided_content)
        if opened.proposal.kind in {ProposalKind.BUDGET, ProposalKind.AMENDMENT}:
            links.append((N_("See it in the budget"), f"{prefix}/budget"))
        elif type(command) in GOVERNING:
            links.append((N_("See the rules of the fund"), f"{prefix}/policy"))
    if row is None or not opened.sees_book:
        return {"links": links, "line": None}
    if row.order_id is not None:
        links.append((N_("The order that carries it out"), f"{prefix}/orders/{row.order_id}"))
    line: Markup | None = None
    if row.carried_out_position is not None:
        async with reading(request, opened.room.fund_id) as (reader, _):
            line = link_to_line(reader, row.carried_out_position)
    return {"links": links, "line": line}
