"""Facts about what a meeting decided: written down by one, confirmed by another, or contested."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from ledger.events.base import Step
from ledger.events.deciding import StanceCount


class MeetingRecorded(Step, frozen=True, kw_only=True):
    """Somebody wrote down what a meeting decided; somebody else who was there confirms it."""

    topic: ClassVar[str] = "meeting.recorded.v1"

    proposal: UUID
    by: UUID
    held_on: date
    present: int
    counts: tuple[StanceCount, ...]
    recused: int = 0


class MeetingConfirmed(Step, frozen=True, kw_only=True):
    """Somebody else who was there says that it was so. It is counted at *until*."""

    topic: ClassVar[str] = "meeting.confirmed.v1"

    proposal: UUID
    by: UUID
    until: datetime


class MeetingContested(Step, frozen=True, kw_only=True):
    """Somebody who decides says that it was not so: it is void, and people speak until *until*."""

    topic: ClassVar[str] = "meeting.contested.v1"

    proposal: UUID
    by: UUID
    until: datetime
