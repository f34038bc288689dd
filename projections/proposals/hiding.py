"""What is not shown of a sealed ballot in which few took part: who they were, and how many of what.

Of a handful of ballots the figures alone tell how somebody voted. The lines keep everything, so
that a count can be checked; pages, answers and files leave it out.
"""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from ledger.events import (
    FundEvent,
    Method,
    ProposalAdvanced,
    ProposalClosed,
    ProposalExtended,
    ProposalMade,
    Tally,
)
from projections.proposals.rows import SEALED

FEWEST_SHOWN: Final = 10
"""From so many ballots on it is shown how many said what."""
COUNTED: Final = (ProposalExtended, ProposalAdvanced, ProposalClosed)
"""The facts that hold what was counted."""


def shows_counts(method: Method, ballots: int) -> bool:
    """Say whether figures are shown of a stage of *method* in which so many *ballots* were cast."""
    return method not in SEALED or ballots >= FEWEST_SHOWN


def shown_event(event: FundEvent, of_case: Iterable[FundEvent]) -> FundEvent:
    """Return *event* as people may see it; *of_case* are the facts of its case, from the first.

    Where a sealed stage had few ballots, an event that counted it is without them, and without who
    cast them, who read the proposal, and every figure but of who might have taken part.
    """
    if not isinstance(event, COUNTED):
        return event
    took_part = max(event.tally.took_part, len(getattr(event, "voters", ())))
    if shows_counts(_method_of(event, of_case), took_part):
        return event
    counted = event.tally
    tally = Tally(may_decide=counted.may_decide, recused=counted.recused, left=counted.left)
    if isinstance(event, ProposalExtended):
        return replace(event, tally=tally)
    return replace(event, tally=tally, voters=(), ballots=(), seen=())


def _method_of(
    event: ProposalExtended | ProposalAdvanced | ProposalClosed, of_case: Iterable[FundEvent]
) -> Method:
    """Return how people said what they think in the stage that *event* counted.

    Where that cannot be known it counts as sealed.
    """
    methods: tuple[Method, ...] = ()
    stage = 1
    for before in of_case:
        if before is event or before == event:
            break
        if isinstance(before, ProposalMade):
            methods = tuple(each.method for each in before.protocol.stages)
        elif isinstance(before, ProposalAdvanced):
            stage = before.stage
    return methods[stage - 1] if 0 < stage <= len(methods) else Method.BALLOT
