"""One thing that waits for somebody, and the order in which such things are shown."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from ledger.case_label import case_label
from projections.figures import OpenCase

SOON: Final = timedelta(days=7)
MOST: Final = 6
"""How many of one sort are named; the page of the cases has them all."""


class Wait(Struct, frozen=True):
    """Something to do: *state* in a word, a sentence, and where to go for it.

    *on* is the day it is about, if there is one.
    """

    state: str
    text: Markup
    address: str
    is_urgent: bool = True
    on: date | None = None


def by_urgency(waits: Iterable[Wait]) -> tuple[Wait, ...]:
    """Sort what is wrong first, then what falls due by its day, then what has no day."""
    return tuple(sorted(waits, key=_rank))


def _rank(wait: Wait) -> tuple[bool, bool, date]:
    is_anytime = wait.on is None and not wait.is_urgent
    return not wait.is_urgent, is_anytime, wait.on or date.min


def called(case: OpenCase) -> Markup:
    """Return how a case is called, marked as what it is in any language."""
    return Markup('<bdi lang="en">{}</bdi>').format(case_label(case.case_id))
