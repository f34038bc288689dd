"""Bail: posted, returned, forfeited."""

from typing import Final

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY, UNBUDGETED
from ledger.bail import PostBail, RecordBailForfeiture, RecordBailReturn
from ledger.rejections import (
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    AuthorityUnknown,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    KindUnusable,
    MoreThanHeld,
    NotInThisState,
    OutsidePurpose,
    PurposeUnknown,
    ReferenceUnusable,
    TooManyDeductions,
    WitnessNeeded,
)

POSTING: Final = (
    *(CaseExists, NotInThisState, KindUnusable, *DATES, AmountNotPositive, AmountTooLarge),
    *(AmountNegative, ReferenceUnusable, AccountUnknown, PurposeUnknown, AuthorityUnknown),
    *(*CURRENCY, OutsidePurpose, *MONEY),
)
"""What posting bail is refused for, in its order."""


@writes(
    "/bails",
    PostBail,
    *POSTING,
    power=Power.MOVE_MONEY,
    name="post_bail",
    summary="Post bail",
    also=UNBUDGETED,
)
async def post_bail(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PostBail], key: Key
) -> Response[Recorded]:
    """Pay bail from an account to an authority, which holds it: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/returns",
    RecordBailReturn,
    *(CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES, BeforeItsCase, AmountNegative),
    *(AmountTooLarge, AmountNotPositive, TooManyDeductions, AccountUnknown, *CURRENCY),
    MoreThanHeld,
    WitnessNeeded,
    power=Power.RECORD_FACT,
    name="record_bail_return",
    summary="Record bail that came back",
)
async def record_bail_return(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordBailReturn], key: Key
) -> Response[Recorded]:
    """Record what an authority paid back, and what it kept and why: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/forfeitures",
    RecordBailForfeiture,
    *(CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES, BeforeItsCase, AmountNotPositive),
    *(AmountTooLarge, *CURRENCY, MoreThanHeld, WitnessNeeded),
    power=Power.RECORD_FACT,
    name="record_bail_forfeiture",
    summary="Record forfeited bail",
)
async def record_bail_forfeiture(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordBailForfeiture], key: Key
) -> Response[Recorded]:
    """Record that an authority keeps a deposit, in part or whole: a fact."""
    return await record(request, fund_id, data, key)


ROUTES = (post_bail, record_bail_return, record_bail_forfeiture)
