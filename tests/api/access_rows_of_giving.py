"""Who gets in where: giving, which takes no sign-in; gifts whose givers are known; receipts."""

from typing import Final

from tests.api.access_people import DESK, EVERYBODY, RECORDERS

ROWS_OF_GIVING: Final[dict[str, frozenset[str]]] = {
    **{
        f"page {method} /{{fund_id}}/public/{path}": EVERYBODY
        for path in ("give", "give/code")
        for method in ("GET", "POST")
    },
    "page POST /{fund_id}/public/give/receipt": EVERYBODY,
    "POST /api/v1/funds/{fund_id}/gifts": RECORDERS,
    # For the person helped, if they ask.
    "page GET /{fund_id}/cases/{case_id}/receipts": DESK,
    "page POST /{fund_id}/receipts": DESK,
    "POST /api/v1/funds/{fund_id}/lines/{position}/receipt": DESK,
}
