"""Rows as the bytes of PostgreSQL's binary COPY, for tables that get millions of them.

Every field stands behind its length. What many rows have in common is made once and joined on.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from struct import Struct, pack
from typing import Final
from uuid import UUID

BEGIN: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
"""What comes before the first row."""

END: Final = b"\xff\xff"
"""What comes after the last row."""

NULL: Final = b"\xff\xff\xff\xff"
"""A field without a value."""

PIECE_BYTES: Final = 256 * 1024
"""How much is sent at a time."""

_FIRST_DAY: Final = date(2000, 1, 1).toordinal()
_FIRST_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECONDS_A_DAY: Final = 86_400_000_000
_TEN_THOUSAND: Final = 10_000
_TWO_DIGITS: Final = _TEN_THOUSAND**2
# Bytes, digits to the base of ten thousand, the weight of the first, the sign, decimals, digits.
_SHORT_NUMERIC: Final = Struct(">ihhhhhh").pack
_NEGATIVE: Final = 0x4000


async def stream(rows: bytes) -> AsyncIterator[bytes]:
    """Yield all that COPY takes: *rows* in pieces, and what belongs around them."""
    yield BEGIN
    for start in range(0, len(rows), PIECE_BYTES):
        yield rows[start : start + PIECE_BYTES]
    yield END


def row_head(fields: int) -> bytes:
    """Return how a row of so many fields begins."""
    return fields.to_bytes(2, "big")


def field(value: bytes) -> bytes:
    """Return a field of these bytes."""
    return len(value).to_bytes(4, "big") + value


def text(value: str) -> bytes:
    """Return a field of type text."""
    return field(value.encode())


def uuid(value: UUID | None) -> bytes:
    """Return a field of type uuid."""
    return NULL if value is None else field(value.bytes)


def bigint(value: int | None) -> bytes:
    """Return a field of type bigint."""
    return NULL if value is None else field(value.to_bytes(8, "big", signed=True))


def smallint(value: int) -> bytes:
    """Return a field of type smallint."""
    return field(value.to_bytes(2, "big", signed=True))


def numeric(value: int) -> bytes:
    """Return a field of type numeric."""
    sign, rest = (_NEGATIVE, -value) if value < 0 else (0, value)
    if rest < _TWO_DIGITS:
        high, low = divmod(rest, _TEN_THOUSAND)
        return _SHORT_NUMERIC(12, 2, 1, sign, 0, high, low)
    digits = []
    while rest:
        rest, digit = divmod(rest, _TEN_THOUSAND)
        digits.append(digit)
    count = len(digits)
    return pack(f">ihhhh{count}h", 8 + 2 * count, count, count - 1, sign, 0, *reversed(digits))


def day_number(day: date) -> int:
    """Return a date as its type counts it: days from the year 2000 on."""
    return day.toordinal() - _FIRST_DAY


def moment_number(moment: datetime) -> int:
    """Return a moment as timestamptz counts it: microseconds from the year 2000 on."""
    since = moment - _FIRST_MOMENT
    return since.days * _MICROSECONDS_A_DAY + since.seconds * 1_000_000 + since.microseconds
