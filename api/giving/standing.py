"""Where a gift is: in the books, in a report, given back. Pure: it follows from the book alone."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from ledger.case import Case, CaseLine
from ledger.events import DonationReceived
from ledger.publishing.months import month_of_day
from ledger.refunds import left
from projections.reports.clocks import report_of
from projections.reports.facts import Side
from projections.reports.rules import Past


class GiftState(StrEnum):
    """What can be said of a gift to whoever has its code."""

    BOOKED = "booked"
    PARTLY_BACK = "partly_back"
    GIVEN_BACK = "given_back"
    TAKEN_BACK = "taken_back"
    """The line was wrong and was taken back, and none stands in its place."""


class GiftStand(Struct, frozen=True):
    """Where one gift is, and the number of the first report that it is in."""

    state: GiftState
    report: int | None = None


class Gift(Struct, frozen=True, kw_only=True):
    """A gift of a code: the how-manieth under its reference (*number*), where it is, its line.

    *line* is the one that stands, and what may be proven to whoever has the code; None once it was
    taken back. A line that was wrong may have been somebody else's gift, so nobody is shown it.
    """

    number: int
    stand: GiftStand
    line: CaseLine | None
    is_corrected: bool = False
    """Whether *line* stands in the place of one that was wrong."""


def gift_of(case: Case, number: int, commitment: str, reports: Sequence[Past]) -> Gift | None:
    """Return gift *number*, which has *commitment*; None when no line ever said that it came."""
    stand = stand_of(case, commitment, reports)
    if stand is None:
        return None
    lines = _lines(case, commitment)
    line = next((each for each in reversed(lines) if each.reversed_by is None), None)
    return Gift(
        number=number,
        stand=stand,
        line=line,
        is_corrected=line is not None and len(lines) > 1,
    )


def stand_of(case: Case, commitment: str, reports: Sequence[Past]) -> GiftStand | None:
    """Return where the gift with *commitment* is; None when no line ever said that it came.

    *reports* are all that are out, in their order.
    """
    lines = _lines(case, commitment)
    if not lines:
        return None
    report = next((found for line in lines if (found := _report_of(line, reports))), None)
    return GiftStand(_state(case, lines), report)


def _lines(case: Case, commitment: str) -> list[CaseLine]:
    """Return every line that said that the gift with *commitment* came, first to last."""
    return [
        line
        for line in case.lines
        if isinstance(line.event, DonationReceived) and line.event.donor_commitment == commitment
    ]


def _state(case: Case, lines: Sequence[CaseLine]) -> GiftState:
    if all(line.reversed_by is not None for line in lines):
        return GiftState.TAKEN_BACK
    rest = left(case)
    if rest <= 0:
        return GiftState.GIVEN_BACK
    gross = sum(event.gross for event in case.events(DonationReceived))
    return GiftState.BOOKED if rest == gross else GiftState.PARTLY_BACK


def _report_of(line: CaseLine, reports: Sequence[Past]) -> int | None:
    """Return the number of the report that holds a line about money that came in."""
    event = line.event
    assert isinstance(event, DonationReceived), "only such lines are asked about"
    return report_of(
        reports,
        side=Side.IN,
        currency=event.currency,
        position=line.position,
        month=month_of_day(event.occurred_on),
    )
