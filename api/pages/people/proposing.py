"""Where the rules leave something to the members, the form that would ask for it proposes it."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Final
from uuid import uuid4

from markupsafe import Markup, escape
from msgspec.structs import replace

from api.formats import day_text
from api.i18n import N_
from api.pages.fields import PageForm, PrivateText
from api.pages.flow import Row
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.sessions import session_of
from api.site import site_of
from ledger.case import Case
from ledger.decider import decide
from ledger.deciding.commands import Propose
from ledger.deciding.kinds import ORDERS, protocol_of
from ledger.events import ProposalKind
from ledger.orders.content import Orderable
from ledger.rejections import Rejection
from projections.known import ProjectionBehind

REASON: Final = "reason"
"""The name of the field that says why."""
LONGEST_REASON: Final = 4_000
_NO_WORDS: Final = "0" * 64
_NO_REASON: Final = N_("No reason was written down.")


def with_reason(form: type[PageForm]) -> type[PageForm]:
    """Return *form* with a field at its end that says why."""
    why = PrivateText(
        N_("Why? (optional)"),
        longest=LONGEST_REASON,
        hint=N_("Members of this fund can read it, and nobody else."),
    )
    return type("Form", (form,), {REASON: why})


def kind_of(command: Orderable) -> ProposalKind:
    """Return the kind of proposal that can carry *command*."""
    return next(kind for kind, orders in ORDERS.items() if type(command) in orders)


def proposing(room: Room, command: Orderable, text_hash: str = "") -> Propose:
    """Return the proposal that becomes *command*; it is looked at again as late as it may be."""
    return Propose(
        occurred_on=room.today,
        kind=kind_of(command),
        text_hash=text_hash,
        order=command,
        review_on=_review_of(room, kind_of(command)),
    )


def _review_of(room: Room, kind: ProposalKind) -> date | None:
    """Return the last day on which it may be looked at again; None where it need not be."""
    protocol = protocol_of(room.fund.deciding, kind)
    days = max(stage.review_days for stage in protocol.stages) if protocol is not None else 0
    return room.today + timedelta(days=days) if days else None


def refuse_to_propose(room: Room, command: Orderable, other: Case | None = None) -> None:
    """Raise the refusal that the proposal would get now; *other* is the case that it goes on with.

    The case of the proposal itself is a new one.
    """
    context = replace(room.context, other=other)
    refusal = decide(proposing(room, command, _NO_WORDS), context, room.fund, Case(uuid4()))
    if isinstance(refusal, Rejection):
        raise refusal


def proposal_rows(form: PageForm, room: Room, command: Orderable) -> list[Row]:
    """Return what the check page says besides of a proposal."""
    said = form[REASON].data
    why = Markup("<br>").join(said.split("\n")) if said else escape(room.language.say(_NO_REASON))
    review = proposing(room, command).review_on
    rows = [Row(N_("Why"), why, REASON)]
    if review is not None:
        rows.append(Row(N_("It is looked at again on"), day_text(review, room.language)))
    return rows


async def propose(
    request: AnyRequest, room: Room, command: Orderable, title: str, form: PageForm, key: str
) -> str:
    """Put *command* forward under a *title* of the program, and return where the proposal is."""
    site, session = site_of(request), session_of(request)
    assert session is not None, "the gate sends strangers to sign in"
    say = room.language.say
    receipt = await site.deciding.propose(
        room.fund_id,
        proposing(room, command),
        say(title),
        form[REASON].data or say(_NO_REASON),
        actor=session.actor,
        key=key,
    )
    with suppress(ProjectionBehind):  # the line is in the book
        await site.runner.wait_for(room.fund_id, receipt.answer.last)
    return f"{room.prefix}/decisions/{receipt.answer.case_id}"
