"""Meetings as the case of a proposal tells them: written down, confirmed, or contested."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from ledger.events.deciding import StanceCount
from ledger.events.protocols import Stance


class Meeting(Struct, frozen=True, kw_only=True):
    """What somebody wrote down about a meeting, and who confirmed it.

    *before* is until when people could speak before it was confirmed.
    """

    by: UUID
    held_on: date
    present: int
    counts: tuple[StanceCount, ...]
    recused: int = 0
    confirmed_by: UUID | None = None
    before: datetime | None = None

    def people(self, stance: Stance) -> int:
        """Return how many took a *stance* there."""
        return sum(each.people for each in self.counts if each.stance is stance)


class Contested(Struct, frozen=True, kw_only=True):
    """A meeting that two said was so, and somebody else who decides said was not; it is void."""

    meeting: Meeting
    by: UUID
    on: date
