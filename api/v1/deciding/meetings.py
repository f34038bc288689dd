"""What the API says about meetings in which something was decided, or said not to be so."""

from datetime import date

from msgspec import Struct

from ledger.events import StanceCount


class OneMeeting(Struct, frozen=True, kw_only=True):
    """What somebody wrote down about a meeting."""

    held_on: date
    present: int
    counts: tuple[StanceCount, ...]
    is_confirmed: bool


class OneContested(Struct, frozen=True, kw_only=True):
    """A meeting that was said not to be so; it counts for nothing."""

    held_on: date
    contested_on: date
