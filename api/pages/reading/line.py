"""One line of the book: what happened, how it is posted, and what belongs to it."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup, escape
from msgspec import Struct

from api.formats import day_text, refusal_words
from api.i18n import N_, Words
from api.pages.frame import render
from api.pages.reading.kinds import KINDS
from api.pages.reading.lines import code_words, link_to_line, marks_of, sentence
from api.pages.reading.reader import AnyRequest, Reader, reading
from ledger.corrections import ReverseLine, reverse
from ledger.events import (
    AccountOpened,
    Deduction,
    FundEvent,
    FundOpened,
    Instalment,
    Posting,
    Reason,
)
from ledger.money import Money
from ledger.rejections import AlreadyReversed, LaterLinesStand, NotReversible, Rejection
from projections.cases import CaseView, get_case
from projections.journal import LineView, get_line

FIELDS: Final[dict[str, str]] = {
    "kind": N_("Kind"),
    "category": N_("What for"),
    "restriction": N_("Who decided what it is for"),
    "account_id": N_("Account"),
    "from_account_id": N_("From account"),
    "to_account_id": N_("To account"),
    "purpose_id": N_("Purpose"),
    "from_purpose_id": N_("From purpose"),
    "to_purpose_id": N_("To purpose"),
    "authority_id": N_("Who holds it"),
    "gross": N_("Given"),
    "amount": N_("Amount"),
    "sold_amount": N_("Sold"),
    "bought_amount": N_("Bought"),
    "fee": N_("Fee"),
    "processor_fee": N_("Fee of the processor"),
    "host_fee": N_("Fee of the host"),
    "processor_fee_returned": N_("Fee of the processor that came back"),
    "host_fee_returned": N_("Fee of the host that came back"),
    "dispute_fee": N_("Fee of the dispute"),
    "deductions": N_("What the court kept"),
    "instalments": N_("Instalments"),
    "instalment": N_("Instalment"),
    "payee_kind": N_("Paid to"),
    "anonymous": N_("Given without a name"),
    "reason": N_("Reason"),
    "categories": N_("May pay for"),
    "currency": N_("Currency"),
    "time_zone": N_("Time zone"),
    "single_signer": N_("One person signs alone"),
}
"""Fields that people read, in this order, by their names in the facts."""
REFERENCES: Final[dict[str, str]] = {
    "giver": N_("Giver"),
    "household": N_("Household"),
    "incident": N_("Incident"),
    "payee": N_("Payee"),
    "depositor": N_("Depositor"),
    "decision": N_("Decision"),
    "donor_commitment": N_("Receipt of the donor"),
    "content_hash": N_("Content hash"),
}
"""Random references and digests: they name nobody, and only programs compare them."""


class PostingRow(Struct, frozen=True):
    """One side of the double entry."""

    what: Markup
    code: str
    where: str
    purpose: str
    debit: Money | None
    credit: Money | None


@get("/{fund_id:uuid}/lines/{position:int}")
async def one_line(
    request: AnyRequest, fund_id: FromPath[UUID], position: FromPath[int]
) -> Response[Any]:
    """Show a line and everything that refers to it."""
    async with reading(request, fund_id) as (reader, connection):
        view = await get_line(connection, fund_id, position, known_at=reader.known_at)
        if view is None:
            raise NotFoundException
        case = await get_case(connection, fund_id, view.line.case_id)
    event = view.line.event
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
        fields=list(_fields(reader, event)),
        postings=[_posting_row(reader, each) for each in view.entry.postings],
        references=list(_references(view)),
        case=None if view.line.case_id == fund_id else reader.case(view.line.case_id),
        who=who(view.line.actor),
        recorded_at=view.line.recorded_at,
        why_not=_why_not(reader, view, case),
        newer=position + 1 if position < reader.known_at else None,
        **reader.frame("journal"),
    )


def who(actor: str) -> str:
    """Say who recorded a line; people have no names in the book."""
    if actor == "operator":
        return N_("Operator (command line)")
    return N_("Treasurer")


def _fields(reader: Reader, event: Any) -> Iterator[tuple[str, Markup]]:  # noqa: ANN401  any fact
    for name, label in FIELDS.items():
        value = getattr(event, name, None)
        if value is None or value in (0, False, ()) or _is_of_amounts(name, event):
            continue
        yield label, _value(reader, event, name, value)


def _is_of_amounts(name: str, event: FundEvent) -> bool:
    """Tell the currency of amounts, which stands beside them, from one that says something."""
    return name == "currency" and not isinstance(event, FundOpened | AccountOpened)


def _value(reader: Reader, event: Any, name: str, value: object) -> Markup:  # noqa: ANN401
    """Write one value as people read it."""
    match value:
        case bool():
            return escape(reader.language.say(N_("Yes")))
        case UUID():
            return escape(reader.name(value))
        case int() if name != "instalment":
            return reader.amount(value, _currency(event, name))
        case tuple():
            return Markup("<br>").join(_part(reader, event, each) for each in value)
        case Enum():
            said = reader.language.say(value)
            return escape(said[:1].upper() + said[1:])
        case date():
            return escape(day_text(value, reader.language))
        case _:
            return Markup("<bdi>{}</bdi>").format(value)


def _currency(event: Any, name: str) -> str:  # noqa: ANN401
    """Return the currency of one amount; an exchange has two."""
    if name == "bought_amount":
        return str(event.bought_currency)
    return str(getattr(event, "currency", "") or event.sold_currency)


def _part(reader: Reader, event: Any, part: object) -> Markup:  # noqa: ANN401
    match part:
        case Instalment():
            return reader.say(
                N_("{money} on {day}"),
                money=reader.money(part.amount, event.currency),
                day=part.due_on,
            )
        case Deduction():
            money = reader.money(part.amount, event.currency)
            return reader.say(N_("{kind}: {money}"), kind=part.kind, money=money)
        case _:
            return escape(reader.language.say(part))


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


def _references(view: LineView) -> Iterator[tuple[str, str]]:
    """Yield what only programs compare."""
    yield N_("Event"), str(view.line.event_id)
    yield N_("Case"), str(view.line.case_id)
    for name, label in REFERENCES.items():
        value = getattr(view.line.event, name, None)
        if value is not None:
            yield label, str(value)


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
        if view.is_reversal:
            text = N_("A line that takes another back stays; record the right line anew instead.")
        return reader.say(text)
    except Rejection as no:
        return escape(reader.language.say(_words(reader, no)))
    return None


def _words(reader: Reader, no: Rejection) -> Words:
    return refusal_words(no, reader.language, reader.names)
