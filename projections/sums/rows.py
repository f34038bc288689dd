"""The rows of chunks that begin in a batch, as bytes, in the order of the columns named here. Pure.

Nothing can stand in the tables for such a chunk yet, so its rows need not be looked for.
"""

from collections.abc import Sequence
from datetime import date
from struct import Struct
from typing import Final
from uuid import UUID

from projections import copying
from projections.sums.folding import Row, Sums

_BEGIN: Final = ("fund_id", "level", "by_day", "chunk", "first_day")
_END: Final = ("currency", "exponent", "amount")
FACT_ORDER: Final = (*_BEGIN, "fact", "code", *_END)
PLACE_ORDER: Final = (*_BEGIN, "figure", "thing_id", *_END)

# A boolean, an integer and a date.
_WHEN: Final = Struct(">i?iiii").pack


def fact_bytes(fund_id: UUID, sums: Sums, since: int) -> bytes:
    """Return the rows of sums by sort of fact, of the chunks from *since* on."""
    things = [
        copying.text(code) + copying.text(currency) + copying.smallint(exponent)
        for code, currency, exponent in sums.things
    ]
    return _join(_head(fund_id, FACT_ORDER), sums, things, since)


def place_bytes(fund_id: UUID, sums: Sums, since: int) -> bytes:
    """Return the rows of sums by account, authority and purpose, of the chunks from *since* on."""
    things = [
        copying.text(figure)
        + copying.uuid(thing)
        + copying.text(currency)
        + copying.smallint(exponent)
        for figure, thing, currency, exponent in sums.things
    ]
    return _join(_head(fund_id, PLACE_ORDER), sums, things, since)


def _join(head: bytes, sums: Sums, things: Sequence[bytes], since: int) -> bytes:
    """Join the rows; what those of one chunk and day have in common is made once."""
    known: dict[Row, bytes] = {}
    found: list[bytes] = []
    for (*when, number), amount in sums.amounts.items():
        if when[1] >= since:
            key = tuple(when)
            common = known.get(key)
            if common is None:
                common = known[key] = head + _common(*when)
            found += (common, things[number], copying.numeric(amount))
    return b"".join(found)


def _common(by_day: object, chunk: int, day: date, *facts: str) -> bytes:
    when = _WHEN(1, by_day, 4, chunk, 4, copying.day_number(day))
    return when + b"".join(map(copying.text, facts))


def _head(fund_id: UUID, order: Sequence[str]) -> bytes:
    return copying.row_head(len(order)) + copying.uuid(fund_id) + copying.smallint(0)
