"""Statements: the fund as of the end of a day, and as the book was known at a line."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from api.access import Power, needs
from api.i18n import N_, Words
from api.pages.fields import DayField, PageForm, TextField
from api.pages.flow import Sent, Trouble
from api.pages.frame import render
from api.pages.reading.cases import case_rows
from api.pages.reading.money import balance_tables
from api.pages.reading.reader import AnyRequest, Reader, position_in, reading
from ledger.money import Money
from ledger.store.connection import Connection
from projections.balances import Balances, get_balances
from projections.cases import list_open_cases


class StatementForm(PageForm):
    """Which statement is wanted; both empty is how the fund stands now."""

    as_of = DayField(N_("At the end of this day"))
    line = TextField(N_("As the book was after this line"), narrow=True, longest=19)


@get("/{fund_id:uuid}/statement", opt=needs(Power.READ_BOOK))
async def statement(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show balances and open cases for another day, or as they were known earlier."""
    form = StatementForm(_boxes(Sent(request.query_params.multi_items())))
    form.validate()
    wanted = position_in(form.line.data)
    async with reading(request, fund_id) as (reader, connection):
        if form.line.data and not 1 <= (wanted or 0) <= reader.known_at:
            last = {"last": reader.known_at}
            form.line.errors = [Words(N_("The book has the lines 1 to {last}"), last)]  # type: ignore[list-item]
        problems = [Trouble(field.errors[0], field.id) for field in form if field.errors]
        known_at = reader.known_at if problems or wanted is None else wanted
        shown = await _shown(reader, connection, None if problems else form.as_of.data, known_at)
    return render(
        request,
        "reading/statement.html",
        title=N_("Statement"),
        status=422 if problems else 200,
        wrong=bool(problems),
        form=form,
        problems=problems,
        is_earlier=known_at < reader.known_at,
        **shown,
    )


def _boxes(sent: Sent) -> Sent:
    """Read ``as_of=YYYY-MM-DD`` and ``known_at=N`` of an address as if typed into the boxes."""
    fields = list(sent.fields)
    if not any(name.startswith("as_of-") for name in sent) and sent.get("as_of").strip():
        # What is no such day goes into the boxes too, where it is refused in words.
        year, month, day = (*sent.get("as_of").strip().split("-", 2), "", "")[:3]
        fields += [("as_of-day", day), ("as_of-month", month.lstrip("0")), ("as_of-year", year)]
    if "line" not in sent:
        fields.append(("line", sent.get("known_at")))
    return Sent(fields)


async def _shown(
    reader: Reader,
    connection: Connection,
    as_of: Any,  # noqa: ANN401
    known_at: int,
) -> dict[str, Any]:
    balances = await get_balances(connection, reader.fund_id, as_of=as_of, known_at=known_at)
    cases = await list_open_cases(connection, reader.fund_id, as_of=as_of, known_at=known_at)
    rows = case_rows(reader, cases.cases)
    return {
        **reader.frame(),
        **balance_tables(reader, balances, cases.cases),
        "day": as_of or reader.today,
        "known_at": known_at,
        "totals": [(each.currency, *_money_of(each)) for each in balances.totals],
        "is_negative": _is_negative(balances),
        "bails": [row for row in rows if row.kind == "bail"],
        "grants": [row for row in rows if row.kind == "grant"],
    }


def _money_of(total: Any) -> tuple[Money, ...]:  # noqa: ANN401
    amounts = (total.there, total.promised, total.held, total.free)
    return tuple(Money(amount, total.currency, total.exponent) for amount in amounts)


def _is_negative(balances: Balances) -> bool:
    """Whether anything is below zero, which asks for an explanation."""
    purposes = [money for purpose in balances.purposes for money in purpose.money]
    return any(each.balance < 0 for each in balances.accounts) or any(
        min(each.cash, each.free) < 0 for each in purposes
    )
