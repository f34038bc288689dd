"""Who gets in where, of what becomes of accounts: as in `access_rows`."""

from typing import Final

from tests.api.access_people import DESK, READERS, RECORDERS

_FUND: Final = "/api/v1/funds/{fund_id}"

ROWS_OF_CASH: Final[dict[str, frozenset[str]]] = {
    "page GET /{fund_id}/cash": READERS,
    "page GET /{fund_id}/accounts/{account_id}": READERS,
    f"GET {_FUND}/accounts": READERS,
    f"GET {_FUND}/statement-balances": READERS,
    **{
        f"page {way} /{{fund_id}}/{page}": RECORDERS
        for way in ("GET", "POST")
        for page in ("record/gifts", "record/loss", "cases/{case_id}/recover")
    },
    **{
        f"page {way} /{{fund_id}}/accounts/{{account_id}}/{page}": RECORDERS
        for way in ("GET", "POST")
        for page in ("freeze", "release")
    },
    f"POST {_FUND}/account-freezes": RECORDERS,
    f"POST {_FUND}/account-releases": RECORDERS,
    f"POST {_FUND}/losses": RECORDERS,
    f"POST {_FUND}/losses/{{case_id}}/recoveries": RECORDERS,
    **{
        f"page {way} /{{fund_id}}/accounts/{{account_id}}/{page}": DESK
        for way in ("GET", "POST")
        for page in ("count", "hand-over", "statement", "close")
    },
    "page GET /{fund_id}/cases/{case_id}/explain": DESK,
    "page POST /{fund_id}/cases/{case_id}/explain": DESK,
    f"POST {_FUND}/account-closings": DESK,
    f"POST {_FUND}/cash-counts": DESK,
    f"POST {_FUND}/cash-handovers": DESK,
    f"POST {_FUND}/statement-balances": DESK,
    f"POST {_FUND}/statement-balances/{{case_id}}/explanations": DESK,
}
