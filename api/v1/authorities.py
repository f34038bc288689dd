"""Authorities: whoever can hold bail deposits."""

from litestar import Response
from litestar.params import JSONBody

from api.access import Power
from api.v1.receipts import AnyRequest, FundId, Key, Recorded, record, writes
from api.v1.refusals import DATES
from ledger.opening import OpenAuthority
from ledger.rejections import LabelUnusable


@writes(
    "/authorities",
    OpenAuthority,
    *(*DATES, LabelUnusable),
    power=Power.MANAGE_LABELS,
    name="open_authority",
    summary="Add an authority",
)
async def open_authority(
    request: AnyRequest, fund_id: FundId, data: JSONBody[OpenAuthority], key: Key
) -> Response[Recorded]:
    """Add an authority to the fund; `opened` of the answer has its id."""
    return await record(request, fund_id, data, key)


ROUTES = (open_authority,)
