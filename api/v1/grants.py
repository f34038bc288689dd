"""Emergency grants: committed, paid in instalments, the rest released."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY
from ledger.grants import CommitGrant, PayGrant, ReleaseGrantRest
from ledger.rejections import (
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    CategoryIsBail,
    CurrencyUnknown,
    InstalmentsDoNotAddUp,
    InstalmentUnknown,
    InsufficientPurpose,
    MoreThanPromised,
    NothingPromised,
    OutsidePurpose,
    PurposeShort,
    PurposeUnknown,
    ReferenceUnusable,
    TooManyInstalments,
    WrongExponent,
)


@writes(
    "/grants",
    CommitGrant,
    *(CaseExists, CategoryIsBail, *DATES, AmountNotPositive, AmountTooLarge, TooManyInstalments),
    *(InstalmentsDoNotAddUp, ReferenceUnusable, PurposeUnknown, CurrencyUnknown, WrongExponent),
    *(OutsidePurpose, PurposeShort, InsufficientPurpose),
    power=Power.MOVE_MONEY,
    name="commit_grant",
    summary="Promise a grant",
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
    *(MoreThanPromised, *MONEY),
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


ROUTES = (commit_grant, pay_grant, release_grant_rest)
