"""The overview of a fund: what can be promised tonight, what waits, and how it came to that."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.frame import render
from api.pages.reading.cases import case_rows
from api.pages.reading.lines import line_row
from api.pages.reading.money import (
    balance_tables,
    first_month,
    free_sentence,
    gauge,
    meant_sentence,
    months_picture,
    tiles,
    uses,
)
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.pages.reading.waiting import list_waits
from api.promising import Waiting, promisable, tonights, waiting_orders
from api.site import site_of
from ledger.fund import Fund
from ledger.store.connection import Connection
from projections.balances import get_balances
from projections.budget import get_budget
from projections.cases import list_open_cases
from projections.journal import JournalFilter, list_journal

LAST_LINES: Final = 8
CASES_SHOWN: Final = 6


@get("/{fund_id:uuid}/", opt=needs(Power.READ_BOOK))
async def overview(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show a fund as it stands now."""
    access, now = access_of(request), site_of(request).now()
    async with reading(request, fund_id) as (reader, connection):
        waiting = await waiting_orders(connection, fund_id)
        shown = await _figures(reader, connection, access.fund, waiting, now)
    return render(request, "reading/overview.html", title=N_("Overview"), **shown)


async def _figures(
    reader: Reader, connection: Connection, fund: Fund, waiting: Waiting, now: datetime
) -> dict[str, Any]:
    """Return everything that the page shows, all of it read at the same line."""
    at, fund_id = reader.known_at, reader.fund_id
    there = await get_balances(connection, fund_id, known_at=at)
    balances = promisable(there, fund, waiting, now)
    cases = await list_open_cases(connection, fund_id, known_at=at)
    months = {"from_month": first_month(reader.today), "to_month": reader.today}
    budget = await get_budget(connection, fund_id, known_at=at, **months)
    journal = await list_journal(
        connection, fund_id, JournalFilter(kind="money"), known_at=at, limit=LAST_LINES
    )
    own = budget.currencies[0]
    by_month, used, bail = (
        months_picture(reader, own),
        uses(reader, own.total),
        gauge(reader, own.total),
    )
    return {
        **reader.frame(""),
        **balance_tables(reader, balances, cases.cases),
        "drawings": tuple(each.drawing for each in (by_month, used, bail) if each),
        "free": free_sentence(reader, balances),
        "meant": meant_sentence(reader, balances, tonights(there, fund, waiting, now)[0].anything),
        "waits": list_waits(reader, there, cases),
        "strips": tiles(reader, balances),
        "months": by_month,
        "uses": used,
        "bail": bail,
        "cases": case_rows(reader, cases.cases[:CASES_SHOWN]),
        "cases_count": len(cases.cases),
        "lines": [line_row(reader, line) for line in journal.lines],
        "single_signer": balances.single_signer,
        "is_ready": bool(balances.accounts and balances.purposes),
        "others": [each for each in budget.currencies[1:] if _has_moved(each.total)],
    }


def _has_moved(total: Any) -> bool:  # noqa: ANN401
    return bool(total.money_in or total.money_out or total.closing)
