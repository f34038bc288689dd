"""Statements of accounts beside the book: what they show, and why the book says something else."""

from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Struct

from api.access import Power, needs
from api.v1.reading import KnownAt, MinPosition, statement
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import ANY_READ, CURRENCY, DATES, responses_of
from ledger.assertions import AssertStatement, ExplainGap
from ledger.rejections import (
    AccountUnknown,
    AmountTooLarge,
    AmountZero,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    MoreThanTheGap,
    ReconciledBySender,
)
from projections.gaps import list_gaps


class GapNow(Struct, frozen=True, kw_only=True):
    """A statement beside the book at the end of the same day, in minor units.

    *open* is how much more the statement shows than is booked and explained.
    """

    case_id: UUID
    position: int
    account_id: UUID
    occurred_on: str
    balance: int
    booked: int
    explained: int
    open: int
    currency: str
    exponent: int


class GapsNow(Struct, frozen=True):
    """The statements of a fund, the newest first."""

    statements: tuple[GapNow, ...]


@get(
    "/statement-balances",
    operation_id="list_statement_balances",
    summary="Statements beside the book",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def list_statement_balances(
    request: AnyRequest,
    fund_id: FundId,
    known_at: KnownAt = None,
    min_position: MinPosition = None,
) -> GapsNow:
    """List what statements show, what the book has at the end of the same day, and the gap."""
    async with statement(
        request, fund_id, known_at=known_at, min_position=min_position
    ) as connection:
        gaps = await list_gaps(connection, fund_id, known_at=known_at)
    return GapsNow(
        tuple(
            GapNow(
                case_id=gap.case_id,
                position=gap.position,
                account_id=gap.account_id,
                occurred_on=gap.on.isoformat(),
                balance=gap.balance,
                booked=gap.booked,
                explained=gap.explained,
                open=gap.open,
                currency=gap.currency,
                exponent=gap.exponent,
            )
            for gap in gaps
        )
    )


@writes(
    "/statement-balances",
    AssertStatement,
    *(CaseExists, *DATES, AmountTooLarge, AccountUnknown, *CURRENCY, ReconciledBySender),
    power=Power.MOVE_MONEY,
    name="assert_statement",
    summary="Say what a statement shows",
)
async def assert_statement(
    request: AnyRequest, fund_id: FundId, data: JSONBody[AssertStatement], key: Key
) -> Response[Recorded]:
    """Write down what a statement shows at the end of a day: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/statement-balances/{case_id:uuid}/explanations",
    ExplainGap,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountZero, AmountTooLarge),
    *(*CURRENCY, ReconciledBySender),
    power=Power.MOVE_MONEY,
    name="explain_gap",
    summary="Explain a gap to a statement",
    also=(MoreThanTheGap,),
)
async def explain_gap(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ExplainGap], key: Key
) -> Response[Recorded]:
    """Say why a statement shows more than the book, or less: an order."""
    return await record(request, fund_id, data, key)


ROUTES: Final = (list_statement_balances, assert_statement, explain_gap)
