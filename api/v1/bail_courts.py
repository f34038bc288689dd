"""Bail on its way: asked for, raised, followed through the courts, owed, lost, recovered."""

from typing import Final

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.bail import POSTING
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY, UNBUDGETED
from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    PostBail,
    RaiseBail,
    RecordBailRecovery,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
    WriteOffBail,
)
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
    CurrencyUnknown,
    KindUnusable,
    MoreThanHeld,
    MoreThanLost,
    MoreThanOwed,
    NotInThisState,
    ReferenceUnusable,
    ReportUnusable,
    ShareExceedsAmount,
    TooManyDeductions,
    WitnessNeeded,
    WrongExponent,
)

_IN_CASE: Final = (CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES, BeforeItsCase)
_AMOUNT: Final = (AmountNotPositive, AmountTooLarge)
_VERIFYING: Final = (
    *(CaseOfAnotherKind, NotInThisState, *DATES, *_AMOUNT, ShareExceedsAmount),
    *(AuthorityUnknown, CurrencyUnknown, WrongExponent),
)
_VOUCHING: Final = (
    *(CaseExists, NotInThisState, KindUnusable, *DATES, *_AMOUNT, ReferenceUnusable),
    *(AuthorityUnknown, CurrencyUnknown, WrongExponent),
)


@writes(
    "/bails/verifications",
    VerifyBail,
    *_VERIFYING,
    power=Power.RECORD_FACT,
    name="verify_bail",
    summary="Record what an authority asks for",
)
async def verify_bail(
    request: AnyRequest, fund_id: FundId, data: JSONBody[VerifyBail], key: Key
) -> Response[Recorded]:
    """Record what an authority asks for, and the fund's share of it: a fact. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/verifications",
    VerifyBail,
    *_VERIFYING,
    power=Power.RECORD_FACT,
    name="verify_bail_asked_for",
    summary="Record what an authority asks for in a case",
)
async def verify_bail_asked_for(
    request: AnyRequest, fund_id: FundId, data: JSONBody[VerifyBail], key: Key
) -> Response[Recorded]:
    """Record what an authority asks for, in the case of a request or again: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/posting",
    PostBail,
    *POSTING,
    power=Power.MOVE_MONEY,
    name="post_bail_asked_for",
    summary="Post bail in a case",
    also=UNBUDGETED,
)
async def post_bail_asked_for(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PostBail], key: Key
) -> Response[Recorded]:
    """Pay bail that was asked for or verified: an order. Goes on with its case."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/raises",
    RaiseBail,
    *(*_IN_CASE, *_AMOUNT, AmountNegative, ReferenceUnusable, AccountUnknown, *CURRENCY, *MONEY),
    power=Power.MOVE_MONEY,
    name="raise_bail",
    summary="Pay more on a bail",
    also=UNBUDGETED,
)
async def raise_bail(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RaiseBail], key: Key
) -> Response[Recorded]:
    """Pay more on a bail that was raised, from the purpose that paid before: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/reports",
    ReportBail,
    *(*_IN_CASE, ReportUnusable, *_AMOUNT, MoreThanHeld),
    power=Power.RECORD_FACT,
    name="report_bail",
    summary="Record what became known of a bail",
)
async def report_bail(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ReportBail], key: Key
) -> Response[Recorded]:
    """Record what became known of a bail, such as that somebody was freed: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/receipts",
    PlaceReceipt,
    *_IN_CASE,
    power=Power.RECORD_FACT,
    name="place_receipt",
    summary="Record where the receipt is",
)
async def place_receipt(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PlaceReceipt], key: Key
) -> Response[Recorded]:
    """Record where the original receipt of a deposit is now: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/returns-to-depositor",
    RecordReturnToDepositor,
    *(*_IN_CASE, *_AMOUNT, TooManyDeductions, *CURRENCY, MoreThanHeld, WitnessNeeded),
    power=Power.RECORD_FACT,
    name="record_return_to_depositor",
    summary="Record bail that the depositor got",
)
async def record_return_to_depositor(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordReturnToDepositor], key: Key
) -> Response[Recorded]:
    """Record that an authority paid the depositor, who owes it to the fund now: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/depositor-repayments",
    RecordDepositorRepayment,
    *(*_IN_CASE, *_AMOUNT, AccountUnknown, *CURRENCY, MoreThanOwed),
    power=Power.RECORD_FACT,
    name="record_depositor_repayment",
    summary="Record bail that the depositor handed on",
)
async def record_depositor_repayment(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordDepositorRepayment], key: Key
) -> Response[Recorded]:
    """Record that a depositor handed on what the authority had paid to them: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/write-offs",
    WriteOffBail,
    *(*_IN_CASE, *_AMOUNT, ReferenceUnusable, *CURRENCY, MoreThanHeld, MoreThanOwed),
    power=Power.MOVE_MONEY,
    name="write_off_bail",
    summary="Write bail off",
)
async def write_off_bail(
    request: AnyRequest, fund_id: FundId, data: JSONBody[WriteOffBail], key: Key
) -> Response[Recorded]:
    """Stop waiting for money that an authority holds or a depositor owes: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/late-recoveries",
    RecordBailRecovery,
    *(*_IN_CASE, *_AMOUNT, AccountUnknown, *CURRENCY, MoreThanLost),
    power=Power.RECORD_FACT,
    name="record_bail_recovery",
    summary="Record bail that came back late",
)
async def record_bail_recovery(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordBailRecovery], key: Key
) -> Response[Recorded]:
    """Record that money came back that had been forfeited or written off: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/sureties",
    GiveSurety,
    *_VOUCHING,
    power=Power.MOVE_MONEY,
    name="give_surety",
    summary="Give a surety",
)
async def give_surety(
    request: AnyRequest, fund_id: FundId, data: JSONBody[GiveSurety], key: Key
) -> Response[Recorded]:
    """Vouch to an authority with an amount and pay nothing: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/bails/{case_id:uuid}/surety",
    GiveSurety,
    *_VOUCHING,
    power=Power.MOVE_MONEY,
    name="give_surety_asked_for",
    summary="Give a surety in a case",
)
async def give_surety_asked_for(
    request: AnyRequest, fund_id: FundId, data: JSONBody[GiveSurety], key: Key
) -> Response[Recorded]:
    """Vouch for somebody who asked for bail: an order. Goes on with the case."""
    return await record(request, fund_id, data, key)


@writes(
    "/sureties/{case_id:uuid}/end",
    EndSurety,
    *_IN_CASE,
    power=Power.RECORD_FACT,
    name="end_surety",
    summary="Record the end of a surety",
)
async def end_surety(
    request: AnyRequest, fund_id: FundId, data: JSONBody[EndSurety], key: Key
) -> Response[Recorded]:
    """Record that the fund does not vouch any more: a fact."""
    return await record(request, fund_id, data, key)


ROUTES: Final = (
    *(verify_bail, verify_bail_asked_for, post_bail_asked_for, raise_bail, report_bail),
    *(place_receipt, record_return_to_depositor, record_depositor_repayment, write_off_bail),
    *(record_bail_recovery, give_surety, give_surety_asked_for, end_surety),
)
