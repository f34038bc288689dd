"""Who gets in where: requests for help and the sign on the door."""

from typing import Final
from uuid import UUID, uuid4

from api.people.codes import code_hash
from api.requests import table
from api.requests.door import Door, set_door
from api.requests.service import Asking
from api.site import Site
from ledger.chart import Category
from ledger.vault.records import Draft, RecordKind
from tests.api.access_people import EVERYBODY, LABELLERS, MEMBERS, RECORDERS

_FUND: Final = "/api/v1/funds/{fund_id}"
_REQUEST: Final = "/{fund_id}/requests/{request_id}"

ROWS_OF_REQUESTS: Final[dict[str, frozenset[str]]] = {
    **{
        f"page {method} /{{fund_id}}/{path}": EVERYBODY
        for path in ("help", "help/status")
        for method in ("GET", "POST")
    },
    **{f"page {method} /{{fund_id}}/door": LABELLERS for method in ("GET", "POST")},
    **{f"page {method} /{{fund_id}}/own-contact": MEMBERS for method in ("GET", "POST")},
    "page GET /{fund_id}/requests": RECORDERS,
    f"page GET {_REQUEST}": RECORDERS,
    f"page POST {_REQUEST}": RECORDERS,
    f"page POST {_REQUEST}/code": RECORDERS,
    **{
        f"page {method} {_REQUEST}/{name}": RECORDERS
        for name in ("screen", "close", "again")
        for method in ("GET", "POST")
    },
    f"GET {_FUND}/requests": RECORDERS,
    f"GET {_FUND}/door": LABELLERS,
    f"PUT {_FUND}/door": LABELLERS,
}

OPEN_DOOR: Final = Door(
    is_open=True,
    kinds=(Category.BAIL, Category.RENT, Category.HOTEL),
    call_line="The house at the market, day and night",
)


async def asked_in(site: Site, fund_id: UUID) -> dict[str, UUID]:
    """Open the door of a fund, have somebody ask, and return the id of the request."""
    async with site.database.acquire() as connection:
        await set_door(connection, fund_id, OPEN_DOOR, now=site.now(), shown_from=site.now())
    words = Draft(RecordKind.REQUEST, {"own_words": "They took my sister on Tuesday."})
    asking = Asking(key=uuid4(), tonight=True, drafts=(words,), contacts=("+1 555 010-4477",))
    code = await site.requests.take(fund_id, "UTC", asking)
    async with site.database.acquire() as connection:
        row = await table.request_by_code(connection, fund_id, code_hash(code))
    assert row is not None
    return {"request_id": row.request_id}
