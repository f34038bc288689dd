"""Who gets in where: the public pages and files of a fund that publishes."""

from typing import Final

from tests.api.access_people import EVERYBODY

_PUBLIC: Final = "page GET /{fund_id}/public"

ROWS_OF_PUBLIC: Final[dict[str, frozenset[str]]] = {
    _PUBLIC: EVERYBODY,
    **{
        f"{_PUBLIC}/{path}": EVERYBODY
        for path in ("compare", "how", "assurance", "check", "feed.xml")
    },
    f"{_PUBLIC}/datapackage.json": EVERYBODY,
    f"{_PUBLIC}/360giving.json": EVERYBODY,
    f"{_PUBLIC}/reports/{{name}}": EVERYBODY,
    f"{_PUBLIC}/funders/{{agreement_id}}": EVERYBODY,
}

NOTHING_OUT: Final = dict.fromkeys(
    (
        f"{_PUBLIC}/datapackage.json",
        f"{_PUBLIC}/360giving.json",
        f"{_PUBLIC}/reports/{{name}}",
        f"{_PUBLIC}/funders/{{agreement_id}}",
    ),
    EVERYBODY,
)
"""Addresses that answer once a report is out, or the fund chose so."""
