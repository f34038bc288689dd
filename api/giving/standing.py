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


def stand_of(case: Case, commitment: str, reports: Sequence[Past]) -> GiftStand | None:
    """Return where the gift with *commitment* is; None when no line ever said that it came.

    *reports* are all that are out, in their order.
    """
    lines = [
        line
        for line in case.lines
        if isinstance(line.event, DonationReceived) and line.event.donor_commitment == commitment
    ]
    if not lines:
        return None
    report = next((found for line in lines if (found := _report_of(line, reports))), None)
    return GiftStand(_state(case, lines), report)


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
