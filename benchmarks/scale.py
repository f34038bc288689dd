"""How large and how long: all of it, or the short edition of ``QUICK=1``."""

from typing import Final

from msgspec import Struct


class Scale(Struct, frozen=True, kw_only=True):
    """Every size and duration of a run. `FULL` is what is published; `QUICK` is what is waited for.

    Times are in seconds and hold for one round of one side.
    """

    quick: bool
    rounds: int
    """How often each side of a comparison is measured, in turn: five at least."""
    seconds: float
    trial_seconds: float
    """For finding out which configuration and how many callers suit a peer."""
    floor_seconds: float
    """For commands beside single-row inserts."""
    callers: tuple[int, ...] = (1, 8, 64, 256)
    peer_callers: tuple[int, ...] = (1, 8, 64)
    lines: int
    """Lines of the large book."""
    lines_few: int = 1_000
    """Lines of the small book beside it."""
    page_seconds: float
    """For one page on one book."""
    lines_on_disk: int
    """Lines of the book whose bytes on disk are counted."""
    lines_imported: int
    """Lines of the book that is loaded from a file."""
    lines_rebuilt: int
    """Lines of the book whose read models are made anew, and that beancount loads."""
    gifts_imported: int
    """Gifts in the file of another program that is imported command by command."""
    lines_logged: int
    """Lines of the book whose receipts are made, and that is audited."""
    lines_sealed: int
    """Lines of the book that is sealed again and again."""
    ballots_counted: int
    """Ballots of one budget ballot over a hundred items."""


FULL: Final = Scale(
    quick=False,
    rounds=5,
    seconds=2.0,
    trial_seconds=1.0,
    floor_seconds=1.0,
    lines=1_000_000,
    page_seconds=1.0,
    lines_on_disk=200_000,
    lines_imported=200_000,
    lines_rebuilt=200_000,
    gifts_imported=20_000,
    lines_logged=1_000_000,
    lines_sealed=200_000,
    ballots_counted=100_000,
)
QUICK: Final = Scale(
    quick=True,
    rounds=5,
    seconds=0.5,
    trial_seconds=0.2,
    floor_seconds=0.25,
    lines=50_000,
    page_seconds=0.15,
    lines_on_disk=20_000,
    lines_imported=20_000,
    lines_rebuilt=10_000,
    gifts_imported=3_000,
    lines_logged=50_000,
    lines_sealed=20_000,
    ballots_counted=10_000,
)
