"""Bail as a reader wants it: where each one stands, and how it all comes back. Pure.

What depends on the day a page is read (what is overdue, how old it is) is asked with that day;
stored rows never say it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.bail.figures import figures_of, posted_of
from ledger.bail.states import PATIENCE, State, course_of
from ledger.case import Case
from ledger.events import BailReceiptPlaced, BailSuretyGiven, BailVerified, ReceiptPlace

BANDS: Final = (30, 90, 180, 365)
"""The last days of the bands of age: 0 to 30, 31 to 90, 91 to 180, 181 to 365, over."""


class BailNow(Struct, frozen=True, kw_only=True):
    """Where a bail stands; amounts in minor units of its case.

    *standing* is its state but for what is overdue. *held* is at the authority, *owed* with the
    depositor. *due_on* is when the rest is due, *part_on* when *part* of it is.
    """

    standing: State
    freed: bool = False
    due_on: date | None = None
    part: int = 0
    part_on: date | None = None
    held: int = 0
    owed: int = 0
    deposited: int = 0
    came_back: int = 0
    lost: int = 0
    vouched: int = 0
    depositor: UUID | None = None
    receipt: ReceiptPlace | None = None

    def state(self, today: date) -> State:
        """Return where it stands as of *today*."""
        late = self.due_on is not None and self.due_on + PATIENCE < today
        is_due = self.standing is State.REFUND_DUE
        return State.OVERDUE if is_due and late else self.standing

    def days_late(self, today: date) -> int:
        """Return for how many days the refund has been due; 0 when it is not due yet."""
        return 0 if self.due_on is None else max(0, (today - self.due_on).days)

    @property
    def expected(self) -> tuple[tuple[date, int], ...]:
        """Return what comes back when, as far as days are known."""
        if self.due_on is not None and self.held:
            return ((self.due_on, self.held),)
        if self.part_on is not None and self.part and self.held:
            return ((self.part_on, min(self.part, self.held)),)
        return ()


def bail_now(case: Case) -> BailNow | None:
    """Return where the bail of a case stands; None when the case is no bail."""
    course = course_of(case, date.min)
    if course is None:
        return None
    figures, posted = figures_of(case), posted_of(case)
    placed = case.events(BailReceiptPlaced)
    return BailNow(
        standing=course.state,
        freed=course.freed,
        due_on=course.due_on,
        part=course.part,
        part_on=course.part_on,
        held=figures.held,
        owed=figures.with_depositor,
        deposited=figures.deposited,
        came_back=figures.came_back + figures.recovered,
        lost=figures.lost,
        vouched=figures.vouched,
        depositor=posted.depositor if posted else None,
        receipt=placed[-1].place if placed else None,
    )


def authority_of(case: Case) -> UUID | None:
    """Return the authority that a bail is about: of the deposit, the surety, or what was asked."""
    posted = posted_of(case)
    if posted is not None:
        return posted.authority_id
    given, asked = case.events(BailSuretyGiven), case.events(BailVerified)
    if given:
        return given[0].authority_id
    return asked[-1].authority_id if asked else None


def band_of(days: int) -> int:
    """Return the number of the band that an age in days falls into, from 0."""
    return sum(days > last for last in BANDS)


class Ageing(Struct, frozen=True, kw_only=True):
    """What somebody holds in one currency, by how long it has been out; minor units.

    *holder* is an authority, or the reference of a depositor (None: of depositors without one).
    """

    holder: UUID | None
    currency: str
    exponent: int
    count: int
    bands: tuple[int, int, int, int, int]

    @property
    def total(self) -> int:
        """Return all of it."""
        return sum(self.bands)


class Aged(Struct, frozen=True, kw_only=True):
    """An amount that somebody holds since some days."""

    holder: UUID | None
    currency: str
    exponent: int
    amount: int
    days: int


def ageing(found: Iterable[Aged]) -> tuple[Ageing, ...]:
    """Sum up amounts by holder, currency and band of age, the largest in front."""
    sums: dict[tuple[UUID | None, str, int], list[int]] = {}
    counts: dict[tuple[UUID | None, str, int], int] = {}
    for each in found:
        if not each.amount:
            continue
        key = each.holder, each.currency, each.exponent
        sums.setdefault(key, [0] * (len(BANDS) + 1))[band_of(each.days)] += each.amount
        counts[key] = counts.get(key, 0) + 1
    rows = [
        Ageing(holder=holder, currency=currency, exponent=exponent, count=counts[key], bands=bands)
        for key, (a, b, c, d, e) in sums.items()
        for (holder, currency, exponent), bands in [(key, (a, b, c, d, e))]
    ]
    return tuple(sorted(rows, key=lambda row: (row.currency, -row.total)))


class Revolving(Struct, frozen=True, kw_only=True):
    """How the money of one currency goes round; minor units.

    *deposited* ever went to authorities, *came_back* of it, *lost* of it, *out* is there or owed
    now. *days* is how long what is out has been out, weighed by amount. *freed* counts the people.
    """

    currency: str
    exponent: int
    deposited: int = 0
    came_back: int = 0
    lost: int = 0
    out: int = 0
    days: int = 0
    bails: int = 0
    freed: int = 0

    def share(self, part: int) -> float | None:
        """Return *part* of what is not out any more, as a share; None when that is nothing."""
        over = self.came_back + self.lost
        return part / over if over else None

    @property
    def times(self) -> float | None:
        """Return how often each unit that is out or lost was posted; None when there is none."""
        bound = self.out + self.lost
        return self.deposited / bound if bound else None
