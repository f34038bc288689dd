"""Purposes: what money may be used for."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import DATES
from ledger.opening import OpenPurpose
from ledger.rejections import LabelUnusable


@writes(
    "/purposes",
    OpenPurpose,
    *(*DATES, LabelUnusable),
    power=Power.MANAGE_LABELS,
    name="open_purpose",
    summary="Add a purpose",
)
async def open_purpose(
    request: AnyRequest, fund_id: FundId, data: JSONBody[OpenPurpose], key: Key
) -> Response[Recorded]:
    """Add a purpose to the fund; `opened` of the answer has its id."""
    return await record(request, fund_id, data, key)


ROUTES = (open_purpose,)
