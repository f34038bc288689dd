"""Files of a report: the same manifest as its page, for programs and for those who check."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any, Final

from litestar.exceptions import NotFoundException

from api.public.frame import Rendered
from api.public.history import PublishedReport, reports_of
from api.public.pages import Maker, report_of
from api.publishing.signing import public_pem
from ledger.money import decimal_text
from projections.reports.manifest import Bridge, Manifest

COLUMNS: Final = (
    "report",
    "what",
    "currency",
    "from",
    "until",
    "group",
    "leaf",
    "amount",
    "is_rounded",
    "people",
    "label_id",
)
"""Of the table; `api.public.package` describes them."""
BALANCE: Final = (
    "opening",
    "brought_forward",
    "money_in",
    "paid_out",
    "costs",
    "passed_on",
    "lost_or_found",
    "exchanged_in",
    "exchanged_out",
    "closing",
)
Row = dict[str, Any]


def file_of(maker: Maker, number: int, ending: str) -> Rendered:
    """Return a file of a report. Raises NotFoundException for an ending that there is not."""
    one = report_of(reports_of(maker.fund), number)
    make = _FILES.get(ending)
    if make is None:
        raise NotFoundException
    body, media_type = make(one)
    return Rendered(body, media_type, file_name=f"report-{number}.{ending}")


def _table(one: PublishedReport) -> tuple[bytes, str]:
    return table_of(one.manifest), "text/csv"


def _manifest(one: PublishedReport) -> tuple[bytes, str]:
    """Return the very bytes that were signed."""
    return one.report.manifest.encode(), "application/json"


def _signature(one: PublishedReport) -> tuple[bytes, str]:
    return bytes.fromhex(one.report.signature), "application/octet-stream"


def _key(one: PublishedReport) -> tuple[bytes, str]:
    return public_pem(one.report.key_id).encode(), "application/x-pem-file"


_FILES: Final[dict[str, Callable[[PublishedReport], tuple[bytes, str]]]] = {
    "csv": _table,
    "json": _manifest,
    "sig": _signature,
    "pem": _key,
}


def table_of(manifest: Manifest) -> bytes:
    """Return the figures of a manifest as a table of comma-separated values, in its order."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    exponents = {each.currency: each.exponent for each in manifest.currencies}
    for row in _rows(manifest):
        amount = decimal_text(row["amount"], exponents[row["currency"]]).replace(",", "")
        writer.writerow({"report": manifest.number, **row, "amount": amount})
    return text.getvalue().encode()


def _rows(manifest: Manifest) -> Iterator[Row]:
    for each in manifest.money_in:
        yield _row("money_in", each, amount=each.amount, people=each.givers)
        for part in each.parts:
            yield _row("money_in_part", each, about=part.about, people=part.givers, leaf=part.leaf)
        for named in each.named:
            yield _row("named_giver", each, about=named.about, label_id=str(named.label_id))
    for out in manifest.paid_out:
        yield _row("paid_out", out, amount=out.amount, people=out.households)
        for share in out.parts:
            yield _row(
                "paid_out_part",
                out,
                about=share.about,
                people=share.households,
                group=share.group,
                leaf=share.leaf or "",
            )
    for cost in manifest.costs:
        yield _row("costs", cost, amount=cost.amount)
    for bridge in manifest.bridge:
        yield from _balance(bridge)
    for court in manifest.at_courts:
        yield {
            "what": "at_courts",
            "currency": court.currency,
            "until": court.until,
            "amount": court.about,
            "is_rounded": "true",
        }


def _balance(bridge: Bridge) -> Iterator[Row]:
    for term in BALANCE:
        yield _row(f"balance_{term}", bridge, amount=getattr(bridge, term))


def _row(what: str, entry: Any, *, amount: int | None = None, about: int = 0, **more: Any) -> Row:  # noqa: ANN401  entries of all sides
    people = more.pop("people", None)
    return {
        "what": what,
        "currency": entry.currency,
        "from": entry.from_month,
        "until": entry.until_month,
        "amount": about if amount is None else amount,
        "is_rounded": "true" if amount is None else "false",
        "people": "" if people is None else people,
        **more,
    }
