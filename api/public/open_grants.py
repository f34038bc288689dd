"""What was paid out as open data of grants (360Giving), where the fund chose it.

Each item is a part of a report, never a payment: the standard has a place for grants to people
who are not named.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec
from litestar.exceptions import NotFoundException

from api.i18n import language
from api.public.figures import currencies_of, stretch_of
from api.public.frame import Rendered, about_of
from api.public.history import PublishedReport, reports_of
from api.public.pages import Maker
from api.public.words import Stretch, name_of, stretch_text
from ledger.publishing.months import first_day
from projections.reports.manifest import PaidOut

_VERSION: Final = "1.4"
_ENCODE: Final = msgspec.json.Encoder(order="sorted", decimal_format="number").encode
_PUBLISHED_IN: Final = language("en")
"""The standard is in English, whatever page leads to it."""


def open_grants(maker: Maker) -> Rendered:
    """Return the file. Where the fund has not chosen it, there is none."""
    if not maker.rule.open_grants_data:
        raise NotFoundException
    fund_id = maker.fund.fund_id
    funder = {"id": f"360G-{fund_id}", "name": about_of(maker.fund, _PUBLISHED_IN).name}
    grants = [
        grant for one in reports_of(maker.fund) for grant in _grants(one, str(fund_id), funder)
    ]
    return Rendered(_ENCODE({"version": _VERSION, "grants": grants}), "application/json")


def _grants(one: PublishedReport, fund_id: str, funder: dict[str, str]) -> Iterator[dict[str, Any]]:
    for entry in one.manifest.paid_out:
        currency = currencies_of(one.manifest)[entry.currency]
        for item, amount, is_rounded in _items(entry):
            if amount <= 0:
                continue
            name = name_of(item, _PUBLISHED_IN) if item else "Help for people"
            kind = "rounded" if is_rounded else "exact"
            yield {
                "id": f"360G-{fund_id}-{one.number}-{entry.currency}-{entry.until_month}-"
                + (item or "all"),
                "title": f"{name}, {stretch_text(stretch_of(entry), _PUBLISHED_IN)}",
                "description": f"{name}: {kind} sum of a whole stretch of time",
                "currency": entry.currency,
                "amountAwarded": Decimal(amount).scaleb(-currency.exponent),
                **_when(stretch_of(entry)),
                "fundingOrganization": [funder],
                "recipientIndividual": {
                    "id": f"360G-{fund_id}-people",
                    "name": "People who are not named",
                },
            }


def _when(stretch: Stretch) -> dict[str, Any]:
    first, last = first_day(stretch.first), first_day(stretch.last + 1) - timedelta(days=1)
    dates = {"startDate": first.isoformat(), "endDate": last.isoformat()}
    return {"awardDate": last.isoformat(), "plannedDates": [dates]}


def _items(entry: PaidOut) -> Iterator[tuple[str, int, bool]]:
    """Yield what is paid out: all parts, or the whole where there are none."""
    for part in entry.parts:
        yield part.leaf or part.group, part.about, True
    if not entry.parts:
        yield "", entry.amount, False
