"""Statements: balances, the budget, open cases. Each says as of which day and position."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID, uuid4

from litestar import get
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from api.access import Power, access_of, needs
from api.depositors import owed_by_depositors
from api.problems import MALFORMED, WebRefused, Wrong
from api.promising import tonights, waiting_orders
from api.site import site_of
from api.v1.answers import (
    OneCase,
    OpenCaseList,
    SummedBudget,
    one_case,
    open_case_list,
    summed_budget,
)
from api.v1.balance_answers import StatedBalances, stated_balances
from api.v1.reading import AsOf, KnownAt, MinPosition, Month, statement
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY_READ, responses_of
from ledger.command import Context
from ledger.rejections import CaseUnknown
from projections.balances import get_balances as read_balances
from projections.budget import get_budget as read_budget
from projections.cases import get_case as read_case
from projections.cases import list_open_cases as read_open_cases
from projections.tonight import Tonight

MONTHS_MAX: Final = 600
"""The most months one budget covers: fifty years."""


class OpenKind(StrEnum):
    """The kinds of cases that stay open until they are settled."""

    BAIL = "bail"
    GRANT = "grant"


@get(
    "/balances",
    operation_id="get_balances",
    summary="What is there, promised and held",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def get_balances(
    request: AnyRequest,
    fund_id: FundId,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> StatedBalances:
    """Say what every account and purpose has, what is short, and what authorities hold.

    What they paid to depositors already counts as held, and is told apart beside it.
    """
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        found = await read_balances(connection, fund_id, as_of=as_of, known_at=known_at)
        bails = await read_open_cases(
            connection, fund_id, kind=OpenKind.BAIL.value, as_of=as_of, known_at=found.known_at
        )
    return stated_balances(found, owed_by_depositors(bails.cases))


@get(
    "/budget",
    operation_id="get_budget",
    summary="What came in, went out and is left",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def get_budget(
    request: AnyRequest,
    fund_id: FundId,
    from_month: Month,
    to_month: Month,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> SummedBudget:
    """Sum up each month by kind and category: opening plus in less out is closing."""
    first, last = (date.fromisoformat(f"{month}-01") for month in (from_month, to_month))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 1 <= count <= MONTHS_MAX:
        expected = f"a month that is not before from_month, {MONTHS_MAX} months at most"
        raise WebRefused(MALFORMED, errors=(Wrong("to_month", expected),))
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        found = await read_budget(
            connection, fund_id, from_month=first, to_month=last, as_of=as_of, known_at=known_at
        )
    return summed_budget(found)


@get(
    "/cases",
    operation_id="list_open_cases",
    summary="What courts hold and what is promised, case by case",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def list_open_cases(
    request: AnyRequest,
    fund_id: FundId,
    kind: Annotated[
        OpenKind | None, QueryParameter(description="Only bails, or only grants.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> OpenCaseList:
    """List the bails of which something is held and the grants of which something is promised."""
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        found = await read_open_cases(
            connection,
            fund_id,
            kind=None if kind is None else kind.value,
            as_of=as_of,
            known_at=known_at,
        )
    return open_case_list(found)


@get(
    "/cases/{case_id:uuid}",
    operation_id="get_case",
    summary="A case with its lines and figures",
    responses=responses_of((*ANY_READ, CaseUnknown)),
    opt={"refusals": (CaseUnknown,), **needs(Power.READ_BOOK)},
)
async def get_case(
    request: AnyRequest,
    fund_id: FundId,
    case_id: FromPath[UUID],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> OneCase:
    """Say everything about one donation, bail, grant or other case."""
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        found = await read_case(connection, fund_id, case_id, as_of=as_of, known_at=known_at)
    if found is None:
        raise CaseUnknown(case_id)
    fund = access_of(request).fund
    today = Context(site_of(request).now(), "", 0, uuid4).today(fund.time_zone)
    return one_case(found, as_of or today)


class FreeTonight(Struct, frozen=True):
    """What can be promised now, one entry a currency, the fund's own first."""

    known_at: int
    currencies: tuple[Tonight, ...]


@get(
    "/tonight",
    operation_id="get_tonight",
    summary="What can be promised now, for each kind of help",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def get_tonight(
    request: AnyRequest, fund_id: FundId, min_position: MinPosition = None
) -> FreeTonight:
    """Say what is free for each kind of help, by account and purpose, and what reserves keep."""
    access, now = access_of(request), site_of(request).now()
    async with statement(request, fund_id, known_at=None, min_position=min_position) as connection:
        there = await read_balances(connection, fund_id)
        waiting = await waiting_orders(connection, fund_id)
    found = tonights(there, access.fund, waiting, now)
    return FreeTonight(there.known_at, tuple(found))


ROUTES = (get_balances, get_budget, get_tonight, list_open_cases, get_case)
