"""Who gets to the pages and routes of grants that change, of requests and of consents."""

from typing import Final

from tests.api.access_people import DESK, RECORDERS, STEWARDS

_FUND: Final = "/api/v1/funds/{fund_id}"
_CASE: Final = "/{fund_id}/cases/{case_id}"

ROWS_OF_HELP: Final[dict[str, frozenset[str]]] = {
    f"POST {_FUND}/grants/{{case_id}}/plan": DESK,
    f"POST {_FUND}/grants/{{case_id}}/payee": DESK,
    f"POST {_FUND}/grants/{{case_id}}/returned-payments": RECORDERS,
    f"POST {_FUND}/grants/{{case_id}}/money-back": RECORDERS,
    f"POST {_FUND}/requests": DESK,
    f"POST {_FUND}/requests/{{case_id}}/screening": DESK,
    f"POST {_FUND}/requests/{{case_id}}/waitlisting": DESK,
    f"POST {_FUND}/requests/{{case_id}}/closing": DESK,
    f"POST {_FUND}/requests/{{case_id}}/grant": DESK,
    f"POST {_FUND}/cases/{{case_id}}/consents": DESK,
    f"POST {_FUND}/cases/{{case_id}}/consents/withdrawal": DESK,
    f"page GET {_CASE}/plan": DESK,
    f"page POST {_CASE}/plan": DESK,
    f"page GET {_CASE}/payee": DESK,
    f"page POST {_CASE}/payee": DESK,
    f"page GET {_CASE}/returned": RECORDERS,
    f"page POST {_CASE}/returned": RECORDERS,
    f"page GET {_CASE}/money-back": RECORDERS,
    f"page POST {_CASE}/money-back": RECORDERS,
    f"page GET {_CASE}/grant": DESK,
    f"page POST {_CASE}/grant": DESK,
    f"page GET {_CASE}/waitlist": DESK,
    f"page POST {_CASE}/waitlist": DESK,
    f"page GET {_CASE}/close": DESK,
    f"page POST {_CASE}/close": DESK,
    f"page GET {_CASE}/consent": DESK,
    f"page POST {_CASE}/consent": DESK,
    f"page GET {_CASE}/consent-withdrawal": DESK,
    f"page POST {_CASE}/consent-withdrawal": DESK,
    "page GET /{fund_id}/policy/help-rules": STEWARDS,
    "page POST /{fund_id}/policy/help-rules": STEWARDS,
}
