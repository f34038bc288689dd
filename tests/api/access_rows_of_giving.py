"""Who gets in where: giving, which takes no sign-in, and gifts of givers who are recognised."""

from typing import Final

from tests.api.access_people import EVERYBODY, RECORDERS

ROWS_OF_GIVING: Final[dict[str, frozenset[str]]] = {
    **{
        f"page {method} /{{fund_id}}/public/{path}": EVERYBODY
        for path in ("give", "give/code")
        for method in ("GET", "POST")
    },
    "POST /api/v1/funds/{fund_id}/gifts": RECORDERS,
}
