"""Floats: money that one member may spend alone, for some things, until a day."""

from typing import Final

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY
from ledger.floats import CloseFloat, HandFloat, SpendFloat
from ledger.rejections import (
    AccountShort,
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    CategoryIsBail,
    FloatCounted,
    FloatOfAnother,
    FloatOver,
    FloatUnusable,
    InsufficientFunds,
    MemberUnknown,
    OutsideFloat,
    OutsidePurpose,
    PurposeUnknown,
    SameAccount,
)


@writes(
    "/floats",
    HandFloat,
    *(CaseExists, *DATES, MemberUnknown, AmountNotPositive, AmountTooLarge, FloatUnusable),
    *(CategoryIsBail, AccountUnknown, PurposeUnknown, *CURRENCY, OutsidePurpose, *MONEY),
    power=Power.MOVE_MONEY,
    name="hand_float",
    summary="Hand a member money to spend",
)
async def hand_float(
    request: AnyRequest, fund_id: FundId, data: JSONBody[HandFloat], key: Key
) -> Response[Recorded]:
    """Hand a member money that they may spend alone, for some things, until a day: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/floats/{case_id:uuid}/spendings",
    SpendFloat,
    *(CaseUnknown, CaseOfAnotherKind, FloatOfAnother, *DATES, BeforeItsCase, FloatCounted),
    *(FloatOver, AmountNotPositive, AmountTooLarge, FloatUnusable, OutsideFloat, *CURRENCY),
    *(AccountShort, InsufficientFunds),
    power=Power.SPEND_FLOAT,
    name="spend_float",
    summary="Spend some of a float",
)
async def spend_float(
    request: AnyRequest, fund_id: FundId, data: JSONBody[SpendFloat], key: Key
) -> Response[Recorded]:
    """Write down what was spent of a float: by whoever carries it, alone."""
    return await record(request, fund_id, data, key)


@writes(
    "/floats/{case_id:uuid}/count",
    CloseFloat,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, FloatCounted, AmountNegative),
    *(AmountTooLarge, AccountUnknown, SameAccount, *CURRENCY, AccountShort, InsufficientFunds),
    power=Power.MOVE_MONEY,
    name="close_float",
    summary="Count a float",
)
async def close_float(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CloseFloat], key: Key
) -> Response[Recorded]:
    """Count what is left of a float and put it back: an order. What is missing is written down."""
    return await record(request, fund_id, data, key)


ROUTES: Final = (hand_float, spend_float, close_float)
