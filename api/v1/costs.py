"""Running costs, and fees that were taken or given back."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY, UNBUDGETED
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.rejections import (
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    MoreThanPaid,
    OutsidePurpose,
    PurposeUnknown,
    ReferenceUnusable,
    WitnessNeeded,
)


@writes(
    "/costs",
    PayCost,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AmountNegative, ReferenceUnusable),
    *(AccountUnknown, PurposeUnknown, *CURRENCY, OutsidePurpose, *MONEY),
    power=Power.MOVE_MONEY,
    name="pay_cost",
    summary="Pay a running cost",
    also=UNBUDGETED,
)
async def pay_cost(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PayCost], key: Key
) -> Response[Recorded]:
    """Pay a running cost: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/costs/{case_id:uuid}/refunds",
    RecordCostRefund,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(AccountUnknown, *CURRENCY, MoreThanPaid),
    power=Power.RECORD_FACT,
    name="record_cost_refund",
    summary="Record a cost that came back",
)
async def record_cost_refund(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordCostRefund], key: Key
) -> Response[Recorded]:
    """Record that a running cost came back, in part or whole: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/fees",
    RecordFee,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AccountUnknown, PurposeUnknown),
    *(*CURRENCY, WitnessNeeded),
    power=Power.RECORD_FACT,
    name="record_fee",
    summary="Record a fee that was taken",
)
async def record_fee(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordFee], key: Key
) -> Response[Recorded]:
    """Record a fee that was taken from an account: a fact, always booked. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/fee-returns",
    RecordFeeReturn,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AccountUnknown, PurposeUnknown),
    *CURRENCY,
    power=Power.RECORD_FACT,
    name="record_fee_return",
    summary="Record a fee that was given back",
)
async def record_fee_return(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordFeeReturn], key: Key
) -> Response[Recorded]:
    """Record a fee that was given back: a fact. Opens a case."""
    return await record(request, fund_id, data, key)


ROUTES = (pay_cost, record_cost_refund, record_fee, record_fee_return)
