"""The clock that the service reads. Tests bring their own."""

from collections.abc import Callable
from datetime import datetime

from ledger.books import utc_now

Clock = Callable[[], datetime]
"""Gives the present moment in UTC."""

__all__ = ["Clock", "utc_now"]
