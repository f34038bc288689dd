"""Cases: the bails and grants that are open, and any one case with all that happened in it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.budgets.traced import trace_of_case
from api.pages.frame import render
from api.pages.reading.asked import mentioned, ordered_text
from api.pages.reading.bail_steps import bail_facts, bail_steps
from api.pages.reading.help import grant_steps, help_rows, plan_rows, request_steps
from api.pages.reading.kinds import CASES
from api.pages.reading.lines import amounts_of, link_to_line, sentence
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from api.transparency.payments import payments_of
from ledger.bail import State, state_of
from ledger.case_label import case_label
from ledger.cash import still_lost
from ledger.chart import Category
from ledger.events import (
    BailKind,
    BailPosted,
    BailSuretyGiven,
    BailVerified,
    CostPaid,
    DonationReceived,
    FloatHanded,
    GrantCommitted,
    MoneyLost,
    StatementAsserted,
)
from ledger.line import Line
from ledger.money import Money
from ledger.postings import postings
from ledger.refunds import chargeable, left
from projections.cases import CaseView, get_case, list_open_cases
from projections.figures import CaseFigures, OpenCase
from projections.orders.rows import rows_of

KINDS: Final = ("bail", "grant")
TILES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "bail": (
        (N_("Posted"), "amount"),
        (N_("Still at court"), "rest"),
        (N_("Came back"), "came_back"),
        (N_("Lost"), "lost"),
    ),
    "grant": (
        (N_("Promised in all"), "amount"),
        (N_("Paid"), "paid"),
        (N_("Still promised"), "rest"),
    ),
    "money": (
        (N_("Gone"), "amount"),
        (N_("Came back"), "came_back"),
        (N_("Still gone"), "lost"),
    ),
    "float": (
        (N_("Handed out"), "amount"),
        (N_("Spent"), "paid"),
        (N_("Still with the carrier"), "rest"),
        (N_("Came back"), "came_back"),
        (N_("Missing"), "lost"),
    ),
    "donation": ((N_("Given"), "amount"), (N_("Given back"), "came_back")),
    "cost": ((N_("Paid"), "amount"), (N_("Came back"), "came_back")),
}
"""The figures of a case by what opened it: how each is called, and its field."""


class CaseRow(Struct, frozen=True, kw_only=True):
    """An open bail or grant in a table."""

    kind: str
    name: str
    address: str
    what: Category | BailKind | None
    who: str
    since: date
    days: int
    amount: Money
    rest: Money
    due_on: date | None
    due: Money | None
    overdue: Money | None


class Step(Struct, frozen=True):
    """What may be recorded next in a case."""

    text: str
    address: str


class Asked(Struct, frozen=True):
    """An order that is still open: what it says, and its page."""

    text: Markup
    address: str


class Happened(Struct, frozen=True, kw_only=True):
    """One line in the timeline of a case."""

    day: date
    text: Markup
    link: Markup
    amounts: tuple[Any, ...]
    is_struck: bool


def case_rows(reader: Reader, cases: Sequence[OpenCase]) -> list[CaseRow]:
    """Return the rows of open cases, in their order."""
    return [_case_row(reader, case) for case in cases]


def _case_row(reader: Reader, case: OpenCase) -> CaseRow:
    overdue, due = case.overdue(reader.today), case.next_due
    return CaseRow(
        kind=case.kind,
        name=case_label(case.case_id),
        address=f"{reader.prefix}/cases/{case.case_id}",
        what=case.category or case.bail_kind,
        who=reader.name(case.authority_id) if case.authority_id else reader.name(case.purpose_id),
        since=case.opened_on,
        days=(reader.today - case.opened_on).days,
        amount=reader.money(case.amount, case.currency),
        rest=reader.money(case.rest, case.currency),
        due_on=due.due_on if due else None,
        due=reader.money(due.amount, case.currency) if due else None,
        overdue=reader.money(overdue, case.currency) if overdue else None,
    )


@get("/{fund_id:uuid}/cases", opt=needs(Power.READ_BOOK))
async def cases(
    request: AnyRequest, fund_id: FromPath[UUID], kind: FromQuery[str | None] = None
) -> Response[Any]:
    """Show what courts hold and what is promised."""
    chosen = kind if kind in KINDS else None
    async with reading(request, fund_id) as (reader, connection):
        found = await list_open_cases(connection, fund_id, kind=chosen, known_at=reader.known_at)
    rows = case_rows(reader, found.cases)
    return render(
        request,
        "reading/cases.html",
        title=N_("Open cases"),
        chosen=chosen,
        bails=[row for row in rows if row.kind == "bail"],
        grants=sorted(
            (row for row in rows if row.kind == "grant"), key=lambda row: row.due_on or date.max
        ),
        **reader.frame("cases"),
    )


@get("/{fund_id:uuid}/cases/{case_id:uuid}", opt=needs(Power.READ_BOOK))
async def one_case(
    request: AnyRequest, fund_id: FromPath[UUID], case_id: FromPath[UUID]
) -> Response[Any]:
    """Show a case: its figures, what happened in it, and what may come next."""
    async with reading(request, fund_id) as (reader, connection):
        view = await get_case(connection, fund_id, case_id)
    if view is None:
        raise NotFoundException
    people = [who for line in view.lines for who in mentioned(line)]
    reader = await with_handles(request, reader, people)
    return render(
        request,
        "reading/case.html",
        title=N_("Case"),
        kind=CASES.get(view.kind or "", N_("A case that was taken back")),
        name="" if case_id == fund_id else case_label(case_id),
        figures=list(_figures(reader, view.figures, view.kind)),
        due=_due(reader, view.figures),
        bail=bail_facts(reader, view.case),
        claim=f"{reader.prefix}/cases/{case_id}/claim",
        hearings=f"{reader.prefix}/cases/{case_id}/hearings",
        plan=plan_rows(reader, view.case),
        help=help_rows(view.case),
        traced=await trace_of_case(request, reader, view.lines),
        happened=[_happened(reader, view, line) for line in view.lines],
        steps=list(_steps(reader, view)),
        asked=[
            Asked(ordered_text(reader, order.content), f"{reader.prefix}/orders/{order.order_id}")
            for order in rows_of(view.lines)
            if order.is_open
        ],
        journal=f"{reader.prefix}/journal?case_id={case_id}",
        receipts=_receipts(request, reader, view),
        people_of=""
        if case_id == fund_id or view.kind in {"public", "proposal"}
        else f"{reader.prefix}/cases/{case_id}/person",
        **reader.frame("cases"),
    )


def _receipts(request: AnyRequest, reader: Reader, view: CaseView) -> str:
    """Return where the person helped is given a receipt; empty where there is none to give."""
    if access_of(request).fund.publishing.log is None or not payments_of(view.case):
        return ""
    return f"{reader.prefix}/cases/{view.case_id}/receipts"


def _figures(
    reader: Reader, figures: CaseFigures | None, kind: str | None
) -> Iterator[tuple[str, Money, str, bool]]:
    """Yield the tiles of a case."""
    if figures is None:
        return
    say = reader.language.say
    names = TILES.get(kind or "", ((N_("Amount"), "amount"),))
    for name, field in names:
        yield say(name), reader.money(getattr(figures, field), figures.currency), "", False


def _due(reader: Reader, figures: CaseFigures | None) -> list[tuple[int, date, Money, str]]:
    if figures is None:
        return []
    return [
        (
            each.instalment,
            each.due_on,
            reader.money(each.amount, figures.currency),
            N_("overdue") if each.due_on < reader.today else "",
        )
        for each in figures.due
    ]


def _happened(reader: Reader, view: CaseView, line: Line) -> Happened:
    found = view.case.at(line.position)
    return Happened(
        day=line.event.occurred_on,
        text=sentence(reader, line.event),
        link=link_to_line(reader, line.position),
        amounts=amounts_of(postings(line.event)),
        is_struck=found is not None and found.reversed_by is not None,
    )


def _steps(reader: Reader, view: CaseView) -> Iterator[Step]:
    """Yield what may be recorded next."""
    address = f"{reader.prefix}/cases/{view.case_id}"
    case, rest = view.case, view.figures.rest if view.figures else 0
    if view.kind == "proposal":
        yield Step(N_("See what members decide"), f"{reader.prefix}/decisions/{view.case_id}")
        return
    match case.opening:
        case BailPosted() | BailVerified() | BailSuretyGiven():
            for text, path in bail_steps(case, reader.today):
                yield Step(text, f"{address}/{path}")
        case GrantCommitted():
            for text, part in grant_steps(case):
                yield Step(text, f"{address}/{part}")
        case DonationReceived():
            if left(case):
                yield Step(N_("Give it back"), f"{address}/refund")
            if chargeable(case):
                yield Step(N_("Record a chargeback"), f"{address}/chargeback")
        case FloatHanded():
            yield Step(N_("See what is left of it"), f"{reader.prefix}/floats/{view.case_id}")
        case MoneyLost() if still_lost(case) > 0:
            yield Step(N_("Record that some of it came back"), f"{address}/recover")
        case StatementAsserted():
            yield Step(N_("Explain a gap"), f"{address}/explain")
        case CostPaid() if rest:
            yield Step(N_("Record what came back"), f"{address}/refund")
        case None if state_of(case, reader.today) is State.ASKED:
            for text, path in bail_steps(case, reader.today):
                yield Step(text, f"{address}/{path}")
            yield from (Step(text, f"{address}/{part}") for text, part in request_steps(case))
        case None if case.lines:
            for text, part in request_steps(case):
                yield Step(text, f"{address}/{part}")
        case _:
            return
