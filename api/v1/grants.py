"""Emergency grants: committed, changed, paid in instalments, come back, the rest released."""

from typing import Final

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY, UNBUDGETED
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.rejections import (
    AboveCap,
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    CategoryIsBail,
    ConsentMissing,
    CurrencyUnknown,
    InstalmentsDoNotAddUp,
    InstalmentUnknown,
    InsufficientPurpose,
    MoreThanPaid,
    MoreThanPromised,
    NothingChanges,
    NothingPromised,
    NotInThisState,
    OutsidePurpose,
    PaymentUnderWay,
    PlanBelowPaid,
    PurposeShort,
    PurposeUnknown,
    ReferenceUnusable,
    TooManyInstalments,
    WitnessNeeded,
    WrongExponent,
)

PROMISING: Final = (
    *(CaseExists, NotInThisState, CategoryIsBail, *DATES, AmountNotPositive, AmountTooLarge),
    *(TooManyInstalments, InstalmentsDoNotAddUp, ReferenceUnusable, PurposeUnknown),
    *(CurrencyUnknown, WrongExponent, OutsidePurpose, ConsentMissing, AboveCap, PurposeShort),
    InsufficientPurpose,
)
"""What a promise is refused for, in its order."""


@writes(
    "/grants",
    CommitGrant,
    *PROMISING,
    power=Power.MOVE_MONEY,
    name="commit_grant",
    summary="Promise a grant",
    also=UNBUDGETED,
)
async def commit_grant(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CommitGrant], key: Key
) -> Response[Recorded]:
    """Promise a grant with its plan of instalments: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/grants/{case_id:uuid}/payments",
    PayGrant,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(AmountNegative, ReferenceUnusable, InstalmentUnknown, AccountUnknown, *CURRENCY),
    *(MoreThanPromised, *MONEY, ConsentMissing),
    power=Power.MOVE_MONEY,
    name="pay_grant",
    summary="Pay an instalment",
)
async def pay_grant(
    request: AnyRequest, fund_id: FundId, data: JSONBody[PayGrant], key: Key
) -> Response[Recorded]:
    """Pay an instalment of a promised grant, or a part of it: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/grants/{case_id:uuid}/release",
    ReleaseGrantRest,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, NothingPromised),
    power=Power.MOVE_MONEY,
    name="release_grant_rest",
    summary="Release the rest of a grant",
)
async def release_grant_rest(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ReleaseGrantRest], key: Key
) -> Response[Recorded]:
    """Release what was promised and not paid; the grant is closed: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/grants/{case_id:uuid}/plan",
    ChangeGrantPlan,
    *(CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES, BeforeItsCase, AmountNotPositive),
    *(AmountTooLarge, TooManyInstalments, ReferenceUnusable, *CURRENCY, PlanBelowPaid),
    *(NothingChanges, AboveCap, PurposeShort, InsufficientPurpose),
    power=Power.MOVE_MONEY,
    name="change_grant_plan",
    summary="Change the plan of a grant",
    also=UNBUDGETED,
)
async def change_grant_plan(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ChangeGrantPlan], key: Key
) -> Response[Recorded]:
    """Replace the plan of a grant, to extend or reduce it: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/grants/{case_id:uuid}/payee",
    ChangeGrantPayee,
    *(CaseUnknown, CaseOfAnotherKind, NotInThisState, *DATES, BeforeItsCase, ReferenceUnusable),
    *(NothingChanges, ConsentMissing, PaymentUnderWay),
    power=Power.MOVE_MONEY,
    name="change_grant_payee",
    summary="Change who is paid",
)
async def change_grant_payee(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ChangeGrantPayee], key: Key
) -> Response[Recorded]:
    """Pay what is left of a grant to somebody else: an order."""
    return await record(request, fund_id, data, key)


@writes(
    "/grants/{case_id:uuid}/returned-payments",
    RecordReturnedPayment,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(InstalmentUnknown, AccountUnknown, *CURRENCY, MoreThanPaid, WitnessNeeded),
    power=Power.RECORD_FACT,
    name="record_returned_payment",
    summary="Record a payment that did not arrive",
)
async def record_returned_payment(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordReturnedPayment], key: Key
) -> Response[Recorded]:
    """Record that a payment did not arrive and is back in an account; it is promised again."""
    return await record(request, fund_id, data, key)


@writes(
    "/grants/{case_id:uuid}/money-back",
    RecordMoneyBack,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(AccountUnknown, *CURRENCY, MoreThanPaid),
    power=Power.RECORD_FACT,
    name="record_money_back",
    summary="Record money that came back",
)
async def record_money_back(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordMoneyBack], key: Key
) -> Response[Recorded]:
    """Record that money which had arrived came back, such as a tenancy deposit."""
    return await record(request, fund_id, data, key)


ROUTES = (
    *(commit_grant, pay_grant, release_grant_rest, change_grant_plan, change_grant_payee),
    *(record_returned_payment, record_money_back),
)
