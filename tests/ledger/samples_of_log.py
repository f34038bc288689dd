"""Full and minimal facts about the fund's verifiable log, for the golden files.

As in `samples`: a sample never changes once its golden file is there.
"""

from datetime import date
from typing import Any, Final

from ledger.events import FundEvent, LogBegun, LogHead, LogSet, ReportLogged, Witness

_ON: Final[dict[str, Any]] = {"occurred_on": date(2026, 11, 21)}
_DIGEST: Final = "0123456789abcdef" * 4
_ORIGIN: Final = "fund.example.org/7d444840-9dc0-41d1-b245-00000000000c"
_BEGUN: Final[dict[str, Any]] = {
    **_ON,
    "number": 2,
    "origin": f"{_ORIGIN}/2",
    "vkey": f"{_ORIGIN}/2+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "promise_vkey": f"{_ORIGIN}/2/promise+0a0b0c0d+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
}
_LOGGED: Final[dict[str, Any]] = {**_ON, "number": 3, "manifest_hash": _DIGEST}
_HEAD: Final = LogHead(origin=f"{_ORIGIN}/1", size=1_024, root=_DIGEST[::-1])
_WATCHING: Final = (
    Witness(
        vkey="witness.example.org/w1+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        url="https://witness.example.org/w1",
    ),
)

FULL: Final[tuple[FundEvent, ...]] = (
    LogSet(**_ON, batch_size=128, every_hours=12, witnesses=_WATCHING, quorum=1),
    LogBegun(**_BEGUN, before=_HEAD),
    ReportLogged(**_LOGGED, head=_HEAD),
)
"""Every field of every fact has a value."""

MINIMAL: Final[tuple[FundEvent, ...]] = (
    LogSet(**_ON, batch_size=64, every_hours=24),
    LogBegun(**_BEGUN),
    ReportLogged(**_LOGGED),
)
"""Every fact with as few fields as it may have."""
