"""The sealed book: everything that an auditor computes the log and the reports from."""

from litestar import get
from litestar.response import Stream

from api.access import Power, needs
from api.auditing.sealed import MEDIA_TYPE, sealed_answer
from api.governed import stepped_up
from api.problems import KEYS_UNUSABLE, STEP_UP_NEEDED
from api.site import site_of
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger.rejections import LogUnusable


@get(
    "/sealed-book",
    operation_id="get_sealed_book",
    summary="The sealed book, for an auditor",
    media_type=MEDIA_TYPE,
    responses=responses_of((*ANY, STEP_UP_NEEDED, KEYS_UNUSABLE, LogUnusable)),
    opt={"refusals": (LogUnusable,), **needs(Power.AUDIT)},
)
async def get_sealed_book(request: AnyRequest, fund_id: FundId) -> Stream:
    """Return the whole book with what hides it in the log, one JSON object a line. It names nobody
    and is all the same the most private file that there is: `parasol audit` reads it.
    """  # noqa: D205  one sentence is longer than a line
    await stepped_up(request)
    return await sealed_answer(site_of(request), fund_id)


ROUTES = (get_sealed_book,)
