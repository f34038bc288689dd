"""Money at courts: who has it, since when, and what comes back when."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, needs
from api.i18n import N_
from api.pages.frame import render
from api.pages.reading.bail_words import BAD, STATES
from api.pages.reading.reader import AnyRequest, Reader, reading
from ledger.bail.states import State
from ledger.bail.table import HELD
from ledger.case_label import case_label
from ledger.events import BailKind, ReceiptPlace
from ledger.money import Money
from projections.bail import Ageing, Revolving
from projections.courts import Courts, get_courts
from projections.figures import OpenCase

BANDS: Final = (
    N_("0 to 30 days"),
    N_("31 to 90 days"),
    N_("91 to 180 days"),
    N_("181 to 365 days"),
    N_("more than a year"),
)
SHORT_REFERENCE: Final = 8
"""How many signs of a random reference tell depositors apart on a page."""


class BailRow(Struct, frozen=True, kw_only=True):
    """One bail that is out, or waits to be posted."""

    name: str
    address: str
    kind: BailKind | None
    who: str
    state: str
    is_bad: bool
    days: int
    days_late: int
    due_on: date | None
    rest: Money
    receipt: ReceiptPlace | None
    claim: bool


class AgeRow(Struct, frozen=True, kw_only=True):
    """What one holder has, by age."""

    name: str
    count: int
    bands: tuple[Money, ...]
    total: Money


@get("/{fund_id:uuid}/courts", opt=needs(Power.READ_BOOK))
async def courts(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show all bail that is out: overdue first, by age, by month, and how it goes round."""
    async with reading(request, fund_id) as (reader, connection):
        found = await get_courts(connection, fund_id, reader.today)
    return render(
        request,
        "reading/courts.html",
        title=N_("Money at courts"),
        bails=[_row(reader, case) for case in found.cases],
        waiting=[_row(reader, case) for case in found.waiting],
        vouched=[_row(reader, case) for case in found.vouched],
        bands=BANDS,
        by_authority=[_ages(reader, each, reader.name(each.holder)) for each in found.by_authority],
        by_depositor=[
            _ages(reader, each, _reference(reader, each.holder)) for each in found.by_depositor
        ],
        expected=[
            (each.month, each.count, reader.money(each.amount, each.currency))
            for each in found.expected
        ],
        rounds=[_rounds(reader, each) for each in found.revolving if each.bails],
        late=_late(reader, found),
        **reader.frame("cases"),
    )


def _row(reader: Reader, case: OpenCase) -> BailRow:
    bail = case.bail
    state = bail.state(reader.today) if bail else State.POSTED
    return BailRow(
        name=case_label(case.case_id),
        address=f"{reader.prefix}/cases/{case.case_id}",
        kind=case.bail_kind,
        who=reader.name(case.authority_id),
        state=STATES[state],
        is_bad=state in BAD,
        days=(reader.today - case.opened_on).days,
        days_late=bail.days_late(reader.today) if bail else 0,
        due_on=bail.due_on if bail else None,
        rest=reader.money(case.rest or case.amount, case.currency),
        receipt=bail.receipt if bail else None,
        claim=state in HELD,
    )


def _reference(reader: Reader, depositor: UUID | None) -> str:
    """Tell depositors apart by the first signs of their random reference; it names nobody."""
    if depositor is None:
        return reader.language.say(N_("depositors without a reference"))
    return depositor.hex[:SHORT_REFERENCE]


def _ages(reader: Reader, each: Ageing, name: str) -> AgeRow:
    return AgeRow(
        name=name,
        count=each.count,
        bands=tuple(reader.money(amount, each.currency) for amount in each.bands),
        total=reader.money(each.total, each.currency),
    )


def _rounds(reader: Reader, each: Revolving) -> list[tuple[str, object]]:
    """Return how the money of a currency goes round: what it is called, and the figure."""

    def percent(part: int) -> str:
        share = each.share(part)
        return "–" if share is None else f"{round(share * 100)} %"

    times = each.times
    rows: list[tuple[str, object]] = [
        (N_("Out now"), reader.money(each.out, each.currency)),
        (N_("Days that it has been out, weighed by amount"), str(each.days)),
        (N_("Posted since the book began"), reader.money(each.deposited, each.currency)),
        (N_("Bails posted"), str(each.bails)),
        (N_("People freed"), str(each.freed)),
        (N_("Of what is over, came back"), percent(each.came_back)),
        (N_("Of what is over, lost"), percent(each.lost)),
    ]
    if times is not None:
        rows.append((N_("Times that each unit out or lost was posted"), f"{times:.1f}"))
    return rows


def _late(reader: Reader, found: Courts) -> Money | None:
    """Return what is overdue in the fund's own currency."""
    late = sum(
        case.rest
        for case in found.cases
        if case.bail is not None
        and case.bail.state(reader.today) is State.OVERDUE
        and case.currency == reader.fund.currency
    )
    return reader.money(late) if late else None
