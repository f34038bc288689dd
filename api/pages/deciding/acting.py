"""What the buttons on the page of a proposal do: one route each, and back to the page."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.deciding.showing import as_read
from api.deciding.wording import MAX_NOTE, lines
from api.formats import refusal_words
from api.i18n import N_
from api.pages.deciding.one_decision import Typed, draw
from api.pages.deciding.opened import Opened, open_decision
from api.pages.flow import Sent, Trouble
from api.pages.frame import form_fields, see_other
from api.pages.reading.reader import AnyRequest
from api.problems import STATUS_OF_KIND
from api.sessions import session_of
from api.site import site_of
from ledger.decider import AnyCommand
from ledger.deciding.commands import (
    ConfirmMeeting,
    ContestMeeting,
    Recuse,
    TakeStance,
    WithdrawProposal,
)
from ledger.events.protocols import Stance
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

_PATH: Final = "/{fund_id:uuid}/decisions/{proposal_id:uuid}"
_INVALID: Final = 422
_NO_STANCE: Final = N_("Choose what you think of it")
_NO_REASON: Final = N_("Say why you block it: the others can answer only what they know")
_NO_NOTE: Final = N_("Write something first")


class Pressed(Struct, frozen=True):
    """A button that somebody pressed: the proposal, the fields that came along, and who it was."""

    request: AnyRequest
    opened: Opened
    sent: Sent
    actor: str

    @property
    def fund_id(self) -> UUID:
        """The fund."""
        return self.opened.room.fund_id

    @property
    def proposal_id(self) -> UUID:
        """The proposal."""
        return self.opened.proposal.proposal

    @property
    def who(self) -> UUID:
        """Whoever pressed it."""
        return self.opened.room.me

    async def write(self, command: AnyCommand) -> None:
        """Have *command* written, and wait until pages show it."""
        site = site_of(self.request)
        receipt = await site.books.execute(
            self.fund_id, command, actor=self.actor, key=self.sent.key
        )
        await self.shown(receipt.answer.last)

    async def shown(self, position: int) -> None:
        """Count if everybody has spoken now, and wait until pages show what was written."""
        site = site_of(self.request)
        await site.deciding.close_if_due(self.fund_id, self.proposal_id)
        with suppress(ProjectionBehind):
            await site.runner.wait_for(self.fund_id, position)


async def _pressed(request: AnyRequest, fund_id: UUID, proposal_id: UUID) -> Pressed:
    opened = await open_decision(request, fund_id, proposal_id)
    session = session_of(request)
    assert session is not None, "the gate sends strangers to sign in"
    return Pressed(request, opened, Sent(await form_fields(request)), session.actor)


async def _done(
    pressed: Pressed, act: Callable[[], Awaitable[None]], form: str, anchor: str = ""
) -> Response[Any]:
    """Do what was asked for and lead back to the page, or show it again with what is wrong."""
    try:
        await act()
    except Rejection as no:
        return await _again(pressed, form, (_trouble(pressed, no),), STATUS_OF_KIND[no.kind])
    return see_other(f"{pressed.opened.address}{anchor}")


def _trouble(pressed: Pressed, no: Rejection) -> Trouble:
    room = pressed.opened.room
    anchor = "note" if getattr(no, "field", "") == "note" else ""
    return Trouble(refusal_words(no, room.language, room.handles), anchor)


async def _again(
    pressed: Pressed, form: str, problems: tuple[Trouble, ...], status: int
) -> Response[Any]:
    """Show the page as it stands now, with what was typed."""
    opened = await open_decision(pressed.request, pressed.fund_id, pressed.proposal_id)
    sent = pressed.sent
    typed = Typed(problems, sent.get("stance"), sent.get("note"), form, {form: sent.key})
    return await draw(pressed.request, opened, typed, status=status)


@post(f"{_PATH}/stance", opt=needs(Power.DECIDE), status_code=303)
async def stance_taken(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Take what somebody thinks of a proposal as they have read it, with a reason of theirs."""
    pressed = await _pressed(request, fund_id, proposal_id)
    opened, sent = pressed.opened, pressed.sent
    said = next((each for each in Stance if each.value == sent.get("stance")), None)
    note = sent.get("note").strip()
    if said is None:
        return await _again(pressed, "stance", (Trouble(_NO_STANCE, "stance"),), _INVALID)
    if said is Stance.BLOCK and not note and not _gave_reason(opened):
        return await _again(pressed, "stance", (Trouble(_NO_REASON, "note"),), _INVALID)
    taken = TakeStance(
        occurred_on=opened.room.today,
        case_id=pressed.proposal_id,
        stance=said,
        text_hash=sent.get("text_hash"),
        content_hash=sent.get("content_hash") or None,
    )
    command = as_read(taken, opened.proposal, reads=opened.shows_content)

    async def speak() -> None:
        if note:
            lines(note, "note", MAX_NOTE)  # refused before anything is written
        await pressed.write(command)
        if note:
            await _note(pressed, note, said)

    return await _done(pressed, speak, "stance", "#mine")


