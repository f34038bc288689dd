"""Money that stays within the fund: between accounts, purposes and currencies."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import CURRENCY, DATES, MONEY
from ledger.rejections import (
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    CaseExists,
    CurrencyUnknown,
    InsufficientPurpose,
    PurposeMissing,
    PurposeRestricted,
    PurposeShort,
    PurposeUnknown,
    SameAccount,
    SameCurrency,
    SamePurpose,
    WrongExponent,
)
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes


@writes(
    "/account-transfers",
    TransferBetweenAccounts,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AmountNegative, AccountUnknown),
    *(SameAccount, *CURRENCY, PurposeMissing, PurposeUnknown, *MONEY),
    power=Power.MOVE_MONEY,
    name="transfer_between_accounts",
    summary="Move money between accounts",
)
async def transfer_between_accounts(
    request: AnyRequest, fund_id: FundId, data: JSONBody[TransferBetweenAccounts], key: Key
) -> Response[Recorded]:
    """Move money between two accounts of one currency: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/purpose-transfers",
    TransferBetweenPurposes,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, PurposeUnknown, SamePurpose),
    *(CurrencyUnknown, WrongExponent, PurposeRestricted, PurposeShort, InsufficientPurpose),
    power=Power.MOVE_MONEY,
    name="transfer_between_purposes",
    summary="Move money between purposes",
)
async def transfer_between_purposes(
    request: AnyRequest, fund_id: FundId, data: JSONBody[TransferBetweenPurposes], key: Key
) -> Response[Recorded]:
    """Give money of one purpose to another: an order. Opens a case."""
    return await record(request, fund_id, data, key)


@writes(
    "/exchanges",
    Exchange,
    *(CaseExists, *DATES, AmountNotPositive, AmountTooLarge, AmountNegative, AccountUnknown),
    *(PurposeUnknown, *CURRENCY, SameAccount, SameCurrency, *MONEY),
    power=Power.MOVE_MONEY,
    name="exchange",
    summary="Change money into another currency",
)
async def exchange(
    request: AnyRequest, fund_id: FundId, data: JSONBody[Exchange], key: Key
) -> Response[Recorded]:
    """Change money at the amounts that really moved: an order. Opens a case."""
    return await record(request, fund_id, data, key)


ROUTES = (transfer_between_accounts, transfer_between_purposes, exchange)
