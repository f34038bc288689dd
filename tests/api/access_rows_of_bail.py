"""Who gets in where, of what becomes of bail: as in `access_rows`."""

from typing import Any, Final

from ledger.bail import GiveSurety, VerifyBail
from ledger.decider import AnyCommand
from ledger.events import BailKind
from tests.api.access_people import DESK, READERS, RECORDERS
from tests.funds import DAY, OpenedFund

_FUND: Final = "/api/v1/funds/{fund_id}"
_BAIL: Final = f"POST {_FUND}/bails/{{case_id}}"

ROWS_OF_BAIL: Final[dict[str, frozenset[str]]] = {
    f"GET {_FUND}/courts": READERS,
    "page GET /{fund_id}/courts": READERS,
    "page GET /{fund_id}/cases/{case_id}/claim": READERS,
    **{
        f"page {way} /{{fund_id}}/{page}": RECORDERS
        for way in ("GET", "POST")
        for page in (
            *("record/bail-asked", "cases/{case_id}/verify", "cases/{case_id}/report"),
            *("cases/{case_id}/receipt", "cases/{case_id}/to-depositor"),
            *("cases/{case_id}/handed-on", "cases/{case_id}/late-recovery"),
            "cases/{case_id}/end-surety",
        )
    },
    **{
        f"page {way} /{{fund_id}}/{page}": DESK
        for way in ("GET", "POST")
        for page in (
            *("record/surety", "cases/{case_id}/post", "cases/{case_id}/raise"),
            *("cases/{case_id}/write-off", "cases/{case_id}/vouch"),
        )
    },
    f"POST {_FUND}/bails/verifications": RECORDERS,
    **{
        f"{_BAIL}/{part}": RECORDERS
        for part in (
            *("verifications", "reports", "receipts", "returns-to-depositor"),
            *("depositor-repayments", "late-recoveries"),
        )
    },
    **{f"{_BAIL}/{part}": DESK for part in ("posting", "raises", "write-offs", "surety")},
    f"POST {_FUND}/sureties": DESK,
    f"POST {_FUND}/sureties/{{case_id}}/end": RECORDERS,
}


def bails_asked_for(fund: OpenedFund) -> dict[str, AnyCommand]:
    """Return what opens a case of bail that nobody paid, by the kind of case."""
    said: dict[str, Any] = {
        "occurred_on": DAY,
        "authority_id": fund.court,
        "amount": 10_00,
        "currency": "USD",
        "exponent": 2,
    }
    return {
        "verified": VerifyBail(**said, kind=BailKind.CASH_DEPOSIT, share=10_00),
        "surety": GiveSurety(**said),
    }
