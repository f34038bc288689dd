"""One round of an audit: its draw, its steps, what was found, and what may be stated after it."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.auditing.answers import Reply, Step, allowed_sentences, has_open_findings
from api.auditing.rounds import Round, close_round, reply_to
from api.auditing.sample import sample
from api.i18n import N_, Words
from api.pages.auditing.base import grouped, round_or_nowhere, title_of
from api.pages.auditing.listing import wanted_in
from api.pages.auditing.words import ANSWERS, FINDINGS, REASONS, REPLIES
from api.pages.flow import Sent
from api.pages.frame import form_fields, render, see_other
from api.pages.people.room import Room, open_room
from api.pages.reading.reader import AnyRequest
from api.public.pages import SENTENCES
from api.site import site_of
from ledger.money import Money

_PATH: Final = "/{fund_id:uuid}/audit/{number:int}"
_AGAIN: Final = "again"


class ShownStep(Struct, frozen=True, kw_only=True):
    """One step, in the list."""

    name: str
    title: Words
    address: str
    reasons: tuple[str, ...]
    is_done: bool
    answers: tuple[str, ...]
    finding: str
    reply: str
    is_open: bool


class DrawnAgain(Struct, frozen=True):
    """What came of drawing the lines again: of how many they are drawn, and whether all agree."""

    of: int
    is_same: bool


@get(_PATH, opt=needs(Power.READ_BOOK))
async def one_round(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int]
) -> Response[Any]:
    """Show a round; with ``?draw=again`` its lines are drawn once more and compared."""
    room, access = await open_room(request, fund_id), access_of(request)
    found, steps = await round_or_nowhere(request, fund_id, number)
    is_asked = request.query_params.get("draw") == _AGAIN
    above = found.above
    return render(
        request,
        "auditing/round.html",
        title=Words(N_("Round {number} of the audit"), {"number": number}),  # type: ignore[arg-type]
        round=found,
        address=f"{room.prefix}/audit/{number}",
        seed=grouped(found.seed),
        said=grouped(found.said) if found.report is not None else found.said,
        above=Money(above, room.fund.currency, room.fund.exponent) if above else None,
        again=await _drawn_again(request, room, found, steps) if is_asked else None,
        lines=[_shown(each, room, number) for each in steps if each.position is not None],
        others=[_shown(each, room, number) for each in steps if each.position is None],
        findings=[_shown(each, room, number) for each in steps if each.finding],
        unanswered=sum(not each.is_done for each in steps),
        replies=[(each.value, text) for each, text in REPLIES.items()],
        allowed=[SENTENCES[each] for each in allowed_sentences(steps)],
        open_findings=has_open_findings(steps),
        **_may(access),
        **room.frame("-"),
    )


def _may(access: Access) -> dict[str, Any]:
    return {
        "may_audit": access.may(Power.AUDIT),
        "may_reply": access.may(Power.PUBLISH),
        "is_public": access.fund.publishing.is_public,
    }


def _shown(step: Step, room: Room, number: int) -> ShownStep:
    return ShownStep(
        name=step.name,
        title=title_of(step),
        address=f"{room.prefix}/audit/{number}/steps/{step.name}",
        reasons=tuple(REASONS[each] for each in step.reasons),
        is_done=step.is_done,
        answers=tuple(ANSWERS[step.answers[each]] for each in step.questions if step.is_done),
        finding=FINDINGS[step.finding] if step.finding else "",
        reply=REPLIES[step.reply] if step.reply else "",
        is_open=step.is_open,
    )


async def _drawn_again(
    request: AnyRequest, room: Room, found: Round, steps: tuple[Step, ...]
) -> DrawnAgain:
    kept = {each.position: each.reasons for each in steps if each.position is not None}
    async with site_of(request).database.acquire() as connection:
        again = await sample(
            connection, room.fund_id, wanted_in(found, room), seed=found.seed, upto=found.upto
        )
    return DrawnAgain(again.of, again.lines == kept)


@post(_PATH, opt=needs(Power.AUDIT), status_code=303)
async def round_closed(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int]
) -> Response[Any]:
    """Close a round: what was answered stays, findings can still be settled."""
    room = await open_room(request, fund_id)
    await round_or_nowhere(request, fund_id, number)
    async with site_of(request).database.acquire() as connection:
        await close_round(connection, fund_id, number, room.now)
    return see_other(f"{room.prefix}/audit/{number}#after")


@post(f"{_PATH}/steps/{{step:str}}/reply", opt=needs(Power.PUBLISH), status_code=303)
async def finding_replied(
    request: AnyRequest, fund_id: FromPath[UUID], number: FromPath[int], step: FromPath[str]
) -> Response[Any]:
    """Keep what the fund answers to a finding; only what the list offers is taken."""
    sent, room = Sent(await form_fields(request)), await open_room(request, fund_id)
    _, steps = await round_or_nowhere(request, fund_id, number)
    reply = next((each for each in Reply if each == sent.get("reply")), None)
    if reply is not None and any(each.name == step and each.finding for each in steps):
        async with site_of(request).database.acquire() as connection:
            await reply_to(connection, fund_id, number, step, reply)
    return see_other(f"{room.prefix}/audit/{number}#findings")
