"""Who gets in where: the rows of plan reports, seats, audits and lots."""

from typing import Final

from tests.api.access_people import AUDITOR, LABELLERS, MEMBERS, READERS, STEWARDS

_PAGES: Final = "/{fund_id}/audit"
_AUDITORS: Final = frozenset({AUDITOR})

ROWS_OF_AUDITS: Final[dict[str, frozenset[str]]] = {
    "page GET /{fund_id}/plan/reports/{number}": MEMBERS,
    "page GET /{fund_id}/seat": MEMBERS,
    "GET /api/v1/funds/{fund_id}/seat": MEMBERS,
    f"page GET {_PAGES}": READERS,
    f"page GET {_PAGES}/begin": _AUDITORS,
    f"page POST {_PAGES}/begin": _AUDITORS,
    f"page GET {_PAGES}/lot": MEMBERS,
    f"page POST {_PAGES}/lot": STEWARDS,
    f"page POST {_PAGES}/lot/me": MEMBERS,
    f"page GET {_PAGES}/sealed-book": _AUDITORS,
    f"page POST {_PAGES}/sealed-book": _AUDITORS,
    "GET /api/v1/funds/{fund_id}/log/sealed-book": _AUDITORS,
    "GET /api/v1/funds/{fund_id}/audits": READERS,
    "GET /api/v1/funds/{fund_id}/audits/{number}": READERS,
    f"page GET {_PAGES}/{{number}}": READERS,
    f"page POST {_PAGES}/{{number}}": _AUDITORS,
    f"page GET {_PAGES}/{{number}}/steps/{{step}}": _AUDITORS,
    f"page POST {_PAGES}/{{number}}/steps/{{step}}": _AUDITORS,
    f"page POST {_PAGES}/{{number}}/steps/{{step}}/reply": LABELLERS,
}
NO_ROUND: Final[dict[str, frozenset[str]]] = {
    "page GET /{fund_id}/plan/reports/{number}": MEMBERS,
    f"page GET {_PAGES}/{{number}}": READERS,
    f"page GET {_PAGES}/{{number}}/steps/{{step}}": _AUDITORS,
    f"page POST {_PAGES}/{{number}}/steps/{{step}}": _AUDITORS,
}
"""Addresses of rounds and reports, of which this fund has none."""
