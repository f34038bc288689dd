"""Money: an integer of minor units with its currency and exponent. No floats, ever."""

from typing import Final

from msgspec import Struct

MAX_AMOUNT: Final = 10**15 - 1
"""The largest amount one line may carry, in minor units; sums of many lines still fit 64 bits."""


class Money(Struct, frozen=True):
    """An amount of one currency.

    *amount* counts minor units (cents for USD), *exponent* says how many decimal digits the
    currency had when its account was opened (ISO 4217), so old books keep their meaning when a
    currency is redenominated.
    """

    amount: int
    currency: str
    exponent: int

    def __str__(self) -> str:
        """Write the amount plainly, for logs, the command line and English sentences."""
        return f"{decimal_text(self.amount, self.exponent)} {self.currency}"


def decimal_text(amount: int, exponent: int) -> str:
    """Write *amount* minor units with a point and thousands separators: ``5,688.29``."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**exponent)
    if exponent == 0:
        return f"{sign}{whole:,}"
    return f"{sign}{whole:,}.{rest:0{exponent}d}"
