"""The state of one case: its own lines, and which of them were taken back.

A case is short (a gift and its refund, a bail and its return), so its figures are folds over the
lines that still stand. A reversed line counts for nothing; the reversal itself neither.
"""

from typing import TypeVar
from uuid import UUID

from msgspec import Struct

from ledger.events import Event, FundEvent, LineReversed, Step

E = TypeVar("E", bound=Event)


class CaseLine(Struct, frozen=True):
    """One line of a case; *reversed_by* is the position of the line that took it back."""

    position: int
    event: FundEvent
    reversed_by: int | None = None


class Case(Struct, frozen=True):
    """A case and all of its lines in order. A case without lines is not in the book yet."""

    case_id: UUID
    lines: tuple[CaseLine, ...] = ()

    @property
    def version(self) -> int:
        """Return the version the next line of this case gets; versions count from 0."""
        return len(self.lines)

    @property
    def standing(self) -> tuple[CaseLine, ...]:
        """Return the lines that count: neither reversed nor reversals, nor steps of an order."""
        return tuple(
            line
            for line in self.lines
            if line.reversed_by is None and not isinstance(line.event, LineReversed | Step)
        )

    @property
    def opening(self) -> FundEvent | None:
        """Return the fact that opened the case; None when it is new, asked for, or all reversed."""
        standing = self.standing
        return standing[0].event if standing else None

    def at(self, position: int) -> CaseLine | None:
        """Return the line at *position* of the book, if it is of this case."""
        return next((line for line in self.lines if line.position == position), None)

    def events(self, kind: type[E]) -> tuple[E, ...]:
        """Return the standing facts of one *kind*, in order."""
        return tuple(line.event for line in self.standing if isinstance(line.event, kind))


def evolve_case(case: Case, position: int, event: FundEvent) -> Case:
    """Return *case* after *event*, which stands at *position* of the book."""
    lines = case.lines
    if isinstance(event, LineReversed):
        lines = tuple(
            CaseLine(line.position, line.event, reversed_by=position)
            if line.position == event.reversed_position
            else line
            for line in lines
        )
    return Case(case.case_id, (*lines, CaseLine(position, event)))
