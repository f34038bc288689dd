"""The states of a bail: a fold of its standing lines, and the table of what each one allows."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ledger.bail.figures import BailFigures, figures_of
from ledger.case import Case, CaseLine, evolve_case
from ledger.chart import Category
from ledger.events import (
    BailForfeited,
    BailKind,
    BailPosted,
    BailRaised,
    BailReceiptPlaced,
    BailRecovered,
    BailRepaidByDepositor,
    BailReported,
    BailReturned,
    BailReturnedToDepositor,
    BailSuretyEnded,
    BailSuretyGiven,
    BailVerified,
    BailWrittenOff,
    FundEvent,
    News,
    RequestClosed,
    RequestScreened,
)

PATIENCE: Final = timedelta(days=30)
"""How long after its day a refund is late before it counts as overdue."""

BAIL_EVENTS: Final[tuple[type[FundEvent], ...]] = (
    *(BailVerified, BailPosted, BailRaised, BailReported, BailReceiptPlaced, BailReturned),
    *(BailForfeited, BailReturnedToDepositor, BailRepaidByDepositor, BailWrittenOff),
    *(BailRecovered, BailSuretyGiven, BailSuretyEnded),
)
"""Every fact about bail."""


class State(StrEnum):
    """Where a bail stands."""

    ASKED = "asked"
    """Somebody asked for it, and the request was screened."""
    CLOSED = "closed"
    """The request ended without money of the fund."""
    VERIFIED = "verified"
    POSTED = "posted"
    HELD_OVER = "held_over"
    """The authority has the money, and the person is kept for another reason."""
    FREED = "freed"
    MISSED = "missed"
    """The person missed an appearance."""
    FORFEITURE_ORDERED = "forfeiture_ordered"
    DISPOSED = "disposed"
    """The case at the court is over; when the deposit comes back is not known."""
    REFUND_DUE = "refund_due"
    OVERDUE = "overdue"
    """The refund was due more than thirty days ago."""
    CLAIMED = "claimed"
    ESCALATED = "escalated"
    WITH_DEPOSITOR = "with_depositor"
    """The authority paid the depositor, who owes it to the fund."""
    SETTLED = "settled"
    """Nothing is held or owed any more."""
    WRITTEN_OFF = "written_off"
    """Nothing is held or owed any more, because the fund stopped waiting for the rest."""
    PREMIUM_PAID = "premium_paid"
    """A premium was paid, which never comes back."""
    SURETY = "surety"
    """The fund vouches; it paid nothing."""
    SURETY_ENDED = "surety_ended"


class Course(Struct, frozen=True, kw_only=True):
    """How a bail goes: its *state*, and what is known of when money comes back.

    *at_large* is the state to which a bail goes back when a missed appearance is cured. *due_on*
    is when the whole rest is due; before that, *part* of it may be due on *part_on*.
    """

    state: State
    at_large: State = State.POSTED
    due_on: date | None = None
    part: int = 0
    part_on: date | None = None
    freed: bool = False


_NEWS: Final = {
    News.FREED: State.FREED,
    News.HELD_OVER: State.HELD_OVER,
    News.APPEARANCE_MISSED: State.MISSED,
    News.FORFEITURE_ORDERED: State.FORFEITURE_ORDERED,
    News.REVOKED: State.DISPOSED,
    News.DISPOSED: State.DISPOSED,
    News.REFUND_DUE: State.REFUND_DUE,
    News.REFUND_CLAIMED: State.CLAIMED,
    News.ESCALATED: State.ESCALATED,
}
_OVER: Final = (News.REVOKED, News.DISPOSED, News.REFUND_DUE)
_AT_LARGE: Final = (State.FREED, State.HELD_OVER)


def course_of(case: Case, today: date) -> Course | None:
    """Return how the bail of a case goes as of *today*; None when the case is no bail."""
    standing = case.standing
    if not standing:
        return _asked(case)
    if not isinstance(standing[0].event, BAIL_EVENTS):
        return None
    course = Course(state=State.VERIFIED)
    so_far = Case(case.case_id)
    for line in standing:
        so_far = evolve_case(so_far, line.position, line.event)
        course = _after(course, line, figures_of(so_far))
    late = course.due_on is not None and course.due_on + PATIENCE < today
    if course.state is State.REFUND_DUE and late:
        return replace(course, state=State.OVERDUE)
    return course


def state_of(case: Case, today: date) -> State | None:
    """Return where the bail of a case stands as of *today*; None when the case is no bail."""
    course = course_of(case, today)
    return None if course is None else course.state


def _asked(case: Case) -> Course | None:
    """Return how a request for bail stands on which nothing followed."""
    steps = [line.event for line in case.lines]
    screened = [each for each in steps if isinstance(each, RequestScreened)]
    if not screened or screened[-1].category is not Category.BAIL:
        return None
    last = [each for each in steps if isinstance(each, RequestScreened | RequestClosed)][-1]
    closed = isinstance(last, RequestClosed)
    return Course(state=State.CLOSED if closed else State.ASKED)


def _after(course: Course, line: CaseLine, figures: BailFigures) -> Course:
    match line.event:
        case BailPosted() as posted:
            premium = posted.kind is BailKind.COMMERCIAL_PREMIUM
            return Course(state=State.PREMIUM_PAID if premium else State.POSTED)
        case BailSuretyGiven():
            return Course(state=State.SURETY)
        case BailSuretyEnded():
            return Course(state=State.SURETY_ENDED)
        case BailReported() as reported:
            return _after_news(course, reported)
        case BailForfeited() if course.state is State.FORFEITURE_ORDERED and figures.held:
            return replace(course, state=course.at_large)
        case BailReturned() | BailReturnedToDepositor() as back if figures.held:
            gone = back.amount + sum(each.amount for each in back.deductions)
            return replace(course, part=max(0, course.part - gone))
        case BailVerified() | BailRaised() | BailReceiptPlaced():
            return course
        case _:
            return _when_nothing_is_held(course, figures)


def _after_news(course: Course, reported: BailReported) -> Course:
    news = reported.news
    if news in (News.APPEARANCE_CURED, News.FORFEITURE_SET_ASIDE):
        return replace(course, state=course.at_large)
    if news is News.REDUCED:
        return replace(course, part=reported.amount or 0, part_on=reported.due_on)
    state = _NEWS[news]
    at_large = state if state in _AT_LARGE else course.at_large
    due_on = course.due_on
    if news in _OVER:
        due_on = reported.due_on or (reported.occurred_on if news is News.REFUND_DUE else None)
        state = State.DISPOSED if due_on is None else State.REFUND_DUE
    freed = course.freed or news is News.FREED
    return replace(course, state=state, at_large=at_large, due_on=due_on, freed=freed)


def _when_nothing_is_held(course: Course, figures: BailFigures) -> Course:
    if figures.held:
        return course
    if figures.with_depositor:
        return replace(course, state=State.WITH_DEPOSITOR)
    given_up = figures.written_off > figures.recovered
    return replace(course, state=State.WRITTEN_OFF if given_up else State.SETTLED)


def expected(course: Course, figures: BailFigures) -> Iterable[tuple[date, int]]:
    """Yield what comes back when, as far as days are known: (day, minor units)."""
    if not figures.held:
        return
    if course.due_on is not None:
        yield course.due_on, figures.held
    elif course.part_on is not None and course.part:
        yield course.part_on, min(course.part, figures.held)
