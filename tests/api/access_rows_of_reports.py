"""Who gets in where: the rows of reports at the desk."""

from typing import Final

from tests.api.access_people import AUDITOR, FOUNDER, LABELLERS, READERS, STEWARDS, TREASURER

_FUND: Final = "/api/v1/funds/{fund_id}/reports"
_PAGES: Final = "/{fund_id}/reports"
_AUDITORS: Final = frozenset({AUDITOR})
_TREASURERS: Final = frozenset({TREASURER, FOUNDER})

ROWS_OF_REPORTS: Final[dict[str, frozenset[str]]] = {
    f"page GET {_PAGES}": READERS,
    f"page GET {_PAGES}/next": READERS,
    f"page POST {_PAGES}/next": LABELLERS,
    f"page GET {_PAGES}/{{number}}": READERS,
    f"page POST {_PAGES}/{{number}}": _AUDITORS,
    **{
        f"page {method} {_PAGES}/{form}": whose
        for method in ("GET", "POST")
        for form, whose in {
            "rule": STEWARDS,
            "plan": STEWARDS,
            "wording": STEWARDS,
            "givers": LABELLERS,
            "agreements": LABELLERS,
            "dockets": _TREASURERS,
            "assurance": _AUDITORS,
        }.items()
    },
    f"GET {_FUND}": READERS,
    f"POST {_FUND}": LABELLERS,
    f"GET {_FUND}/next": READERS,
    f"POST {_FUND}/next": LABELLERS,
    f"POST {_FUND}/{{number}}/rebuilding": _AUDITORS,
    f"POST {_FUND}/countersignatures": _AUDITORS,
    f"POST {_FUND}/assurances": _AUDITORS,
    f"POST {_FUND}/rule": STEWARDS,
    f"POST {_FUND}/budgets": STEWARDS,
    f"POST {_FUND}/budgets/amendments": STEWARDS,
    f"POST {_FUND}/wordings": STEWARDS,
    f"POST {_FUND}/standings": LABELLERS,
    f"POST {_FUND}/agreements": LABELLERS,
    f"POST {_FUND}/dockets": _TREASURERS,
    f"PUT {_FUND}/names/{{label_id}}": LABELLERS,
    f"DELETE {_FUND}/names/{{label_id}}": LABELLERS,
}
UNPUBLISHED: Final[dict[str, frozenset[str]]] = {
    f"page GET {_PAGES}/{{number}}": READERS,
}
"""Addresses of reports, of which this fund has none."""
