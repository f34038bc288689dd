"""What a posting counts for in a statement and in a budget. Pure."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from ledger import chart
from ledger.chart import CHART, Side
from ledger.events import FundEvent, GrantPlanChanged, LineReversed
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


_COMMITTED: Final = "grant.committed"
_RELEASED: Final = "grant.rest_released"
FACTS: Final = ("bail.posted", _COMMITTED, _RELEASED)
"""The sorts of fact that a budget tells apart where several change one code."""


def _parts(code: str) -> tuple[Part, ...]:
    match CHART[code].side:
        case Side.THERE:
            return (Part(Figure.ACCOUNT, of_ref=True, sign=1),)
        case Side.PROMISED if code == chart.PROMISED_AGAINST:
            return ()
        case Side.PROMISED:
            return (Part(Figure.PROMISED, of_ref=False, sign=1),)
        case Side.CONTINGENT:
            return ()
        case Side.HELD:
            return (
                Part(Figure.HELD, of_ref=True, sign=1),
                Part(Figure.HELD_FOR, of_ref=False, sign=1),
                Part(Figure.CASH, of_ref=False, sign=-1),
            )
        case _:
            return (Part(Figure.CASH, of_ref=False, sign=-1),)


_POSTED, _RAISED = "bail.posted", "bail.raised"
"""What is paid on top of a bail counts as posted."""
PARTS: Final = {code: _parts(code) for code in CHART}
"""What each code of the chart counts for in a statement of what there is."""


def fact_of(event: FundEvent) -> str:
    """Return the sort of fact that *event* counts for, if it is one of `FACTS`, else ``""``.

    A reversal counts for what it takes back. Another plan of a grant is a promise by what it
    promises more, and a release by what it promises less.
    """
    if isinstance(event, GrantPlanChanged):
        return _COMMITTED if event.delta > 0 else _RELEASED
    if isinstance(event, LineReversed) and event.reversed_topic == GrantPlanChanged.topic:
        less = any(each.amount < 0 for each in event.postings if _is_promise(each.code))
        return _COMMITTED if less else _RELEASED
    return _fact_of(event.reversed_topic if isinstance(event, LineReversed) else event.topic)


def _is_promise(code: str) -> bool:
    return CHART[code].side is Side.PROMISED and code != chart.PROMISED_AGAINST


@lru_cache(maxsize=256)
def _fact_of(topic: str) -> str:
    fact = kind_of(topic)
    if fact == _RAISED:
        return _POSTED
    return fact if fact in FACTS else ""