def _gave_reason(opened: Opened) -> bool:
    """Whether whoever reads has said already why they block it."""
    return any(each.by == opened.room.me and each.stance is Stance.BLOCK for each in opened.notes)


async def _note(pressed: Pressed, text: str, stance: Stance | None = None) -> None:
    await site_of(pressed.request).deciding.note(
        pressed.fund_id,
        pressed.proposal_id,
        by=pressed.who,
        text=text,
        key=pressed.sent.key,
        stance=stance,
    )


@post(f"{_PATH}/note", opt=needs(Power.DECIDE), status_code=303)
async def note_added(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Keep a note beside a proposal."""
    pressed = await _pressed(request, fund_id, proposal_id)
    note = pressed.sent.get("note").strip()
    if not note:
        return await _again(pressed, "note", (Trouble(_NO_NOTE, "add-note"),), _INVALID)
    return await _done(pressed, lambda: _note(pressed, note), "note", "#notes")


@post(f"{_PATH}/unsay", opt=needs(Power.DECIDE), status_code=303)
async def note_unsaid(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Take a note away."""
    pressed = await _pressed(request, fund_id, proposal_id)

    async def unsay() -> None:
        wanted = pressed.sent.get("note_id")
        for each in pressed.opened.notes:
            if str(each.note_id) == wanted:
                await site_of(request).deciding.unsay(
                    fund_id, proposal_id, each.note_id, actor=pressed.actor
                )

    return await _done(pressed, unsay, "unsay", "#notes")


@post(f"{_PATH}/recuse", opt=needs(Power.DECIDE), status_code=303)
async def recused(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Keep whoever asks out of it; it cannot be taken back."""
    pressed = await _pressed(request, fund_id, proposal_id)

    async def recuse() -> None:
        command = Recuse(occurred_on=pressed.opened.room.today, case_id=proposal_id)
        receipt = await site_of(request).deciding.recuse(
            fund_id, command, sign_in=pressed.who, key=pressed.sent.key
        )
        await pressed.shown(receipt.answer.last)

    return await _done(pressed, recuse, "recuse", "#mine")


@post(f"{_PATH}/withdraw", opt=needs(Power.DECIDE), status_code=303)
async def withdrawn(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Take a proposal back, by who made it."""
    pressed = await _pressed(request, fund_id, proposal_id)
    command = WithdrawProposal(occurred_on=pressed.opened.room.today, case_id=proposal_id)
    return await _done(pressed, lambda: pressed.write(command), "withdraw")


@post(f"{_PATH}/close", opt=needs(Power.DECIDE), status_code=303)
async def closed_now(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Count now, if everybody has spoken; otherwise nothing happens."""
    pressed = await _pressed(request, fund_id, proposal_id)

    async def close() -> None:
        await site_of(request).deciding.close_if_due(fund_id, proposal_id)

    return await _done(pressed, close, "close")


@post(f"{_PATH}/forget", opt=needs(Power.DECIDE), status_code=303)
async def words_forgotten(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Forget the words of a proposal at once, by its maker or a steward."""
    pressed = await _pressed(request, fund_id, proposal_id)

    async def forget() -> None:
        await site_of(request).deciding.forget(fund_id, proposal_id, actor=pressed.actor)

    return await _done(pressed, forget, "forget")


@post(f"{_PATH}/meeting/confirm", opt=needs(Power.DECIDE), status_code=303)
async def meeting_confirmed(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Take that a meeting was as it is written down."""
    pressed = await _pressed(request, fund_id, proposal_id)
    command = ConfirmMeeting(occurred_on=pressed.opened.room.today, case_id=proposal_id)
    return await _done(pressed, lambda: pressed.write(command), "confirm")


@post(f"{_PATH}/meeting/contest", opt=needs(Power.DECIDE), status_code=303)
async def meeting_contested(
    request: AnyRequest, fund_id: FromPath[UUID], proposal_id: FromPath[UUID]
) -> Response[Any]:
    """Take that a meeting was not as two wrote it down."""
    pressed = await _pressed(request, fund_id, proposal_id)
    command = ContestMeeting(occurred_on=pressed.opened.room.today, case_id=proposal_id)
    return await _done(pressed, lambda: pressed.write(command), "contest")


ACTING_PAGES: Final = (
    stance_taken,
    note_added,
    note_unsaid,
    recused,
    withdrawn,
    closed_now,
    words_forgotten,
    meeting_confirmed,
    meeting_contested,
)
"""Handlers of the buttons of a proposal."""
