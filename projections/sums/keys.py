"""What a posting counts for in a statement and in a budget. Pure."""

from enum import StrEnum
from typing import Final, NamedTuple

from ledger import chart
from ledger.chart import CHART, Side
from ledger.events import LineReversed
from ledger.line import Line
from projections.journal.kinds import kind_of


class Figure(StrEnum):
    """What a statement says of an account, an authority or a purpose."""

    ACCOUNT = "account"
    """What is in an account."""
    HELD = "held"
    """What an authority holds."""
    HELD_FOR = "held_for"
    """What authorities hold of a purpose."""
    PROMISED = "promised"
    """What is promised out of a purpose."""
    CASH = "cash"
    """What a purpose has in accounts."""


class Part(NamedTuple):
    """A *figure* that a code counts for: of the posting's *ref* or its purpose, with a *sign*."""

    figure: Figure
    of_ref: bool
    sign: int


FACTS: Final = ("bail.posted", "grant.committed", "grant.rest_released")
"""The sorts of fact that a budget tells apart where several change one code."""


def _parts(code: str) -> tuple[Part, ...]:
    match CHART[code].side:
        case Side.THERE:
            return (Part(Figure.ACCOUNT, of_ref=True, sign=1),)
        case Side.PROMISED if code == chart.PROMISED_AGAINST:
            return ()
        case Side.PROMISED:
            return (Part(Figure.PROMISED, of_ref=False, sign=1),)
        case Side.HELD:
            return (
                Part(Figure.HELD, of_ref=True, sign=1),
                Part(Figure.HELD_FOR, of_ref=False, sign=1),
                Part(Figure.CASH, of_ref=False, sign=-1),
            )
        case _:
            return (Part(Figure.CASH, of_ref=False, sign=-1),)


PARTS: Final = {code: _parts(code) for code in CHART}
"""What each code of the chart counts for in a statement of what there is."""


def fact_of(line: Line) -> str:
    """Return the sort of fact that *line* counts for, if it is one of `FACTS`, else ``""``.

    A reversal counts for what it takes back.
    """
    event = line.event
    fact = kind_of(event.reversed_topic if isinstance(event, LineReversed) else event.topic)
    return fact if fact in FACTS else ""
