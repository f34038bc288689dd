"""Accounts: places where money is."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import DATES
from ledger.opening import OpenAccount
from ledger.rejections import CurrencyUnknown, LabelUnusable


@writes(
    "/accounts",
    OpenAccount,
    *(*DATES, LabelUnusable, CurrencyUnknown),
    power=Power.MANAGE_LABELS,
    name="open_account",
    summary="Add an account",
)
async def open_account(
    request: AnyRequest, fund_id: FundId, data: JSONBody[OpenAccount], key: Key
) -> Response[Recorded]:
    """Add an account to the fund; `opened` of the answer has its id."""
    return await record(request, fund_id, data, key)


ROUTES = (open_account,)
