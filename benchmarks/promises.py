"""What is promised about speed: keys of results.json, and what each must come to."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Promise(Struct, frozen=True):
    """A bound for one key. Exactly one of the two is set."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Say whether *value* is within the bound; the bound itself is."""
        if self.at_least is not None:
            return value >= self.at_least
        return self.at_most is not None and value <= self.at_most

    def __str__(self) -> str:
        """Say the bound in words."""
        if self.at_least is not None:
            return f"at least {self.at_least:g}"
        return f"at most {self.at_most:g}"


PROMISES: Final[dict[str, Promise]] = {
    "hot_fund.vs_eventsourcing": Promise(at_least=40),
    "hot_fund.vs_message_db": Promise(at_least=5),
    "hot_fund.vs_emmett": Promise(at_least=5),
    "hot_fund.vs_umadb": Promise(at_least=2),
    "hot_fund.p99_over_p50": Promise(at_most=10),
    "http.vs_noop": Promise(at_least=0.6),
    "processes.four_vs_one": Promise(at_least=0.8),
    "import.vs_copy": Promise(at_least=0.3),
    "rebuild.vs_copy": Promise(at_least=0.4),
    "rebuild.vs_beancount": Promise(at_least=5),
    "growth.append": Promise(at_most=1.2),
    "growth.pages": Promise(at_most=1.5),
    "reports.vs_static": Promise(at_least=0.8),
    "open.cold_seconds": Promise(at_most=1),
    "log.sealing_vs_recording": Promise(at_most=0.1),
    "log.receipt_ms": Promise(at_most=5),
    "log.verify_ms": Promise(at_most=1),
    "log.audit_seconds": Promise(at_most=60),
}
"""A whole run has every one of these keys, or it is no result."""


def missing(ratios: Mapping[str, float]) -> list[str]:
    """List the promised keys that were not measured."""
    return [key for key in PROMISES if key not in ratios]
