"""Until when a decision about money lets an order go: it does not bind money for ever.

The protocol that a proposal carries says how many days; what it was when it was proposed holds.
"""

from datetime import date, timedelta
from typing import Final

from ledger.events.protocols import Protocol

USUAL_DAYS: Final = 90
"""After so many days what was decided about money lapses, where its protocol says nothing else."""


def days_to_act(protocol: Protocol) -> int:
    """Return within how many days of being adopted a decision about money is let go."""
    return max((stage.lapses_days for stage in protocol.stages), default=0) or USUAL_DAYS


def last_day(protocol: Protocol, adopted_on: date) -> date:
    """Return the last day on which an order may be let go that rests on the decision."""
    return adopted_on + timedelta(days=days_to_act(protocol))
