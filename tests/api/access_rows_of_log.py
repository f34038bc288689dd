"""Who gets in where: the addresses of a log, and the witness of the instance."""

from typing import Final
from uuid import UUID

from api.site import Site
from tests.api.access_people import EVERYBODY, MEMBERS, STEWARDS

_LOG: Final = "GET /log/{fund_id}/{number}"
_API: Final = "/api/v1/funds/{fund_id}/log"
_PAGE: Final = "/{fund_id}/log"

NO_SUCH_PLACE: Final = dict.fromkeys(
    (f"{_LOG}/tile/{{name}}", f"{_LOG}/opening.tlog-proof", f"{_LOG}/reports/{{name}}"), EVERYBODY
)
"""Addresses that lead nowhere: no tile is called so here, and the first log follows no other."""

ROWS_OF_LOG: Final[dict[str, frozenset[str]]] = {
    **NO_SUCH_PLACE,
    **{f"{_LOG}/{path}": EVERYBODY for path in ("checkpoint", "keys", "policy")},
    "POST /witness/add-checkpoint": EVERYBODY,
    "GET /witness/{name}/checkpoint": EVERYBODY,
    f"page GET {_PAGE}": MEMBERS,
    f"page GET {_PAGE}/card": MEMBERS,
    f"page GET {_PAGE}/set": STEWARDS,
    f"page POST {_PAGE}/set": STEWARDS,
    f"GET {_API}": MEMBERS,
    f"POST {_API}/rule": STEWARDS,
}


async def kept_in(site: Site, fund_id: UUID) -> None:
    """Have the first head of the log of a fund that publishes."""
    await site.log.keep(fund_id, wait_seconds=20)
