"""What becomes of accounts: counted, handed over, lost, frozen, closed."""

from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import JSONBody
from msgspec import Struct

from api.access import Power, access_of, needs
from api.v1 import statement_balances
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import ANY_READ, CURRENCY, DATES, responses_of
from ledger.accounts import CloseAccount, FreezeAccount, ReleaseAccount
from ledger.cash import CountCash, HandCashOver, RecordLoss, RecordRecovery
from ledger.events import AccountKind, AccountState
from ledger.rejections import (
    AccountIsFrozen,
    AccountNotCash,
    AccountNotEmpty,
    AccountNotFrozen,
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    CountDiffers,
    CountOutdated,
    HandoverOfOthers,
    KeeperAlready,
    KeeperChanged,
    MemberUnknown,
    MoreThanLost,
    PurposeMissing,
    PurposeUnknown,
    WitnessNeeded,
)


class AccountNow(Struct, frozen=True, kw_only=True):
    """An account as it stands now; *balance* in minor units.

    *keeper* is the sign-in of whoever has the cash, of a float its carrier.
    """

    account_id: UUID
    kind: AccountKind
    state: AccountState
    currency: str
    exponent: int
    balance: int
    is_float: bool
    keeper: UUID | None = None


class AccountsNow(Struct, frozen=True):
    """Every account of a fund, floats included."""

    accounts: tuple[AccountNow, ...]


@get(
    "/accounts",
    operation_id="list_accounts",
    summary="How every account stands, and who keeps the cash",
    responses=responses_of(ANY_READ),
    opt={"refusals": (), **needs(Power.READ_BOOK)},
)
async def list_accounts(request: AnyRequest, fund_id: FundId) -> AccountsNow:  # noqa: ARG001
    """Say which accounts are open, frozen or closed, what is in them, and who keeps the cash."""
    fund = access_of(request).fund
    return AccountsNow(
        tuple(
            AccountNow(
                account_id=each.account_id,
                kind=each.kind,
                state=each.state,
                currency=each.currency,
                exponent=each.exponent,
                balance=each.balance,
                is_float=each.account_id in fund.governance.floats,
                keeper=each.keeper,
            )
            for each in fund.accounts.values()
        )
    )


@writes(
    "/account-freezes",
    FreezeAccount,
    *(*DATES, AccountUnknown, AccountIsFrozen),
    power=Power.RECORD_FACT,
    name="freeze_account",
    summary="Record that an account is blocked",
)
async def freeze_account(
    request: AnyRequest, fund_id: FundId, data: JSONBody[FreezeAccount], key: Key
) -> Response[Recorded]:
    """Record that whoever keeps an account blocks it: a fact. Nothing can be paid from it then."""
    return await record(request, fund_id, data, key)


@writes(
    "/account-releases",
    ReleaseAccount,
    *(*DATES, AccountUnknown, AccountNotFrozen),
    power=Power.RECORD_FACT,
    name="release_account",
    summary="Record that an account can be used again",
)
async def release_account(
    request: AnyRequest, fund_id: FundId, data: JSONBody[ReleaseAccount], key: Key
) -> Response[Recorded]:
    """Record that a blocked account can be used again: a fact."""
    return await record(request, fund_id, data, key)


@writes(
    "/account-closings",
    CloseAccount,
    *(*DATES, AccountUnknown, AccountNotEmpty),
    power=Power.MOVE_MONEY,
    name="close_account",
    summary="Close an empty account",
)
async def close_account(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CloseAccount], key: Key
) -> Response[Recorded]:
    """Give an empty account up: an order. It is never opened again."""
    return await record(request, fund_id, data, key)


@writes(
    "/cash-counts",
    CountCash,
    *(CaseExists, *DATES, AmountNegative, AmountTooLarge, AccountUnknown, AccountNotCash),
    *(*CURRENCY, CountOutdated, PurposeMissing, PurposeUnknown),
    power=Power.MOVE_MONEY,
    name="count_cash",
    summary="Count cash",
)
async def count_cash(
    request: AnyRequest, fund_id: FundId, data: JSONBody[CountCash], key: Key
) -> Response[Recorded]:
    """Write down what is in a cash box: an order. A difference is a line of its own."""
    return await record(request, fund_id, data, key)


@writes(
    "/cash-handovers",
    HandCashOver,
    *(CaseExists, *DATES, AmountNegative, AmountTooLarge, AccountUnknown, AccountNotCash),
    *(*CURRENCY, MemberUnknown, KeeperChanged, KeeperAlready, CountDiffers, HandoverOfOthers),
    power=Power.MOVE_MONEY,
    name="hand_cash_over",
    summary="Hand cash over",
)
async def hand_cash_over(
    request: AnyRequest, fund_id: FundId, data: JSONBody[HandCashOver], key: Key
) -> Response[Recorded]:
    """Give the cash of an account to another keeper: an order that giver and receiver sign."""
    return await record(request, fund_id, data, key)


@writes(
    "/losses",
    RecordLoss,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AccountUnknown, PurposeUnknown),
    *(*CURRENCY, WitnessNeeded),
    power=Power.RECORD_FACT,
    name="record_loss",
    summary="Record lost money",
)
async def record_loss(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordLoss], key: Key
) -> Response[Recorded]:
    """Record that money was lost, stolen or seized: a fact, always booked. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/losses/{case_id:uuid}/recoveries",
    RecordRecovery,
    *(CaseUnknown, CaseOfAnotherKind, *DATES, BeforeItsCase, AmountNotPositive, AmountTooLarge),
    *(AccountUnknown, *CURRENCY, MoreThanLost),
    power=Power.RECORD_FACT,
    name="record_recovery",
    summary="Record lost money that came back",
)
async def record_recovery(
    request: AnyRequest, fund_id: FundId, data: JSONBody[RecordRecovery], key: Key
) -> Response[Recorded]:
    """Record that some of what was lost came back: a fact."""
    return await record(request, fund_id, data, key)


ROUTES: Final = (
    list_accounts, freeze_account, release_account, close_account, count_cash, hand_cash_over,
    record_loss, record_recovery, *statement_balances.ROUTES,
)  # fmt: skip
