"""One line of the book: what happened, how it is posted, and what belongs to it."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup, escape
from msgspec import Struct

from api.access import Power, needs
from api.formats import refusal_words
from api.i18n import N_, Words
from api.pages.budgets.traced import trace_of_line
from api.pages.frame import render
from api.pages.reading.asked import mentioned
from api.pages.reading.kinds import KINDS
from api.pages.reading.line_fields import fields_of, references_of
from api.pages.reading.lines import code_words, link_to_line, marks_of, sentence
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from ledger.corrections import ReverseLine, reverse
from ledger.events import DonationReceived, Posting, Reason, Step
from ledger.money import Money
from ledger.powers import CLOCK, IMPORTER, OPERATOR, sign_in_of
from ledger.rejections import AlreadyReversed, LaterLinesStand, NotReversible, Rejection
from projections.cases import CaseView, get_case
from projections.journal import LineView, get_line
from projections.proposals.hiding import shown_event


class PostingRow(Struct, frozen=True):
    """One side of the double entry."""

    what: Markup
    code: str
    where: str
    purpose: str
    debit: Money | None
    credit: Money | None


@get("/{fund_id:uuid}/lines/{position:int}", opt=needs(Power.READ_BOOK))
async def one_line(
    request: AnyRequest, fund_id: FromPath[UUID], position: FromPath[int]
) -> Response[Any]:
    """Show a line and everything that refers to it."""
    async with reading(request, fund_id) as (reader, connection):
        view = await get_line(connection, fund_id, position, known_at=reader.known_at)
        if view is None:
            raise NotFoundException
        case = await get_case(connection, fund_id, view.line.case_id)
    reader = await with_handles(request, reader, mentioned(view.line))
    lines = case.lines if case else (view.line,)
    traced = await trace_of_line(request, reader, view.line, lines)
    event = view.line.event
    if case is not None:
        event = shown_event(event, (each.event for each in case.case.lines))
    return render(
        request,
        "reading/line.html",
        title=N_("A line of the book"),
        position=position,
        kind=KINDS[view.entry.kind],
        sentence=sentence(reader, event),
        day_it_happened=event.occurred_on,
        is_struck=view.entry.reversed_by is not None,
        marks=marks_of(reader, view.entry),
        fields=list(fields_of(reader, event)),
        postings=[_posting_row(reader, each) for each in view.entry.postings],
        references=list(references_of(view)),
        traced=traced,
        case=None if view.line.case_id == fund_id else reader.case(view.line.case_id),
        who=who(reader, view.line.actor),
        recorded_at=view.line.recorded_at,
        why_not=_why_not(reader, view, case),
        newer=position + 1 if position < reader.known_at else None,
        has_giver=isinstance(event, DonationReceived) and event.giver is not None,
        **reader.frame("journal"),
    )


_MACHINERY: Final = {
    OPERATOR: N_("Operator (command line)"),
    IMPORTER: N_("Import of an older history"),
    CLOCK: N_("The service, keeping a deadline"),
}


def who(reader: Reader, actor: str) -> Markup:
    """Say who recorded a line: by the handle they chose; the book knows no names."""
    sign_in = sign_in_of(actor)
    if sign_in is not None:
        return reader.person(sign_in)
    return reader.say(_MACHINERY.get(actor, N_("Treasurer")))


def _posting_row(reader: Reader, posting: Posting) -> PostingRow:
    money = Money(abs(posting.amount), posting.currency, posting.exponent)
    return PostingRow(
        what=code_words(reader, posting.code),
        code=posting.code,
        where=reader.name(posting.ref) if posting.ref else "",
        purpose=reader.name(posting.purpose_id) if posting.purpose_id else "",
        debit=money if posting.amount > 0 else None,
        credit=money if posting.amount < 0 else None,
    )


def _why_not(reader: Reader, view: LineView, case: CaseView | None) -> Markup | None:
    """Say why the line cannot be taken back; None when it can."""
    if case is None:
        return Markup()
    # The reason is not known yet and changes nothing here.
    asked = ReverseLine(
        case_id=case.case_id, position=view.line.position, reason=Reason.WRONG_AMOUNT
    )
    try:
        reverse(asked, case.case)
    except AlreadyReversed as no:
        return reader.say(
            N_("This line was taken back by {line}. That happens once."),
            line=link_to_line(reader, no.reversed_by),
        )
    except LaterLinesStand as no:
        return reader.say(
            N_("A later line of the case rests on it: take {line} back first."),
            line=link_to_line(reader, no.later),
        )
    except NotReversible:
        text = N_("What opens a fund or adds to it stays as it is; only its name can be changed.")
        if isinstance(view.line.event, Step):
            text = N_("Nobody takes back what was agreed; it is agreed anew, in a later line.")
        if view.is_reversal:
            text = N_("A line that takes another back stays; record the right line anew instead.")
        return reader.say(text)
    except Rejection as no:
        return escape(reader.language.say(_words(reader, no)))
    return None


def _words(reader: Reader, no: Rejection) -> Words:
    return refusal_words(no, reader.language, reader.names)
