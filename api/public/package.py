"""All reports of a fund as one Frictionless data package: the tables, and what was signed."""

from typing import Any, Final

import msgspec
from litestar.exceptions import NotFoundException

from api.public.files import COLUMNS
from api.public.frame import Rendered
from api.public.history import reports_of
from api.public.pages import Maker

_MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "report": ("integer", "Number of the report"),
    "what": (
        "string",
        (
            "money_in, paid_out and costs are exact sums; _part and named_giver are parts of them; "
            "balance_ are the terms of a balance; at_courts is bail that courts hold"
        ),
    ),
    "currency": ("string", "ISO 4217"),
    "from": ("yearmonth", "First month; empty for what is true at the end of a month"),
    "until": ("yearmonth", "Last month, which is included"),
    "group": ("string", "Group of help"),
    "leaf": ("string", "Kind of help, or source of money"),
    "amount": ("number", "In units of the currency"),
    "is_rounded": ("boolean", "Rounded to the base of the currency; else exact"),
    "people": ("string", "Households or givers: a rounded number, or fewer_than_10"),
    "label_id": ("string", "A giver that agreed to be named; the name stands on the page only"),
}
_ENCODE: Final = msgspec.json.Encoder(order="sorted").encode


def package(maker: Maker) -> Rendered:
    """Return the description of the package. While no report is out there is none."""
    reports = reports_of(maker.fund)
    if not reports:
        raise NotFoundException
    table: dict[str, Any] = {
        "name": "figures",
        "type": "table",
        "path": [f"reports/{one.number}.csv" for one in reports],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": name, "type": _MEANINGS[name][0], "description": _MEANINGS[name][1]}
                for name in COLUMNS
            ]
        },
    }
    signed = [
        {
            "name": f"signed-{one.number}",
            "path": f"reports/{one.number}.json",
            "format": "json",
            "mediatype": "application/json",
            "hash": f"sha256:{one.report.manifest_hash}",
        }
        for one in reports
    ]
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "reports",
        "resources": [table, *signed],
    }
    return Rendered(_ENCODE(described), "application/json")
