"""A fund that publishes: its rule, a first report, and the manifests that reports are made of."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from ledger.events import DisclosureSet, ReportPublished
from ledger.publishing.commands import PublishReport
from ledger.publishing.summary import hash_of
from tests.ledger.book import FUND, TODAY
from tests.ledger.people import TOGETHER

RULE: Final = DisclosureSet(
    occurred_on=TODAY, is_public=True, period_months=3, k=10, delay_days=45, count_step=5
)
PUBLIC: Final = (*TOGETHER, RULE)
"""Two people are needed, and the fund publishes quarters after 45 days; nothing is out."""
SIGNATURE: Final = "0123456789abcdef" * 8
KEY: Final = "0123456789abcdef" * 4
Rows = tuple[dict[str, Any], ...]


def row(begins: str, until: str, currency: str = "USD") -> dict[str, Any]:
    """Return what a manifest says of one stretch, as far as the ledger reads it."""
    return {"currency": currency, "from": begins, "until": until, "amount": 1}


SECOND: Final = row("2026-04", "2026-06")
THIRD: Final = row("2026-07", "2026-09")


def manifest(
    number: int = 1,
    *,
    costs: Rows = (SECOND,),
    money_in: Rows = (),
    bridge: Rows = (),
    previous: str | None = None,
    today: date = TODAY,
    fund: UUID = FUND,
    format_: str = "parasol-report/1",
    **policy: Any,
) -> str:
    """Return a manifest of the fund of `tests.ledger.book`, in its canonical bytes."""
    said = {"version": 1, "k": 10, "period_months": 3, "delay_days": 45, "count_step": 5}
    plain = {
        "format": format_,
        "fund": str(fund),
        "number": number,
        "today": today.isoformat(),
        "policy": said | policy,
        "money_in": money_in,
        "paid_out": (),
        "costs": costs,
        "bridge": bridge,
        "previous": previous,
    }
    return msgspec.json.encode(plain, order="sorted").decode()


def publishing(said: str | None = None, number: int = 1, **fields: Any) -> PublishReport:
    """Return the command that publishes a manifest."""
    usual: dict[str, Any] = {
        "occurred_on": TODAY,
        "number": number,
        "cut": 10,
        "manifest": manifest(number) if said is None else said,
        "signature": SIGNATURE,
        "key_id": KEY,
    }
    return PublishReport(**(usual | fields))


def published(command: PublishReport) -> ReportPublished:
    """Return the fact that *command* becomes."""
    fields = {name: getattr(command, name) for name in ReportPublished.__struct_fields__}
    return ReportPublished(**fields)


FIRST: Final = published(publishing())
FIRST_HASH: Final = hash_of(FIRST.manifest)
OUT: Final = (*PUBLIC, FIRST)
"""The first report is out: running costs through June 2026."""
